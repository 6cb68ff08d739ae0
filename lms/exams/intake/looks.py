"""What a page needs of a table to ask what its columns mean: first rows, headings, words as found, what is open.

Plain values, so that a row keeps them and no request has to read the file again.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from lms.core.workbooks.cells import Sheet, Workbook, column_of, letters_of
from lms.exams.interchange import tables
from lms.exams.interchange.tables.answers import bare_answer
from lms.exams.interchange.tables.conventions import Findings, find_conventions
from lms.exams.interchange.tables.mapping import SheetMapping
from lms.exams.interchange.tables.seen import ColumnLook, Decision, SheetLook
from lms.exams.interchange.tables.words import folded, kind_of
from lms.exams.interchange.truth import FALSE_WORDS, TRUE_WORDS

ROWS, MOST_CHARACTERS = 5, 80
# What a page asks for at most; further columns and sheets stay as proposed.
MOST_COLUMNS, MOST_LISTS, LISTS_OF_A_SHEET = 40, 400, 2
Kept = dict[str, Any]


def look_as_kept(look: tables.Look, mapping: tables.Mapping | None) -> Kept:
    """Return a look as a row keeps it; by a mapping somebody gave, its values and open questions are those of it."""
    sheets = {sheet.name: sheet for sheet in look.book.sheets}
    uses = mapping or look.proposal
    language = str(uses.language)
    kept, decisions, left = [], [], MOST_LISTS
    for seen in look.sheets:
        use = uses.for_sheet(seen.name) or SheetMapping(seen.name, (), is_left_out=True)
        sheet = sheets[seen.name]
        is_fixed = seen.is_own_layout or left <= 0
        found = None if use.is_left_out or is_fixed else find_conventions(sheet, use, language)
        one = _sheet(seen, sheet, use, found, 0 if is_fixed else min(left, MOST_COLUMNS))
        one["is_fixed"] = is_fixed
        left -= len(one["columns"]) + len(one["types"]) + len(one["truths"]) + LISTS_OF_A_SHEET
        kept.append(one)
        if mapping and found:
            decisions += [_of_finding(each, seen.name) for each in _open(found, use)]
    if mapping is None:
        decisions = [_of_decision(each) for each in look.decisions]
    return {"language": language, "sheets": kept, "decisions": decisions}


def _sheet(
    seen: SheetLook, sheet: Sheet, use: SheetMapping, found: Findings | None, most_columns: int
) -> Kept:
    shown = [column for column in seen.columns if column.header or column.samples][:most_columns]
    begin = seen.header_row + 1 if use.is_left_out else use.begins()
    rows = [row for row in sorted(sheet.rows) if row >= begin][:ROWS]
    places = [_place(column) for column in shown]
    return {
        "name": seen.name,
        "rows": seen.rows,
        "last_row": max(sheet.rows, default=0),
        "titles": list(seen.titles)[:3],
        "header_row": seen.header_row,
        "is_hidden": seen.is_hidden,
        "is_own_layout": seen.is_own_layout,
        "more_columns": len(seen.columns) > len(shown) and any(c.samples for c in seen.columns[len(shown) :]),
        "columns": [_column(column, sheet, seen.header_row) for column in shown],
        "sample": [[row, [sheet.text(row, place)[:MOST_CHARACTERS] for place in places]] for row in rows],
        "types": [[word, count, kind_of(word)] for word, count in found.types] if found else [],
        "truths": [[word, count, _meaning(word)] for word, count in found.truths] if found else [],
    }


def _place(column: ColumnLook) -> int:
    """Return the number of a column."""
    return column_of(column.column)


def _column(column: ColumnLook, sheet: Sheet, header_row: int) -> Kept:
    return {
        "column": column.column,
        "header": column.header[:MOST_CHARACTERS],
        "heading": sheet.text(header_row, _place(column)) if header_row else "",
        "certainty": str(column.certainty),
        "has_values": bool(column.samples),
        "is_hidden": column.is_hidden,
    }


def _meaning(word: str) -> str:
    plain = folded(bare_answer(word))
    return "true" if plain in TRUE_WORDS else "false" if plain in FALSE_WORDS else ""


def _of_decision(decision: Decision) -> Kept:
    return {
        "code": decision.code,
        "sheet": decision.sheet,
        "column": decision.column,
        "detail": decision.detail,
    }


def _of_finding(finding: Any, sheet: str) -> Kept:
    column = letters_of(finding.column) if finding.column >= 0 else ""
    return {"code": finding.code, "sheet": sheet, "column": column, "detail": finding.detail}


def _open(found: Findings, use: SheetMapping) -> Iterable[Any]:
    """Yield what the values of a sheet ask and its mapping does not answer."""
    given = use.conventions
    answered = {
        "type": given.type_by_answer or bool(use.defaults.get("type")),
        "truth_words": bool(given.true_words or given.false_words),
        "answer_figures": given.choice_answers != "auto",
        "option_separator": bool(given.option_separator),
        "gap_answers": bool(given.gap_separator or given.alternative_separator),
        "key_in_stem": given.key_in_stem,
        "options_in_stem": given.options_in_stem,
    }
    return [each for each in found.findings if not answered.get(each.code, False)]


def questions_in(kept: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """Return what a page that shows this look asks: code, sheet and, for words, the word."""
    asked = set()
    for each in kept.get("decisions", ()):
        word = each["detail"].rpartition(" (")[0] if each["code"] == "type_word" else ""
        asked.add((each["code"], each["sheet"], word))
    return asked


def light_book(kept: Mapping[str, Any]) -> Workbook:
    """Return a workbook with as much of the file as checking a mapping needs: headings, first and last rows."""
    return Workbook("kept", tuple(_light_sheet(each) for each in kept["sheets"]))


def _light_sheet(kept: Mapping[str, Any]) -> Sheet:
    sheet = Sheet(kept["name"])
    places = [column_of(column["column"]) for column in kept["columns"]]
    width = max(places, default=-1) + 1
    lines = [[kept["header_row"], [column["heading"] for column in kept["columns"]]], *kept["sample"]]
    for row, cells in lines:
        if row:
            texts = [""] * width
            for place, text in zip(places, cells, strict=True):
                texts[place] = text
            sheet.rows[row] = texts
    sheet.rows.setdefault(kept["last_row"], [""] * width)
    return sheet
