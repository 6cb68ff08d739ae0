"""Writes to the catalogue: a programme version is laid down whole and published; it is never edited."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.audit_actions import AuditAction
from courses.catalog.errors import VersionInUse
from courses.catalog.models import (
    Lesson,
    Occupation,
    Programme,
    ProgrammeVersion,
    Requirement,
    Unit,
    UnitLesson,
    VersionState,
)
from courses.catalog.queries import lessons_of_version
from lms.core import audit
from lms.core.actor import Actor

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class PlannedLesson:
    code: str
    title: Text
    minutes: int


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    code: str
    title: Text
    theory_minutes: int
    practice_minutes: int
    lessons: tuple[PlannedLesson, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedRequirement:
    code: str
    title: Text
    kind: str
    share_percent: int | None = None
    examination_scheme: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """Everything that makes one version of a programme; minutes are minutes, texts are {zh, en}."""

    code: str
    kind: str
    title: Text
    summary: Text
    occupation_code: str
    occupation_title: Text
    number: int
    valid_from: date
    basis: Text
    units: tuple[PlannedUnit, ...] = field(default_factory=tuple)
    requirements: tuple[PlannedRequirement, ...] = field(default_factory=tuple)


def load_programme_version(*, plan: ProgrammePlan, actor: Actor, now: datetime) -> ProgrammeVersion:
    """Lay down and publish one version; the same plan again changes nothing.

    :raises VersionInUse: this number exists with other units, lessons or requirements: give the plan a new number.
    """
    with transaction.atomic(savepoint=False):
        programme = _programme(plan)
        existing = ProgrammeVersion.objects.filter(programme=programme, number=plan.number).first()
        if existing is not None:
            _check_same(existing, plan)
            return existing
        version = ProgrammeVersion.objects.create(
            programme=programme,
            number=plan.number,
            valid_from=plan.valid_from,
            basis_zh=plan.basis["zh"],
            basis_en=plan.basis["en"],
            state=VersionState.PUBLISHED,
        )
        _add_units(version, plan)
        _add_requirements(version, plan)
        audit.record(actor=actor, action=AuditAction.PUBLISH_VERSION, target=version, now=now)
    return version


def _titles(text: Text) -> dict[str, str]:
    return {"title_zh": text["zh"], "title_en": text["en"]}


def _programme(plan: ProgrammePlan) -> Programme:
    occupation, _created = Occupation.objects.get_or_create(
        code=plan.occupation_code, defaults=_titles(plan.occupation_title)
    )
    values = {
        **_titles(plan.title),
        "kind": plan.kind,
        "occupation": occupation,
        "summary_zh": plan.summary["zh"],
        "summary_en": plan.summary["en"],
    }
    programme, _created = Programme.objects.get_or_create(code=plan.code, defaults=values)
    return programme


def _add_units(version: ProgrammeVersion, plan: ProgrammePlan) -> None:
    for position, planned in enumerate(plan.units, start=1):
        unit = Unit.objects.create(
            version=version,
            code=planned.code,
            position=position,
            theory_minutes=planned.theory_minutes,
            practice_minutes=planned.practice_minutes,
            **_titles(planned.title),
        )
        for place, lesson in enumerate(planned.lessons, start=1):
            values = {**_titles(lesson.title), "minutes": lesson.minutes}
            row, _created = Lesson.objects.get_or_create(code=lesson.code, defaults=values)
            UnitLesson.objects.create(unit=unit, lesson=row, position=place)


def _add_requirements(version: ProgrammeVersion, plan: ProgrammePlan) -> None:
    for position, planned in enumerate(plan.requirements, start=1):
        Requirement.objects.create(
            version=version,
            code=planned.code,
            kind=planned.kind,
            position=position,
            share_percent=planned.share_percent,
            examination_scheme=planned.examination_scheme,
            **_titles(planned.title),
        )


def _check_same(existing: ProgrammeVersion, plan: ProgrammePlan) -> None:
    units = list(existing.units.values_list("code", "theory_minutes", "practice_minutes"))
    lessons = list(lessons_of_version(existing.pk).values_list("places__unit__code", "code"))
    requirements = list(
        existing.requirements.values_list("code", "kind", "share_percent", "examination_scheme")
    )
    same_units = units == [(unit.code, unit.theory_minutes, unit.practice_minutes) for unit in plan.units]
    same_lessons = lessons == [(unit.code, lesson.code) for unit in plan.units for lesson in unit.lessons]
    same_requirements = requirements == [
        (item.code, item.kind, item.share_percent, item.examination_scheme) for item in plan.requirements
    ]
    if not (same_units and same_lessons and same_requirements):
        raise VersionInUse(_("A published version never changes. Give the plan a new version number."))
