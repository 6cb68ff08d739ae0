"""20,000 people and 2 million rows of the hours ledger on PostgreSQL: what an office and an instructor open all day.

The list of people, one register, the audit, hours and file of one person, a class's audit and learning, the lists of
classes, tools and people at risk, each against a floor in the same run: a bare view with one query on the same
database. Requests run in this process through the platform's own handler, one by one, on places that differ from
request to request. The number of queries is printed with 1,000 people and with all: it must not grow. `BENCH_PEOPLE`
sets another number of people for a machine that is busy, `BENCH_PAGES` names the pages to measure ("at risk,tools").
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")

FEW, PEOPLE = 1_000, int(os.environ.get("BENCH_PEOPLE", "20000"))
MEMBERS, SESSIONS = 25, 34  # of a cohort: 3 rows of the ledger for each person and session
ROUNDS = 60
ONLY = {name.strip() for name in os.environ.get("BENCH_PAGES", "").split(",") if name.strip()}
P95_MS = 300  # promised


def main() -> int:
    """Measure, print the table and one line of JSON; the exit status is 1 when a promise is missed."""
    from scripts.system_parts import postgres_folder

    if postgres_folder() is None:
        print("PostgreSQL is not installed here: nothing is measured.")
        return 0
    with database():
        from benchmarks.people import Office

        office = Office.opened()
        office.fill(FEW // MEMBERS, members=MEMBERS, sessions=SESSIONS)
        pages = {name: page for name, page in office.pages().items() if not ONLY or name in ONLY}
        few = {name: office.queries(page) for name, page in pages.items()}
        office.fill((PEOPLE - FEW) // MEMBERS, members=MEMBERS, sessions=SESSIONS)
        found = [measured(name, page, office) for name, page in pages.items()]
        rows = office.size()
    print(f"{rows['people']} people, {rows['entries']} rows of the ledger")
    for row in found:
        row["queries_with_few"] = few[row["page"]]
        print(
            f"{row['page']:<16} p95 {row['p95_ms']:7.1f} ms  median {row['median_ms']:7.1f} ms  "
            f"{row['ratio']:5.1f} x floor  {row['queries']} queries ({row['queries_with_few']} with {FEW} people)"
        )
    print(json.dumps({"name": "people", **rows, "pages": found}))
    missed = [row for row in found if row["p95_ms"] > P95_MS or row["queries"] != row["queries_with_few"]]
    return 1 if missed else 0


@contextmanager
def database() -> Iterator[None]:
    """Give Django a PostgreSQL of its own, empty and migrated, that ends with the measurement."""
    from tests.support.postgres import ThrowAwayCluster

    cluster = ThrowAwayCluster()
    try:
        cluster.start()
        os.environ["DATABASE_URL"] = cluster.create_database("bench")
        import django
        from django.conf import settings
        from django.core.management import call_command

        settings.ROOT_URLCONF = "benchmarks.urls"
        settings.ALLOWED_HOSTS = ["testserver"]
        django.setup()
        call_command("migrate", verbosity=0)
        yield
        from django.db import connections

        connections.close_all()
    finally:
        cluster.stop()


def measured(name: str, page: Callable[[random.Random], Any], office: Any) -> dict[str, Any]:
    """Open a page and the floor in turn, at other places each time."""
    chance = random.Random(7)
    ours, floors = [], []
    for _round in range(ROUNDS):
        floors.append(milliseconds(office.floor))
        ours.append(milliseconds(lambda: page(chance)))
    return {
        "page": name,
        "p95_ms": round(statistics.quantiles(ours, n=20)[-1], 1),
        "median_ms": round(statistics.median(ours), 1),
        "floor_ms": round(statistics.median(floors), 2),
        "ratio": round(statistics.median(ours) / statistics.median(floors), 1),
        "queries": office.queries(page),
    }


def milliseconds(work: Callable[[], Any]) -> float:
    """Return how long some work takes."""
    begun = time.perf_counter()
    work()
    return timedelta(seconds=time.perf_counter() - begun) / timedelta(milliseconds=1)


if __name__ == "__main__":
    sys.exit(main())
