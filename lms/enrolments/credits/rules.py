"""Pure decisions on credits: what a further certificate adds, and the sum of what stands. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass

PASS_MARK = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the ledger that stands: its source, its block (empty for a certificate) and its credits."""

    source_key: str
    credits: int
    block: str = ""
    is_elective: bool = False


def further_credits(recognised: int, given_before: int) -> int:
    """Return what is still to be given when all certificates together count for `recognised` credits.

    A higher level takes the place of a lower one: what the lower one gave is part of it.
    """
    return max(0, recognised - given_before)


def earned(entries: Iterable[Entry], *, block: str = "", electives_only: bool = False) -> int:
    """Return the credits of a block, of electives, or all; a source that comes twice counts once."""
    seen: set[str] = set()
    total = 0
    for entry in entries:
        fits = (not block or entry.block == block) and (not electives_only or entry.is_elective)
        if fits and entry.source_key not in seen:
            seen.add(entry.source_key)
            total += entry.credits
    return total
