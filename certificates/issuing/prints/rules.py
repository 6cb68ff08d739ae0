"""Pure decisions about the numbers that are printed on blank forms. No Django."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 30
_NUMBER = re.compile(r"[0-9A-Z]([0-9A-Z-]{0,28}[0-9A-Z])?")
_COUNTED = re.compile(r"(?P<head>.*?)(?P<digits>[0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Run:
    """Numbers that follow each other: what they begin with, how many digits are counted, the first and the last."""

    head: str
    digits: int
    first: int
    last: int

    @property
    def count(self) -> int:
        """Return how many there are."""
        return self.last - self.first + 1

    def holds(self, number: str) -> bool:
        """Return whether this is one of them."""
        return (other := run_of(number, number)) is not None and self.meets(other)

    def meets(self, other: "Run") -> bool:
        """Return whether both have a number in common."""
        alike = (self.head, self.digits) == (other.head, other.digits)
        return alike and self.first <= other.last and other.first <= self.last

    def numbers_from(self, number: str) -> Iterator[str]:
        """Go through the numbers from this one, which is one of them, to the last."""
        start = run_of(number, number)
        for serial in range(start.first if start else self.first, self.last + 1):
            yield f"{self.head}{serial:0{self.digits}d}"


def tidy_number(typed: str) -> str:
    """Return a number as it is kept: narrow, without spaces, in capitals."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).upper()


def is_number(number: str) -> bool:
    """Return whether a tidied number can stand on a blank: letters, digits, and hyphens between them."""
    return _NUMBER.fullmatch(number) is not None


def run_of(first: str, last: str) -> Run | None:
    """Return the run from one tidied number to another of the same form; None where they make none."""
    one, other = _COUNTED.fullmatch(first), _COUNTED.fullmatch(last)
    if one is None or other is None or not (is_number(first) and is_number(last)):
        return None
    if one["head"] != other["head"] or len(one["digits"]) != len(other["digits"]):
        return None
    run = Run(one["head"], len(one["digits"]), int(one["digits"]), int(other["digits"]))
    return run if run.first <= run.last else None
