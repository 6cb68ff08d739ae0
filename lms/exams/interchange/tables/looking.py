"""Looks at a file of tables before it is read: what was found, what is proposed, and what a person must decide."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from lms.core.workbooks.cells import Area, Seen, Sheet, Workbook, letters_of
from lms.exams.interchange.drafts import Language
from lms.exams.interchange.tables.conventions import Finding, find_conventions
from lms.exams.interchange.tables.files import read_workbook
from lms.exams.interchange.tables.headings import REPEATABLE, Recognised, Role, count_known, recognise_row
from lms.exams.interchange.tables.languages import language_of
from lms.exams.interchange.tables.layout import EXPLANATION, LEFT_OUT, own_mapping
from lms.exams.interchange.tables.mapping import ColumnUse, Conventions, Mapping, SheetMapping
from lms.exams.interchange.tables.unheaded import guess_columns
from lms.exams.interchange.tables.words import kind_of_sheet, types_in_heading

_FIRST_ROWS = 30
_MOST_SAMPLES, _SAMPLE_LENGTH = 3, 80
_OURS = (LEFT_OUT, EXPLANATION)


class Certainty(StrEnum):
    """How sure a proposal is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that a person has to say or confirm: a stable code, where, what of it, and what can be chosen."""

    code: str
    sheet: str
    column: str = ""
    detail: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """A column as it was found, and what it seems to be."""

    column: str
    header: str
    samples: tuple[str, ...]
    role: str
    certainty: Certainty
    language: str = ""
    letter: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class SheetLook:
    """A sheet as it was found; `header_row` is 0 when no row is known as headings."""

    name: str
    rows: int
    titles: tuple[str, ...]
    header_row: int
    columns: tuple[ColumnLook, ...]
    is_hidden: bool = False
    is_own_layout: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it was found: its sheets, a whole proposal, and what of it must be decided or confirmed."""

    format: str
    encoding: str
    delimiter: str
    sheets: tuple[SheetLook, ...]
    proposal: Mapping
    decisions: tuple[Decision, ...]
    book: Workbook

    @property
    def needs_mapping(self) -> bool:
        """Return whether somebody has to say what the columns mean; our own layout says it itself."""
        read = [sheet for sheet in self.proposal.sheets if not sheet.is_left_out]
        return bool(self.decisions) or not read or not all(sheet.conventions.own_layout for sheet in read)


@dataclass(slots=True)
class _Found:
    """What was found of one sheet."""

    look: SheetLook
    mapping: SheetMapping
    decisions: list[Decision] = field(default_factory=list)


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


def _look_at_sheet(sheet: Sheet, language: str) -> _Found:
    """Return what was found of a sheet."""
    rows = sorted(sheet.rows)
    for row in rows[:_FIRST_ROWS]:
        own = own_mapping(sheet.name, sheet.rows[row], row)
        if own:
            return _Found(_describe(sheet, row, own.columns, [], is_own=True), own)
    header, headings = _header(sheet, rows[:_FIRST_ROWS])
    if sheet.name in _OURS or (not header and sheet.width() < 3 and not _is_keyed(sheet)):
        return _left_out(sheet, header)
    found = _read_headings(sheet, header, headings) if header else _without_headings(sheet)
    if sheet.is_hidden:
        found.decisions.append(Decision("hidden_sheet", sheet.name))
        found.mapping = SheetMapping(sheet.name, (), is_left_out=True)
        return found
    _add_conventions(found, sheet, language, headings)
    return found


def _is_keyed(sheet: Sheet) -> bool:
    """Return whether a narrow sheet without headings may still hold questions: a stem and its answer."""
    return bool(guess_columns(sheet, 1))


def _left_out(sheet: Sheet, header: int) -> _Found:
    """Return a sheet that holds no table of questions, as far as can be seen."""
    decisions = [] if sheet.name in _OURS else [Decision("sheet_left_out", sheet.name)]
    mapping = SheetMapping(sheet.name, (), is_left_out=True)
    return _Found(_describe(sheet, header, (), []), mapping, decisions)


# --- headings -------------------------------------------------------------------------------------------------


def _header(sheet: Sheet, rows: Sequence[int]) -> tuple[int, list[str]]:
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
    joined = []
    for column in range(max(len(sheet.rows[upper]), len(sheet.rows[lower]))):
        first, second = above.get(column) or sheet.text(upper, column), sheet.text(lower, column)
        is_part = first and second and len(second) <= 4
        joined.append(f"{first}{second}" if is_part else first if not second else f"{first} {second}".strip())
    return joined


def _columns(area: Area) -> range:
    """Return the columns of a block."""
    return range(area.left, min(area.right, 255) + 1)


def _read_headings(sheet: Sheet, header: int, headings: list[str]) -> _Found:
    """Return the columns as their headings name them."""
    known = recognise_row(headings)
    known += [None] * (sheet.width() - len(known))
    known = _with_unnamed_options(sheet, header, headings, known)
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
    return _Found(_describe(sheet, header, tuple(uses), certain), mapping, decisions)


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


def _without_headings(sheet: Sheet) -> _Found:
    """Return what the columns seem to be by what stands in them; all of it has to be confirmed."""
    first = min(sheet.rows)
    uses = guess_columns(sheet, first)
    certain = {use.column: Certainty.LIKELY for use in uses}
    mapping = SheetMapping(sheet.name, uses, 0, first)
    decisions = [Decision("no_header", sheet.name)]
    if not uses:
        mapping = SheetMapping(sheet.name, (), is_left_out=True)
        decisions = [Decision("sheet_left_out", sheet.name)]
    return _Found(_describe(sheet, 0, uses, certain), mapping, decisions)


# --- what else has to be said ----------------------------------------------------------------------------------


def _add_conventions(found: _Found, sheet: Sheet, language: str, headings: Sequence[str]) -> None:
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


# --- how a sheet looks -----------------------------------------------------------------------------------------


def _describe(
    sheet: Sheet,
    header: int,
    uses: Sequence[ColumnUse],
    certain: dict[int, Certainty] | Sequence[Certainty],
    *,
    is_own: bool = False,
) -> SheetLook:
    """Return how a sheet looks to a person."""
    by_column = {use.column: use for use in uses}
    sure = certain if isinstance(certain, dict) else {}
    columns = []
    for column in range(sheet.width()):
        use = by_column.get(column)
        usual = Certainty.CERTAIN if is_own and use else Certainty.UNKNOWN
        columns.append(
            ColumnLook(
                column=letters_of(column),
                header=use.header if use else sheet.text(header, column),
                samples=_samples(sheet, header, column),
                role=str(use.role) if use else "",
                certainty=sure.get(column, usual),
                language=use.language if use else "",
                letter=use.letter if use else "",
                is_hidden=column in sheet.hidden_columns,
            )
        )
    titles = tuple(
        " ".join(text for text in sheet.rows[row] if text)[:200] for row in sorted(sheet.rows) if row < header
    )
    rows = sum(row > header for row in sheet.rows)
    return SheetLook(sheet.name, rows, titles, header, tuple(columns), sheet.is_hidden, is_own)


def _samples(sheet: Sheet, header: int, column: int) -> tuple[str, ...]:
    """Return the first different texts of a column."""
    found: Counter[str] = Counter()
    for row, texts in sheet.rows.items():
        if row > header and len(texts) > column and texts[column]:
            found[texts[column][:_SAMPLE_LENGTH]] += 1
        if len(found) >= _MOST_SAMPLES:
            break
    return tuple(found)
