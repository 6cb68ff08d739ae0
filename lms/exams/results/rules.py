"""Pure decisions on results: where a candidate stands, what a frozen set covers, what has changed since. No Django."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from lms.exams.sittings.rules import sha256


class Stand(StrEnum):
    """Where the result of one candidate stands."""

    ABSENT = "absent"
    VOID = "void"
    OPEN = "open"
    HELD = "held"
    MISSING = "missing"
    QUEUED = "queued"
    READY = "ready"
    RELEASED = "released"


# Somebody has to do something, or wait, before these can be released.
NOT_YET = (Stand.OPEN, Stand.HELD, Stand.MISSING, Stand.QUEUED)
PREPARED, IN_PROGRESS, VOIDED = "prepared", "in_progress", "voided"


@dataclass(frozen=True, slots=True)
class Marked:
    """The result that counts of an attempt."""

    uuid: str
    score: Decimal
    max_score: Decimal
    percent: Decimal
    passed: bool
    key: int
    answers: str
    is_released: bool

    @property
    def mark(self) -> tuple[Decimal, Decimal, bool]:
        """Return what a candidate is told of it."""
        return self.score, self.max_score, self.passed


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one candidate's attempt: `receipts` and `key` are the newest, `marked` is of that receipt."""

    attempt: str
    candidate: str
    state: str
    is_over: bool = True
    receipts: int = 0
    key: int = 0
    needs_marker: bool = False
    undecided: int = 0
    decisions: int = 0
    marked: Marked | None = None


def stand_of(facts: Facts) -> Stand:
    """Return where the result of a candidate stands."""
    if facts.state == PREPARED:
        return Stand.ABSENT if facts.is_over else Stand.OPEN
    if facts.state in (IN_PROGRESS, VOIDED):
        return Stand.OPEN if facts.state == IN_PROGRESS else Stand.VOID
    if facts.marked and facts.marked.is_released and facts.marked.key == facts.key:
        return Stand.RELEASED
    if facts.undecided:
        return Stand.HELD
    if facts.marked is None or facts.marked.key != facts.key:
        return Stand.MISSING if facts.needs_marker else Stand.QUEUED
    return Stand.READY


def values_of(facts: Facts) -> dict[str, Any]:
    """Return what a frozen set says of a marked attempt: all that a release rests on, and nothing that moves alone."""
    if facts.marked is None:
        raise ValueError("Only what is marked has values.")
    marked = facts.marked
    return {
        "attempt": facts.attempt,
        "candidate": facts.candidate,
        "result": marked.uuid,
        "score": f"{marked.score:.2f}",
        "max": f"{marked.max_score:.2f}",
        "percent": f"{marked.percent:.2f}",
        "passed": marked.passed,
        "key": marked.key,
        "receipt": facts.receipts,
        "answers": marked.answers,
        "decisions": facts.decisions,
    }


def digest_of(head: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> str:
    """Return SHA-256 over the canonical bytes of a set: whose it is, and the values of its rows in their order."""
    return sha256({"set": dict(head), "rows": [dict(row) for row in rows]})


class NoRelease(StrEnum):
    """Why somebody is not the second person who releases a set."""

    NOBODY = "nobody"
    FROZE = "froze"
    MARKED = "marked"


def reason_against_release(
    who: UUID | None, *, frozen_by: UUID, marked_by: Collection[UUID]
) -> NoRelease | None:
    """Return why somebody does not release a set: froze it, or marked by hand or decided on marks of it (ADR 0112)."""
    if who is None:
        return NoRelease.NOBODY
    if who == frozen_by:
        return NoRelease.FROZE
    return NoRelease.MARKED if who in marked_by else None


def change_since(values: Mapping[str, Any], facts: Facts) -> str:
    """Return a code for what has changed of a frozen row, empty where nothing has."""
    stand = stand_of(facts)
    by_stand = {Stand.VOID: "void", Stand.OPEN: "reopened", Stand.HELD: "held", Stand.RELEASED: "released"}
    if stand in by_stand:
        return by_stand[stand]
    names = {"receipt": facts.receipts, "key": facts.key, "decisions": facts.decisions}
    for name, now in names.items():
        if values[name] != now:
            return name
    return "" if stand is Stand.READY and values_of(facts) == values else "marked"
