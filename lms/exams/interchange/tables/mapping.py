"""A mapping says what the columns and values of a table mean: a value that can be saved as JSON and used again.

The file format is described in docs/guides/question-tables.md.
"""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Any

from lms.core.workbooks.cells import MOST_COLUMNS, Sheet, Workbook, column_of, letters_of
from lms.exams.interchange.drafts import Kind, Language
from lms.exams.interchange.tables.headings import IN_LANGUAGES, REPEATABLE, WITH_LETTER, Role
from lms.exams.interchange.tables.words import CHOICE, folded

VERSION = 1
ANSWER_STYLES = ("auto", "letters", "digits", "digits_from_0", "texts")
DEFAULTS = ("type", "topic", "depth", "difficulty", "marks", "source", "year")
_FLAGS = ("key_in_stem", "options_in_stem", "type_by_answer", "own_layout")
_SEPARATORS = ("option_separator", "gap_separator", "alternative_separator")


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not fit: a stable code, the column or row it is about, and a detail."""

    code: str
    place: str = ""
    detail: str = ""


class UnusableMapping(Exception):
    """A mapping cannot be read; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{each.code} {each.place} {each.detail}".strip() for each in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What one column is; `header` is what stood above it when the mapping was made."""

    column: int
    role: Role
    language: str = ""
    letter: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True)
class Conventions:
    """What values mean beyond the usual words."""

    choice_answers: str = "auto"
    true_words: tuple[str, ...] = ()
    false_words: tuple[str, ...] = ()
    types: Dictionary[str, str] = field(default_factory=dict)
    option_separator: str = ""
    gap_separator: str = ""
    alternative_separator: str = ""
    key_in_stem: bool = False
    options_in_stem: bool = False
    type_by_answer: bool = False
    own_layout: bool = False


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How one sheet is read; without a row of headings `header_row` is 0 and reading starts with `first_row`."""

    sheet: str
    columns: tuple[ColumnUse, ...]
    header_row: int = 0
    first_row: int = 0
    defaults: Dictionary[str, str] = field(default_factory=dict)
    conventions: Conventions = field(default_factory=Conventions)
    is_left_out: bool = False

    def begins(self) -> int:
        """Return the first row that can be a question."""
        return self.first_row or self.header_row + 1


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a file is read; a sheet that it does not name is not read. "*" names every sheet not named otherwise."""

    sheets: tuple[SheetMapping, ...]
    language: str = Language.ZH

    def for_sheet(self, name: str) -> SheetMapping | None:
        """Return how a sheet is read, or None."""
        named = {each.sheet: each for each in self.sheets}
        return named.get(name) or named.get("*")


def to_json(mapping: Mapping) -> dict[str, Any]:
    """Return a mapping as it is written down."""
    sheets = [_sheet_to_json(each) for each in mapping.sheets]
    return {"version": VERSION, "language": str(mapping.language), "sheets": sheets}


def _sheet_to_json(sheet: SheetMapping) -> dict[str, Any]:
    """Return what is said of one sheet; what is as usual is left out."""
    if sheet.is_left_out:
        return {"sheet": sheet.sheet, "left_out": True}
    usual = Conventions()
    conventions = {
        name: _plain(getattr(sheet.conventions, name))
        for name in Conventions.__slots__
        if getattr(sheet.conventions, name) != getattr(usual, name)
    }
    columns = [_column_to_json(each) for each in sheet.columns]
    written: dict[str, Any] = {"sheet": sheet.sheet, "header_row": sheet.header_row, "columns": columns}
    if sheet.first_row:
        written["first_row"] = sheet.first_row
    return written | {"defaults": dict(sheet.defaults), "conventions": conventions}


def _plain(value: Any) -> Any:
    """Return a value of a convention as JSON has it."""
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Dictionary) else value


def _column_to_json(use: ColumnUse) -> dict[str, str]:
    """Return what is said of one column."""
    written = {"column": letters_of(use.column), "role": str(use.role)}
    more = {"language": use.language, "letter": use.letter, "header": use.header}
    return written | {name: value for name, value in more.items() if value}


def from_json(value: Any) -> Mapping:
    """Return the mapping that was written down.

    :raises UnusableMapping: something in it is unknown or of the wrong form; every fault is named.
    """
    problems: list[Problem] = []
    if not isinstance(value, dict) or value.get("version") != VERSION:
        raise UnusableMapping([Problem("mapping_version", "version")])
    sheets = value.get("sheets")
    if not isinstance(sheets, list) or not sheets:
        raise UnusableMapping([Problem("mapping_form", "sheets")])
    language = value.get("language", str(Language.ZH))
    if language not in list(Language):
        problems.append(Problem("mapping_form", "language"))
    _refuse_unknown(value, {"version", "sheets", "language", "name"}, "", problems)
    read = [_sheet_from_json(each, f"sheets[{place}]", problems) for place, each in enumerate(sheets)]
    if problems:
        raise UnusableMapping(problems)
    return Mapping(tuple(each for each in read if each), language)


def _refuse_unknown(value: dict[str, Any], known: set[str], place: str, problems: list[Problem]) -> None:
    """Name every key that means nothing: a misspelt one would be a silent guess."""
    problems += [Problem("mapping_form", f"{place}.{key}".strip(".")) for key in value if key not in known]


def _sheet_from_json(value: Any, place: str, problems: list[Problem]) -> SheetMapping | None:
    """Return what is said of one sheet, and add what is wrong with it."""
    if not isinstance(value, dict) or not isinstance(value.get("sheet"), str):
        problems.append(Problem("mapping_form", place))
        return None
    known = {"sheet", "left_out", "header_row", "first_row", "columns", "defaults", "conventions"}
    _refuse_unknown(value, known, place, problems)
    if value.get("left_out") is True:
        return SheetMapping(value["sheet"], (), is_left_out=True)
    columns = value.get("columns")
    if not isinstance(columns, list) or not columns:
        problems.append(Problem("mapping_form", f"{place}.columns"))
        return None
    return SheetMapping(
        sheet=value["sheet"],
        columns=tuple(_column_from_json(each, place, problems) for each in columns),
        header_row=_row(value, "header_row", place, problems),
        first_row=_row(value, "first_row", place, problems),
        defaults=_defaults(value.get("defaults", {}), f"{place}.defaults", problems),
        conventions=_conventions(value.get("conventions", {}), f"{place}.conventions", problems),
    )


def _row(value: dict[str, Any], name: str, place: str, problems: list[Problem]) -> int:
    """Return the number of a row."""
    row = value.get(name, 0)
    if not isinstance(row, int) or isinstance(row, bool) or not 0 <= row < 2_000_000:
        problems.append(Problem("mapping_form", f"{place}.{name}"))
        return 0
    return row


def _column_from_json(value: Any, place: str, problems: list[Problem]) -> ColumnUse:
    """Return what is said of one column."""
    given = value if isinstance(value, dict) else {}
    texts = {name: given.get(name, "") for name in ("column", "role", "language", "letter", "header")}
    usable = isinstance(value, dict) and all(isinstance(text, str) for text in texts.values())
    _refuse_unknown(given, set(texts), place, problems)
    column = column_of(texts["column"]) if usable else -1
    is_role = usable and texts["role"] in list(Role) and texts["language"] in ("", *Language)
    if not 0 <= column < MOST_COLUMNS or not is_role:
        problems.append(Problem("mapping_form", f"{place}.columns", str(value)[:100]))
        return ColumnUse(0, Role.IGNORED)
    return ColumnUse(column, Role(texts["role"]), texts["language"], texts["letter"].lower(), texts["header"])


def _defaults(value: Any, place: str, problems: list[Problem]) -> dict[str, str]:
    """Return what holds for rows that do not say."""
    if not isinstance(value, dict) or not all(
        key in DEFAULTS and isinstance(value[key], str) for key in value
    ):
        problems.append(Problem("mapping_form", place))
        return {}
    if value.get("type") and value["type"] not in (*Kind, CHOICE):
        problems.append(Problem("mapping_form", f"{place}.type", value["type"][:100]))
    return dict(value)


def _conventions(value: Any, place: str, problems: list[Problem]) -> Conventions:
    """Return what values mean."""
    if not isinstance(value, dict):
        problems.append(Problem("mapping_form", place))
        return Conventions()
    _refuse_unknown(value, set(Conventions.__slots__), place, problems)
    kept: dict[str, Any] = {}
    for name in Conventions.__slots__:
        if name in value:
            if _is_convention(name, value[name]):
                kept[name] = _kept(name, value[name])
            else:
                problems.append(Problem("mapping_form", f"{place}.{name}"))
    return Conventions(**kept)


def _is_convention(name: str, value: Any) -> bool:
    """Return whether a value has the form of its convention."""
    if name in _FLAGS:
        return isinstance(value, bool)
    if name == "choice_answers":
        return value in ANSWER_STYLES
    if name in _SEPARATORS:
        return isinstance(value, str) and len(value) <= 8
    if name == "types":
        return isinstance(value, dict) and all(
            isinstance(kind, str) and kind in (*Kind, CHOICE) for kind in value.values()
        )
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def _kept(name: str, value: Any) -> Any:
    """Return a convention as it is used: words in the form in which they are compared."""
    if name == "types":
        return {folded(word): kind for word, kind in value.items()}
    return tuple(folded(word) for word in value) if name in ("true_words", "false_words") else value


def check_file(mapping: Mapping, book: Workbook) -> list[tuple[str, Problem]]:
    """Return what of a mapping does not fit a file, each with its sheet; also sheets that it says nothing of."""
    names = {sheet.name for sheet in book.sheets}
    problems = [
        (each.sheet, Problem("sheet_missing"))
        for each in mapping.sheets
        if each.sheet not in names and each.sheet != "*"
    ]
    for sheet in book.sheets:
        use = mapping.for_sheet(sheet.name)
        if use:
            problems += [(sheet.name, problem) for problem in check_mapping(use, sheet)]
        elif sheet.rows:
            problems.append((sheet.name, Problem("sheet_not_mapped")))
    return problems


def check_mapping(mapping: SheetMapping, sheet: Sheet) -> list[Problem]:
    """Return what of a mapping does not fit a sheet, each with its column or row."""
    if mapping.is_left_out:
        return []
    problems = _missing_columns(mapping) + _repeated_columns(mapping)
    last = max(sheet.rows, default=0)
    if mapping.begins() > last:
        problems.append(Problem("no_rows", f"row {mapping.begins()}"))
    width = sheet.width()
    for use in mapping.columns:
        place = f"column {letters_of(use.column)}"
        if use.column >= width and use.role not in (Role.IGNORED, Role.NUMBER):
            problems.append(Problem("column_empty", place, use.header))
        heading = sheet.text(mapping.header_row, use.column) if mapping.header_row else ""
        if use.header and mapping.header_row and folded(use.header) != folded(heading):
            problems.append(Problem("header_differs", place, f"{use.header} / {heading}"))
        if use.role in WITH_LETTER and not (len(use.letter) == 1 and "a" <= use.letter <= "z"):
            problems.append(Problem("letter_missing", place))
    return problems


def _missing_columns(mapping: SheetMapping) -> list[Problem]:
    """Return which columns every table of questions needs and this one lacks."""
    roles = {use.role for use in mapping.columns}
    problems = [] if Role.STEM in roles else [Problem("no_stem_column")]
    if Role.ANSWER not in roles and not mapping.conventions.key_in_stem:
        problems.append(Problem("no_answer_column"))
    return problems


def _repeated_columns(mapping: SheetMapping) -> list[Problem]:
    """Return columns that are said to be the same as another."""
    problems, seen = [], set()
    for use in mapping.columns:
        what = (use.role, use.language if use.role in IN_LANGUAGES else "", use.letter)
        if what in seen and use.role not in REPEATABLE:
            problems.append(Problem("column_twice", f"column {letters_of(use.column)}", str(use.role)))
        seen.add(what)
    return problems
