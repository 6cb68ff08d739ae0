"""20,000 people who are followed up, on PostgreSQL: the due list of who sees all and of who sees a part.

`benchmarks.pages` says how. `BENCH_PEOPLE` sets another number of people for a machine that is busy.
"""

import os
import sys
from collections.abc import Iterator

from benchmarks.pages import Desk, compare

FEW, PEOPLE = 1_000, int(os.environ.get("BENCH_PEOPLE", "20000"))
P95_MS = 500  # promised


def filling() -> Iterator[Desk]:
    """Provide a station with few people, and with all."""
    from benchmarks.follow_ups import Station

    station = Station.opened()
    for people in (FEW, PEOPLE - FEW):
        station.fill(people)
        yield station


if __name__ == "__main__":
    sys.exit(compare("follow-ups", filling, promised_ms=P95_MS))
