"""2,000 openings of 1,000 employers on PostgreSQL: the desks of placement officers and an employer's own list.

`benchmarks.pages` says how. `BENCH_OPENINGS` sets another number for a machine that is busy.
"""

import os
import sys
from collections.abc import Iterator

from benchmarks.pages import Desk, compare

FEW, OPENINGS = 100, int(os.environ.get("BENCH_OPENINGS", "2000"))
PER_EMPLOYER = 2
P95_MS = 500  # promised


def filling() -> Iterator[Desk]:
    """Provide a desk with few openings, and with all."""
    from benchmarks.openings import OpeningDesk

    desk = OpeningDesk.opened()
    for openings in (FEW, OPENINGS - FEW):
        desk.fill(openings // PER_EMPLOYER, openings=openings)
        yield desk


if __name__ == "__main__":
    sys.exit(compare("openings", filling, promised_ms=P95_MS))
