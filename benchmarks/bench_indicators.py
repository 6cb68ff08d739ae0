"""How long indicators take at the server with 20,000 people followed up and 2,000 openings, on PostgreSQL.

python -m tests.support.postgres python benchmarks/bench_indicators.py
"""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bench_follow_ups import PEOPLE, measure, people, ready

OPENINGS = 2_000


def lives(site, others) -> None:
    """Let 20,000 people complete, refer every second one, let most of those work; 2,000 openings stand beside."""
    from certificates.models import Opening
    from lms.core.clock import local_date, now
    from lms.core.ids import new_uuid
    from tests.factories.consents import an_opening
    from tests.factories.courses import a_version
    from tests.factories.indicators import Life, Told, live

    opening, today = an_opening(), local_date(now())
    versions, sites = [a_version() for _ in range(8)], [site, *others]
    row = Opening.objects.filter(pk=opening.pk).values().get()
    copies = [
        Opening(**row | {"id": None, "uuid": new_uuid(), "client_key": new_uuid()}) for _ in range(OPENINGS)
    ]
    Opening.objects.bulk_create(copies, batch_size=1000)
    rows = []
    for n in range(PEOPLE):
        completed = today - timedelta(days=n * 7 % 1460)
        start = min(completed + timedelta(days=30), today)
        later = [day for day in (start + timedelta(days=90 * k) for k in range(1, 5)) if day <= today]
        kinds = ("at_work", "insurance", "at_work", "exit")
        facts = (Told("start", start), *(Told(kind, day) for kind, day in zip(kinds, later, strict=False)))
        referred = (min(completed + timedelta(days=5), today),) if n % 2 else ()
        rows.append(
            Life(completed, versions[n % 8], sites[n % 4], referred, (), facts if n % 3 else facts[1:2])
        )
    live(rows, opening)


def main() -> int:
    """Measure the page of who sees everybody, of an authority, the workbook, and the people behind one number."""
    ready()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from lms.core.enums import Role
    from tests.factories.accounts import a_user, sign_in
    from tests.factories.organisations import a_site

    coordinator, _worker = people()
    administration = coordinator.role_assignments.get().administration
    site, others = administration.sites.first(), [a_site() for _ in range(3)]
    type(site).objects.filter(pk__in=[one.pk for one in others]).update(administration=administration)
    lives(site, others)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    everybody = sign_in(Client(), coordinator)
    authority = sign_in(Client(), a_user(Role.AUTHORITY_READER, administration))
    address = "/authoring/indicators/"
    everybody.get(address)
    with CaptureQueriesContext(connection) as queries:
        everybody.get(address)
    print(f"{len(queries)} queries")
    behind = f"{address}people/?indicator=referral&part=all&p=3"
    good = [
        measure("indicators of 20,000", lambda: everybody.get(address)),
        measure("indicators for an authority", lambda: authority.get(f"{address}?by=kind")),
        measure("workbook", lambda: everybody.get(f"{address}export.xlsx?by=year")),
        measure("people behind a number, page 3", lambda: everybody.get(behind)),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    raise SystemExit(main())
