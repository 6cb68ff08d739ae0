"""Whether appeals, their decisions and what these ordered hold together. Writes nothing."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from lms.exams.appeals.models import Appeal, AppealState, Remedy
from lms.exams.handmarking.models import FurtherMarking
from lms.exams.marking.models import Result
from lms.exams.practical.models import PracticalState
from lms.exams.results.checking import Before, form_of


def faults_of_appeals(appeals: QuerySet[Appeal], before: Before = frozenset()) -> Iterator[str]:
    """Yield what of appeals and further markings does not hold together, but for rows that stood so `before`.

    Who had a part reviews nothing: a trigger says so of a change, and nothing of a row that comes as it is.
    """
    related = appeals.select_related("result", "attempt", "practical_result__candidate__examination")
    for row in related.prefetch_related("taken_part").order_by("pk"):
        if form_of(row) not in before and not _is_sound(row):
            yield f"appeal {row.uuid}"
    orders = FurtherMarking.objects.filter(appeal__in=appeals).select_related("appeal")
    for order in orders.order_by("pk"):
        if form_of(order) not in before and not _is_ordered(order):
            yield f"further marking {order.uuid}"
    rounds = Result.objects.filter(attempt__in=appeals.values("attempt"), round__gt=0).order_by("pk")
    for result in (row for row in rounds if form_of(row) not in before):
        if not FurtherMarking.objects.filter(attempt=result.attempt_id, round=result.round).exists():
            yield f"result {result.uuid}"


def _is_sound(row: Appeal) -> bool:
    if not _was_told(row):
        return False
    if row.reviewer is not None and row.reviewer in {part.user_uuid for part in row.taken_part.all()}:
        return row.state not in (AppealState.IN_REVIEW, AppealState.DECIDED)
    orders_marks = row.state == AppealState.DECIDED and row.remedy == Remedy.MARKING
    return orders_marks == FurtherMarking.objects.filter(appeal=row).exists()


def _was_told(row: Appeal) -> bool:
    """Return whether an appeal is about what its candidate was told before."""
    if row.practical_result is not None:
        examination = row.practical_result.candidate.examination
        return examination.state == PracticalState.RELEASED and _is_before(examination.released_at, row)
    result = row.result
    return result is not None and result.attempt_id == row.attempt_id and _is_before(result.released_at, row)


def _is_before(told_at: datetime | None, row: Appeal) -> bool:
    return told_at is not None and told_at <= row.filed_at


def _is_ordered(order: FurtherMarking) -> bool:
    return order.attempt_id == order.appeal.attempt_id and order.ordered_by == order.appeal.decided_by
