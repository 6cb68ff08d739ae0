"""2,000 openings of 1,000 employers on PostgreSQL: the desks of placement officers and an employer's own list.

As `benchmarks.bench_people`, with the same floor: a bare view with one query. The number of queries is printed with
100 openings and with all: it must not grow. `BENCH_OPENINGS` sets another number for a machine that is busy.
"""

import json
import os
import sys

from benchmarks.bench_people import database, measured

FEW, OPENINGS = 100, int(os.environ.get("BENCH_OPENINGS", "2000"))
PER_EMPLOYER = 2
P95_MS = 500  # promised


def main() -> int:
    """Measure, print the table and one line of JSON; the exit status is 1 when a promise is missed."""
    from scripts.system_parts import postgres_folder

    if postgres_folder() is None:
        print("PostgreSQL is not installed here: nothing is measured.")
        return 0
    with database():
        from benchmarks.openings import Desk

        desk = Desk.opened()
        desk.fill(FEW // PER_EMPLOYER, openings=FEW)
        pages = desk.pages()
        few = {name: desk.queries(page) for name, page in pages.items()}
        desk.fill((OPENINGS - FEW) // PER_EMPLOYER, openings=OPENINGS - FEW)
        found = [measured(name, page, desk) for name, page in pages.items()]
        size = desk.size()
    print(f"{size['openings']} openings of {size['employers']} employers")
    for row in found:
        row["queries_with_few"] = few[row["page"]]
        print(
            f"{row['page']:<18} p95 {row['p95_ms']:7.1f} ms  median {row['median_ms']:7.1f} ms  "
            f"{row['ratio']:5.1f} x floor  {row['queries']} queries ({row['queries_with_few']} with {FEW})"
        )
    print(json.dumps({"name": "openings", **size, "pages": found}))
    missed = [row for row in found if row["p95_ms"] > P95_MS or row["queries"] != row["queries_with_few"]]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
