"""The register at 1,000 to 1,000,000 entries on PostgreSQL: entering, proving, looking up. Growth no faster than log n.

Each is a ratio to a floor measured in turn at the same size: one row read by its key. The tree is really computed; only
its rows are copied in. `BENCH_REGISTER` sets another largest size for a busy machine. Exit status 1: something grows
faster than the logarithm.
"""

import hashlib
import json
import math
import os
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from benchmarks.pages import database, milliseconds

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")

LARGEST = int(os.environ.get("BENCH_REGISTER", "1000000"))
SIZES = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= LARGEST]
TIMES, WARM, STEP, TOGETHER = 100, 10, 50_000, 100
FLOOR = "one row by its key"
# The largest may cost so many times what the smallest does, where the logarithm of the size grows by the same.
NOISE = 1.15


def digest(number: int) -> str:
    """Return the digest of something that was issued."""
    return hashlib.sha256(b"%d" % number).hexdigest()


class Register:
    """A register that is brought from size to size, and what is done to it there."""

    def __init__(self) -> None:
        from certificates.verifier.growing import GrowingTree

        self.tree, self.chance = GrowingTree(), random.Random(7)

    def fill(self, size: int) -> None:
        """Copy rows in until the register has this size, and put a checkpoint over them."""
        from django.db import connection, transaction

        from certificates.issuing.register.operations import REGISTER
        from certificates.models import RegisterCheckpoint, RegisterHead
        from lms.core import clock

        while self.tree.size < size:
            with transaction.atomic():
                self._copy_step(min(size, self.tree.size + STEP))
                RegisterHead.objects.update_or_create(name=REGISTER, defaults={"size": self.tree.size})
        now = clock.now()
        RegisterCheckpoint.objects.create(
            due_at=now + timedelta(days=size), size=size, root=self.tree.root().hex(), note="", made_at=now
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def _copy_step(self, end: int) -> None:
        from django.db import connection

        from certificates.issuing.register.tree import position_of
        from certificates.verifier.entries import Event, EventKind
        from lms.core import clock

        events, nodes, now = [], [], clock.now()
        for number in range(self.tree.size, end):
            event = Event(EventKind.ISSUE, digest(number))
            entry = event.to_bytes()
            events.append((number, event.kind.value, event.digest, entry, now))
            nodes += [(position_of(node), kept) for node, kept in self.tree.append(entry).items()]
        columns = {
            'certificates_registerevent ("index", kind, digest, entry, recorded_at)': events,
            "certificates_registernode (position, hash)": nodes,
        }
        for table, rows in columns.items():
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)

    def floor(self) -> None:
        """Read one row by its key."""
        from certificates.models import RegisterNode

        RegisterNode.objects.get(pk=2 * self.chance.randrange(self.tree.size))

    def enter(self, count: int) -> None:
        """Make entries of so many events, and take them back: the register keeps its size."""
        from django.db import transaction

        from certificates.issuing.register.operations import append_events
        from certificates.verifier.entries import Event, EventKind
        from lms.core import clock

        events = [
            Event(EventKind.ISSUE, digest(-1 - self.chance.getrandbits(60) - place)) for place in range(count)
        ]
        with transaction.atomic():
            append_events(events, now=clock.now())
            transaction.set_rollback(True)

    def prove_inclusion(self) -> None:
        """Prove that a random entry is there."""
        from certificates.issuing.register.tree import read_nodes
        from certificates.verifier import merkle

        merkle.prove_inclusion(self.chance.randrange(self.tree.size), self.tree.size, read_nodes)

    def prove_consistency(self) -> None:
        """Prove that the register begins with a smaller one of any size."""
        from certificates.issuing.register.tree import read_nodes
        from certificates.verifier import merkle

        merkle.prove_consistency(self.chance.randrange(1, self.tree.size), self.tree.size, read_nodes)

    def look_up(self) -> None:
        """Find what became of a digest, proven against the newest checkpoint."""
        from certificates.issuing.register.queries import standing_of
        from certificates.verifier.results import Outcome

        if standing_of([digest(self.chance.randrange(self.tree.size))]).check.outcome is not Outcome.OK:
            raise SystemExit("A look-up did not lead to the checkpoint: the tree is wrong.")

    def works(self) -> dict[str, Callable[[], Any]]:
        """Return what is measured, by name."""
        return {
            FLOOR: self.floor,
            "enter 1": lambda: self.enter(1),
            f"enter {TOGETHER}, each": lambda: self.enter(TOGETHER),
            "inclusion": self.prove_inclusion,
            "consistency": self.prove_consistency,
            "look-up": self.look_up,
        }


def medians(works: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Return the median milliseconds of each, all taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(TIMES + WARM):
        for name, work in works.items():
            spent = milliseconds(work) / (TOGETHER if "each" in name else 1)
            if turn >= WARM:
                taken[name].append(spent)
    return {name: statistics.median(values) for name, values in taken.items()}


def rows() -> Iterator[tuple[int, dict[str, float]]]:
    """Yield the size and the milliseconds of each kind of work."""
    register = Register()
    for size in SIZES:
        register.fill(size)
        yield size, medians(register.works())


def too_fast(found: dict[int, dict[str, float]]) -> list[str]:
    """Return what grows faster than the logarithm of the size."""
    small, large = found[SIZES[0]], found[SIZES[-1]]
    allowed = math.log(SIZES[-1]) / math.log(SIZES[0]) * NOISE
    return [name for name in small if (large[name] / large[FLOOR]) / (small[name] / small[FLOOR]) > allowed]


def main() -> int:
    """Measure, print the table and one line of JSON."""
    from scripts.system_parts import postgres_folder

    if postgres_folder() is None:
        print("PostgreSQL is not installed here: nothing is measured.")
        return 0
    found: dict[int, dict[str, float]] = {}
    with database():
        for size, row in rows():
            if not found:
                print("| entries | " + " | ".join(row) + " |\n" + "|---:" * (1 + len(row)) + "|")
            found[size] = row
            ratios = [f"{spent / row[FLOOR]:.2f} ({spent:.2f} ms)" for spent in row.values()]
            print(f"| {size:,} | " + " | ".join(ratios) + " |", flush=True)
    fast = too_fast(found)
    print(json.dumps({"name": "register", "unit": "median ms", "sizes": found, "faster_than_log": fast}))
    return 1 if fast else 0


if __name__ == "__main__":
    sys.exit(main())
