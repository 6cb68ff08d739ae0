"""Reads of learning time: what was learnt outside of class, what is accepted, and whether the rows are right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from courses.catalog.api import ProgrammeVersion, UnitLesson
from lms.core.clock import end_of_day, local_date
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.hours.learning import rules
from lms.delivery.hours.learning.rules import Accepted, LearningRule, Learnt, Row, Span
from lms.delivery.hours.models import LearningEntry
from lms.delivery.hours.queries import plan_minutes
from lms.delivery.hours.rules import Part
from lms.delivery.models import LearningPeriod
from lms.delivery.register.models import AttendanceMark, AttendanceState
from lms.delivery.timetable.models import ClassSession, SessionState, TeachingKind
from lms.enrolments.api import Enrolment


@dataclass(frozen=True, slots=True)
class Offer:
    """What one enrolment learnt outside of class until a day, what was accepted of it, and what can be now."""

    enrolment: Enrolment
    learnt: list[Learnt]
    given: list[Accepted]
    more: list[Accepted]
    plan: dict[Part, int]

    @property
    def learnt_minutes(self) -> int:
        """Return the whole minutes learnt."""
        return sum(one.seconds for one in self.learnt) // 60

    @property
    def given_minutes(self) -> int:
        """Return the minutes accepted before."""
        return sum(one.minutes for one in self.given)

    @property
    def more_minutes(self) -> int:
        """Return the minutes that can be accepted now."""
        return sum(one.minutes for one in self.more)


def closed_until(now: datetime) -> date:
    """Return the last day to which no learning is added any more."""
    return local_date(now - rules.CLOSES_AFTER) - timedelta(days=1)


def learning_rule_on(day: date) -> LearningRule:
    """Return the rule of a day."""
    return rules.rule_in_force(rules.read_rules(settings.LEARNING_HOURS_RULES), day)


def offers_of(enrolments: Sequence[Enrolment], *, now: datetime) -> list[Offer]:
    """Return what can be accepted for each enrolment; the queries grow with versions, not with people."""
    until, rule = closed_until(now), learning_rule_on(local_date(now))
    versions = {row.version_id: row.version for row in enrolments}
    plans = {key: plan_minutes(version) for key, version in versions.items()}
    places = {key: _places(version) for key, version in versions.items()}
    seconds, given = seconds_learnt(enrolments, until), _given(enrolments)
    found = []
    for row in enrolments:
        learnt = [
            Learnt(lesson, part, seconds[row.pk, lesson], minutes)
            for lesson, (part, minutes) in places[row.version_id].items()
            if seconds.get((row.pk, lesson))
        ]
        plan = plans[row.version_id]
        more = rules.acceptable(learnt, given[row.pk], plan=plan, rule=rule)
        found.append(Offer(row, learnt, given[row.pk], more, plan))
    return found


def _places(version: ProgrammeVersion) -> dict[int, tuple[Part, int]]:
    """Return by lesson the part that it belongs to, in teaching order: of two places the first one."""
    rows = UnitLesson.objects.filter(unit__course__version=version)
    columns = ("lesson_id", "unit__course__code", "unit__code", "lesson__minutes")
    found: dict[int, tuple[Part, int]] = {}
    for lesson, course, unit, minutes in rows.order_by(
        "unit__course__position", "unit__position", "position"
    ).values_list(*columns):
        found.setdefault(lesson, (Part(course, unit, TeachingKind.THEORY), minutes))
    return found


def seconds_learnt(enrolments: Iterable[Enrolment], until: date) -> dict[tuple[int, int], int]:
    """Return by enrolment and lesson the seconds learnt until a day, without what was learnt during class."""
    people = {row.pk: row.person_id for row in enrolments}
    classes = _classes_of(set(people.values()), until)
    rows = LearningPeriod.objects.filter(enrolment__in=list(people), day__lte=until).order_by()
    columns = ("enrolment_id", "lesson_id", "began_at", "ended_at", "active_seconds")
    found: dict[tuple[int, int], int] = {}
    for enrolment, lesson, begins, ends, active in rows.values_list(*columns):
        outside = rules.seconds_outside((begins, ends), active, classes[people[enrolment]])
        found[enrolment, lesson] = found.get((enrolment, lesson), 0) + outside
    return found


def _classes_of(people: set[int], until: date) -> dict[int, list[Span]]:
    """Return by person when there was class: of cohorts that they belonged to that day, or as a register says."""
    found: dict[int, list[Span]] = {person: [] for person in people}
    stays = CohortMember.objects.filter(enrolment__person__in=people)
    columns = ("cohort_id", "enrolment__person_id", "joined_on", "left_on")
    members: dict[int, list[tuple[int, date, date | None]]] = {}
    for cohort, *stay in stays.values_list(*columns):
        members.setdefault(cohort, []).append(tuple(stay))
    held = ClassSession.objects.filter(
        cohort__in=members, state=SessionState.PLANNED, begins_at__lte=end_of_day(until)
    )
    for cohort, begins, ends in held.values_list("cohort_id", "begins_at", "ends_at"):
        day = local_date(begins)
        for person, joined, left in members[cohort]:
            if joined <= day and (left is None or day < left):
                found[person].append((begins, ends))
    marks = AttendanceMark.objects.filter(enrolment__person__in=people, state=AttendanceState.PRESENT)
    times = ("enrolment__person_id", "register__session__begins_at", "register__session__ends_at")
    for person, begins, ends in marks.order_by().values_list(*times):
        found[person].append((begins, ends))
    return {person: rules.merged(spans) for person, spans in found.items()}


def list_learning(enrolments: Iterable[Enrolment]) -> dict[int, list[LearningEntry]]:
    """Return by enrolment the rows of accepted learning time, the first one first; one query."""
    found: dict[int, list[LearningEntry]] = {row.pk: [] for row in enrolments}
    rows = LearningEntry.objects.filter(enrolment__in=list(found)).select_related("lesson", "course", "unit")
    for row in rows.order_by("recorded_at", "pk"):
        found[row.enrolment_id].append(row)
    return found


def _given(enrolments: Iterable[Enrolment]) -> dict[int, list[Accepted]]:
    return {key: [_accepted(row) for row in rows] for key, rows in list_learning(enrolments).items()}


def _accepted(row: LearningEntry) -> Accepted:
    part = Part(row.course.code, row.unit.code, TeachingKind.THEORY)
    return Accepted(row.lesson_id, part, row.minutes)


def find_learning_differences(enrolments: Sequence[Enrolment]) -> list[LearningEntry]:
    """Return the rows that are not what their figures come to, or that rest on more than was learnt until their day."""
    wrong: list[LearningEntry] = []
    listed = list_learning(enrolments)
    days = {row.learnt_until for rows in listed.values() for row in rows}
    learnt = {day: seconds_learnt(enrolments, day) for day in days}
    for key, rows in listed.items():
        bad = {rows[place].pk for place in rules.wrong_rows([_row(row) for row in rows])}
        bad |= {row.pk for row in rows if row.seconds > learnt[row.learnt_until].get((key, row.lesson_id), 0)}
        wrong += [row for row in rows if row.pk in bad]
    return wrong


def _row(row: Any) -> Row:
    rule = LearningRule(row.rule_from, row.cap_percent, row.counted_percent)
    return Row(_accepted(row), row.seconds, row.lesson_minutes, row.plan_minutes, rule)
