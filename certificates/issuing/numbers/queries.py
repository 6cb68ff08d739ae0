"""What became of pools: how many numbers are taken, are left, and were taken in vain."""

from dataclasses import dataclass

from django.db.models import Count, Q

from certificates.issuing.numbers.models import NumberPool


@dataclass(frozen=True, slots=True)
class PoolUse:
    """A pool and its numbers: `void` ones are among those that are taken."""

    pool: NumberPool
    taken: int
    void: int

    @property
    def left(self) -> int:
        """Return how many can still be taken; of a closed pool none."""
        return 0 if self.pool.closed_at else self.pool.size - self.taken


def list_pools() -> list[PoolUse]:
    """Return every pool with the use of its numbers, oldest first; one query."""
    rows = NumberPool.objects.select_related("school").annotate(
        taken=Count("numbers"), void=Count("numbers", filter=Q(numbers__void__isnull=False))
    )
    return [PoolUse(row, row.taken, row.void) for row in rows]
