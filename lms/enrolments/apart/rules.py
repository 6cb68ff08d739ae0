"""Pure decisions about groups that are kept apart. No Django.

Every group is apart from every other one, and from people who are in none: people in none may be together.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

# A letter and at most two digits: no room for a word that says why.
_CODE = re.compile(r"[A-Z][0-9]{0,2}")
NO_GROUP = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody is in a group from a day on; `until` is the first day not any more, None while it lasts."""

    code: str
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether somebody is in the group on the day."""
        return self.since <= day and (self.until is None or day < self.until)


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Belonging:
    """Somebody's groups, and from which day until before which one this person is in a class."""

    spans: Spans
    joined_on: date
    left_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the person is in the class on the day."""
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)


def is_code(text: str) -> bool:
    """Return whether a text can be the code of a group: it cannot be read as a reason."""
    return _CODE.fullmatch(text) is not None


def spans_of(placings: Iterable[tuple[str, date]], left_on: date | None) -> Spans:
    """Return the groups of one stay from its placings in the order in which they were written."""
    rows = list(placings)
    ends: list[date | None] = [*(since for _code, since in rows[1:]), left_on]
    spans = [Span(code, since, end) for (code, since), end in zip(rows, ends[: len(rows)], strict=True)]
    return tuple(span for span in spans if span.until is None or span.since < span.until)


def code_on(spans: Iterable[Span], day: date) -> str:
    """Return the group of a day; "" for none."""
    return next((span.code for span in spans if span.holds_on(day)), NO_GROUP)


def first_day_mixed(people: Sequence[Belonging], first: date, last: date | None = None) -> date | None:
    """Return the first day from one on (up to another) on which people of different groups are in one class."""
    days = {first}
    for one in people:
        changes = (one.joined_on, *(day for span in one.spans for day in (span.since, span.until) if day))
        days.update(day for day in changes if day > first and (last is None or day <= last))
    for day in sorted(days):
        if len({code_on(one.spans, day) for one in people if one.holds_on(day)}) > 1:
            return day
    return None
