"""Keys that stand apart from a table of questions, below it or on a sheet of their own, put beside the questions.

A table without a column of answers gets one more column, named as such, filled by the numbers of the questions as typed
papers are (`keylists`). It is no more than a proposal: people see the column before anything is read. Where the numbers
differ nobody can say which key belongs to which: then the column stays away, and that is said.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lms.core.workbooks.cells import KeyList as Moved
from lms.core.workbooks.cells import Sheet, Workbook, place_of
from lms.exams.interchange import keylists
from lms.exams.interchange.beginnings import first_words
from lms.exams.interchange.drafts import Remark
from lms.exams.interchange.keylists import KeyList
from lms.exams.interchange.tables.columns import find_header
from lms.exams.interchange.tables.headings import Role, recognise_row
from lms.exams.interchange.tables.keysheets import FIGURE, apart_from, kind_or_word, lines_at, said_at
from lms.exams.interchange.tables.shown_keys import IN_STEM
from lms.exams.interchange.tables.words import kind_of, kind_of_sheet
from lms.exams.interchange.typed_lines import Line
from lms.exams.interchange.typed_lines import Role as What

HEADINGS = {Role.ANSWER: "答案", Role.RATIONALE: "解析"}
_OPTIONS = (Role.OPTION, Role.OPTIONS)
_FIRST_ROWS, _MOST_SHOWN, _FEWEST = 30, 0.5, 2


@dataclass(slots=True)
class _Question:
    """A row of a table, as `keylists` gives keys to questions."""

    line: int
    section: int
    word: str
    number: int | None
    answer: str | None = None
    trouble: Remark | None = None

    @property
    def counted(self) -> int | None:
        """Return the number of the question."""
        return self.number


@dataclass(slots=True)
class _Table:
    """A table that has no column of answers: its questions, and the lists of keys below or between them."""

    sheet: Sheet
    header: int
    roles: frozenset[Role]
    questions: list[_Question] = field(default_factory=list)
    lists: list[KeyList] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)  # rows of these lists


def with_keys(book: Workbook) -> Workbook:
    """Return a workbook whose tables have their keys beside the questions, where a list has them by number."""
    tables = [table for sheet in book.sheets if (table := _table_of(sheet))]
    made: dict[str, Sheet] = {}
    for table in (one for one in tables if one.lists):
        keylists.give(table.questions, table.lists)
        row = min(table.taken)
        words = first_words(" ".join(said_at(table.sheet, row)))
        made[table.sheet.name] = _with_columns([table], table, place_of(table.sheet, row), words)
    for apart, meant in apart_from(book, {table.sheet.name: table for table in tables if not table.lists}):
        keylists.give(_in_one(meant), [apart.keys])
        first = apart.sheets[0]
        place, words = (
            place_of(first, min(first.rows)),
            first_words(" ".join(said_at(first, min(first.rows)))),
        )
        for table in meant:
            made[table.sheet.name] = _with_columns(meant, table, place, words)
        for sheet in apart.sheets:
            rows = {} if _fit(meant) else sheet.rows
            made[sheet.name] = replace(sheet, rows=rows, is_key_list=True)
    return replace(book, sheets=tuple(made.get(sheet.name, sheet) for sheet in book.sheets)) if made else book


def _table_of(sheet: Sheet) -> _Table | None:
    """Return a table of questions without answers; None for any other sheet."""
    rows = sorted(sheet.rows)
    header, headings = find_header(sheet, rows[:_FIRST_ROWS]) if rows and not sheet.is_hidden else (0, [])
    columns = {each.role: place for place, each in reversed(list(enumerate(recognise_row(headings)))) if each}
    if not header or Role.STEM not in columns or Role.ANSWER in columns:
        return None
    below = [row for row in rows if row > header]
    options = [place for place, each in enumerate(recognise_row(headings)) if each and each.role in _OPTIONS]
    lines: list[Line] = []
    is_in_list = False
    for row in below:
        stem, said = sheet.text(row, columns[Role.STEM]), said_at(sheet, row)
        has_options = any(sheet.text(row, place) for place in options)
        is_in_list = is_in_list and not (has_options and not keylists.is_pure(" ".join(said)))
        is_question = stem and len(said) > 1 and not is_in_list
        lines += [Line(row, What.OPTION, stem)] if is_question else lines_at(sheet, row)
        is_in_list = is_in_list or (len(said) == 1 and keylists.is_title(said[0]))
    kept, lists = keylists.taken_out(lines)
    left = {line.number for line in kept}
    questions = list(_questions(kept, sheet, columns))
    shown = sum(bool(IN_STEM.search(line.text)) for line in kept if line.role == What.OPTION)
    if len(questions) < _FEWEST or shown > len(questions) * _MOST_SHOWN:
        return None
    taken = {row for row in below if row not in left}
    return _Table(sheet, header, frozenset(columns), questions, lists, taken)


def _questions(lines: Iterable[Line], sheet: Sheet, columns: dict[Role, int]) -> Iterator[_Question]:
    """Yield the questions with their numbers, and the words of their sections."""
    section, word = 0, kind_of_sheet(sheet.name)
    numbers, types = columns.get(Role.NUMBER, columns.get(Role.CODE, -1)), columns.get(Role.TYPE, -1)
    for line in lines:
        if line.role == What.HEADING:
            section, word = section + 1, kind_or_word(line.letter)
        elif line.role == What.OPTION:
            said = sheet.text(line.number, numbers).rstrip(".、．") if numbers >= 0 else ""
            own = kind_of(sheet.text(line.number, types)) if types >= 0 else ""
            yield _Question(line.number, section, own or word, int(said) if FIGURE.fullmatch(said) else None)


def _in_one(tables: Sequence[_Table]) -> list[_Question]:
    """Return the questions of several tables as sections that follow each other."""
    section, questions = 0, []
    for table in tables:
        before = None
        for question in table.questions:
            section += question.section != before
            before, question.section = question.section, section
            questions.append(question)
    return questions


def _fit(tables: Sequence[_Table]) -> bool:
    return not any(question.trouble for table in tables for question in table.questions)


def _with_columns(meant: Sequence[_Table], table: _Table, place: str, words: str) -> Sheet:
    """Return a table with columns of its keys and what explains them, or one whose list is said not to fit."""
    troubles = (question.trouble for one in meant for question in one.questions)
    trouble = next((remark.detail for remark in troubles if remark), "")
    sheet, moved = table.sheet, Moved(place, words, fits=_fit(meant), detail=trouble)
    if not moved.fits:
        return replace(sheet, key_lists=(moved,))
    rows = {row: list(texts) for row, texts in sheet.rows.items() if row not in table.taken}
    parts = {one.line: (one.answer or "").split(keylists.BESIDE, 1) for one in table.questions}
    for place_of_part, (role, heading) in enumerate(HEADINGS.items()):
        texts = {row: said[place_of_part] for row, said in parts.items() if len(said) > place_of_part}
        if role not in table.roles and any(texts.values()):
            column = max(len(one) for one in rows.values())
            for row, text in ((table.header, heading), *texts.items()):
                rows[row] = [*rows[row], *[""] * (column - len(rows[row])), text]
    return replace(sheet, rows=rows, key_lists=(moved,))
