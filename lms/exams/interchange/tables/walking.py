"""Walks down a sheet: which rows are questions, what the lines between them said, and which type each row has."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lms.exams.interchange.beginnings import first_words
from lms.exams.interchange.drafts import Aside
from lms.exams.interchange.tables.between import Between, What, between_of
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.rows import RowView, SheetView
from lms.exams.interchange.tables.words import kind_in_stem, kind_of, likely_word_of_sheet


@dataclass(slots=True)
class SaidBefore:
    """What lines above a row said last; `kind` is "" where nobody knows for sure what `word` means."""

    kind: str = ""
    word: str = ""
    chapter: str = ""
    repeated: list[list[str]] = field(default_factory=list)  # rows that come again on each page of a print


def walk(view: SheetView, asides: list[Aside] | None = None) -> Iterator[tuple[RowView, SaidBefore]]:
    """Yield the rows that are questions, with what lines between them said last.

    Lines below the headings that are no questions are added to `asides`.
    """
    said = SaidBefore()
    for number in (each for each in sorted(view.sheet.rows) if each < view.mapping.begins()):
        texts = view.sheet.rows[number]
        _take(_between(RowView(view, [number]), said), said)
        said.repeated.append(texts)
    for rows in view.blocks():
        row = RowView(view, rows)
        line = _between(row, said)
        if line:
            _take(line, said)
        elif row.is_filled():
            yield row, said
            continue
        if asides is not None and not _is_prefilled(row) and (line or row.says_words()):
            asides.append(
                Aside(row.place(), str(line.what if line else What.REMARK), first_words(row.line()))
            )


def _is_prefilled(row: RowView) -> bool:
    """Return whether a row has a type in its column and nothing that is asked: a form that nobody filled in."""
    conventions = row.view.mapping.conventions
    return bool(kind_of(row.text(Role.TYPE), conventions.types)) and not row.is_filled()


def _between(row: RowView, said: SaidBefore) -> Between | None:
    """Return what a row is that is no question."""
    texts = row.view.sheet.rows.get(row.row, [])
    if texts in said.repeated:
        return Between(What.HEADINGS)
    if len(row.rows) > 1:
        return None
    return between_of([text for text in texts if text], row.view.mapping.conventions.types)


def _take(line: Between | None, said: SaidBefore) -> None:
    """Keep what a line says of the rows below it."""
    if line and line.what == What.TYPE:
        said.kind, said.word = line.kind, line.word
    elif line and line.what == What.CHAPTER:
        said.chapter = line.chapter


def type_of(row: RowView, said: SaidBefore) -> tuple[str, str]:
    """Return the kind of a row and the word that names it: its own, one in its stem, the line above, or the sheet's.

    The kind is "" where the word means nothing for sure, or nothing names one.
    """
    conventions = row.view.mapping.conventions
    word = row.text(Role.TYPE)
    if word:
        return kind_of(word, conventions.types), word
    if not conventions.own_layout:
        kind, word, _rest = kind_in_stem(row.text(Role.STEM), conventions.types)
        if word:
            return kind, word
    if said.word:
        return said.kind, said.word
    kind = row.view.mapping.defaults.get("type", "")
    word = "" if kind else likely_word_of_sheet(row.view.sheet.name)
    return kind or kind_of(word, conventions.types), word
