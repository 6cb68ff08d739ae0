"""20,000 people and 2 million rows of the hours ledger on PostgreSQL: what an office and an instructor open all day.

The list of people, one register, the audit, hours and file of one person, a class's audit and learning, the lists of
classes, tools and people at risk (`benchmarks.pages` says how). `BENCH_PEOPLE` sets another number of people for a
machine that is busy, `BENCH_PAGES` names the pages to measure ("at risk,tools").
"""

import os
import sys
from collections.abc import Iterator

from benchmarks.pages import Desk, compare

FEW, PEOPLE = 1_000, int(os.environ.get("BENCH_PEOPLE", "20000"))
MEMBERS, SESSIONS = 25, 34  # of a cohort: 3 rows of the ledger for each person and session
ONLY = {name.strip() for name in os.environ.get("BENCH_PAGES", "").split(",") if name.strip()}
P95_MS = 300  # promised


def filling() -> Iterator[Desk]:
    """Provide an office with few people, and with all."""
    from benchmarks.people import Office

    office = Office.opened()
    for people in (FEW, PEOPLE - FEW):
        office.fill(people // MEMBERS, members=MEMBERS, sessions=SESSIONS)
        yield office


if __name__ == "__main__":
    sys.exit(compare("people", filling, promised_ms=P95_MS, only=ONLY))
