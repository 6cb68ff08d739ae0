"""Who read a candidate's sheet: keyed it, or looked a third time. They had a part in what is marked. Reads only."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from lms.exams.reserve.models import Keying, SheetDecision


def who_read_sheets(attempts: Collection[int]) -> dict[int, set[UUID]]:
    """Return by attempt who keyed from its sheets, also a turn given back, or decided what stands on one."""
    found: dict[int, set[UUID]] = defaultdict(set)
    if not attempts:
        return found
    keyed = Keying.objects.filter(sheet__attempt__in=attempts)
    decided = SheetDecision.objects.filter(sheet__attempt__in=attempts)
    for rows in (
        keyed.order_by().values_list("sheet__attempt", "keyer__uuid"),
        decided.order_by().values_list("sheet__attempt", "decided_by"),
    ):
        for attempt, uuid in rows:
            found[attempt].add(uuid)
    return found
