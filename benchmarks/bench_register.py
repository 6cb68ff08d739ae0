"""The register at 1,000 to 1,000,000 entries: milliseconds to append, prove, look up. Growth no faster than log n.

Run it with a database of its own: DATA_DIR=... manage.py migrate, then `python -m benchmarks.bench_register`.
"""

import hashlib
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
django.setup()

from django.db import transaction  # noqa: E402

from certificates.issuing.register.operations import REGISTER, append_event, receipt_of  # noqa: E402
from certificates.issuing.register.queries import standing_of  # noqa: E402
from certificates.issuing.register.tree import position_of  # noqa: E402
from certificates.models import RegisterEvent, RegisterHead, RegisterNode  # noqa: E402
from certificates.verifier.entries import Event, EventKind  # noqa: E402
from certificates.verifier.growing import GrowingTree  # noqa: E402
from lms.core import clock  # noqa: E402

SIZES, TIMES, STEP = (1_000, 10_000, 100_000, 1_000_000), 51, 5_000


def event(number: int) -> Event:
    return Event(EventKind.ISSUE, hashlib.sha256(b"%d" % number).hexdigest())


def fill(tree: GrowingTree, size: int) -> None:
    """Bring the table to a size, many rows at once: how it came to be does not count."""
    now = clock.now()
    while tree.size < size:
        rows, nodes = [], {}
        for number in range(tree.size, min(size, tree.size + STEP)):
            one = event(number)
            entry = one.to_bytes()
            rows.append(
                RegisterEvent(index=number, kind="issue", digest=one.digest, entry=entry, recorded_at=now)
            )
            nodes |= tree.append(entry)
        with transaction.atomic():
            RegisterEvent.objects.bulk_create(rows)
            RegisterNode.objects.bulk_create(
                RegisterNode(position=position_of(node), hash=kept) for node, kept in nodes.items()
            )
            RegisterHead.objects.update_or_create(name=REGISTER, defaults={"size": tree.size})


def milliseconds(work: Callable[[int], object]) -> float:
    """Return the median of some tries."""
    taken = []
    for number in range(TIMES):
        began = time.perf_counter()
        work(number)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def append_and_take_back(number: int) -> None:
    with transaction.atomic():
        append_event(event(-1 - number), now=clock.now())
        transaction.set_rollback(True)


def rows() -> Iterator[str]:
    tree = GrowingTree()
    for size in SIZES:
        fill(tree, size)
        appended = milliseconds(append_and_take_back)
        proved = milliseconds(lambda number, size=size: receipt_of(size - 1 - number * 17))
        found = milliseconds(lambda number, size=size: standing_of([event(number * size // TIMES).digest]))
        yield f"| {size:,} | {appended:.2f} | {proved:.2f} | {found:.2f} |"


def main() -> int:
    if RegisterEvent.objects.exists():
        print("The register is not empty: run this on a database of its own.")
        return 2
    print("| entries | append ms | receipt ms | look-up ms |\n|---:|---:|---:|---:|")
    for row in rows():
        print(row, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
