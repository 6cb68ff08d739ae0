"""Pure decisions about checking many at once: what may be asked for, and what is wrong with a row. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_ROWS = 500
MOST_BYTES = 2 * 1024 * 1024
LONGEST_NUMBER, LONGEST_NAME = 40, 200


class Wrong(StrEnum):
    """What is wrong with a cell."""

    NO_NUMBER = "no_number"
    NO_NAME = "no_name"
    TOO_LONG = "too_long"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Asked:
    """One row to check: where it stands, and its two cells; `damaged` names the columns a spreadsheet has spoilt."""

    row: int
    number: str
    name: str
    damaged: frozenset[str] = frozenset()


def wrong_cells(asked: Asked, columns: Mapping[str, str]) -> list[tuple[str, Wrong]]:
    """Return what is wrong with each cell of a row, by the cell's name; `columns` are the letters of the two."""
    found = []
    for column, value, most, missing in (
        ("number", asked.number, LONGEST_NUMBER, Wrong.NO_NUMBER),
        ("name", asked.name, LONGEST_NAME, Wrong.NO_NAME),
    ):
        wrong = (
            Wrong.DAMAGED
            if column in asked.damaged
            else missing
            if not value
            else Wrong.TOO_LONG
            if len(value) > most
            else None
        )
        if wrong:
            found.append((f"{columns[column]}{asked.row}", wrong))
    return found
