"""Marks as assessors write them: what may stand on a line, the fold of the log, the mark of one task."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from lms.exams.bank.rules.entering import is_text

NOTE = "note"
MOST_NOTE = 1000
AFTER_SIGNATURE, SET_ASIDE = "after_signature", "set_aside"
_MARK = re.compile(r"\d{1,3}(?:\.\d{1,2})?", re.ASCII)


class Sheet(Protocol):
    """What the fold reads of the sheet of a mark."""

    @property
    def state(self) -> str: ...


class Mark(Protocol):
    """What the fold reads of a mark event."""

    @property
    def task_id(self) -> Any: ...
    @property
    def line(self) -> str: ...
    @property
    def epoch(self) -> int: ...
    @property
    def seq(self) -> int: ...
    @property
    def held(self) -> str: ...
    @property
    def sheet(self) -> Sheet: ...


Event = TypeVar("Event", bound=Mark)


def is_counted(event: Mark) -> bool:
    """Return whether a mark counts: it was not held, or only while its sheet was set aside, and that one goes on.

    A sheet is set aside while it is open and never once it is signed: what came meanwhile was there at the signature.
    """
    return not event.held or (event.held == SET_ASIDE and event.sheet.state != SET_ASIDE)


def fold_marks(events: Iterable[Event]) -> dict[tuple[Any, str], Event]:
    """Return per task and line the counting event with the highest (epoch, seq), whatever the order of arrival."""
    current: dict[tuple[Any, str], Event] = {}
    for event in events:
        place = (event.task_id, event.line)
        known = current.get(place)
        if is_counted(event) and (known is None or (event.epoch, event.seq) > (known.epoch, known.seq)):
            current[place] = event
    return current


@dataclass(frozen=True, slots=True)
class Lines:
    """What a task is marked by: the most marks of each criterion, and the lines that fail it outright."""

    criteria: Mapping[str, Decimal]
    veto: frozenset[str]

    @classmethod
    def of(cls, criteria: Iterable[Mapping[str, Any]], veto: Iterable[Mapping[str, Any]]) -> "Lines":
        """Return the lines of a rubric as it is kept."""
        return cls(
            {str(row["id"]): Decimal(row["marks"]) for row in criteria},
            frozenset(str(row["id"]) for row in veto),
        )

    def takes(self, line: str, value: Any) -> bool:
        """Return whether this value may stand on this line; None takes a value back."""
        if line in self.criteria:
            return value is None or is_mark(value, self.criteria[line])
        if line in self.veto:
            return value is None or isinstance(value, bool)
        return line == NOTE and (value is None or is_text(value, most=MOST_NOTE, lines=True))


def is_mark(value: Any, most: Decimal) -> bool:
    """Return whether a value is a decimal number as text, from nothing to the most, with at most two decimals."""
    return isinstance(value, str) and _MARK.fullmatch(value) is not None and Decimal(value) <= most


@dataclass(frozen=True, slots=True)
class TaskMark:
    """How one assessor marked one task; `missing` names the criteria that have no mark yet."""

    mark: Decimal
    vetoes: frozenset[str]
    missing: tuple[str, ...]


def task_mark(lines: Lines, values: Mapping[str, Any]) -> TaskMark:
    """Return one assessor's mark of one task: the sum of what stands on the criteria."""
    given = {line: Decimal(values[line]) for line in lines.criteria if values.get(line) is not None}
    return TaskMark(
        mark=sum(given.values(), Decimal()),
        vetoes=frozenset(line for line in lines.veto if values.get(line) is True),
        missing=tuple(line for line in lines.criteria if line not in given),
    )
