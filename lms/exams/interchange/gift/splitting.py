"""Cut a GIFT file into its questions: by blank lines, and by braces where blank lines are missing or too many."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lms.exams.interchange.gift.signs import hidden

_BRACE = re.compile(r"[{}]")
CATEGORY = "$CATEGORY"
# After a closing brace, only this much still belongs to the sentence when the next line has a brace of its own.
_END_OF_SENTENCE = re.compile(r"[\s.,;:!?\"')\]。，；：！？”）]*")


@dataclass(slots=True)
class Chunk:
    """The text of one question with its escaped signs hidden, and the comments before it."""

    line: int
    lines: list[str] = field(default_factory=list)
    text: str = ""  # its lines together, once all are there
    comments: list[str] = field(default_factory=list)
    is_unclosed: bool = False
    is_run_on: bool = False  # no blank line parted it from the question before


class _Splitter:
    """Goes through the lines and knows whether a brace is open."""

    def __init__(self, text: str) -> None:
        lines = hidden(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
        self._comments = {
            index: line.strip() for index, line in enumerate(lines) if line.strip().startswith("//")
        }
        self._lines = ["" if index in self._comments else line for index, line in enumerate(lines)]
        self._next_braces = self._braces_ahead()
        self._chunk: Chunk | None = None
        self._is_open = self._is_answered = False
        self._waiting: list[str] = []

    def _braces_ahead(self) -> list[str]:
        """Return for each line the first brace that comes in it or after it, "" if none does."""
        ahead = [""] * (len(self._lines) + 1)
        for index in range(len(self._lines) - 1, -1, -1):
            found = _BRACE.search(self._lines[index])
            ahead[index] = found[0] if found else ahead[index + 1]
        return ahead

    def chunks(self) -> Iterator[Chunk]:
        """Yield the questions."""
        for index, line in enumerate(self._lines):
            if index in self._comments:
                self._waiting.append(self._comments[index])
                continue
            if self._chunk and self._begins_another(index, line):
                yield self._ended(self._chunk)
            if line.strip():
                self._add(index, line)
        if self._chunk:
            yield self._ended(self._chunk)

    def _begins_another(self, index: int, line: str) -> bool:
        bare = line.strip()
        if bare.startswith(CATEGORY) or self._is_category:
            return True
        if self._is_open:
            return self._is_never_closed(index, bare)
        if not bare:
            return True
        return bool(bare.startswith("::") and self._is_answered) or self._is_run_on(line)

    @property
    def _is_category(self) -> bool:
        return self._chunk is not None and self._chunk.lines[0].strip().startswith(CATEGORY)

    def _is_never_closed(self, index: int, bare: str) -> bool:
        """Return whether an open brace is not closed before the next one opens. A blank line alone closes nothing."""
        starts_anew = not bare or bare.startswith("::")
        return starts_anew and self._next_braces[index] != "}"

    def _is_run_on(self, line: str) -> bool:
        """Return whether a line with braces of its own follows a question that has ended."""
        if self._chunk is None or "{" not in line:
            return False
        head, brace, tail = self._chunk.lines[-1].rpartition("}")
        return bool(brace) and _END_OF_SENTENCE.fullmatch(tail) is not None

    def _add(self, index: int, line: str) -> None:
        if self._chunk is None:
            is_run_on = (
                index > 0
                and bool(self._lines[index - 1].strip())
                and not line.strip().startswith(("::", "$"))
            )
            is_run_on = is_run_on and not self._lines[index - 1].strip().startswith(CATEGORY)
            self._chunk = Chunk(index + 1, comments=self._waiting, is_run_on=is_run_on)
            self._waiting = []
        self._chunk.lines.append(line)
        opening, closing = line.rfind("{"), line.rfind("}")
        self._is_open = self._is_open if opening == closing else opening > closing
        self._is_answered = self._is_answered or closing >= 0

    def _ended(self, chunk: Chunk) -> Chunk:
        chunk.text, chunk.is_unclosed = "\n".join(chunk.lines).strip(), self._is_open
        self._chunk, self._is_open, self._is_answered = None, False, False
        return chunk


def chunks(text: str) -> Iterator[Chunk]:
    """Yield the questions of a GIFT file in order."""
    return _Splitter(text).chunks()
