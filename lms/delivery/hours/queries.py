"""Reads of the ledger: standing against the plan, and the recomputation from locked registers."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Sum as SumOf

from courses.catalog.api import ProgrammeVersion, list_courses
from lms.delivery.hours.models import HoursEntry, LearningEntry
from lms.delivery.hours.rules import (
    LEARNT,
    Entry,
    LockedRow,
    Part,
    Standing,
    Sum,
    against_plan,
    fold,
    outside_plan,
    sums,
)
from lms.delivery.register.models import AttendanceMark, RegisterState
from lms.delivery.register.queries import said_by
from lms.delivery.register.rules import attended
from lms.delivery.timetable.models import TeachingKind
from lms.enrolments.api import Enrolment


@dataclass(frozen=True, slots=True)
class Hours:
    """How an enrolment's minutes stand: each part of the plan, and attended minutes in no part of it."""

    standings: list[Standing]
    outside: int


def plan_minutes(version: ProgrammeVersion) -> dict[Part, int]:
    """Return what the version asks, by part and kind: its units, or a course itself that has none."""
    found: dict[Part, int] = {}
    for course in list_courses(version):
        parts = [(row.code, row.theory_minutes, row.practice_minutes) for row in course.units.all()]
        for code, theory, practice in parts or [("", course.theory_minutes, course.practice_minutes)]:
            found[Part(course.code, code, TeachingKind.THEORY)] = theory
            found[Part(course.code, code, TeachingKind.PRACTICE)] = practice
    return {part: minutes for part, minutes in found.items() if minutes}


def list_entries(enrolments: Iterable[Enrolment]) -> list[Entry]:
    """Return the ledger of enrolments as plain values."""
    rows = HoursEntry.objects.filter(enrolment__in=[row.pk for row in enrolments])
    columns = ("register_id", "enrolment_id", "course__code", "unit__code", "kind", "measure", "minutes")
    return [
        Entry(register, enrolment, Part(course, unit or "", kind), measure, minutes)
        for register, enrolment, course, unit, kind, measure, minutes in rows.values_list(*columns)
    ]


def sums_of(enrolments: Iterable[Enrolment]) -> dict[int, list[Sum]]:
    """Return by enrolment the sums of the ledger and of accepted learning by part and measure; two queries."""
    found: dict[int, list[Sum]] = {row.pk: [] for row in enrolments}
    parts = ("enrolment_id", "course__code", "unit__code")
    entries = HoursEntry.objects.filter(enrolment__in=list(found)).order_by()
    summed = entries.values_list(*parts, "kind", "measure").annotate(sum=SumOf("minutes"))
    for key, course, unit, kind, measure, minutes in summed:
        found[key].append(Sum(Part(course, unit or "", kind), measure, minutes))
    learning = LearningEntry.objects.filter(enrolment__in=list(found)).order_by()
    for key, course, unit, minutes in learning.values_list(*parts).annotate(sum=SumOf("minutes")):
        found[key].append(Sum(Part(course, unit, TeachingKind.THEORY), LEARNT, minutes))
    return found


def hours_of(enrolment: Enrolment) -> Hours:
    """Return how the enrolment's minutes stand against the plan of its version as it is now."""
    plan, entries = plan_minutes(enrolment.version), sums_of([enrolment])[enrolment.pk]
    return Hours(against_plan(plan, entries), outside_plan(plan, entries))


def find_differences(enrolments: Iterable[Enrolment]) -> list[tuple[int, int, int]]:
    """Compare the ledger with what locked registers say: (register, enrolment, minutes too many) where they differ."""
    listed = list(enrolments)
    kept, due = sums(list_entries(listed)), fold(_locked_rows(listed))
    return [
        (key[0], key[1], kept.get(key, 0) - due.get(key, 0))
        for key in sorted(kept.keys() | due.keys())
        if kept.get(key, 0) != due.get(key, 0)
    ]


def _locked_rows(enrolments: Iterable[Enrolment]) -> list[LockedRow]:
    related = ("register__session__course", "register__session__unit")
    marks = AttendanceMark.objects.filter(
        enrolment__in=[row.pk for row in enrolments], register__state=RegisterState.LOCKED
    )
    return [_locked_row(mark) for mark in marks.select_related(*related)]


def _locked_row(mark: AttendanceMark) -> LockedRow:
    register, session = mark.register, mark.register.session
    planned, delivered = session.minutes, register.delivered_minutes
    unit = session.unit.code if session.unit else ""
    return LockedRow(
        register.pk,
        mark.enrolment_id,
        Part(session.course.code, unit, session.kind),
        planned,
        delivered,
        attended(said_by(mark), planned=planned, delivered=delivered),
    )
