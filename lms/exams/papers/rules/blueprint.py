"""What a scheme asks of a paper: its cells, and the conditions on the whole paper. Stored as packs write it.

A blueprint is a list of rows {topic, type, count, marks, depth?, difficulty?}, or a mapping with such `rows` and the
conditions `must_include`, `must_exclude`, `difficulty` {from, to} in percent, `exposure_limit`, `prefer_unused`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from lms.core.codes import is_code, is_topic_code
from lms.exams.bank.rules import DIFFICULTIES, KINDS

Blueprint = Sequence[Mapping[str, Any]] | Mapping[str, Any]
CONDITIONS = ("must_include", "must_exclude", "difficulty", "exposure_limit", "prefer_unused")
# What can go wrong while a value is read that somebody wrote by hand.
_NOT_UNDERSTOOD = (KeyError, TypeError, ValueError, ArithmeticError, AttributeError)


class Drawable(Protocol):
    """What drawing needs to know of an item."""

    @property
    def code(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def depth(self) -> str: ...
    @property
    def difficulty(self) -> str: ...
    @property
    def twin_group(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a blueprint: so many items of a topic and kind, each with so many marks.

    Without a depth or a difficulty it takes every one.
    """

    topic: str
    kind: str
    count: int
    marks: Decimal
    depth: str = ""
    difficulty: str = ""

    def takes(self, item: Drawable) -> bool:
        """Return whether an item may stand here."""
        return (
            (item.topic, item.kind) == (self.topic, self.kind)
            and self.depth in ("", item.depth)
            and self.difficulty in ("", item.difficulty)
        )


@dataclass(frozen=True, slots=True)
class Band:
    """Between which facilities the mean of a paper's items must lie, in percent; each item counts alike (ADR 0088)."""

    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must hold of the whole paper. Two items of one twin group never stand on one paper: that is no choice.

    `exposure_limit`: on how many papers of one drawing an item may be. `prefer_unused`: items that were on fewer
    papers before come first.
    """

    must_include: tuple[str, ...] = ()
    must_exclude: tuple[str, ...] = ()
    difficulty: Band | None = None
    exposure_limit: int | None = None
    prefer_unused: bool = False


def rows_of(blueprint: Blueprint) -> list[Mapping[str, Any]]:
    """Return the rows of a blueprint, whichever way it is written."""
    return list(blueprint["rows"] if isinstance(blueprint, Mapping) else blueprint)


def with_rows(blueprint: Blueprint, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return a blueprint with other rows, written the same way."""
    return {**blueprint, "rows": list(rows)} if isinstance(blueprint, Mapping) else list(rows)


def cells_of(blueprint: Blueprint) -> list[Cell]:
    """Return the cells of a blueprint as stored."""
    return [
        Cell(
            row["topic"],
            row["type"],
            int(row["count"]),
            Decimal(str(row["marks"])),
            row.get("depth", ""),
            row.get("difficulty", ""),
        )
        for row in rows_of(blueprint)
    ]


def conditions_of(blueprint: Blueprint) -> Conditions:
    """Return the conditions of a blueprint as stored; a plain list has none."""
    if not isinstance(blueprint, Mapping):
        return Conditions()
    band = blueprint.get("difficulty")
    limit = blueprint.get("exposure_limit")
    return Conditions(
        must_include=tuple(blueprint.get("must_include") or ()),
        must_exclude=tuple(blueprint.get("must_exclude") or ()),
        difficulty=Band(Decimal(str(band["from"])), Decimal(str(band["to"]))) if band else None,
        exposure_limit=None if limit is None else int(limit),
        prefer_unused=bool(blueprint.get("prefer_unused", False)),
    )


def reasons_against_blueprint(blueprint: Blueprint) -> list[str]:
    """Return codes of what is wrong with a blueprint; empty when papers can be drawn by it."""
    try:
        return _reasons(blueprint)
    except _NOT_UNDERSTOOD:
        return ["not_understood"]


def _reasons(blueprint: Blueprint) -> list[str]:
    cells, conditions = cells_of(blueprint), conditions_of(blueprint)
    if not cells:
        return ["empty"]
    if not all(_is_understood(row, cell) for row, cell in zip(rows_of(blueprint), cells, strict=True)):
        return ["not_understood"]
    return (
        _against_cells(cells)
        or _against_names(blueprint)
        or _against_lists(blueprint)
        or _against_conditions(cells, conditions)
    )


def _is_understood(row: Mapping[str, Any], cell: Cell) -> bool:
    """Return whether a row asks for a kind that there is, a whole number of items, and marks that are a number."""
    return cell.kind in KINDS and Decimal(str(row["count"])) == cell.count and cell.marks.is_finite()


def _against_cells(cells: Sequence[Cell]) -> list[str]:
    if not all(is_topic_code(cell.topic) for cell in cells):
        return ["topic_not_usable"]
    if any(cell.count < 1 or cell.marks <= 0 for cell in cells):
        return ["count_or_marks_not_positive"]
    if any(cell.difficulty not in ("", *DIFFICULTIES) or not isinstance(cell.depth, str) for cell in cells):
        return ["depth_or_difficulty_not_usable"]
    places = [(cell.topic, cell.kind, cell.depth, cell.difficulty) for cell in cells]
    return [] if len(set(places)) == len(places) else ["cell_twice"]


def _against_names(blueprint: Blueprint) -> list[str]:
    unknown = set(blueprint) - {"rows", *CONDITIONS} if isinstance(blueprint, Mapping) else set()
    return ["condition_unknown"] if unknown else []


def _against_lists(blueprint: Blueprint) -> list[str]:
    named = [blueprint.get(name) or [] for name in CONDITIONS[:2]] if isinstance(blueprint, Mapping) else []
    return [] if all(isinstance(codes, list | tuple) for codes in named) else ["items_named_not_usable"]


def _against_conditions(cells: Sequence[Cell], conditions: Conditions) -> list[str]:
    named = (*conditions.must_include, *conditions.must_exclude)
    if not all(is_code(code) for code in named) or len(set(named)) != len(named):
        return ["items_named_not_usable"]
    if conditions.exposure_limit is not None and conditions.exposure_limit < 1:
        return ["exposure_limit_not_positive"]
    band, count = conditions.difficulty, sum(cell.count for cell in cells)
    if band is not None and not 0 <= band.lowest < band.highest <= 100:
        return ["difficulty_not_usable"]
    # One item may move the mean of n by up to 1/n; a narrower band could not be promised (ADR 0088).
    if band is not None and (band.highest - band.lowest) * count < 100:
        return ["difficulty_too_narrow"]
    return []
