"""Texts with what their marks stand for: pictures, formulas, circuits between the words, in the reader's language."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from lms.core.formulas import FormulaError, mathml_of
from lms.exams.bank import rules
from lms.exams.bank.models import Attached, AttachmentKind

# Says where the picture of a row is; nothing where it has none yet.
Addresses = Callable[[Attached], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; or a picture, a formula or a gap between them; "missing" is a mark that stands for nothing.

    `words` of a picture say what it shows; a formula has its `math` as markup, or only its words where it cannot be
    drawn. A gap has its number, what stands in it, and the words that it is filled from, if it is.
    """

    kind: str
    words: str = ""
    address: str = ""
    math: str = ""
    number: int = 0
    value: str = ""
    choices: tuple[str, ...] = ()


class Texts:
    """Makes texts of one item ready to be shown: knows what its marks stand for, and where its pictures are."""

    def __init__(self, attached: Iterable[Attached], address_of: Addresses) -> None:
        self.attached = {row.number: row for row in attached}
        self._address_of = address_of
        self._is_english = (get_language() or "").startswith("en")

    def pick(self, text: Mapping[str, str]) -> str:
        """Return a text in the reader's language, or in the one that it has."""
        first, second = ("en", "zh") if self._is_english else ("zh", "en")
        return text.get(first) or text.get(second) or ""

    def pieces(self, text: str, *, without: int | None = None) -> tuple[Piece, ...]:
        """Return a text in pieces; a mark that stands for nothing stays as it is written."""
        return tuple(self._piece(part) for part in rules.pieces_of(text) if part != without and part != "\n")

    def with_gaps(self, text: str, listed: Sequence[Sequence[str]] = ()) -> tuple[Piece, ...]:
        """Return a text in pieces with a gap wherever four lines stand; `listed`: the words of each, if any."""
        return tuple(_with_gaps(self.pieces(text), listed))

    def plain(self, text: str) -> str:
        """Return a text as one line of words: what a picture shows, and a formula as it was written."""
        parts = [part if isinstance(part, str) else self._piece(part).words for part in rules.pieces_of(text)]
        return rules.one_line("".join(parts))

    def _piece(self, part: str | int) -> Piece:
        if isinstance(part, str):
            return Piece("words", rules.with_room(part))
        row = self.attached.get(part)
        return Piece("missing", f"[[{part}]]") if row is None else self.shown(row)

    def shown(self, row: Attached) -> Piece:
        """Return an attachment as a piece; a picture that is not there says what it would show."""
        told = self.pick({"zh": row.alternative_zh, "en": row.alternative_en})
        if row.kind == AttachmentKind.FORMULA:
            return Piece("formula", told or row.source, math=math_of(row.source))
        address = self._address_of(row)
        words = told or row.name
        return Piece("picture", words, address) if address else Piece("missing", words or f"[[{row.number}]]")


def _with_gaps(pieces: Iterable[Piece], listed: Sequence[Sequence[str]]) -> Iterator[Piece]:
    number = 0
    for piece in pieces:
        if piece.kind != "words":
            yield piece
            continue
        first, *others = piece.words.split(rules.GAP)
        yield replace(piece, words=first)
        for words in others:
            choices = tuple(listed[number]) if number < len(listed) else ()
            number += 1
            yield Piece("gap", number=number, choices=choices)
            yield replace(piece, words=words)


def math_of(source: str) -> str:
    """Return a formula as markup for the middle of a line; empty when it cannot be drawn."""
    try:
        return mark_safe(mathml_of(source, "inline"))  # noqa: S308 - built from a list of elements and attributes
    except FormulaError:
        return ""


def plain_texts(rows: Iterable[Mapping[str, Any]], texts: Texts) -> dict[str, str]:
    """Return the words of options, matches or regions in the reader's language, by name."""
    return {row["id"]: texts.plain(texts.pick(row)) for row in rows}
