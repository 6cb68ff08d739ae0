"""20,000 people and 2,000 openings on PostgreSQL: everybody beside an opening, and every opening beside a person.

Wishes, papers, stays, trainings and proposals of all of them; an officer looks who works with all. Requests run in this
process through the platform's own handler, another opening and person each time. The number of queries is printed with
1,000 people and with all: it must not grow. `BENCH_PEOPLE` sets another number of people for a machine that is busy.
"""

import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")

FEW, PEOPLE = 1_000, int(os.environ.get("BENCH_PEOPLE", "20000"))
OPENINGS = 2_000
P95_MS = 500  # promised


def main() -> int:
    """Measure, print the table and one line of JSON; the exit status is 1 when a promise is missed."""
    from benchmarks.bench_people import database, measured
    from scripts.system_parts import postgres_folder

    if postgres_folder() is None:
        print("PostgreSQL is not installed here: nothing is measured.")
        return 0
    with database():
        from benchmarks.matching import PlacementOffice

        office = PlacementOffice.opened(OPENINGS)
        office.fill(FEW)
        few = {name: office.queries(page) for name, page in office.pages().items()}
        office.fill(PEOPLE - FEW)
        found = [measured(name, page, office) for name, page in office.pages().items()]
        rows = office.size()
    print(", ".join(f"{number} {name}" for name, number in rows.items()))
    return told(found, few, rows)


def told(found: list[dict[str, Any]], few: dict[str, int], rows: dict[str, int]) -> int:
    """Print what was measured; return 1 when a promise is missed."""
    for row in found:
        row["queries_with_few"] = few[row["page"]]
        print(
            f"{row['page']:<24} p95 {row['p95_ms']:7.1f} ms  median {row['median_ms']:7.1f} ms  "
            f"{row['queries']} queries ({row['queries_with_few']} with {FEW} people)"
        )
    print(json.dumps({"name": "matching", **rows, "pages": found}))
    missed = [row for row in found if row["p95_ms"] > P95_MS or row["queries"] != row["queries_with_few"]]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
