"""Reads of learning time: what was learnt outside of class, what is accepted, and whether the rows are right."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from courses.catalog.api import ProgrammeVersion, UnitLesson
from lms.core.clock import end_of_day, local_date
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.hours.learning import rules
from lms.delivery.hours.learning.rules import Accepted, Days, LearningRule, Learnt, Row, Span
from lms.delivery.hours.models import LearningEntry
from lms.delivery.hours.queries import plan_minutes
from lms.delivery.hours.rules import Part
from lms.delivery.models import LearningPeriod
from lms.delivery.register.models import AttendanceMark, AttendanceState
from lms.delivery.timetable.models import ClassSession, SessionState, TeachingKind
from lms.enrolments.api import Enrolment

# By enrolment and lesson, then by local day: the seconds learnt outside of class.
LearntByDay = Mapping[tuple[int, int], Mapping[date, int]]


@dataclass(frozen=True, slots=True)
class Offer:
    """What one enrolment learnt outside of class until a day, what stands accepted of it, and what can be now."""

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
        """Return the minutes that stand accepted."""
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


def rules_behind(offers: Iterable[Offer], *, today: date) -> list[LearningRule]:
    """Return the rules that offers rest on and the one of today, the first one first."""
    found = {one.rule for offer in offers for one in offer.learnt} | {learning_rule_on(today)}
    return sorted(found, key=lambda rule: rule.valid_from)


def offers_of(enrolments: Sequence[Enrolment], *, now: datetime) -> list[Offer]:
    """Return what can be accepted for each enrolment; the queries grow with versions, not with people.

    What was learnt is valued by the rule of its day, the earlier rule first.
    """
    until = closed_until(now)
    times = rules.times_of_rules(rules.read_rules(settings.LEARNING_HOURS_RULES), until)
    versions = {row.version_id: row.version for row in enrolments}
    plans = {key: plan_minutes(version) for key, version in versions.items()}
    places = {key: _places(version) for key, version in versions.items()}
    by_day, given = learnt_by_day(enrolments, until), _given(enrolments)
    found = []
    for row in enrolments:
        before: dict[int, list[Accepted]] = {}
        for one in given[row.pk]:
            before.setdefault(one.lesson, []).append(one)
        learnt = []
        for rule, span in times:
            for lesson, (part, minutes) in places[row.version_id].items():
                days = rules.days_left(span, rule, before.get(lesson, ()))
                seconds = rules.seconds_on(by_day.get((row.pk, lesson), {}), days)
                if seconds:
                    learnt.append(Learnt(lesson, part, seconds, minutes, rule, days))
        plan = plans[row.version_id]
        more = rules.acceptable(learnt, given[row.pk], plan=plan)
        found.append(Offer(row, learnt, given[row.pk], more, plan))
    return found


def digest_of_offers(offers: Iterable[Offer], *, now: datetime) -> str:
    """Return what names exactly these offers as they stand at an instant: who agrees to them sends it back."""
    people = sorted((offer.enrolment.pk, _told(offer)) for offer in offers)
    text = json.dumps([closed_until(now).isoformat(), people])
    return hashlib.sha256(text.encode()).hexdigest()


def _told(offer: Offer) -> list[object]:
    rows = [
        sorted(
            [one.lesson, *one.part, one.minutes, one.seconds, one.days.first.isoformat()] for one in listed
        )
        for listed in (offer.given, offer.more)
    ]
    return [offer.learnt_minutes, *rows]


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


def learnt_by_day(enrolments: Iterable[Enrolment], until: date) -> LearntByDay:
    """Return what was learnt until a day, without what was learnt during class."""
    people = {row.pk: row.person_id for row in enrolments}
    classes = _classes_of(set(people.values()), until)
    rows = LearningPeriod.objects.filter(enrolment__in=list(people), day__lte=until).order_by()
    columns = ("enrolment_id", "lesson_id", "day", "began_at", "ended_at", "active_seconds")
    found: dict[tuple[int, int], Counter[date]] = {}
    for enrolment, lesson, day, begins, ends, active in rows.values_list(*columns):
        outside = rules.seconds_outside((begins, ends), active, classes[people[enrolment]])
        found.setdefault((enrolment, lesson), Counter())[day] += outside
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
    columns = ("cohort_id", "cohort__site__time_zone", "begins_at", "ends_at")
    for cohort, zone, begins, ends in held.order_by().values_list(*columns):
        day = local_date(begins, zone=zone)
        for person, joined, left in members[cohort]:
            if joined <= day and (left is None or day < left):
                found[person].append((begins, ends))
    marks = AttendanceMark.objects.filter(enrolment__person__in=people, state=AttendanceState.PRESENT)
    times = ("enrolment__person_id", "register__session__begins_at", "register__session__ends_at")
    for person, begins, ends in marks.order_by().values_list(*times):
        found[person].append((begins, ends))
    return {person: rules.merged(spans) for person, spans in found.items()}


def list_learning(enrolments: Iterable[Enrolment]) -> dict[int, list[LearningEntry]]:
    """Return by enrolment the rows of learning time, accepted or taken back, in their order; one query."""
    found: dict[int, list[LearningEntry]] = {row.pk: [] for row in enrolments}
    # As they were written, one after the other under the lock: two machines may differ about the time.
    rows = LearningEntry.objects.filter(enrolment__in=list(found)).order_by("pk")
    for row in rows.select_related("lesson", "course", "unit", "reverses", "register__session"):
        found[row.enrolment_id].append(row)
    return found


def list_standing(enrolments: Iterable[Enrolment]) -> dict[int, list[LearningEntry]]:
    """Return by enrolment the rows that stand accepted, in their order; one query."""
    return {key: standing_among(rows) for key, rows in list_learning(enrolments).items()}


def standing_among(rows: Sequence[LearningEntry]) -> list[LearningEntry]:
    """Return those of an enrolment's rows that stand accepted: neither taken back, nor taking something back."""
    kept = {row.key for row in rules.standing(map(_row, rows))}
    return [row for row in rows if row.pk in kept]


def _given(enrolments: Iterable[Enrolment]) -> dict[int, list[Accepted]]:
    return {key: [_row(row).accepted for row in rows] for key, rows in list_standing(enrolments).items()}


def find_learning_differences(enrolments: Sequence[Enrolment]) -> list[LearningEntry]:
    """Return the rows that are not what their figures come to, or that stand on more than was learnt on their days."""
    wrong: list[LearningEntry] = []
    listed = list_learning(enrolments)
    overdrawn = {row.pk for row in find_overdrawn(enrolments, listed)}
    for rows in listed.values():
        bad = overdrawn | set(rules.wrong_rows([_row(row) for row in rows]))
        wrong += [row for row in rows if row.pk in bad]
    return wrong


def find_overdrawn(
    enrolments: Iterable[Enrolment], listed: Mapping[int, Sequence[LearningEntry]]
) -> list[LearningEntry]:
    """Return those of the rows that stand on more than was learnt on their days outside of class, as is known now."""
    until = max((row.learnt_until for rows in listed.values() for row in rows), default=date.min)
    by_day = learnt_by_day(enrolments, until) if until > date.min else {}
    return [
        row
        for key, rows in listed.items()
        for row in standing_among(rows)
        if rules.rests_on_more(
            _row(row), rules.seconds_on(by_day.get((key, row.lesson_id), {}), _row(row).accepted.days)
        )
    ]


def _row(row: LearningEntry) -> Row:
    part = Part(row.course.code, row.unit.code, TeachingKind.THEORY)
    days = Days(row.learnt_from or date.min, row.learnt_until)
    rule = LearningRule(row.rule_from, row.cap_percent, row.counted_percent)
    accepted = Accepted(row.lesson_id, part, row.minutes, row.seconds, days, rule)
    return Row(row.pk, accepted, row.lesson_minutes, row.plan_minutes, row.reverses_id)
