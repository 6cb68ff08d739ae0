"""Whether time tells a wrong name from an unknown number: 2,000 checks over HTTP, half of each, in seeded order.

Mann and Whitney's test of ranks; p at most 0.05 is a failure (one honest run in twenty is one as well: run it again).
It makes a database of its own in memory.
"""

import math
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
django.setup()

from django.test import Client  # noqa: E402
from django.test.utils import setup_databases, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from certificates.issuing import rules  # noqa: E402
from certificates.issuing.public_records import hash_of_name  # noqa: E402
from certificates.models import PublishedCredential  # noqa: E402

REQUESTS, WARM, LIMIT = 2_000, 200, 0.05
WRONG, UNKNOWN = "wrong name", "unknown number"


def records(count: int) -> list[str]:
    """Publish so many certificates and return their numbers; each is asked for once, so that no limit slows it."""
    hashed, day = hash_of_name("张小芳"), date(2026, 6, 30)
    rows = [
        PublishedCredential(
            token_hash=f"{place:064x}",
            number=rules.new_number("TC"),
            name_hash=hashed,
            full_name="张小芳",
            masked_name="张**",
            kind="training_certificate",
            title_zh="示范项目",
            school_zh="示范职业学校",
            awarded_date=day,
            status_date=day,
        )
        for place in range(count)
    ]
    PublishedCredential.objects.bulk_create(rows, batch_size=500)
    return [row.number for row in rows]


def addresses() -> Iterator[str]:
    """Return a network of its own for each request: limits are not what is measured."""
    for place in range(1 << 24):
        yield f"{20 + (place >> 16)}.{place >> 8 & 255}.{place & 255}.1"


def seconds(client: Client, number: str, address: str) -> float:
    sent = {"number": number, "name": "张小红"}
    began = time.perf_counter()
    response = client.post(
        reverse("certificates:verify"), sent, REMOTE_ADDR=address, headers={"Host": "localhost"}
    )
    taken = time.perf_counter() - began
    if response.status_code != 200 or b"verdict--unconfirmed" not in response.content:
        raise SystemExit(f"A check was not answered as a miss: {response.status_code}")
    return taken


def p_value(left: Sequence[float], right: Sequence[float]) -> float:
    """Return the two-sided p of Mann and Whitney's U by its normal form, exact enough for hundreds of values."""
    marked = sorted([(value, 0) for value in left] + [(value, 1) for value in right])
    ranks = sum(rank for rank, (_value, side) in enumerate(marked, start=1) if side == 0)
    here, there = len(left), len(right)
    mean = here * (here + there + 1) / 2
    deviation = math.sqrt(here * there * (here + there + 1) / 12)
    return math.erfc(abs(ranks - mean) / deviation / math.sqrt(2))


def main() -> int:
    setup_test_environment(debug=False)
    setup_databases(verbosity=0, interactive=False)
    half = (REQUESTS + WARM) // 2
    asked = [(WRONG, number) for number in records(half)]
    asked += [(UNKNOWN, rules.new_number("TC")) for _ in range(half)]
    random.Random(7).shuffle(asked)
    client, networks, taken = Client(), addresses(), {WRONG: [], UNKNOWN: []}
    for place, (kind, number) in enumerate(asked):
        spent = seconds(client, number, next(networks))
        if place >= WARM:
            taken[kind].append(spent * 1000)
    p = p_value(taken[WRONG], taken[UNKNOWN])
    print("| what was wrong | checks | median ms | 75 % below ms |\n|---|---:|---:|---:|")
    for kind, values in taken.items():
        print(
            f"| {kind} | {len(values):,} | {statistics.median(values):.3f} | {statistics.quantiles(values)[2]:.3f} |"
        )
    print(f"p = {p:.3f}: time {'tells nothing' if p > LIMIT else 'tells them apart'}.")
    return 0 if p > LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
