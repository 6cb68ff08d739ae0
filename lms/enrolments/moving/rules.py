"""Pure decisions on moving an enrolment to another version of its programme. No Django."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal


class Refusal:
    """Why one enrolment cannot be moved."""

    ENDED, ELSEWHERE, TAKEN, OLDER = "ended", "elsewhere", "taken", "older"


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """What decides whether an enrolment may be moved."""

    is_active: bool
    is_on_old: bool
    has_other_on_new: bool
    is_newer: bool
    was_on_new: bool


def refusals(facts: MoveFacts) -> list[str]:
    """Return what is in the way: only who is in training moves, to a newer version or back to one left before."""
    against = {
        Refusal.ENDED: not facts.is_active,
        Refusal.ELSEWHERE: not facts.is_on_old,
        Refusal.TAKEN: facts.has_other_on_new,
        Refusal.OLDER: not (facts.is_newer or facts.was_on_new),
    }
    return [refusal for refusal, is_so in against.items() if is_so]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one enrolment stands to one requirement; `asks` is equal where two versions ask for the same."""

    requirement_id: int
    asks: tuple
    is_met: bool
    percent: Decimal
    counted: tuple[int, int] | None = None
    learnt: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a move would mean for one enrolment: what is in the way, and how it stands before and after."""

    enrolment_id: int
    refusals: tuple[str, ...]
    before: tuple[Standing, ...]
    after: tuple[Standing, ...]

    @property
    def more(self) -> list[Standing]:
        """Return what is open after the move and was not before."""
        return _open_beside(self.after, self.before)

    @property
    def less(self) -> list[Standing]:
        """Return what is open now and will not be any more."""
        return _open_beside(self.before, self.after)

    @property
    def learnt(self) -> frozenset[int]:
        """Return the keys of the lessons of either version that are learnt."""
        return frozenset().union(*(row.learnt for row in (*self.before, *self.after)))

    @property
    def completes(self) -> bool:
        """Return whether nothing is missing after the move."""
        return bool(self.after) and all(row.is_met for row in self.after)


def _open_beside(ours: Sequence[Standing], others: Sequence[Standing]) -> list[Standing]:
    theirs = {row.asks for row in others if not row.is_met}
    return [row for row in ours if not row.is_met and row.asks not in theirs]


def digest_of(outlooks: Iterable[Outlook]) -> str:
    """Return a name for what somebody agreed to: who is moved, and what that adds, spares or completes for each.

    How far people are in their lessons is no part of it: while a class learns, that changes every minute.
    """
    told = [
        (
            outlook.enrolment_id,
            outlook.refusals,
            [row.asks for row in outlook.more],
            [row.asks for row in outlook.less],
            outlook.completes,
        )
        for outlook in sorted(outlooks, key=lambda one: one.enrolment_id)
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()
