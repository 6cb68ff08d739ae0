"""Pages of desks that are full, on a PostgreSQL of their own, against a bare view with one query in the same run.

Requests run in this process through the platform's own handler, one by one, in places that differ from request to
request, in turn with the floor. How many queries a page asks is counted when little is there and again when all is: it
must not grow.
"""

import json
import os
import random
import statistics
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from benchmarks.floor import READ_FLOOR
from scripts.system_parts import postgres_folder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")

ROUNDS = 60
Page = Callable[[random.Random], Any]


class Desk(ABC):
    """Somebody who is signed in (`client`), and what is opened; `room` is the row that the floor reads."""

    client: Any
    room: Any

    @abstractmethod
    def pages(self) -> dict[str, Page]:
        """Return what is opened, by name, each in a place that chance chooses."""

    @abstractmethod
    def size(self) -> dict[str, int]:
        """Return how many rows there are, by name."""

    def floor(self) -> None:
        """Open the bare view with one query."""
        answer_of(self.client, READ_FLOOR, {"room": self.room.pk})

    def queries(self, page: Page) -> int:
        """Return how many queries a page asks at most; places differ by one or two. A first look fills caches."""
        page(random.Random(0))
        return max(self._asked(page, seed) for seed in range(8))

    def _asked(self, page: Page, seed: int) -> int:
        """Return the queries of a look that does not note a sign of life: one in fifteen seconds does."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from lms.accounts.guard import SEEN

        while True:
            before = self.client.session.get(SEEN)
            with CaptureQueriesContext(connection) as asked:
                page(random.Random(seed))
            if self.client.session.get(SEEN) == before:
                return len(asked)


def answer_of(client: Any, address: str, asked: Mapping[str, Any] | None = None) -> Any:
    """Return the answer of a page, which has to be there.

    :raises RuntimeError: when it is not.
    """
    answer = client.get(address, asked or {})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} was answered {answer.status_code}")
    return answer


def compare(
    name: str, filling: Callable[[], Iterator[Desk]], *, promised_ms: int, only: Collection[str] = ()
) -> int:
    """Measure, print the table and one line of JSON; the exit status is 1 when a promise is missed.

    `filling` provides the desk when little is there, and again when all is; it runs on an empty, migrated database.
    `only` names the pages to measure; none says all.
    """
    if postgres_folder() is None:
        print("PostgreSQL is not installed here: nothing is measured.")
        return 0
    with database():
        steps = filling()
        desk = next(steps)
        pages = {title: page for title, page in desk.pages().items() if not only or title in only}
        few = {title: desk.queries(page) for title, page in pages.items()}
        desk = next(steps)
        _analyze()
        found = [
            _measured(title, page, desk) | {"queries_with_few": few[title]} for title, page in pages.items()
        ]
        rows = desk.size()
    print(", ".join(f"{number:,} {what}" for what, number in rows.items()))
    for row in found:
        print(
            f"{row['page']:<32} p95 {row['p95_ms']:7.1f} ms  median {row['median_ms']:7.1f} ms  {row['ratio']:5.1f} x "
            f"floor  {row['queries']} queries ({row['queries_with_few']} with few)"
        )
    print(json.dumps({"name": name, **rows, "promised_ms": promised_ms, "pages": found}))
    missed = [
        row for row in found if row["p95_ms"] > promised_ms or row["queries"] != row["queries_with_few"]
    ]
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


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _measured(title: str, page: Page, desk: Desk) -> dict[str, Any]:
    chance = random.Random(7)
    ours, floors = [], []
    for _round in range(ROUNDS):
        floors.append(milliseconds(desk.floor))
        ours.append(milliseconds(lambda: page(chance)))
    return {
        "page": title,
        "p95_ms": round(statistics.quantiles(ours, n=20)[-1], 1),
        "median_ms": round(statistics.median(ours), 1),
        "floor_ms": round(statistics.median(floors), 2),
        "ratio": round(statistics.median(ours) / statistics.median(floors), 1),
        "queries": desk.queries(page),
    }


def milliseconds(work: Callable[[], Any]) -> float:
    """Return how long some work takes."""
    begun = time.perf_counter()
    work()
    return timedelta(seconds=time.perf_counter() - begun) / timedelta(milliseconds=1)
