"""Pure decisions about rooms: which seats there are and how they stand; and how a contact reads. No Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.core.unseen import has_unseen

MOST_ROWS, MOST_COLUMNS, LONGEST_NAME = 30, 20, 20
# Of a school's contact, part by part.
LONGEST_CONTACT = {"address": 100, "phone": 30, "email": 100}
# A room without a plan is shown in rows of so many.
IN_A_ROW = 6
Plan = list[list[str]]


class Numbering(StrEnum):
    """In which order seats get their numbers; the front is at the top, left is as one looks at the plan."""

    ROWS = "rows"
    ROWS_FROM_RIGHT = "rows_from_right"
    THERE_AND_BACK = "there_and_back"
    COLUMNS = "columns"
    COLUMNS_FROM_RIGHT = "columns_from_right"


@dataclass(frozen=True, slots=True)
class Layout:
    """A room of equal rows: `aisles` are the columns of seats, counted from 1 on the left, after which one walks."""

    rows: int
    columns: int
    aisles: frozenset[int] = frozenset()
    numbering: Numbering = Numbering.ROWS


def laid_out(layout: Layout) -> Plan:
    """Return the plan of a room of equal rows, with a gap in each row where an aisle is."""
    plan = []
    for row in range(layout.rows):
        names = [str(_number(layout, row, column)) for column in range(layout.columns)]
        plan.append([part for at, name in enumerate(names, 1) for part in _with_aisle(layout, at, name)])
    return plan


def _with_aisle(layout: Layout, at: int, name: str) -> list[str]:
    return [name, ""] if at in layout.aisles and at < layout.columns else [name]


def _number(layout: Layout, row: int, column: int) -> int:
    numbering = layout.numbering
    is_back = numbering == Numbering.THERE_AND_BACK and row % 2 == 1
    if is_back or numbering in (Numbering.ROWS_FROM_RIGHT, Numbering.COLUMNS_FROM_RIGHT):
        column = layout.columns - 1 - column
    if numbering in (Numbering.COLUMNS, Numbering.COLUMNS_FROM_RIGHT):
        return column * layout.rows + row + 1
    return row * layout.columns + column + 1


def numbered(rows: int, columns: int) -> Plan:
    """Return a plan of so many rows, its seats numbered from 1 on."""
    return laid_out(Layout(rows, columns))


def plan_or_numbers(plan: Sequence[Sequence[str]], seats: int) -> Plan:
    """Return a room's plan; without one its seats numbered in rows, the last row filled with gaps."""
    if plan:
        return [list(row) for row in plan]
    names = [str(number) for number in range(1, seats + 1)]
    rows = [names[at : at + IN_A_ROW] for at in range(0, seats, IN_A_ROW)]
    return [row + [""] * (min(IN_A_ROW, seats) - len(row)) for row in rows]


def plan_from_lines(text: str) -> Plan:
    """Return a plan from lines of names: one line for each row, a comma between seats, nothing where there is a gap."""
    lines = [line.replace("，", ",") for line in text.splitlines() if line.strip(" ,，\t")]
    rows = [[name.strip() for name in line.split(",")] for line in lines]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def as_lines(plan: Sequence[Sequence[str]]) -> str:
    """Return a plan as it is written: the other way of `plan_from_lines`."""
    return "\n".join(", ".join(row) for row in plan)


def seats_of(plan: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of the seats, row by row."""
    return [name for row in plan for name in row if name]


def contact_line(*parts: str) -> str:
    """Return where somebody may be reached, in one line; empty where nothing is kept."""
    return " · ".join(part for part in parts if part)


def faults_of(plan: Sequence[Sequence[str]]) -> list[str]:
    """Return codes of what makes a plan unusable."""
    names = seats_of(plan)
    faults = []
    if not names:
        faults.append("empty")
    if len(plan) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in plan):
        faults.append("too_large")
    if len(set(names)) < len(names):
        faults.append("twice")
    if any(len(name) > LONGEST_NAME for name in names):
        faults.append("too_long")
    if any(has_unseen(name) for name in names):
        faults.append("unseen")
    return faults
