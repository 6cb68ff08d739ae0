"""Pure arithmetic of accepted learning time: what counts outside of class, by which rule, up to which cap. No Django.

Source: domain.md, B8 (learning online counts for a part of theory only, and less than class). Nothing counts twice: no
lesson for more than it is worth, whichever unit it stands in, no part of the plan beyond its cap, no minute of class.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lms.delivery.hours.rules import Part

Span = tuple[datetime, datetime]
SECOND = timedelta(seconds=1)
# A sign over midnight still adds to the day before: so long after it a day is closed.
CLOSES_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class LearningRule:
    """The rule from a day on: at most this share of a part's planned theory, and what a learnt minute counts."""

    valid_from: date
    cap_percent: int
    counted_percent: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """How long somebody learnt one lesson outside of class, where it stands in the plan, and its planned minutes."""

    lesson: int
    part: Part
    seconds: int
    planned_minutes: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """Minutes accepted for one lesson in one part of the plan."""

    lesson: int
    part: Part
    minutes: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of accepted learning time with all that it was reckoned from."""

    accepted: Accepted
    seconds: int
    planned_minutes: int
    plan_minutes: int
    rule: LearningRule


def read_rules(written: str) -> list[LearningRule]:
    """Return the rules of a setting: `2020-01-01:50:50` (from, cap, counted), several apart by commas; 0 for none.

    :raises ValueError: a part cannot be read, or is no percentage.
    """
    found = []
    for piece in filter(None, (piece.strip() for piece in written.split(","))):
        day, cap, counted = piece.split(":")
        if not (0 <= int(cap) <= 100 and 0 <= int(counted) <= 100):
            raise ValueError(f"{piece}: percentages from 0 to 100")
        found.append(LearningRule(date.fromisoformat(day), int(cap), int(counted)))
    return found


def rule_in_force(rules: Iterable[LearningRule], day: date) -> LearningRule:
    """Return the newest rule that is valid on the day; before the first one nothing is accepted."""
    valid = [rule for rule in rules if rule.valid_from <= day]
    return max(valid, key=lambda rule: rule.valid_from, default=LearningRule(date.min, 0, 0))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans of time in order, those that touch as one."""
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def seconds_outside(period: Span, active: int, classes: Sequence[Span]) -> int:
    """Return the active seconds of a period that certainly were not in class; `classes` do not overlap."""
    inside = sum(
        max(0, int((min(period[1], ends) - max(period[0], begins)) / SECOND)) for begins, ends in classes
    )
    return max(0, active - inside)


def worth(seconds: int, planned_minutes: int, rule: LearningRule) -> int:
    """Return the whole minutes that learning a lesson counts: no more of it than the lesson is planned for."""
    return min(seconds, planned_minutes * 60) * rule.counted_percent // (60 * 100)


def cap(plan_minutes: int, rule: LearningRule) -> int:
    """Return the most minutes that are accepted for a part of the plan."""
    return plan_minutes * rule.cap_percent // 100


def acceptable(
    learnt: Iterable[Learnt], given: Iterable[Accepted], *, plan: Mapping[Part, int], rule: LearningRule
) -> list[Accepted]:
    """Return what is still to be accepted, lesson by lesson in their order, beside what was accepted before."""
    by_lesson, by_part = _sums(given)
    found = []
    for one in learnt:
        room = cap(plan.get(one.part, 0), rule) - by_part[one.part]
        more = min(worth(one.seconds, one.planned_minutes, rule) - by_lesson[one.lesson], room)
        if more > 0:
            found.append(Accepted(one.lesson, one.part, more))
            by_lesson[one.lesson] += more
            by_part[one.part] += more
    return found


def wrong_rows(rows: Sequence[Row]) -> list[int]:
    """Return the places of one person's rows, in their order, that are not what their own figures come to."""
    wrong: list[int] = []
    before: list[Accepted] = []
    for place, row in enumerate(rows):
        one = Learnt(row.accepted.lesson, row.accepted.part, row.seconds, row.planned_minutes)
        due = acceptable([one], before, plan={one.part: row.plan_minutes}, rule=row.rule)
        if due != [row.accepted]:
            wrong.append(place)
        before.append(row.accepted)
    return wrong


def _sums(given: Iterable[Accepted]) -> tuple[Counter[int], Counter[Part]]:
    by_lesson: Counter[int] = Counter()
    by_part: Counter[Part] = Counter()
    for row in given:
        by_lesson[row.lesson] += row.minutes
        by_part[row.part] += row.minutes
    return by_lesson, by_part
