"""Changes to a draft: its facts, and its parts one at a time, from courses down to equipment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.catalog import rules
from courses.catalog.audit_actions import AuditAction
from courses.catalog.equipment import EquipmentNeed
from courses.catalog.errors import PartNotFound, UnusablePart
from courses.catalog.models import (
    Course,
    CoursePrerequisite,
    ProgrammeVersion,
    Requirement,
    Unit,
    UnitLesson,
)
from courses.catalog.operations.drafts import lock_draft
from courses.catalog.operations.laying import refuse_shown, take_up_course
from courses.catalog.parts import PARTS, Part, PartKind, PartSpec
from courses.catalog.queries import find_holder, find_part
from lms.core import audit
from lms.core.actor import Actor

Values = dict[str, Any]
Row = Course | Unit | UnitLesson | Requirement | EquipmentNeed


def change_draft(*, version_uuid: UUID, values: Values, actor: Actor, now: datetime) -> ProgrammeVersion:
    """Change from when a draft is valid and what it rests on.

    :raises VersionNotFound, VersionInUse: there is no such draft.
    :raises UnusablePart: a value cannot be, with its field.
    """
    with transaction.atomic(durable=True):
        draft = lock_draft(version_uuid)
        _fill(draft, values)
        draft.save()
        _note(draft, {"facts": sorted(values)}, actor=actor, now=now)
    return draft


def add_part(*, part: Part, values: Values, actor: Actor, now: datetime) -> Row:
    """Add a part at the end of what holds it; `part.uuid` names the holder (the draft, a course or a unit).

    :raises VersionNotFound, VersionInUse, PartNotFound: there is no such draft, or no such holder in it.
    :raises UnusablePart: a value cannot be, with its field.
    """
    with transaction.atomic(durable=True):
        draft = lock_draft(part.version_uuid)
        spec = PARTS[part.kind]
        holder = _there(find_holder(part))
        row = spec.model(**{spec.holder_field: holder, "position": _next_position(spec.model, holder, spec)})
        _fill_part(draft, part.kind, row, values)
        row.save()
        _note(draft, {"added": part.kind, "uuid": str(row.uuid)}, actor=actor, now=now)
    return row


def change_part(*, part: Part, values: Values, actor: Actor, now: datetime) -> Row:
    """Change the values of a part of a draft.

    :raises VersionNotFound, VersionInUse, PartNotFound: there is no such draft, or no such part in it.
    :raises UnusablePart: a value cannot be, with its field.
    """
    with transaction.atomic(durable=True):
        draft = lock_draft(part.version_uuid)
        row = _find(part)
        _fill_part(draft, part.kind, row, values)
        row.save()
        _note(draft, {"changed": part.kind, "uuid": str(row.uuid)}, actor=actor, now=now)
    return row


def move_part(*, part: Part, is_up: bool, actor: Actor, now: datetime) -> None:
    """Change places with the neighbour above or below; at the end nothing happens.

    :raises VersionNotFound, VersionInUse, PartNotFound: there is no such draft, or no such part in it.
    """
    with transaction.atomic(durable=True):
        draft = lock_draft(part.version_uuid)
        row, spec = _find(part), PARTS[part.kind]
        siblings = spec.model._default_manager.filter(**{spec.holder_field: getattr(row, spec.holder_field)})
        if is_up:
            other = siblings.filter(position__lt=row.position).order_by("-position").first()
        else:
            other = siblings.filter(position__gt=row.position).order_by("position").first()
        if other is None:
            return
        _swap(row, other)
        _note(draft, {"moved": part.kind, "uuid": str(row.uuid)}, actor=actor, now=now)


def remove_part(*, part: Part, actor: Actor, now: datetime) -> None:
    """Remove a part of a draft with everything in it; lessons themselves stay in the catalogue.

    :raises VersionNotFound, VersionInUse, PartNotFound: there is no such draft, or no such part in it.
    :raises PartShown: a page shows it, or a part in it.
    """
    with transaction.atomic(durable=True), refuse_shown():
        draft = lock_draft(part.version_uuid)
        row = _find(part)
        gone = {"removed": part.kind, "uuid": str(row.uuid)}
        if isinstance(row, Course):
            take_up_course(row)
        else:
            if isinstance(row, Unit):
                row.places.all().delete()
                row.equipment.all().delete()
            row.delete()
        _note(draft, gone, actor=actor, now=now)


def set_prerequisites(*, part: Part, needs: Sequence[UUID], actor: Actor, now: datetime) -> None:
    """Say which courses a course needs first, all at once.

    :raises VersionNotFound, VersionInUse, PartNotFound: there is no such draft, or no such course in it.
    :raises UnusablePart: the courses would need each other in a circle, which is named.
    """
    with transaction.atomic(durable=True):
        draft = lock_draft(part.version_uuid)
        course = _find(Part(part.version_uuid, PartKind.COURSE, part.uuid))
        needed = list(draft.courses.filter(uuid__in=needs))
        if len(needed) != len(set(needs)):
            raise PartNotFound(_("A course is not there any more."))
        _refuse_cycle(draft, course, [row.code for row in needed])
        CoursePrerequisite.objects.filter(course=course).delete()
        CoursePrerequisite.objects.bulk_create(CoursePrerequisite(course=course, needs=row) for row in needed)
        _note(draft, {"prerequisites": str(course.uuid)}, actor=actor, now=now)


def _refuse_cycle(draft: ProgrammeVersion, course: Course, codes: list[str]) -> None:
    pairs = CoursePrerequisite.objects.filter(course__version=draft).exclude(course=course)
    requires = {course.code: codes}
    for code, needed in pairs.values_list("course__code", "needs__code"):
        requires.setdefault(code, []).append(needed)
    if cycle := rules.find_cycle(requires):
        message = _("These courses would need each other in a circle: %(cycle)s.")
        raise UnusablePart(message % {"cycle": " → ".join(cycle)}, field="needs")


def _find(part: Part) -> Any:
    return _there(find_part(part))


def _there(row: Any) -> Any:
    if row is None:
        raise PartNotFound(_("This part is not there any more."))
    return row


def _fill(row: models.Model, values: Values) -> None:
    """Set the values and let the model say what is wrong, constraints included."""
    _set(row, values)
    try:
        row.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        message = _("A requirement needs the threshold of its kind, and no other.")
        is_threshold = isinstance(row, Requirement) and field == "__all__"
        raise UnusablePart(message if is_threshold else messages[0], field=field) from error


def _set(row: models.Model, values: Values) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _fill_part(draft: ProgrammeVersion, kind: PartKind, row: Row, values: Values) -> None:
    """Set the values of a part; codes, and lessons with a place, occur once in the whole version."""
    _set(row, values)
    spec = PARTS[kind]
    if spec.naming_field and _is_named_twice(draft, spec, row):
        taken = _("This code is taken in this version.")
        placed = _("This lesson has its place in this version already.")
        message = placed if kind == PartKind.LESSON else taken
        raise UnusablePart(message, field=spec.naming_field)
    _fill(row, values)


def _is_named_twice(draft: ProgrammeVersion, spec: PartSpec, row: Row) -> bool:
    same = {spec.version_path: draft, spec.naming_field: getattr(row, spec.naming_field)}
    return spec.model._default_manager.filter(**same).exclude(pk=row.pk).exists()


def _next_position(model: type[models.Model], holder: models.Model, spec: Any) -> int:
    rows = model._default_manager.filter(**{spec.holder_field: holder})
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _swap(row: Any, other: Any) -> None:
    """Positions are unique, so one of the two steps aside for a moment; real positions begin at 1."""
    first, second = row.position, other.position
    for changed, position in ((row, 0), (other, first), (row, second)):
        changed.position = position
        changed.save(update_fields=["position"])


def _note(draft: ProgrammeVersion, after: dict, *, actor: Actor, now: datetime) -> None:
    audit.record(actor=actor, action=AuditAction.CHANGE_DRAFT, target=draft, after=after, now=now)
