"""Finds the row of headings of a sheet, and what its columns are as the headings name them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from lms.core.workbooks.cells import Area, Sheet, letters_of
from lms.exams.interchange.tables.describing import describe
from lms.exams.interchange.tables.headings import (
    REPEATABLE,
    Recognised,
    Role,
    count_known,
    recognise,
    recognise_row,
)
from lms.exams.interchange.tables.mapping import ColumnUse, SheetMapping
from lms.exams.interchange.tables.seen import Certainty, Decision, Found
from lms.exams.interchange.tables.words import kind_of, kind_of_sheet

_SAMPLE, _MOST = 200, 0.6


def find_header(sheet: Sheet, rows: Sequence[int]) -> tuple[int, list[str]]:
    """Return the row of headings and its texts, 0 if none is known; two rows may be one heading."""
    best = max(rows, key=lambda row: (count_known(sheet.rows[row]), -row))
    known = count_known(sheet.rows[best])
    if known < 2 and not (known and (kind_of_sheet(sheet.name) or sheet.width() == 1)):
        return 0, []
    below = best + 1
    headings = list(sheet.rows[best])
    if below in sheet.rows:
        joined = _joined(sheet, best, below)
        if count_known(joined) > count_known(headings):
            return below, joined
    return best, headings


def _joined(sheet: Sheet, upper: int, lower: int) -> list[str]:
    """Return two rows of headings as one, "选项" merged over A, B, C."""
    above = {
        column: sheet.text(area.top, area.left)
        for area in sheet.merged[:1000]
        if area.top <= upper <= area.bottom
        for column in _columns(area)
    }
    width = max(len(sheet.rows[upper]), len(sheet.rows[lower]))
    ways = []
    for spreads in (False, True):
        last, joined = "", []
        for column in range(width):
            first, second = above.get(column) or sheet.text(upper, column), sheet.text(lower, column)
            last = first or (last if second else "")
            joined.append(_one_heading(last if spreads else first, second))
        ways.append(joined)
    return max(ways, key=count_known)


def _one_heading(first: str, second: str) -> str:
    """Return what a heading and the one below it say together; one that is known alone needs no other."""
    together = f"{first}{second}" if first and second and len(second) <= 4 else f"{first} {second}".strip()
    named = recognise(second) if second else None
    is_known = (whole := recognise(together)) is not None and whole.is_certain
    return second if named and named.is_certain and not is_known else together


def _columns(area: Area) -> range:
    """Return the columns of a block."""
    return range(area.left, min(area.right, 255) + 1)


def read_headings(sheet: Sheet, header: int, headings: list[str]) -> Found:
    """Return the columns as their headings name them."""
    known = recognise_row(headings)
    known += [None] * (sheet.width() - len(known))
    known = _with_unnamed_options(sheet, header, headings, known)
    known = _with_types_by_values(sheet, header, known)
    known, decisions = _with_one_stem(sheet, header, known)
    known = [_counted(sheet, header, column) if _is_code(each) else each for column, each in enumerate(known)]
    uses, certain = [], {}
    seen: dict[tuple[str, str, str], int] = {}
    for column, each in enumerate(known):
        text = headings[column] if column < len(headings) else ""
        what = (each.role, each.language, each.letter) if each else None
        if each and what in seen and each.role not in REPEATABLE:
            names = (letters_of(seen[what]), letters_of(column))
            decisions.append(Decision("two_columns", sheet.name, letters_of(column), str(each.role), names))
            each = Recognised(Role.IGNORED, is_certain=False)
        elif each and what:
            seen[what] = column
        use, decision = _use(sheet, header, column, text, each)
        uses += [use] if use else []
        decisions += [decision] if decision else []
        certain[column] = Certainty.UNKNOWN if not each else _certainty(each)
    shown = [
        replace(use, header=use.header if sheet.text(header, use.column) == use.header else "")
        for use in uses
    ]
    mapping = SheetMapping(sheet.name, tuple(shown), header)
    return Found(describe(sheet, header, tuple(uses), certain), mapping, decisions)


def _with_types_by_values(
    sheet: Sheet, header: int, known: list[Recognised | None]
) -> list[Recognised | None]:
    """Return the columns; where no heading names the types, a column of words for types is likely theirs."""
    if any(each and each.role == Role.TYPE for each in known):
        return known
    rows = [row for row in sorted(sheet.rows) if row > header][:_SAMPLE]
    for column, each in enumerate(known):
        texts = [text for row in rows if (text := sheet.text(row, column))]
        is_open = each is None or not each.is_certain
        if is_open and texts and sum(bool(kind_of(text)) for text in texts) > _MOST * len(texts):
            return [*known[:column], Recognised(Role.TYPE, is_certain=False), *known[column + 1 :]]
    return known


def _is_code(each: Recognised | None) -> bool:
    """Return whether a column may hold codes, or only count the rows."""
    return each is not None and each.role == Role.CODE


def _with_one_stem(
    sheet: Sheet, header: int, known: list[Recognised | None]
) -> tuple[list[Recognised | None], list[Decision]]:
    """Return the columns with one stem in each language: of several the one with the longest texts."""
    decisions = []
    for language in ("", "zh", "en"):
        stems = [
            place
            for place, each in enumerate(known)
            if each and (each.role, each.language) == (Role.STEM, language)
        ]
        best = max(stems, key=lambda place: (_length(sheet, header, place), -place), default=-1)
        for place in stems:
            if place != best:
                names = (letters_of(best), letters_of(place))
                decisions.append(
                    Decision("two_columns", sheet.name, letters_of(place), str(Role.STEM), names)
                )
                known[place] = Recognised(Role.IGNORED, is_certain=False)
    return known, decisions


def _length(sheet: Sheet, header: int, column: int) -> float:
    """Return how long the texts of a column are in the first rows."""
    rows = [row for row in sorted(sheet.rows) if row > header][:200]
    return sum(len(sheet.text(row, column)) for row in rows) / max(1, len(rows))


def _counted(sheet: Sheet, header: int, column: int) -> Recognised:
    """Return what a column of codes is: one that only counts the rows holds no codes."""
    texts = [text for row in sorted(sheet.rows) if row > header and (text := sheet.text(row, column))]
    only_counts = all(text.isdecimal() and len(text) < 6 for text in texts)
    steps = [int(after) - int(before) for before, after in pairwise(texts)] if only_counts else [0]
    return Recognised(Role.NUMBER if all(step == 1 for step in steps) else Role.CODE)


def _certainty(each: Recognised) -> Certainty:
    """Return how sure a heading was understood."""
    return Certainty.CERTAIN if each.is_certain else Certainty.LIKELY


def _use(
    sheet: Sheet, header: int, column: int, heading: str, each: Recognised | None
) -> tuple[ColumnUse | None, Decision | None]:
    """Return how a column is used, and what is to be decided of it."""
    is_empty = not any(
        len(texts) > column and texts[column] for row, texts in sheet.rows.items() if row > header
    )
    if each is None and not heading and _counted(sheet, header, column).role == Role.NUMBER:
        each = Recognised(Role.NUMBER)
    if each is None:
        decision = None if is_empty else Decision("column_unknown", sheet.name, letters_of(column), heading)
        return (ColumnUse(column, Role.IGNORED, header=heading) if heading else None), decision
    decision = None
    if not each.is_certain and each.role != Role.IGNORED and not is_empty:
        decision = Decision("column_likely", sheet.name, letters_of(column), f"{heading}: {each.role}")
    return ColumnUse(column, each.role, each.language, each.letter, heading), decision


def _with_unnamed_options(
    sheet: Sheet, header: int, headings: list[str], known: list[Recognised | None]
) -> list[Recognised | None]:
    """Return the columns, with those behind one heading "选项" as options too if only their own heading is empty."""
    for column, each in enumerate(known):
        if not each or each.role != Role.OPTIONS:
            continue
        last = column
        while last + 1 < len(known) and (last + 1 >= len(headings) or not headings[last + 1]):
            last += 1
        filled = [place for place in range(column + 1, last + 1) if _is_filled(sheet, header, place)]
        if filled and all(item is None or not item.letter for item in known):
            for place in range(column, max(filled) + 1):
                letter = "abcdefghijklmnopqrstuvwxyz"[place - column : place - column + 1]
                known[place] = Recognised(Role.OPTION, False, each.language, letter) if letter else None
    return known


def _is_filled(sheet: Sheet, header: int, column: int) -> bool:
    """Return whether a column has texts below its heading."""
    return any(row > header and len(texts) > column and texts[column] for row, texts in sheet.rows.items())
