"""A school's own tables, a dated setting: what a certificate counts for there, from which day.

The table of a version is part of what was published and never changes. A school that decides anew says so here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from courses.catalog.api import Block, CertificateKind, PlannedRecognition, table_in_force


@dataclass(frozen=True, slots=True)
class SchoolTable:
    """A table of a school for a programme, by their codes."""

    school: str
    programme: str
    table: PlannedRecognition


def table_of(
    own: Iterable[SchoolTable],
    published: Iterable[PlannedRecognition],
    *,
    school: str,
    programme: str,
    day: date,
) -> PlannedRecognition | None:
    """Return the newest table of the school that is valid on a day; without one, that of the version."""
    of_school = [row.table for row in own if (row.school, row.programme) == (school, programme)]
    return table_in_force(of_school, day) or table_in_force(published, day)


def read_tables(written: str) -> list[SchoolTable]:
    """Return the tables of a setting: `2026-03-01:SCHOOL:PROG:40:basic+core:skill_level_5=6+training=2`, by commas.

    :raises ValueError: a part cannot be read, or there are two of one school, programme and day.
    """
    found: dict[tuple[str, str, date], SchoolTable] = {}
    for part in filter(None, (piece.strip() for piece in written.split(","))):
        day, school, programme, percent, blocks, credits_ = part.split(":")
        table = PlannedRecognition(
            valid_from=date.fromisoformat(day),
            cap_percent=int(percent),
            cap_blocks=tuple(blocks.split("+")),
            credits={kind: int(number) for kind, number in (one.split("=") for one in credits_.split("+"))},
            basis={},
        )
        _refuse(part, table)
        key = (school, programme, table.valid_from)
        if key in found:
            raise ValueError(f"{part}: a second table of that day")
        found[key] = SchoolTable(school, programme, table)
    return list(found.values())


def _refuse(part: str, table: PlannedRecognition) -> None:
    if not 1 <= table.cap_percent <= 100:
        raise ValueError(f"{part}: not a percentage")
    if not set(Block.values).issuperset(table.cap_blocks):
        raise ValueError(f"{part}: unknown block")
    if not set(CertificateKind.values).issuperset(table.credits) or min(table.credits.values()) < 0:
        raise ValueError(f"{part}: unknown kind of certificate, or credits below 0")
