"""Pure decisions on papers: drawing by blueprint and seed, order per candidate. No Django.

Order comes from SHA-256 over seed and name: the same on every machine and every version of Python.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from lms.core.codes import is_topic_code
from lms.exams.bank.rules import ORDERING, keeps_option_order, shuffled


class Drawable(Protocol):
    """What drawing needs to know of an item."""

    @property
    def code(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def kind(self) -> str: ...


Candidate = TypeVar("Candidate", bound=Drawable)


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a blueprint: so many items of a topic and kind, each with so many marks."""

    topic: str
    kind: str
    count: int
    marks: Decimal


@dataclass(frozen=True, slots=True)
class Shortage:
    """A cell that the bank cannot fill."""

    cell: Cell
    lacking: int


def cells_of(blueprint: Iterable[Mapping[str, Any]]) -> list[Cell]:
    """Return the cells of a blueprint as stored."""
    return [
        Cell(row["topic"], row["type"], int(row["count"]), Decimal(str(row["marks"]))) for row in blueprint
    ]


def reasons_against_blueprint(blueprint: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return codes of what is wrong with a blueprint; empty when papers can be drawn by it."""
    if not blueprint:
        return ["empty"]
    try:
        cells = cells_of(blueprint)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return ["not_understood"]
    if not all(is_topic_code(cell.topic) for cell in cells):
        return ["topic_not_usable"]
    if any(cell.count < 1 or cell.marks <= 0 for cell in cells):
        return ["count_or_marks_not_positive"]
    places = [(cell.topic, cell.kind) for cell in cells]
    return [] if len(set(places)) == len(places) else ["cell_twice"]


def draw(
    cells: Sequence[Cell], items: Iterable[Candidate], *, seed: str
) -> tuple[list[tuple[Candidate, Cell]], list[Shortage]]:
    """Return the drawn items with their cells in blueprint order, and the cells that lack items."""
    pool = {item.code: item for item in items}
    drawn: list[tuple[Candidate, Cell]] = []
    shortages = []
    for cell in cells:
        fitting = [code for code, item in pool.items() if (item.topic, item.kind) == (cell.topic, cell.kind)]
        chosen = shuffled(fitting, seed=seed)[: cell.count]
        drawn += [(pool[code], cell) for code in chosen]
        if len(chosen) < cell.count:
            shortages.append(Shortage(cell, cell.count - len(chosen)))
    return drawn, shortages


def order_for(items: Sequence[Mapping[str, Any]], *, seed: str) -> list[dict[str, Any]]:
    """Return a paper's items in one candidate's order: kinds stay together, the rest is shuffled."""
    kinds = list(dict.fromkeys(item["kind"] for item in items))
    by_uuid = {item["uuid"]: item for item in items}
    names = shuffled(by_uuid, seed=seed)
    names.sort(key=lambda name: kinds.index(by_uuid[name]["kind"]))
    return [{**by_uuid[name], **_ordered(by_uuid[name], seed=f"{seed}:{name}")} for name in names]


def _ordered(item: Mapping[str, Any], *, seed: str) -> dict[str, Any]:
    """Return what of an item is shown in an order of the candidate's own; an order to be found never stands still."""
    keeps = item["kind"] != ORDERING and (item.get("fixed", False) or keeps_option_order(item["options"]))
    ordered: dict[str, Any] = {"options": item["options"] if keeps else _by_id(item["options"], seed)}
    if "matches" in item:
        ordered["matches"] = _by_id(item["matches"], seed)
    if "gaps" in item and not item.get("fixed", False):
        ordered["gaps"] = [
            shuffled(words, seed=f"{seed}:{place}") for place, words in enumerate(item["gaps"])
        ]
    return ordered


def _by_id(rows: Sequence[Mapping[str, Any]], seed: str) -> list[Mapping[str, Any]]:
    named = {row["id"]: row for row in rows}
    return [named[name] for name in shuffled(named, seed=seed)]


def sha256_of(content: Any) -> str:
    """Return SHA-256 over the canonical JSON of a value."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
