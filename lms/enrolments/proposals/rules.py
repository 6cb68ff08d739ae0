"""Pure decisions on how records become facts of the planner. No Django.

Where the records leave something open, the side is taken on which no plan promises too much.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any
from uuid import UUID, uuid5

from lms.enrolments.entry.rules import SCHOOLING_RANKS, EntryRule
from lms.enrolments.planning.facts import Award, Band, Entry, Outcome, Schooling, Taken

LONGEST_ROUND = (
    45  # days between the first and the last examination of one programme that still are one round
)
FARTHEST = timedelta(days=548)  # a year and a half: the window of a site's plan
# One person's: longer than any stay. A year that was mistyped costs no more than that.
FARTHEST_OF_ONE = timedelta(days=3653)
_FIRST_MONDAY = date(2024, 1, 1)  # assumed examinations fall on the same days whenever somebody asks
_BAND = re.compile(r"([a-z]{1,12})=(\d\d):(\d\d)-(\d\d):(\d\d)@([1-7])-([1-7])")
# Of the same standing: level-type qualifications became skill-level certificates (as the target rule has it).
_KINDS = {
    "short_skills": "training",
    "skill_level": "skill_level",
    "special_operation_preparation": "special_operation",
    "diploma": "diploma",
    "qualification": "skill_level",
}
_NO_LIMIT = 200  # years: an age that nobody reaches
# As entry ranks them: what entry refuses is not planned.
_SCHOOLING = {name: Schooling(rank) for name, rank in SCHOOLING_RANKS.items()}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is not on record: days before and after an examination, and every how many weeks one can be held.

    With 0 weeks only planned ones count.
    """

    lead_days: int
    result_days: int
    every_weeks: int


@dataclass(frozen=True, slots=True)
class LessonBand:
    """A part of the day for lessons, on weekdays from one to another (Monday is 1)."""

    code: str
    begins: time
    ends: time
    first: int
    last: int

    @property
    def minutes(self) -> int:
        """Return how long it is."""
        return (self.ends.hour - self.begins.hour) * 60 + self.ends.minute - self.begins.minute

    def as_fact(self) -> Band:
        """Return it as the planner takes it."""
        of_day = [self.minutes if self.first <= day <= self.last else 0 for day in range(1, 8)]
        return Band(self.code, (*of_day,))  # type: ignore[arg-type]

    def teaches_on(self, day: date) -> bool:
        """Return whether there are lessons in it on that day of the week."""
        return self.first <= day.isoweekday() <= self.last

    def meets(self, begins: time, ends: time) -> bool:
        """Return whether a session of these hours takes something of it."""
        return begins < self.ends and self.begins < ends


def read_assumptions(written: str) -> Assumptions:
    """Return the assumptions of a setting: `5:15:4`, days before, days after, weeks.

    :raises ValueError: it cannot be read.
    """
    lead, result, weeks = (int(part) for part in written.split(":"))
    if min(lead, result, weeks) < 0:
        raise ValueError(f"{written}: none may be negative")
    return Assumptions(lead, result, weeks)


def read_bands(written: str) -> tuple[LessonBand, ...]:
    """Return the bands of a setting: `morning=08:30-11:30@1-5`, several apart by commas.

    :raises ValueError: a part cannot be read, or there is none.
    """
    found = []
    for part in filter(None, (piece.strip() for piece in written.split(","))):
        match = _BAND.fullmatch(part)
        if match is None:
            raise ValueError(f"{part}: name=08:30-11:30@1-5")
        hours = [int(digits) for digits in match.groups()[1:]]
        begins, ends = time(hours[0], hours[1]), time(hours[2], hours[3])
        band = LessonBand(match[1], begins, ends, hours[4], hours[5])
        if band.minutes <= 0 or band.first > band.last:
            raise ValueError(f"{part}: it ends before it begins")
        found.append(band)
    if not found:
        raise ValueError("at least one band")
    return tuple(found)


def smallest_class(written: str, day: date) -> int:
    """Return for how many people at least a class is proposed on a day: `2021-06-28:5`, several by commas.

    Before the first day it is one person.

    :raises ValueError: a part cannot be read, or names less than one person.
    """
    found = {date.min: 1}
    for part in filter(None, (piece.strip() for piece in written.split(","))):
        since, people = part.split(":")
        found[date.fromisoformat(since)] = int(people)
    if min(found.values()) < 1:
        raise ValueError(f"{written}: at least one person")
    return found[max(since for since in found if since <= day)]


def award_of(kind: str, occupation: str, level: int | None) -> Award:
    """Return what a programme of a kind ends in, or a paper of a kind is; qualifications count as skill levels."""
    name = _KINDS.get(kind, kind)
    if name == "diploma":
        return Award(Outcome.DIPLOMA, "diploma", "")
    return Award(Outcome.CERTIFICATE, name, occupation, level if name == "skill_level" else None)


def entry_of(rule: EntryRule) -> Entry:
    """Return the rule of entry (a dated setting, ADR 0139) as the planner takes it."""
    school = _SCHOOLING.get(rule.schooling, Schooling.NONE)
    return Entry(rule.from_age, rule.below_age or _NO_LIMIT, school, rule.needs_fitness)


def schooling_of(value: str) -> Schooling:
    """Return the schooling; what nobody knows opens nothing."""
    return _SCHOOLING.get(value, Schooling.UNKNOWN)


def key_of_class(plan: UUID, code: str) -> UUID:
    """Return what stands for a class of a plan: always the same."""
    return uuid5(plan, f"class {code}")


def monday_of(day: date) -> date:
    """Return the Monday of a day's week: lists of people at risk are of weeks."""
    return day - timedelta(days=day.weekday())


def is_plan_old(made: date, today: date) -> bool:
    """Return whether a plan is so old that the first day of a class may be over: they begin every four weeks."""
    return today - made >= timedelta(weeks=4)


def rounds(days_by_scheme: Mapping[str, Iterable[date]]) -> list[tuple[date, date]]:
    """Return rounds of examinations: between its two days a round has one of each scheme.

    Of rounds that end on the same day the one that begins last stays. A class that ends by the first day can sit all.
    """
    listed = [sorted(set(days)) for days in days_by_scheme.values()]
    if not listed or not all(listed):
        return []
    found: dict[date, date] = {}
    for first in sorted({day for days in listed for day in days}):
        ends = [next((day for day in days if day >= first), None) for days in listed]
        last = max((end for end in ends if end is not None), default=first)
        if None not in ends and (last - first).days <= LONGEST_ROUND:
            found[last] = first
    return sorted((first, last) for last, first in found.items())


def assumed_days(after: date, until: date, every_weeks: int) -> list[date]:
    """Return the Fridays of every so many weeks after a day, on which an examination can be held if it is planned."""
    if not every_weeks:
        return []
    step = timedelta(weeks=every_weeks)
    day = _FIRST_MONDAY + timedelta(days=4)
    day += step * max(0, -((day - after) // step))
    found = []
    while day <= until:
        if day > after:
            found.append(day)
        if until - day < step:  # the calendar ends in the year 9999
            break
        day += step
    return found


def stretches(lessons: Iterable[tuple[str, date]], gap: timedelta = timedelta(days=14)) -> tuple[Taken, ...]:
    """Return the stretches that lessons take, given their band and day; a pause of up to `gap` belongs to them."""
    by_band: dict[str, list[date]] = {}
    for band, day in lessons:
        by_band.setdefault(band, []).append(day)
    found = []
    for band in sorted(by_band):
        days = sorted(set(by_band[band]))
        first = last = days[0]
        for day in days[1:]:
            if day - last > gap:
                found.append(Taken(band, first, last))
                first = day
            last = day
        found.append(Taken(band, first, last))
    return tuple(found)


def bands_of(session_begins: datetime, session_ends: datetime, bands: Sequence[LessonBand]) -> list[str]:
    """Return the bands that a session takes something of; the instants are those of the site's clock."""
    begins, ends = session_begins.time(), session_ends.time()
    return [band.code for band in bands if band.meets(begins, ends)]


def fingerprint(facts: Any) -> str:
    """Return the SHA-256 of facts: equal facts have an equal one, in whichever order sets come."""
    text = json.dumps(_plain(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
