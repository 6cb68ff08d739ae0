"""How the parts of the row reader say that a row cannot become an item."""

from collections.abc import Callable
from typing import TypeVar

from lms.exams.interchange.drafts import Remark

First = TypeVar("First")
Second = TypeVar("Second")


class Refusal(Exception):
    """A row is refused; `remarks` say why, and what to do where that does not follow from it."""

    def __init__(self, code: str, detail: str = "", *, remedy: str = "") -> None:
        super().__init__(code)
        self.remarks = (Remark(code, detail[:200]), *((Remark(remedy),) if remedy else ()))

    @property
    def remark(self) -> Remark:
        """Return the first of them."""
        return self.remarks[0]


def both(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """Return what two readers of one row give; what both refuse is told together.

    :raises Refusal: one of them, or both.
    """
    try:
        found = first()
    except Refusal as refusal:
        try:
            second()
        except Refusal as other:
            refusal.remarks += other.remarks
        raise
    return found, second()
