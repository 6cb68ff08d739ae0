"""Reads of learning time: what was learnt outside of class, what is accepted, and whether the rows are right."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings

from courses.catalog.api import ProgrammeVersion, UnitLesson
from lms.core.clock import local_date
from lms.delivery.hours.learning import rules
from lms.delivery.hours.learning.outside import learnt_by_day
from lms.delivery.hours.learning.rules import Accepted, Days, LearningRule, Learnt, Row
from lms.delivery.hours.models import LearningEntry
from lms.delivery.hours.queries import plan_minutes
from lms.delivery.hours.rules import Part
from lms.delivery.timetable.models import TeachingKind
from lms.enrolments.api import Enrolment


@dataclass(frozen=True, slots=True)
class Offer:
    """What one enrolment learnt outside of class until a day, what stands accepted of it, and what can be now."""

    enrolment: Enrolment
    learnt: list[Learnt]
    given: list[Accepted]
    more: list[Accepted]
    plan: dict[Part, int]
    kept: int  # seconds behind what stands accepted of lessons of which nothing more can be

    @property
    def learnt_minutes(self) -> int:
        """Return the whole minutes learnt that stand accepted or can still count."""
        return (sum(one.seconds for one in self.learnt) + self.kept) // 60

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

    What was learnt is valued by the rule of its day, the earlier rule first. Only lessons are read of which something
    can still be accepted, so the rows that are read do not grow with a history of accepted learning.
    """
    until = closed_until(now)
    times = rules.times_of_rules(rules.read_rules(settings.LEARNING_HOURS_RULES), until)
    versions = {row.version_id: row.version for row in enrolments}
    plans = {key: plan_minutes(version) for key, version in versions.items()}
    places = {key: _places(version) for key, version in versions.items()}
    given = _given(enrolments)
    wanted = {
        row.pk: rules.lessons_open(places[row.version_id], times, given[row.pk], plan=plans[row.version_id])
        for row in enrolments
    }
    by_day = learnt_by_day(enrolments, wanted, until)
    found = []
    for row in enrolments:
        before: dict[int, list[Accepted]] = {}
        for one in given[row.pk]:
            before.setdefault(one.lesson, []).append(one)
        learnt = []
        for rule, span in times:
            for lesson, (part, minutes) in places[row.version_id].items():
                if lesson not in wanted[row.pk]:
                    continue
                days = rules.days_left(span, rule, before.get(lesson, ()))
                seconds = rules.seconds_on(by_day.get((row.pk, lesson), {}), days)
                if seconds:
                    learnt.append(Learnt(lesson, part, seconds, minutes, rule, days))
        plan = plans[row.version_id]
        more = rules.acceptable(learnt, given[row.pk], plan=plan)
        kept = rules.seconds_behind(one for one in given[row.pk] if one.lesson not in wanted[row.pk])
        found.append(Offer(row, learnt, given[row.pk], more, plan, kept))
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


def list_learning(enrolments: Iterable[Enrolment]) -> dict[int, list[LearningEntry]]:
    """Return by enrolment the rows of learning time, accepted or taken back, in their order; one query."""
    found: dict[int, list[LearningEntry]] = {row.pk: [] for row in enrolments}
    # As they were written, one after the other under the lock: two machines may differ about the time.
    rows = LearningEntry.objects.filter(enrolment__in=list(found)).order_by("pk")
    for row in rows.select_related(
        "lesson", "course", "unit", "reverses", "register__session", "interruption"
    ):
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
    stand = {key: standing_among(rows) for key, rows in listed.items()}
    until = max((row.learnt_until for rows in stand.values() for row in rows), default=date.min)
    lessons = {key: frozenset(row.lesson_id for row in rows) for key, rows in stand.items()}
    by_day = learnt_by_day(enrolments, lessons, until)
    return [
        row
        for key, rows in stand.items()
        for row in rows
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
