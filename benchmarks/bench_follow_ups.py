"""How long the due list takes at the server with 20,000 people followed up, on PostgreSQL.

python -m tests.support.postgres python benchmarks/bench_follow_ups.py
"""

import os
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

PEOPLE, ROUNDS, MOST_MS = 20_000, 40, 500


def ready() -> None:
    """Set Django up with a fresh test database."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    import django

    django.setup()
    from django.test.utils import get_runner, setup_test_environment  # noqa: F401

    setup_test_environment()
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


def people() -> tuple:
    """Make the people, released over three years, and return a coordinator."""
    from certificates.models import FollowUp
    from lms.accounts.models import Person
    from lms.core.clock import local_date
    from tests.factories.follow_ups import a_caller, a_coordinator, a_district
    from tests.factories.organisations import a_site

    site, now = a_site(), datetime.now(UTC)
    workers = [a_caller(site) for _ in range(25)]
    districts = [a_district(site, officer=worker) for worker in workers]
    Person.objects.bulk_create(
        [Person(full_name=f"示范{n}", sort_name=f"shifan{n}", site=site) for n in range(PEOPLE)],
        batch_size=2000,
    )
    rows = [
        FollowUp(
            person=person,
            released_date=local_date(now) - timedelta(days=n * 7 % 1095),
            district=districts[n % 25],
            assigned_to=workers[n % 25],
            phone="138 0000 0000",
            settled=n % 5,
            opened_by=uuid4(),
            opened_at=now,
            client_key=uuid4(),
        )
        for n, person in enumerate(Person.objects.filter(site=site).order_by("pk"))
    ]
    FollowUp.objects.bulk_create(rows, batch_size=2000)
    return a_coordinator(site.administration), workers[0]


def measure(name: str, work) -> bool:
    """Print the median and the 95th percentile; return whether it is fast enough."""
    work()
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    p95 = sorted(took)[int(len(took) * 0.95) - 1]
    print(f"{name}: median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms of {MOST_MS}")
    return p95 < MOST_MS


def main() -> int:
    """Measure the list over HTTP of who sees everybody and who sees a part, and the counts."""
    ready()
    from django.test import Client

    from certificates.referrals.followup.arranging import count_for_letters
    from tests.factories.accounts import sign_in

    coordinator, worker = people()
    everybody, few = sign_in(Client(), coordinator), sign_in(Client(), worker)
    address = "/authoring/follow-ups/"
    good = [
        measure("due list of 20,000", lambda: everybody.get(address)),
        measure("due list of an officer (800)", lambda: few.get(address)),
        measure("overdue only, page 3", lambda: everybody.get(f"{address}?bucket=overdue&p=3")),
        measure("counts of all letters of a day", lambda: count_for_letters(datetime.now(UTC))),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    raise SystemExit(main())
