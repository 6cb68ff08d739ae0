"""Looks at a file of tables before it is read: what was found, what is proposed, and what a person must decide."""

from collections.abc import Sequence
from dataclasses import replace

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Seen, Sheet, Workbook, letters_of
from lms.exams.interchange.drafts import Language
from lms.exams.interchange.tables.columns import find_header, read_headings
from lms.exams.interchange.tables.conventions import Finding, find_conventions
from lms.exams.interchange.tables.describing import describe
from lms.exams.interchange.tables.files import read_workbook
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.languages import language_of
from lms.exams.interchange.tables.layout import EXPLANATION, LEFT_OUT, own_mapping
from lms.exams.interchange.tables.mapping import Conventions, Mapping, SheetMapping
from lms.exams.interchange.tables.rows import SheetView
from lms.exams.interchange.tables.seen import Certainty, Decision, Found, Look
from lms.exams.interchange.tables.unheaded import guess_columns
from lms.exams.interchange.tables.walking import walk
from lms.exams.interchange.tables.words import kind_of_sheet, types_in_heading

_FIRST_ROWS = 30
_OURS = (LEFT_OUT, EXPLANATION)


def look(
    data: bytes,
    *,
    encoding: str = "",
    delimiter: str = "",
    language: str = "",
    seen: Seen | None = None,
) -> Look:
    """Return what a file holds and how it could be read; without a language its words say it. `seen` hears that it
    goes on.

    :raises UnreadableFile: see `read_workbook`.
    """
    return look_at(read_workbook(data, encoding=encoding, delimiter=delimiter, seen=seen), language, seen)


def expect_questions(found: Look) -> None:
    """Refuse a file of which nobody could say anything that would make questions of it.

    :raises UnreadableFile: it has headings and nothing below them, or nothing in it is a table.
    """
    by_name = {sheet.name: sheet for sheet in found.book.sheets}
    for use in found.proposal.sheets:
        sheet = by_name[use.sheet]
        if use.is_left_out:
            if sheet.name not in _OURS and _may_be_table(sheet):
                return
        elif next(walk(SheetView(sheet, use, str(found.proposal.language))), None):
            return
    has_headings = any(each.header_row for each in found.sheets)
    raise UnreadableFile("no_questions" if has_headings else "no_table")


def _may_be_table(sheet: Sheet) -> bool:
    """Return whether most rows of a sheet have cells beside each other, so that somebody may know what they are."""
    wide = sum(sum(bool(text) for text in texts) > 1 for texts in sheet.rows.values())
    return wide > 1 and wide * 2 >= len(sheet.rows)


def look_at(book: Workbook, language: str = "", seen: Seen | None = None) -> Look:
    """Return what a workbook that was read holds. `seen` hears before each sheet that it goes on."""
    found = []
    for sheet in book.sheets:
        if sheet.rows:
            if seen:
                seen(0, 1)
            found.append(_look_at_sheet(sheet, language or Language.ZH))
    mappings = tuple(each.mapping for each in found)
    proposal = Mapping(mappings, language or language_of(book, mappings))
    decisions = tuple(decision for each in found for decision in each.decisions)
    sheets = tuple(each.look for each in found)
    return Look(book.format, book.encoding, book.delimiter, sheets, proposal, decisions, book)


def _look_at_sheet(sheet: Sheet, language: str) -> Found:
    """Return what was found of a sheet."""
    rows = sorted(sheet.rows)
    for row in rows[:_FIRST_ROWS]:
        own = own_mapping(sheet.name, sheet.rows[row], row)
        if own:
            return Found(describe(sheet, row, own.columns, [], is_own=True), own)
    header, headings = find_header(sheet, rows[:_FIRST_ROWS])
    if sheet.is_key_list:
        return _left_out(sheet, header)
    if sheet.name in _OURS or (not header and sheet.width() < 3 and not _is_keyed(sheet)):
        return _left_out(sheet, header)
    found = read_headings(sheet, header, headings) if header else _without_headings(sheet)
    if sheet.is_hidden:
        found.decisions.append(Decision("hidden_sheet", sheet.name))
        found.mapping = SheetMapping(sheet.name, (), is_left_out=True)
        return found
    for each in sheet.key_lists:
        code = "key_list" if each.fits else "key_list_differs"
        said = each.place if each.fits else f"{each.place}; {each.detail}"
        found.decisions.append(Decision(code, sheet.name, detail=said))
    _add_conventions(found, sheet, language, headings)
    return found


def _is_keyed(sheet: Sheet) -> bool:
    """Return whether a narrow sheet without headings may still hold questions: a stem and its answer."""
    return bool(guess_columns(sheet, 1))


def _left_out(sheet: Sheet, header: int) -> Found:
    """Return a sheet that holds no table of questions, as far as can be seen."""
    decisions = [] if sheet.name in _OURS else [Decision("sheet_left_out", sheet.name)]
    mapping = SheetMapping(sheet.name, (), is_left_out=True)
    return Found(describe(sheet, header, (), []), mapping, decisions)


def _without_headings(sheet: Sheet) -> Found:
    """Return what the columns seem to be by what stands in them; all of it has to be confirmed."""
    first = min(sheet.rows)
    uses = guess_columns(sheet, first)
    certain = {use.column: Certainty.LIKELY for use in uses}
    mapping = SheetMapping(sheet.name, uses, 0, first)
    decisions = [Decision("no_header", sheet.name)]
    if not uses:
        mapping = SheetMapping(sheet.name, (), is_left_out=True)
        decisions = [Decision("sheet_left_out", sheet.name)]
    return Found(describe(sheet, 0, uses, certain), mapping, decisions)


# --- what else has to be said ----------------------------------------------------------------------------------


def _add_conventions(found: Found, sheet: Sheet, language: str, headings: Sequence[str]) -> None:
    """Add what the values show: types, words for right and wrong, how answers and options are written."""
    if found.mapping.is_left_out:
        return
    defaults = {"type": kind} if (kind := kind_of_sheet(sheet.name)) else {}
    typed = next((use for use in found.mapping.columns if use.role == Role.TYPE), None)
    types = types_in_heading(headings[typed.column]) if typed and typed.column < len(headings) else {}
    mapping = replace(found.mapping, defaults=defaults, conventions=Conventions(types=types))
    findings = find_conventions(sheet, mapping, language)
    found.mapping = findings.mapping
    found.decisions += [_decision(sheet, finding) for finding in findings.findings]


def _decision(sheet: Sheet, finding: Finding) -> Decision:
    """Return a finding as something to decide."""
    column = letters_of(finding.column) if finding.column >= 0 else ""
    return Decision(finding.code, sheet.name, column, finding.detail, finding.choices)
