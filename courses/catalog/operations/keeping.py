"""What outlives every version: a programme and its own lessons, kept in the words of the plan that was loaded last."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.audit_actions import AuditAction
from courses.catalog.errors import LessonsMissing, LessonsOfAnother, ProgrammeFixed
from courses.catalog.models import Lesson, Occupation, Programme
from courses.catalog.operations.laying import planned_lessons, titles
from courses.catalog.plans import PlannedLesson, ProgrammePlan
from lms.core import audit
from lms.core.actor import Actor
from lms.organisations.api import NewKind, keep_kind


def lock_programme(code: str) -> None:
    """Lock a programme, where it is known, for the caller's transaction: who changes it waits for who does now."""
    Programme.objects.select_for_update().filter(code=code).first()


def keep_programme(plan: ProgrammePlan, *, actor: Actor, now: datetime) -> Programme:
    """Return the programme of a plan, locked: a new one, or the known one with the plan's title and summary.

    :raises ProgrammeFixed: it is known with another kind, level or occupation.
    """
    words = {**titles(plan.title), "summary_zh": plan.summary["zh"], "summary_en": plan.summary["en"]}
    programme = Programme.objects.select_for_update().filter(code=plan.code).first()
    if programme is None:
        return _add_programme(plan, words)
    _refuse_other_identity(programme, plan)
    _rewrite(programme, words, AuditAction.CHANGE_PROGRAMME, actor=actor, now=now)
    return programme


def _add_programme(plan: ProgrammePlan, words: dict[str, str]) -> Programme:
    occupation = None
    if plan.occupation_code:
        occupation, _created = Occupation.objects.get_or_create(
            code=plan.occupation_code, defaults=titles(plan.occupation_title)
        )
    return Programme.objects.create(
        code=plan.code, kind=plan.kind, occupation=occupation, level=plan.level, **words
    )


def _refuse_other_identity(programme: Programme, plan: ProgrammePlan) -> None:
    occupation = programme.occupation.code if programme.occupation else ""
    compared = (
        ("kind", programme.kind, plan.kind),
        ("level", programme.level, plan.level),
        ("occupation", occupation, plan.occupation_code),
    )
    changes = [f"{name}: {old or '–'} → {new or '–'}" for name, old, new in compared if old != new]
    if changes:
        message = _(
            "Kind, level and occupation of the known programme %(code)s never change (%(changes)s). "
            "Give the plan another code."
        )
        raise ProgrammeFixed(message % {"code": programme.code, "changes": "; ".join(changes)})


def keep_lessons(programme: Programme, plan: ProgrammePlan, *, actor: Actor, now: datetime) -> None:
    """Add the plan's own lessons, or give the known ones its titles and minutes; borrowed ones stay as they are.

    :raises LessonsMissing: naming lessons that the plan borrows and the catalogue does not have.
    :raises LessonsOfAnother: naming lessons of another programme that the plan calls its own.
    """
    wanted = planned_lessons(plan)
    locked = Lesson.objects.select_for_update().order_by("code")
    known = {row.code: row for row in locked.filter(code__in=wanted)}
    _refuse_missing([row for row in wanted.values() if row.is_borrowed and row.code not in known])
    _refuse_foreign(programme, [row for code, row in known.items() if not wanted[code].is_borrowed])
    for code, lesson in wanted.items():
        values = {**titles(lesson.title), "minutes": lesson.minutes, "owner_id": programme.pk}
        if code not in known:
            Lesson.objects.create(code=code, **values)
        elif not lesson.is_borrowed:
            _rewrite(known[code], values, AuditAction.CHANGE_LESSON, actor=actor, now=now)


def keep_equipment_kinds(plan: ProgrammePlan, *, actor: Actor, now: datetime) -> None:
    """Add the kinds of equipment that a plan asks for and nobody has named yet; known ones keep their names."""
    for one in {row.kind: row for row in plan.equipment}.values():
        kind = NewKind(one.kind, one.title["zh"], one.title["en"])
        keep_kind(kind=kind, actor=actor, now=now)


def name_lesson(*, lesson_id: int, language: str, title: str, actor: Actor, now: datetime) -> None:
    """Call a lesson in one language ("zh" or "en") what its published page is called; part of a publication.

    A lesson belongs to no version, so those that are published stay as they are (docs/decisions/0106).
    """
    with transaction.atomic(savepoint=False):
        lesson = Lesson.objects.select_for_update().get(pk=lesson_id)
        _rewrite(lesson, {f"title_{language}": title}, AuditAction.CHANGE_LESSON, actor=actor, now=now)


def _refuse_missing(missing: Sequence[PlannedLesson]) -> None:
    if missing:
        codes = ", ".join(sorted(lesson.code for lesson in missing))
        message = _(
            "The catalogue does not have these lessons: %(codes)s. Load the pack that brings them first."
        )
        raise LessonsMissing(message % {"codes": codes})


def _refuse_foreign(programme: Programme, own: Sequence[Lesson]) -> None:
    """A lesson that nobody owns yet may become the programme's; another's may not."""
    codes = ", ".join(lesson.code for lesson in own if lesson.owner_id not in (None, programme.pk))
    if codes:
        message = _("These lessons belong to another programme: %(codes)s. List them under borrows.")
        raise LessonsOfAnother(message % {"codes": codes})


def _rewrite(
    row: Programme | Lesson, values: dict[str, Any], action: AuditAction, *, actor: Actor, now: datetime
) -> None:
    """Write the values that differ, with one audit row; where none does, nothing."""
    before = {name: getattr(row, name) for name in values if getattr(row, name) != values[name]}
    if not before:
        return
    after = {name: values[name] for name in before}
    for name, value in after.items():
        setattr(row, name, value)
    row.save(update_fields=list(after))
    audit.record(actor=actor, action=action, target=row, now=now, before=before, after=after)
