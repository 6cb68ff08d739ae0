"""Pure arithmetic of accepted learning time: what counts outside of class, by which rule, up to which cap. No Django.

Source: domain.md, B8 (learning online counts for a part of theory only, and less than class). Nothing counts twice: no
lesson for more than it is worth, whichever unit it stands in, no part of the plan beyond its cap, no minute of class.
What was learnt is valued by the rule of the day on which it was learnt, whenever it is accepted (ADR 0150).
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from lms.delivery.hours.rules import Part

Span = tuple[datetime, datetime]
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
# A sign over midnight still adds to the day before: so long after it a day is closed.
CLOSES_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class LearningRule:
    """The rule from a day on: at most this share of a part's planned theory, and what a learnt minute counts."""

    valid_from: date
    cap_percent: int
    counted_percent: int


class Days(NamedTuple):
    """The days from the first to the last one, both of them in it."""

    first: date
    last: date

    def touches(self, other: "Days") -> bool:
        """Return whether a day is in both."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Learnt:
    """How long somebody learnt one lesson outside of class on days of one rule, its place, and its planned minutes."""

    lesson: int
    part: Part
    seconds: int
    planned_minutes: int
    rule: LearningRule
    days: Days


@dataclass(frozen=True, slots=True)
class Accepted:
    """Minutes accepted for one lesson in one part of the plan, how many seconds of which days they rest on, by what."""

    lesson: int
    part: Part
    minutes: int
    seconds: int
    days: Days
    rule: LearningRule


@dataclass(frozen=True, slots=True)
class Row:
    """A row of accepted learning time with all that it was reckoned from; `reverses`: the key of what it takes back."""

    key: int
    accepted: Accepted
    planned_minutes: int
    plan_minutes: int
    reverses: int | None = None


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


def times_of_rules(rules: Sequence[LearningRule], until: date) -> list[tuple[LearningRule, Days]]:
    """Return each rule with the days on which it was in force until a day, the first one first."""
    starts = sorted({date.min} | {rule.valid_from for rule in rules if rule.valid_from <= until})
    ends = [start - DAY for start in starts[1:]] + [until]
    return [
        (rule_in_force(rules, first), Days(first, last)) for first, last in zip(starts, ends, strict=True)
    ]


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
    """Return the active seconds of a period that certainly were not in class; `classes` as `merged` gives them."""
    inside = 0
    for place in range(bisect_right(classes, period[0], key=lambda span: span[1]), len(classes)):
        begins, ends = classes[place]
        if begins >= period[1]:
            break
        inside += int((min(period[1], ends) - max(period[0], begins)) / SECOND)
    return max(0, active - inside)


def seconds_on(by_day: Mapping[date, int], days: Days) -> int:
    """Return the seconds of certain days."""
    return sum(seconds for day, seconds in by_day.items() if days.first <= day <= days.last)


def worth(seconds: int, planned_seconds: int, rule: LearningRule) -> int:
    """Return the whole minutes that learning a lesson counts: no more of it than the lesson is planned for."""
    return max(0, min(seconds, planned_seconds)) * rule.counted_percent // (60 * 100)


def cap(plan_minutes: int, rule: LearningRule) -> int:
    """Return the most minutes that are accepted for a part of the plan."""
    return plan_minutes * rule.cap_percent // 100


def acceptable(
    learnt: Iterable[Learnt], given: Iterable[Accepted], *, plan: Mapping[Part, int]
) -> list[Accepted]:
    """Return what is still to be accepted, in the order of what was learnt, beside what stands accepted.

    What was accepted of the same days is not accepted again, and not at all by another rule. Seconds that were accepted
    of other days are taken off what the lesson is planned for.
    """
    of_lesson: dict[int, list[Accepted]] = {}
    by_part: Counter[Part] = Counter()
    for row in given:
        of_lesson.setdefault(row.lesson, []).append(row)
        by_part[row.part] += row.minutes
    found = []
    for one in learnt:
        before = of_lesson.setdefault(one.lesson, [])
        room = cap(plan.get(one.part, 0), one.rule) - by_part[one.part]
        more = min(_still_worth(one, before), room)
        if more > 0:
            new = Accepted(one.lesson, one.part, more, one.seconds, one.days, one.rule)
            found.append(new)
            before.append(new)
            by_part[one.part] += more
    return found


def lessons_open(
    places: Mapping[int, tuple[Part, int]],
    times: Sequence[tuple[LearningRule, Days]],
    given: Iterable[Accepted],
    *,
    plan: Mapping[Part, int],
) -> frozenset[int]:
    """Return the lessons of which something could be accepted beside what stands, had they been learnt whole.

    Of every other lesson nothing can be, however much was learnt: nobody has to look. `places`: by lesson its part of
    the plan and its planned minutes.
    """
    of_lesson: dict[int, list[Accepted]] = {}
    by_part: Counter[Part] = Counter()
    for row in given:
        of_lesson.setdefault(row.lesson, []).append(row)
        by_part[row.part] += row.minutes

    def is_open(lesson: int, rule: LearningRule, span: Days) -> bool:
        part, minutes = places[lesson]
        if cap(plan.get(part, 0), rule) <= by_part[part]:
            return False
        before = of_lesson.get(lesson, [])
        days = days_left(span, rule, before)
        whole = Learnt(lesson, part, minutes * 60, minutes, rule, days)
        return days.first <= days.last and _still_worth(whole, before) > 0

    return frozenset(lesson for lesson in places if any(is_open(lesson, *time) for time in times))


def seconds_behind(rows: Iterable[Accepted]) -> int:
    """Return the seconds learnt behind accepted rows.

    Rows of one lesson and rule rest on the same days from the first on: the longest says it all.
    """
    longest: dict[tuple[int, date], int] = {}
    for row in rows:
        key = (row.lesson, row.days.first)
        longest[key] = max(longest.get(key, 0), row.seconds)
    return sum(longest.values())


def days_left(days: Days, rule: LearningRule, before: Iterable[Accepted]) -> Days:
    """Return those of a rule's days that no other rule has valued, of a lesson with these accepted rows; maybe none.

    A rule that is dated back, or changed, values only what comes after the last day that counts by another one.
    """
    valued = [row.days.last for row in before if row.rule != rule and row.days.touches(days)]
    return Days(max([days.first, *(last + DAY for last in valued)]), days.last)


def _still_worth(one: Learnt, before: Sequence[Accepted]) -> int:
    if days_left(one.days, one.rule, before) != one.days:
        return 0
    given = sum(row.minutes for row in before if row.days.touches(one.days))
    taken = seconds_behind(row for row in before if not row.days.touches(one.days))
    return worth(one.seconds, one.planned_minutes * 60 - taken, one.rule) - given


def rests_on_more(row: Row, seconds: int) -> bool:
    """Return whether a row counts more of a lesson than so many seconds, those learnt on its days as is known now."""
    return min(row.accepted.seconds, row.planned_minutes * 60) > seconds


def standing(rows: Iterable[Row]) -> list[Row]:
    """Return the rows that stand: neither taken back, nor taking something back."""
    listed = list(rows)
    gone = {row.reverses for row in listed}
    return [row for row in listed if row.reverses is None and row.key not in gone]


def wrong_rows(rows: Sequence[Row]) -> list[int]:
    """Return the keys of one person's rows, given in their order, that are not what their own figures come to.

    What takes back has to take all of one row that stood then; an accepted one fits beside those that stood.
    """
    wrong: list[int] = []
    stood: dict[int, Accepted] = {}
    for row in rows:
        if row.reverses is not None:
            taken = stood.pop(row.reverses, None)
            is_right = taken is not None and _undoes(row.accepted, taken)
        else:
            is_right = _is_due(row, stood.values())
            stood[row.key] = row.accepted
        if not is_right:
            wrong.append(row.key)
    return wrong


def _undoes(row: Accepted, taken: Accepted) -> bool:
    return (row.lesson, row.part, row.minutes) == (taken.lesson, taken.part, -taken.minutes)


def _is_due(row: Row, stood: Iterable[Accepted]) -> bool:
    one = row.accepted
    learnt = Learnt(one.lesson, one.part, one.seconds, row.planned_minutes, one.rule, one.days)
    return acceptable([learnt], stood, plan={one.part: row.plan_minutes}) == [one]
