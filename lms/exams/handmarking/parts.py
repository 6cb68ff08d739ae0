"""Who had a part in marks by hand: who gave or decided marks does not release them. Reads only."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from lms.exams.handmarking.models import HandMark, MarkDecision, MarkingTurn, SettledMarks, TurnHandedOn


def who_marked(attempts: Collection[int] | QuerySet[Any]) -> set[UUID]:
    """Return who marked an answer of these attempts, also a mark taken back, or decided on marks; one query."""
    marked = HandMark.objects.filter(turn__attempt__in=attempts).order_by()
    before = TurnHandedOn.objects.filter(turn__attempt__in=attempts).order_by()
    decided = MarkDecision.objects.filter(attempt__in=attempts, decided_by__isnull=False).order_by()
    rows = marked.values_list("turn__marker__user__uuid", flat=True).union(
        before.values_list("from_marker__user__uuid", flat=True), decided.values_list("decided_by", flat=True)
    )
    return set(rows)


def who_had_part(attempts: Collection[int] | QuerySet[Any]) -> set[UUID]:
    """Return the same with who took an answer without marking it yet, and who settled the marks; two queries."""
    took = MarkingTurn.objects.filter(attempt__in=attempts).order_by()
    settled = SettledMarks.objects.filter(attempt__in=attempts).order_by()
    rows = took.values_list("marker__user__uuid", flat=True).union(
        settled.values_list("settled_by", flat=True)
    )
    return who_marked(attempts) | {uuid for uuid in rows if uuid is not None}
