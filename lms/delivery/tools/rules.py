"""Pure decisions about counted tools. No Django."""

from dataclasses import dataclass
from enum import StrEnum

MOST = 999


@dataclass(frozen=True, slots=True)
class Count:
    """How many were given out and counted back, and what was said of those that are missing."""

    issued: int
    returned: int = 0
    note: str = ""

    @property
    def missing(self) -> int:
        """Return how many are not back."""
        return self.issued - self.returned


class Against(StrEnum):
    """Why a count cannot be."""

    RANGE = "range"
    MORE_BACK = "more_back"
    NOT_THERE = "not_there"
    SIGNED = "signed"


def reasons_against(before: Count, count: Count, *, free: int, is_signed: bool) -> list[Against]:
    """Return what speaks against a count; `free` are the tools that no other session has.

    After the signature nothing more is given out, but what was missing may still come back.
    """
    found = []
    if not (0 <= count.issued <= MOST and 0 <= count.returned <= MOST):
        found.append(Against.RANGE)
    if count.returned > count.issued:
        found.append(Against.MORE_BACK)
    # What is out already is out: a tool that was written off meanwhile can still be counted back.
    if count.missing > free and count.issued > before.issued:
        found.append(Against.NOT_THERE)
    if is_signed and count.issued != before.issued:
        found.append(Against.SIGNED)
    return found
