"""Reads a matrix of old results, candidates by items, as schools keep it in a CSV file. No Django.

The first row names the items; a first column may name the candidates, a row `max` (满分) the marks that can be had, a
row `key` (答案) the right options: then the cells hold what was chosen. A blank cell was not asked. What can be read in
two ways is refused until the caller says which.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from math import isfinite

from lms.exams.interchange.tables.separated import sniff

MOST_CELLS = 1_000_000  # reckoning with them takes eight seconds
_SAMPLE = 20_000
_OPTIONS = frozenset("ABCDEFGHIJ0123456789")
CANDIDATES = frozenset(
    ["candidate", "candidates", "id", "name", "student", "student_id", "number", "no", "no."]
    + ["考生", "考生号", "考号", "准考证号", "姓名", "学号", "编号", "序号"]
)
TOTALS = frozenset(["total", "sum", "score", "总分", "合计", "得分", "总成绩"])
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


def read_scores(text: str, *, first_column: str = "") -> Scores:
    """Return the matrix of a CSV text; `first_column` says "candidate" or "item" where the file leaves it open.

    :raises UnreadableScores: naming the row and column.
    """
    table = _table(text)
    heading, body = _heading(table)
    has_names = _first_is_candidate(heading, body, first_column)
    special, results = _parted(body) if has_names else ({}, body)
    start = 1 if has_names else 0
    places = [at for at in range(start, len(heading)) if heading[at].strip().casefold() not in TOTALS]
    names = [heading[at].strip() or f"column {at + 1}" for at in places]
    _refuse_doubles(names)
    if not names or not results:
        raise UnreadableScores("empty")
    block = _Block(
        names,
        [number for number, _row in results],
        [[row[at].strip() if at < len(row) else "" for at in places] for _number, row in results],
        _maxima(special.get("max"), places, names),
        tuple(heading[at] for at in range(start, len(heading)) if at not in places),
    )
    return (
        _of_responses(block, _keys(special["key"], places, names)) if "key" in special else _of_marks(block)
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """The cells of candidates below the names of items, with the line of each row and what the file says of marks."""

    names: list[str]
    lines: list[int]
    cells: list[list[str]]
    maxima: list[float] | None
    ignored: tuple[str, ...]


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


def _heading(table: Numbered) -> tuple[list[str], Numbered]:
    """Return the names of the columns and the rows below; without any words in the first row there is no heading."""
    (_number, first), *rest = table
    if any(cell.strip() and _number_of(cell) is None for cell in first):
        return first, rest
    return [f"item {place}" for place in range(1, len(first) + 1)], table


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


def _parted(body: Numbered) -> tuple[dict[str, tuple[int, list[str]]], Numbered]:
    """Return the rows of maxima and of the key apart from those of candidates."""
    special, rest = {}, []
    for number, row in body:
        name = row[0].strip().casefold()
        kind = "max" if name in MAXIMA else "key" if name in KEYS else ""
        if kind:
            special[kind] = (number, row)
        else:
            rest.append((number, row))
    return special, rest


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
    return [value or 0.0 for value in found]


def _keys(given: tuple[int, list[str]], places: Sequence[int], names: Sequence[str]) -> dict[str, str]:
    number, row = given
    keys = {name: _letters(row[at]) if at < len(row) else "" for name, at in zip(names, places, strict=True)}
    for name, key in keys.items():
        if not key:
            raise UnreadableScores("no_key", place=f"row {number}, {name}")
    return keys


def _of_responses(block: _Block, keys: Mapping[str, str]) -> Scores:
    most = block.maxima or [1.0] * len(block.names)
    chosen = {
        name: [_letters(line[at]) or None for line in block.cells] for at, name in enumerate(block.names)
    }
    columns = [
        [None if one is None else most[at] if one == keys[name] else 0.0 for one in chosen[name]]
        for at, name in enumerate(block.names)
    ]
    marks: list[list[float | None]] = [list(row) for row in zip(*columns, strict=True)]
    return Scores(block.names, marks, most, chosen=chosen, keys=keys, ignored=block.ignored)


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
    return Scores(block.names, rows, maxima, maxima_are_observed=block.maxima is None, ignored=block.ignored)


def _mark(cell: str, line: int, name: str) -> float | None:
    if not cell:
        return None
    value = _number_of(cell)
    if value is None or value < 0:
        raise UnreadableScores("mark_unusable", place=f"row {line}, {name}", detail=cell)
    return value


def _number_of(cell: str) -> float | None:
    try:
        value = float(cell.strip().replace("_", "x"))
    except ValueError:
        return None
    return value if isfinite(value) else None


def _letters(cell: str) -> str:
    """Return chosen options in one form: "b, A" is "AB"; a word or a sign stays what it is."""
    parts = [letter for letter in cell.upper() if letter.isalnum()]
    return "".join(sorted(parts)) if parts and _OPTIONS.issuperset(parts) else cell.strip().upper()
