"""How often and for how long candidates left the examination page: a hint for who watches, no more (ADR 0149)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lms.exams.sittings.room_models import IncidentCategory, IncidentEvent

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Leavings:
    """The notes of one attempt put together: how many, seconds in all, when somebody came back last."""

    count: int
    seconds: int
    last_at: datetime


def leavings_of(attempts: QuerySet[Any]) -> dict[int, Leavings]:
    """Return what is noted by the key of the attempt, in one query; who stayed is not in it."""
    found: dict[int, Leavings] = {}
    rows = IncidentEvent.objects.filter(attempt__in=attempts, category=IncidentCategory.LEFT_PAGE)
    for pk, seconds, at in rows.order_by("at", "pk").values_list("attempt_id", "text", "at"):
        before = found.get(pk)
        found[pk] = Leavings(
            (before.count if before else 0) + 1, (before.seconds if before else 0) + int(seconds), at
        )
    return found
