"""What became of pools: how many numbers are taken, are left, and were taken in vain."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from certificates.issuing.errors import NotIssuable
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.kinds.queries import definition_on
from certificates.issuing.numbers.models import NumberPool, VoidNumber
from certificates.issuing.numbers.rules import NumberRule, is_running_out


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

    @property
    def is_running_out(self) -> bool:
        """Return whether it is time to open the next one."""
        return not self.pool.closed_at and is_running_out(left=self.left, size=self.pool.size)


def list_pools(schools: QuerySet[Any] | None = None) -> list[PoolUse]:
    """Return every pool, or those of schools, with the use of its numbers, oldest first; one query."""
    rows = NumberPool.objects.select_related("school").annotate(
        taken=Count("numbers"), void=Count("numbers", filter=Q(numbers__void__isnull=False))
    )
    if schools is not None:
        rows = rows.filter(school__in=schools.values("pk"))
    return [PoolUse(row, row.taken, row.void) for row in rows]


def list_void(schools: QuerySet[Any]) -> QuerySet[VoidNumber]:
    """Return the numbers of schools that never came into force, newest first."""
    rows = VoidNumber.objects.filter(number__credential__school__in=schools.values("pk"))
    return rows.select_related("number__credential__school").order_by("-voided_at", "-pk")


def pooled_kinds(day: date) -> list[CredentialKind]:
    """Return the kinds whose numbers come from pools on a day."""
    found = []
    for kind in CredentialKind:
        try:
            rule = definition_on(kind, day).number_rule
        except NotIssuable:
            continue
        if rule != NumberRule.RANDOM:
            found.append(kind)
    return found
