"""Programmes as the planner takes them: hours of the plan, examinations to come, who may enter, what it ends in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, prefetch_related_objects

from courses.catalog.api import (
    Course,
    EquipmentNeed,
    ProgrammeVersion,
    Requirement,
    RequirementKind,
    Unit,
    newest_versions_and,
)
from lms.enrolments.entry.queries import entry_rule_of
from lms.enrolments.external.rules import comparable
from lms.enrolments.planning.facts import Award, Programme
from lms.enrolments.proposals.rules import Assumptions, assumed_days, award_of, entry_of, rounds
from lms.enrolments.proposals.sources import ExaminationDay, PlanPart

THEORY, PRACTICE = "theory", "practice"


@dataclass(frozen=True, slots=True)
class Offered:
    """A version of a programme: its fact, its plan by parts, what it asks for, and examinations that are planned."""

    version: ProgrammeVersion
    fact: Programme
    plan: Mapping[PlanPart, int]
    asks_credits: bool
    certificates: tuple[tuple[frozenset[str], int], ...]
    """Kinds of certificates to be held, and how many of them."""
    planned: frozenset[date]
    """First days of rounds of examinations that somebody planned; the others are taken for granted."""
    is_newest: bool = True
    lessons: tuple[Requirement, ...] = ()
    """What it asks of lessons, where it asks for nothing that is counted in hours or credits."""

    @property
    def code(self) -> str:
        """Return the planner's code."""
        return self.fact.code


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are planned, and those on which nothing is taken for granted."""

    begin: date
    end: date
    holidays: frozenset[date] = frozenset()


def code_of(version: ProgrammeVersion) -> str:
    """Return the planner's code of a version."""
    return f"{version.programme.code}/{version.number}"


def load_offered(
    also: Iterable[int],
    days: Sequence[ExaminationDay],
    assumptions: Assumptions,
    calendar: Calendar,
) -> dict[str, Offered]:
    """Return the newest published version of each programme, and these others; queries do not grow with them."""
    rows, newest = newest_versions_and(also)
    units = Prefetch("units", Unit.objects.order_by("position"))
    prefetch_related_objects(
        rows,
        Prefetch("courses", Course.objects.order_by("position").prefetch_related(units)),
        Prefetch("requirements", Requirement.objects.order_by("position")),
        Prefetch("equipment", EquipmentNeed.objects.select_related("kind").order_by("position")),
    )
    by_scheme: dict[str, list[date]] = {}
    for one in days:
        by_scheme.setdefault(one.scheme, []).append(one.day)
    found = [_offered(row, by_scheme, assumptions, calendar, is_newest=row.pk in newest) for row in rows]
    return {one.code: one for one in found}


def _offered(
    version: ProgrammeVersion,
    days: Mapping[str, list[date]],
    assumptions: Assumptions,
    calendar: Calendar,
    *,
    is_newest: bool,
) -> Offered:
    requirements = list(version.requirements.all())
    plan = plan_of_parts(version)
    schemes = [code for row in requirements if (code := row.examination_scheme or row.rubric_code)]
    planned = rounds({code: days.get(code, []) for code in schemes})
    longest = max(((last - first).days for first, last in planned), default=0)
    starts = [first for first, _last in planned]
    begin = max([calendar.begin + timedelta(days=assumptions.lead_days), *starts])
    weeks = assumptions.every_weeks if schemes else 1
    assumed = set(assumed_days(begin, calendar.end, weeks)) - calendar.holidays
    kinds = {row.kind for row in requirements}
    fact = Programme(
        code=code_of(version),
        award=programme_award(version),
        theory_minutes=sum(minutes for part, minutes in plan.items() if part.kind == THEORY),
        practice_minutes=sum(minutes for part, minutes in plan.items() if part.kind == PRACTICE),
        exams=tuple(sorted({*starts, *assumed})),
        lead_days=assumptions.lead_days,
        result_days=assumptions.result_days + longest,
        entry=entry_of(entry_rule_of(version, day=calendar.begin)),
        equipment=tuple(row.as_need() for row in version.equipment.all()),
    )
    asked = tuple(
        (frozenset(row.certificate_kinds), row.minimum or 0)
        for row in requirements
        if row.kind == RequirementKind.CERTIFICATES_HELD
    )
    has_credits = bool(kinds & {RequirementKind.CREDITS_EARNED, RequirementKind.ELECTIVES_EARNED})
    is_counted = has_credits or RequirementKind.HOURS_ATTENDED in kinds
    lessons = [
        row for row in requirements if row.kind == RequirementKind.LESSONS_COMPLETED and not is_counted
    ]
    return Offered(version, fact, plan, has_credits, asked, frozenset(starts), is_newest, tuple(lessons))


def plan_of_parts(version: ProgrammeVersion) -> dict[PlanPart, int]:
    """Return the minutes of the plan by parts: units, or a course itself that has none (as the ledger has it)."""
    found: dict[PlanPart, int] = {}
    for course in version.courses.all():
        rows = [(unit.code, unit.theory_minutes, unit.practice_minutes) for unit in course.units.all()]
        for unit, theory, practice in rows or [("", course.theory_minutes, course.practice_minutes)]:
            found[PlanPart(course.code, unit, THEORY)] = theory
            found[PlanPart(course.code, unit, PRACTICE)] = practice
    return {part: minutes for part, minutes in found.items() if minutes}


def programme_award(version: ProgrammeVersion) -> Award:
    """Return what the programme ends in."""
    programme = version.programme
    name = programme.occupation.title_zh if programme.occupation else programme.title_zh
    return award_of(programme.kind, comparable(name), programme.level)
