"""Pure decisions about rooms: which seats there are and how they stand. No Django."""

from collections.abc import Sequence

MOST_ROWS, MOST_COLUMNS, LONGEST_NAME = 30, 20, 20
# A room without a plan is shown in rows of so many.
IN_A_ROW = 6
Plan = list[list[str]]


def numbered(rows: int, columns: int) -> Plan:
    """Return a plan of so many rows, its seats numbered from 1 on."""
    return [[str(row * columns + column + 1) for column in range(columns)] for row in range(rows)]


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


def seats_of(plan: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of the seats, row by row."""
    return [name for row in plan for name in row if name]


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
    return faults
