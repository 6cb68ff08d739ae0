"""One row of a sheet seen through a mapping: what it says of each thing, and what has to be said of its cells."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from lms.core.workbooks.cells import DAMAGED, Note, Sheet, name_of, place_of
from lms.exams.interchange.beginnings import first_words
from lms.exams.interchange.drafts import Remark
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.mapping import ColumnUse, SheetMapping
from lms.exams.interchange.tables.numbering import counted_rows, without_number
from lms.exams.interchange.tables.texts import PICTURE_SIGN

_UNREAD = frozenset({Role.IGNORED, Role.NUMBER})
# What holds for all rows that a merged cell covers.
_SHARED = frozenset({Role.TYPE, Role.TOPIC, Role.DEPTH, Role.DIFFICULTY, Role.MARKS, Role.SOURCE, Role.YEAR})
_WRITTEN = frozenset({Role.STEM, Role.OPTION, Role.OPTIONS, Role.MATCH, Role.ANSWER})
_OF_QUESTIONS = (Role.STEM, Role.OPTION, Role.OPTIONS, Role.MATCH, Role.ANSWER, Role.RATIONALE)
# Where a picture belongs to what the cell says. It stands there as the number of its cell until texts are cleaned.
_PICTURED = frozenset({Role.STEM, Role.OPTION, Role.OPTIONS, Role.MATCH, Role.RATIONALE})
_DAMAGE = {
    Note.ERROR_VALUE: "value_unusable",
    Note.DIGITS_LOST: "digits_lost",
    Note.FORMULA_WITHOUT_VALUE: "formula_without_value",
    Note.TOO_LONG: "too_long",
}
_OPTION_LABEL = re.compile(r"\s*[(（]?([A-HＡ-Ｈ])\s*(?:[.．、:：]|[)）]\s*[.．、:：]?)\s*(?=\S)")
_MOST_COVERED = 500_000
# Learning platforms put this between options of one cell, and between letters; no option holds it.
_DIVIDED, _DIVIDER = frozenset({Role.OPTIONS, Role.ANSWER}), "$;$"


@dataclass(slots=True)
class SheetView:
    """A sheet with its mapping: which column is what, and which cells are covered by merged ones."""

    sheet: Sheet
    mapping: SheetMapping
    language: str
    by_role: dict[Role, list[ColumnUse]] = field(default_factory=dict)
    covered: dict[tuple[int, int], int] = field(default_factory=dict)
    pictures: dict[int, list[str]] = field(default_factory=dict)
    option_rows: set[int] = field(default_factory=set)  # say one option each in the column of stems
    numbered: frozenset[int] = frozenset()  # rows whose stems begin with the numbers of their questions
    damaged_rows: set[int] = field(default_factory=set)  # have something of a question that cannot be read

    def __post_init__(self) -> None:
        for use in self.mapping.columns:
            self.by_role.setdefault(use.role, []).append(use)
        self._cover()
        self._find_option_rows()
        if not self.mapping.conventions.own_layout:
            self.numbered = counted_rows(self._stems())
        for (row, column), notes in sorted(self.sheet.notes.items()):
            if Note.PICTURE in notes:
                self.pictures.setdefault(row, []).append(name_of(row, column))
        asked = {use.column for role in _OF_QUESTIONS for use in self.by_role.get(role, ())}
        self.damaged_rows = {
            row
            for (row, column), notes in self.sheet.notes.items()
            if column in asked and not DAMAGED.isdisjoint(notes)
        }

    def _cover(self) -> None:
        """Keep for each covered cell below another the row that has its text."""
        used = {use.column for use in self.mapping.columns if use.role not in _UNREAD}
        left = _MOST_COVERED
        for area in self.sheet.merged if used else ():
            if area.bottom <= area.top:
                continue
            for column in used & set(range(area.left, min(area.right, max(used)) + 1)):
                left -= min(area.bottom, area.top + left) - area.top
                for row in range(area.top + 1, min(area.bottom, area.top + max(left, 0)) + 1):
                    self.covered[row, column] = area.top

    def _stems(self) -> Iterable[tuple[int, str]]:
        """Yield the stems of rows that say something else too, each with its row."""
        column, first = self.stem_column(), self.mapping.begins()
        for row in sorted(self.sheet.rows) if column >= 0 else ():
            text = self.sheet.text(row, column)
            if row >= first and text and len(self._said(row)) > 1:
                yield row, text

    def stem_column(self) -> int:
        """Return the first column of stems, -1 if there is none."""
        return next((use.column for use in self.by_role.get(Role.STEM, ())), -1)

    def blocks(self) -> Iterable[list[int]]:
        """Yield the rows of each question: one, or those beside a merged stem, or with its other options below it."""
        column, first = self.stem_column(), self.mapping.begins()
        rows = (row for row in sorted(self.sheet.rows.keys() | self.damaged_rows) if row >= first)
        begins = 0

        def beginning(row: int) -> int:
            nonlocal begins
            goes_on = row in self.option_rows or (begins and self._goes_on(row))
            begins = begins if goes_on else self.covered.get((row, column), row)
            return begins

        for _, block in groupby(rows, key=beginning):
            yield list(block)

    def _said(self, row: int) -> set[Role]:
        """Return what a row says something of."""
        return {use.role for use in self.mapping.columns if self.sheet.text(row, use.column)} - _UNREAD

    def _goes_on(self, row: int) -> bool:
        """Return whether a row says nothing but one more option of the question above it."""
        return self._said(row) == {Role.OPTIONS} and row - 1 in self.sheet.rows

    def _find_option_rows(self) -> None:
        """Keep the rows below a stem that say "A. …", "B. …" in its own column, and nothing else."""
        column, first = self.stem_column(), self.mapping.begins()
        for row in self.sheet.rows if column >= 0 else ():
            if row <= first or _label(self.sheet.text(row, column)) != "A":
                continue
            above = self.sheet.text(row - 1, column)
            found: list[int] = []
            last = ""
            while (
                (label := _label(self.sheet.text(row + len(found), column))) > last
                and (row + len(found), column) not in self.covered
                and self._said(row + len(found)) == {Role.STEM}
            ):
                found, last = [*found, row + len(found)], label
            if above and not _label(above) and len(found) > 1 and not _has_options(self._said(row - 1)):
                self.option_rows.update(found)


def _label(text: str) -> str:
    """Return the letter that a text bears as the label of an option, "" if it bears none."""
    found = _OPTION_LABEL.match(text)
    return unicodedata.normalize("NFKC", found[1]).upper() if found else ""


def _has_options(said: set[Role]) -> bool:
    return not said.isdisjoint((Role.OPTION, Role.OPTIONS))


@dataclass(slots=True)
class RowView:
    """One question of a sheet: its row, or its rows if its stem is merged over several."""

    view: SheetView
    rows: Sequence[int]

    @property
    def row(self) -> int:
        """Return the first row."""
        return self.rows[0]

    def place(self) -> str:
        """Return the place as people are told of it."""
        return place_of(self.view.sheet, self.row)

    def uses(self, role: Role) -> list[ColumnUse]:
        """Return the columns of a role."""
        return self.view.by_role.get(role, [])

    def cell(self, use: ColumnUse) -> str:
        """Return what a column says of this question; merged cells say it for every row that they cover."""
        sheet = self.view.sheet
        is_stem, below = use.role == Role.STEM, self.view.option_rows
        rows = [row for row in self.rows if row not in below] if is_stem and below else self.rows
        texts = self._texts(rows, use)
        if use.role in _SHARED and not any(texts):
            top = self.view.covered.get((self.row, use.column))
            return sheet.text(top, use.column) if top else ""
        whole = "\n".join(text for text in texts if text)
        whole = without_number(whole) if is_stem and self.row in self.view.numbered else whole
        return whole.replace(_DIVIDER, "\n").strip() if use.role in _DIVIDED and _DIVIDER in whole else whole

    def _texts(self, rows: Sequence[int], use: ColumnUse) -> list[str]:
        """Return what some rows say in a column, with signs for the pictures that lie there."""
        sheet = self.view.sheet
        texts = [sheet.text(row, use.column) for row in rows]
        if not (sheet.pictures and use.role in _PICTURED):
            return texts
        return [
            f"{text} {self._pictures(row, use.column)}".strip() for text, row in zip(texts, rows, strict=True)
        ]

    def _below(self) -> dict[str, str]:
        """Return the options that stand below the stem in its own column, a line each."""
        rows = [row for row in self.rows if row in self.view.option_rows]
        use = next(iter(self.uses(Role.STEM)), None)
        return {use.language or self.view.language: "\n".join(self._texts(rows, use))} if rows and use else {}

    def _pictures(self, row: int, column: int) -> str:
        """Return signs for the pictures on a cell, which `Texts` makes marks of."""
        count = len(self.view.sheet.pictures.get((row, column), ()))
        return " ".join(f"{PICTURE_SIGN}{row}.{column}.{place}{PICTURE_SIGN}" for place in range(count))

    def taken_pictures(self) -> set[str]:
        """Return the names of the cells whose pictures come along."""
        columns = {use.column for role in _PICTURED for use in self.uses(role)}
        return {name_of(*cell) for cell in self.view.sheet.pictures if cell[1] in columns}

    def text(self, role: Role) -> str:
        """Return what the row says of a thing that comes in one column."""
        if role == Role.OPTIONS and (below := self._below()):
            return next(iter(below.values()))
        return next((text for use in self.uses(role) if (text := self.cell(use))), "")

    def joined(self, role: Role) -> str:
        """Return what several columns say, from left to right."""
        uses = sorted(self.uses(role), key=lambda use: use.column)
        return " / ".join(dict.fromkeys(text for use in uses if (text := self.cell(use))))

    def languages(self, role: Role, letter: str = "") -> dict[str, str]:
        """Return a text by language."""
        found = self._below() if role == Role.OPTIONS else {}
        for use in self.uses(role):
            text = self.cell(use) if use.letter == letter else ""
            if text:
                found[use.language or self.view.language] = text
        return found

    def letters(self, role: Role) -> list[str]:
        """Return the letters for which there are columns."""
        return sorted({use.letter for use in self.uses(role)})

    def is_filled(self) -> bool:
        """Return whether the row says anything of a question."""
        is_said = any(self.cell(use) for role in _OF_QUESTIONS for use in self.uses(role))
        return is_said or any(row in self.view.damaged_rows for row in self.rows)

    def begins(self) -> str:
        """Return the first words of the question, or of whatever else the row says where it has none."""
        roles = (Role.STEM, Role.OPTION, Role.OPTIONS, Role.ANSWER)
        texts = (self.cell(use) for role in roles for use in self.uses(role))
        return first_words(next((text for text in texts if text), ""))

    def damage(self) -> list[tuple[Role, Remark]]:
        """Return which cells that count do not hold what was written, each with what it is of."""
        found = []
        for use, row, notes in self._noted():
            damage = next((note for note in notes if note in DAMAGED), None)
            if damage and use.role not in _UNREAD:
                text = self.view.sheet.text(row, use.column)
                remark = Remark(_DAMAGE[damage], f"{name_of(row, use.column)} {text[:40]}".strip())
                found.append((use.role, remark))
        return found

    def says_words(self) -> bool:
        """Return whether the row says more than figures."""
        return any(text and not text.isdecimal() for text in self.view.sheet.rows.get(self.row, ()))

    def line(self) -> str:
        """Return all that the row says, from left to right."""
        return " ".join(text for text in self.view.sheet.rows.get(self.row, ()) if text)

    def remarks(self) -> list[Remark]:
        """Return what has to be said of cells that count, and of a hidden row."""
        remarks = []
        for use, row, notes in self._noted():
            if use.role not in _UNREAD:
                if Note.FORMATTING in notes:
                    remarks.append(Remark("formatting_lost", name_of(row, use.column)))
                if Note.DATE in notes and use.role in _WRITTEN:
                    remarks.append(Remark("date_value", name_of(row, use.column)))
        pictures = [cell for row in self.rows for cell in self.view.pictures.get(row, [])]
        taken = self.taken_pictures() if pictures else set()
        remarks += [Remark("picture_left_out", cell) for cell in pictures if cell not in taken]
        if any(row in self.view.sheet.hidden_rows for row in self.rows):
            remarks.append(Remark("hidden_row"))
        return remarks

    def _noted(self) -> Iterable[tuple[ColumnUse, int, tuple[Note, ...]]]:
        """Yield the cells of which something is to be said."""
        notes = self.view.sheet.notes
        if notes:
            for use in self.view.mapping.columns:
                for row in self.rows:
                    if found := notes.get((row, use.column)):
                        yield use, row, found
