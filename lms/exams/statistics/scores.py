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

MOST_CELLS = 4_000_000
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
    ignored = tuple(heading[at] for at in range(start, len(heading)) if at not in places)
    cells = [[row[at].strip() if at < len(row) else "" for at in places] for _number, row in results]
    lines = [number for number, _row in results]
    maxima = _maxima(special.get("max"), places, names)
    if "key" in special:
        return _of_responses(names, cells, special["key"], places, maxima, ignored)
    return _of_marks(names, cells, lines, maxima, ignored)


Numbered = list[tuple[int, list[str]]]


def _table(text: str) -> Numbered:
    sample = text[:4096]
    delimiter = max(",;\t", key=sample.count)
    rows: Numbered = []
    try:
        for number, row in enumerate(csv.reader(StringIO(text), delimiter=delimiter), start=1):
            if any(cell.strip() for cell in row):
                rows.append((number, row))
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


def _of_responses(
    names: list[str],
    cells: list[list[str]],
    key_row: tuple[int, list[str]],
    places: Sequence[int],
    maxima: list[float] | None,
    ignored: tuple[str, ...],
) -> Scores:
    number, row = key_row
    keys = {}
    for name, at in zip(names, places, strict=True):
        keys[name] = _letters(row[at]) if at < len(row) else ""
        if not keys[name]:
            raise UnreadableScores("no_key", place=f"row {number}, {name}")
    most = maxima or [1.0] * len(names)
    chosen = {name: [_letters(line[at]) or None for line in cells] for at, name in enumerate(names)}
    marks: list[list[float | None]] = [
        [most[at] if _letters(cell) == keys[names[at]] else 0.0 for at, cell in enumerate(line)]
        for line in cells
    ]
    return Scores(names, marks, most, chosen=chosen, keys=keys, ignored=ignored)


def _of_marks(
    names: list[str],
    cells: list[list[str]],
    lines: Sequence[int],
    maxima: list[float] | None,
    ignored: tuple[str, ...],
) -> Scores:
    rows: list[list[float | None]] = []
    for number, line in zip(lines, cells, strict=True):
        rows.append([_mark(cell, number, name) for cell, name in zip(line, names, strict=True)])
    observed = [max((row[at] or 0.0 for row in rows), default=0.0) or 1.0 for at in range(len(names))]
    for at, name in enumerate(names):
        if maxima is not None and observed[at] > maxima[at] and any(row[at] for row in rows):
            raise UnreadableScores("above_maximum", place=name, detail=str(observed[at]))
    return Scores(names, rows, maxima or observed, maxima_are_observed=maxima is None, ignored=ignored)


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
    """Return chosen options in one form: "b, A" is "AB"."""
    parts = [letter for letter in cell.upper() if letter.isalnum()]
    return "".join(sorted(parts)) if all(len(part) == 1 for part in parts) else cell.strip()
