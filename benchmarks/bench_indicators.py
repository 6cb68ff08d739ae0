"""20,000 people with outcomes and 2,000 openings on PostgreSQL: indicators, their workbook, who stands behind a number.

`benchmarks.pages` says how. `BENCH_PEOPLE` sets another number of people for a machine that is busy.
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
    from benchmarks.indicators import Figures

    figures = Figures.opened(OPENINGS)
    for people in (FEW, PEOPLE - FEW):
        figures.fill(people)
        yield figures


if __name__ == "__main__":
    sys.exit(compare("indicators", filling, promised_ms=P95_MS))
