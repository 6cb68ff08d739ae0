"""Reads a matrix of old results, candidates by items, as schools keep it in a CSV file. No Django.

The first row names the items; a first column may name the candidates, a row `max` (满分) the marks that can be had, a
row `key` (答案) the right options: then the cells hold what was chosen. A blank cell was not asked. Columns about the
candidate (姓名, 班级) and rows that sum up (平均分) are left out and named. What can be read in two ways is refused
until the caller says which: what the first column is, whether the first row names items, whether order counts.
"""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import pairwise
from math import inf, isfinite
from typing import Any

from lms.exams.interchange.tables.separated import sniff
from lms.exams.statistics.orders import does_order_count, option_signs

MOST_CELLS = 1_000_000  # reckoning with them takes eight seconds
MOST_MARKS = 1_000_000  # of one item: squares of numbers without end are no numbers any more
_SAMPLE = 20_000
CANDIDATES = frozenset(
    ["candidate", "candidates", "id", "name", "student", "student_id", "number", "no", "no."]
    + ["考生", "考生号", "考号", "准考证号", "姓名", "学号", "编号", "序号"]
    + ["题号", "题目", "试题", "item", "items", "question", "questions"]  # the corner above candidates
)
# Columns beside the marks that are about the candidate.
ABOUT = frozenset(
    ["name", "class", "group", "sex", "gender", "seat", "rank", "student", "student_id", "candidate"]
    + [
        "姓名",
        "班级",
        "性别",
        "学号",
        "考号",
        "考生号",
        "准考证号",
        "身份证号",
        "座位号",
        "座号",
        "考场",
        "专业",
        "名次",
        "排名",
    ]
)
TOTALS = frozenset(["total", "sum", "score", "总分", "合计", "得分", "总成绩"])
SUMS = TOTALS | {
    "average",
    "mean",
    "平均",
    "平均分",
    "平均值",
    "得分率",
    "正确率",
    "难度",
    "标准差",
    "总计",
    "及格率",
}
MAXIMA, KEYS = (
    frozenset(["max", "maximum", "满分", "分值"]),
    frozenset(["key", "answer", "答案", "正确答案", "标准答案"]),
)


class UnreadableScores(Exception):
    """The matrix cannot be read; `code` is stable, `place` names row and column, `detail` the value."""

    def __init__(self, code: str, *, place: str = "", detail: str = "") -> None:
        super().__init__(f"{code} {place} {detail}".strip())
        self.code, self.place, self.detail = code, place, detail[:60]


@dataclass(frozen=True, slots=True)
class Scores:
    """A matrix that was read. `chosen` and `keys` are given when the file holds responses.

    `maxima` are the file's own, or the largest mark that occurs: then `maxima_are_observed`.
    """

    names: list[str]
    rows: list[list[float | None]]
    maxima: list[float]
    maxima_are_observed: bool = False
    chosen: Mapping[str, list[str | None]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    ignored_rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What people say where a file leaves it open; "" and nothing: found out, or refused.

    `first_column` is "candidate" or "item", `heading` "yes" or "no". `ordered` are the names of items whose answers
    count only in their order, `unordered` of those in any; "*" stands for all others.
    """

    first_column: str = ""
    heading: str = ""
    ordered: Collection[str] = ()
    unordered: Collection[str] = ()

    def order_counts(self, name: str) -> bool | None:
        """Return whether the order of an item's answers counts, None if nobody said."""
        for names in ({name, name.casefold()}, {"*"}):
            if not names.isdisjoint(self.ordered):
                return True
            if not names.isdisjoint(self.unordered):
                return False
        return None


def read_scores(text: str, said: Said = Said()) -> Scores:
    """Return the matrix of a CSV text, with what was said of it.

    :raises UnreadableScores: naming the row and column.
    """
    table = _table(text)
    heading, body = _heading(table, said.heading)
    titles = heading or [f"item {place}" for place in range(1, len(table[0][1]) + 1)]
    has_names = _first_is_candidate(titles, body, said.first_column)
    special, results, summed = _parted(body) if has_names else ({}, body, ())
    start = 1 if has_names else 0
    left_out = TOTALS | ABOUT
    places = [at for at in range(start, len(titles)) if titles[at].strip().casefold() not in left_out]
    names = [
        (titles[at].strip() if heading else f"item {at + 1 - start}") or f"column {at + 1}" for at in places
    ]
    _refuse_doubles(names)
    cells = [[row[at].strip() if at < len(row) else "" for at in places] for _number, row in results]
    if not any(map(any, cells)):
        raise UnreadableScores("empty")
    block = _Block(
        names,
        [number for number, _row in results],
        cells,
        _maxima(special.get("max"), places, names),
        tuple(titles[at] for at in range(start, len(titles)) if at not in places),
        summed,
    )
    return (
        _of_responses(block, _keys(special["key"], places, names), said)
        if "key" in special
        else _of_marks(block)
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """The cells of candidates below the names of items, with the line of each row and what the file says of marks."""

    names: list[str]
    lines: list[int]
    cells: list[list[str]]
    maxima: list[float] | None
    ignored: tuple[str, ...]
    ignored_rows: tuple[str, ...]


Numbered = list[tuple[int, list[str]]]


def _table(text: str) -> Numbered:
    delimiter = sniff(text[:_SAMPLE])
    rows: Numbered = []
    cells = 0
    try:
        for number, row in enumerate(csv.reader(StringIO(text), delimiter=delimiter), start=1):
            if any(cell.strip() for cell in row):
                rows.append((number, row))
                cells += len(row)
            if cells > MOST_CELLS:
                raise UnreadableScores("too_big")
    except csv.Error as error:
        raise UnreadableScores("broken", detail=str(error)) from error
    if len(rows) < 2:
        raise UnreadableScores("empty")
    if len(rows) * max(len(row) for _number, row in rows) > MOST_CELLS:
        raise UnreadableScores("too_big")
    return rows


def _heading(table: Numbered, said: str) -> tuple[list[str], Numbered]:
    """Return the names of the columns, none without a heading, and the rows below."""
    (_number, first), *rest = table
    is_heading = said == "yes" if said else _is_heading(first, rest)
    if is_heading is None:
        raise UnreadableScores("heading_unclear", place="row 1", detail=",".join(first))
    return (first, rest) if is_heading else ([], table)


def _is_heading(first: Sequence[str], body: Numbered) -> bool | None:
    """Return whether a row names columns, None if it may as well be the first candidate."""
    corner, others = first[0].strip(), [cell.strip() for cell in first[1:] if cell.strip()]
    if corner.casefold() in CANDIDATES | ABOUT:
        return True
    marks = [_number_of(cell) for _number, row in body for cell in row[1:] if cell.strip()]
    if corner and _number_of(corner) is None:
        return _is_heading_behind_word(others, body, marks)
    values = [_number_of(cell) for cell in (*([corner] if corner else []), *others)]
    if None in values:
        return True
    numbers = [value or 0.0 for value in values]
    if not _count(numbers) and not _are_above(numbers, marks):
        return False
    return True if not corner or marks.count(None) * 2 > len(marks) else None


def _is_heading_behind_word(
    others: Sequence[str], body: Numbered, marks: Sequence[float | None]
) -> bool | None:
    """Return whether a row is a heading that begins with a word that is none of the usual ones."""
    numbers = [_number_of(cell) for cell in others]
    are_named = all(_number_of(row[0]) is None for _number, row in body if row[0].strip())
    if not others or not are_named:
        return True
    if None not in numbers:
        found = [number or 0.0 for number in numbers]
        is_sure = (len(found) >= _SURELY_COUNTED and _count(found)) or _are_above(found, marks)
        return True if is_sure else None
    letters = [cell for cell in others if len(cell) == 1 and cell.upper() in "ABCDEFGH"]
    return None if len(letters) == len(others) and None in marks else True


_SURELY_COUNTED = 5


def _count(numbers: Sequence[float]) -> bool:
    """Return whether numbers count on by one, as those of questions do."""
    return len(numbers) > 1 and all(after - before == 1 for before, after in pairwise(numbers))


def _are_above(numbers: Sequence[float], marks: Sequence[float | None]) -> bool:
    """Return whether numbers are all different and above every mark below them, as numbers of questions may be."""
    most = max((mark for mark in marks if mark is not None), default=inf)
    return len(numbers) > 1 and len(set(numbers)) == len(numbers) and min(numbers) > most


def _first_is_candidate(heading: Sequence[str], body: Numbered, said: str) -> bool:
    if said:
        return said == "candidate"
    name = heading[0].strip().casefold()
    if not name or name in CANDIDATES:
        return True
    values = [row[0].strip() for _number, row in body if row]
    numbers = [_number_of(value) for value in values]
    if any(value and number is None for value, number in zip(values, numbers, strict=True)):
        # Words: names of candidates, unless all columns hold words, as responses do.
        return not all(_number_of(cell) is None for _number, row in body[:1] for cell in row if cell.strip())
    if len(set(values)) == len(values) > 2 and max(number or 0 for number in numbers) > 10:
        raise UnreadableScores("first_column_unclear", place="column 1", detail=heading[0])
    return False


def _parted(body: Numbered) -> tuple[dict[str, tuple[int, list[str]]], Numbered, tuple[str, ...]]:
    """Return the rows of maxima and of the key apart from those of candidates, and the names of rows that sum up."""
    special, rest, summed = {}, [], []
    for number, row in body:
        name = row[0].strip().casefold()
        kind = "max" if name in MAXIMA else "key" if name in KEYS else ""
        if kind:
            special[kind] = (number, row)
        elif name in SUMS:
            summed.append(row[0].strip())
        else:
            rest.append((number, row))
    return special, rest, tuple(summed)


def _refuse_doubles(names: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise UnreadableScores("item_twice", detail=name)
        seen.add(name)


def _maxima(
    given: tuple[int, list[str]] | None, places: Sequence[int], names: Sequence[str]
) -> list[float] | None:
    if given is None:
        return None
    number, row = given
    found = [_number_of(row[at]) if at < len(row) else None for at in places]
    for name, value in zip(names, found, strict=True):
        if value is None or value <= 0:
            raise UnreadableScores("maximum_unusable", place=f"row {number}, {name}")
        _refuse_large(value, number, name)
    return [value or 0.0 for value in found]


def _keys(given: tuple[int, list[str]], places: Sequence[int], names: Sequence[str]) -> dict[str, str]:
    """Return the keys as they are written."""
    number, row = given
    keys = {name: row[at].strip() if at < len(row) else "" for name, at in zip(names, places, strict=True)}
    for name, key in keys.items():
        if not key:
            raise UnreadableScores("no_key", place=f"row {number}, {name}")
    return keys


def _of_responses(block: _Block, written: Mapping[str, str], said: Said) -> Scores:
    most = block.maxima or [1.0] * len(block.names)
    chosen: dict[str, list[str | None]] = {}
    keys: dict[str, str] = {}
    for at, name in enumerate(block.names):
        cells = [line[at] for line in block.cells]
        counts = said.order_counts(name)
        if counts is None:
            counts = does_order_count(written[name], cells)
        if counts is None:
            raise UnreadableScores("order_unclear", place=name, detail=written[name])
        keys[name] = _letters(written[name], is_order=counts)
        chosen[name] = [_letters(cell, is_order=counts) or None for cell in cells]
    columns = [
        [None if one is None else most[at] if one == keys[name] else 0.0 for one in chosen[name]]
        for at, name in enumerate(block.names)
    ]
    marks: list[list[float | None]] = [list(row) for row in zip(*columns, strict=True)]
    more: dict[str, Any] = {"ignored": block.ignored, "ignored_rows": block.ignored_rows}
    return Scores(block.names, marks, most, chosen=chosen, keys=keys, **more)


def _of_marks(block: _Block) -> Scores:
    rows = [
        [_mark(cell, number, name) for cell, name in zip(line, block.names, strict=True)]
        for number, line in zip(block.lines, block.cells, strict=True)
    ]
    highest = [max((row[at] or 0.0 for row in rows), default=0.0) for at in range(len(block.names))]
    for name, found, most in zip(block.names, highest, block.maxima or highest, strict=True):
        if found > most:
            raise UnreadableScores("above_maximum", place=name, detail=str(found))
    maxima = block.maxima or [found or 1.0 for found in highest]
    more: dict[str, Any] = {"ignored": block.ignored, "ignored_rows": block.ignored_rows}
    return Scores(block.names, rows, maxima, maxima_are_observed=block.maxima is None, **more)


def _mark(cell: str, line: int, name: str) -> float | None:
    if not cell:
        return None
    value = _number_of(cell)
    if value is None or value < 0:
        raise UnreadableScores("mark_unusable", place=f"row {line}, {name}", detail=cell)
    _refuse_large(value, line, name)
    return value


def _refuse_large(value: float, line: int, name: str) -> None:
    if value > MOST_MARKS:
        raise UnreadableScores("mark_too_large", place=f"row {line}, {name}", detail=str(value))


def _number_of(cell: str) -> float | None:
    try:
        value = float(cell.strip().replace("_", "x"))
    except ValueError:
        return None
    return value if isfinite(value) else None


def _letters(cell: str, *, is_order: bool) -> str:
    """Return chosen options in one form: "b, A" is "AB", or "BA" where order counts; a word stays what it is."""
    signs = option_signs(cell)
    return "".join(signs if is_order else sorted(signs)) if signs else cell.strip().upper()
