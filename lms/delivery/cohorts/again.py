"""By which key a class of a plan is found as a cohort: its own, or the next one after a cohort that was cancelled."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from lms.delivery.cohorts.models import Cohort


def opened_by_key(keys: Iterable[UUID]) -> dict[UUID, Cohort]:
    """Return by key of a class the cohort that it is open as; one query, and one more where cohorts were cancelled."""
    looked_up = {key: key for key in keys}
    found: dict[UUID, Cohort] = {}
    while looked_up:
        following = {}
        for row in Cohort.objects.filter(uuid__in=looked_up):
            asked = looked_up[row.uuid]
            if row.cancelled_at is None:
                found[asked] = row
            else:
                following[_next(row.uuid)] = asked
        looked_up = following
    return found


def free_key(key: UUID) -> UUID:
    """Return under which key a class is opened: its own, unless it was opened before and cancelled."""
    while Cohort.objects.filter(uuid=key).exists():
        key = _next(key)
    return key


def _next(key: UUID) -> UUID:
    return uuid5(key, "again")
