"""Pure decisions about the numbers that are printed on blank forms. No Django."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

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
        return self.as_printed(number) == number

    def meets(self, other: "Run") -> bool:
        """Return whether both have a number in common; written with more or fewer zeros it is the same."""
        return self.head == other.head and self.first <= other.last and other.first <= self.last

    def is_written_like(self, other: "Run") -> bool:
        """Return whether one printer could have numbered both: zeros before a number stand before shorter ones, too."""
        narrow, wide = sorted((self, other), key=lambda run: run.digits)
        is_padded = wide.first < 10 ** (wide.digits - 1)
        return self.head != other.head or narrow.digits == wide.digits or not is_padded

    def as_printed(self, number: str) -> str:
        """Return one of these numbers with its zeros, with however many it was typed; "" for any other."""
        other = run_of(number, number)
        return self._written(other.first) if other and self.meets(other) else ""

    def numbers_from(self, number: str) -> Iterator[str]:
        """Go through the numbers from this one, which is one of them, to the last."""
        start = run_of(number, number)
        for serial in range(start.first if start else self.first, self.last + 1):
            yield self._written(serial)

    def _written(self, serial: int) -> str:
        return f"{self.head}{serial:0{self.digits}d}"


class RunFault(StrEnum):
    """Why two numbers are not the first and the last of a run."""

    FORM = "form"
    HEAD = "head"
    WIDTH = "width"
    ORDER = "order"


def tidy_number(typed: str) -> str:
    """Return a number as it is kept: narrow, without spaces, in capitals."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).upper()


def is_number(number: str) -> bool:
    """Return whether a tidied number can stand on a blank: letters, digits, and hyphens between them."""
    return _NUMBER.fullmatch(number) is not None


def fault_of_run(first: str, last: str) -> RunFault | None:
    """Return why there is no run from one tidied number to another, or None."""
    one, other = _COUNTED.fullmatch(first), _COUNTED.fullmatch(last)
    if one is None or other is None or not (is_number(first) and is_number(last)):
        return RunFault.FORM
    if one["head"] != other["head"]:
        return RunFault.HEAD
    if len(one["digits"]) != len(other["digits"]):
        return RunFault.WIDTH
    return RunFault.ORDER if int(one["digits"]) > int(other["digits"]) else None


def run_of(first: str, last: str) -> Run | None:
    """Return the run from one tidied number to another of the same form; None where they make none."""
    one, other = _COUNTED.fullmatch(first), _COUNTED.fullmatch(last)
    if one is None or other is None or fault_of_run(first, last) is not None:
        return None
    return Run(one["head"], len(one["digits"]), int(one["digits"]), int(other["digits"]))
