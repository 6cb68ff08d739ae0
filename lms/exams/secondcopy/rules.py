"""The form of the second copy: numbered lines, each tied to the one before by its hash. No Django."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lms.exams.eventlog import sha256

FIRST = ""


class BrokenCopy(ValueError):
    """The file is not what was written; `line` is the first line that does not fit."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it was when it was copied; what it says is sealed."""

    number: int
    kind: str
    sealed: str
    previous: str

    @property
    def hash(self) -> str:
        """Return the hash that ties this line to all before it."""
        return sha256([self.number, self.kind, self.sealed, self.previous])

    def text(self) -> str:
        """Return the line as it stands in the file."""
        named = {"n": self.number, "kind": self.kind, "row": self.sealed, "prev": self.previous}
        return json.dumps({**named, "hash": self.hash}, separators=(",", ":")) + "\n"


def read_lines(texts: Iterable[str]) -> Iterator[Line]:
    """Yield the lines of a copy. A last line that was not written to its end is left out: its row was not yet copied.

    :raises BrokenCopy: a line is missing, was altered, or is out of its place.
    """
    previous = FIRST
    for number, text in enumerate(texts, start=1):
        if not text.endswith("\n"):
            return
        line = _read(text, number)
        if (line.number, line.previous) != (number, previous):
            raise BrokenCopy(number)
        previous = line.hash
        yield line


def _read(text: str, number: int) -> Line:
    try:
        named = json.loads(text)
        line = Line(int(named["n"]), str(named["kind"]), str(named["row"]), str(named["prev"]))
    except (ValueError, KeyError, TypeError) as error:
        raise BrokenCopy(number) from error
    if named.get("hash") != line.hash:
        raise BrokenCopy(number)
    return line
