"""Words that no page, document or lesson may hold: they would tell where somebody learnt (invariant I3)."""

from __future__ import annotations

from collections.abc import Iterator

from lms.core.unsaid import UNSAID
from tests.architecture.tree import File

# Technical uses of a word, taken out before looking; each is what the trade calls the thing.
TECHNICAL: tuple[str, ...] = ()


def forbidden_words(file: File) -> Iterator[str]:
    """Yield the lines that hold such a word."""
    for number, line in enumerate(file.text.splitlines(), start=1):
        found = UNSAID.search(without_technical(line))
        if found:
            yield f"{file.path}:{number} {found[0]}: {line.strip()[:100]}"


def without_technical(line: str) -> str:
    """Return the line without the technical terms."""
    for term in TECHNICAL:
        line = line.replace(term, "")
    return line
