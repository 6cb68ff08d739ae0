"""20,000 people and 2,000 openings on PostgreSQL: everybody beside an opening, and every opening beside a person.

Wishes, papers, stays, trainings and proposals of all of them; an officer looks who works with all (`benchmarks.pages`
says how). `BENCH_PEOPLE` sets another number of people for a machine that is busy.
"""

import os
import sys
from collections.abc import Iterator

from benchmarks.pages import Desk, compare

FEW, PEOPLE = 1_000, int(os.environ.get("BENCH_PEOPLE", "20000"))
OPENINGS = 2_000
P95_MS = 500  # promised


def filling() -> Iterator[Desk]:
    """Provide an office with few people, and with all."""
    from benchmarks.matching import PlacementOffice

    office = PlacementOffice.opened(OPENINGS)
    for people in (FEW, PEOPLE - FEW):
        office.fill(people)
        yield office


if __name__ == "__main__":
    sys.exit(compare("matching", filling, promised_ms=P95_MS))
