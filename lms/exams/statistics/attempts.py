"""The matrix of what attempts earned under the newest keys, whether their results are released or not. Reads only."""

from collections.abc import Collection, Sequence
from typing import Any

from lms.exams.bank.models import ItemVersion
from lms.exams.marking.current import newest_keys, results_that_count
from lms.exams.marking.rules import kept
from lms.exams.sittings.models import AnswerCurrent, Attempt
from lms.exams.statistics.queries import wording_of
from lms.exams.statistics.reckoning import Matrix
from lms.exams.statistics.responses import Sheet, Wording, matrix_of


def matrix_of_attempts(attempts: Sequence[Attempt]) -> Matrix:
    """Return the matrix of some attempts by the keys by which each is marked now."""
    keys = newest_keys({attempt.paper_id for attempt in attempts})
    answers: dict[int, dict[str, Any]] = {attempt.pk: {} for attempt in attempts}
    rows = AnswerCurrent.objects.filter(attempt__in=attempts)
    for attempt, item, response in rows.values_list("attempt", "item_uuid", "response"):
        answers[attempt][str(item)] = response
    counting = results_that_count(released=False).filter(attempt__in=attempts)
    by_hand = {row.attempt_id: kept(row.by_hand) for row in counting}
    sheets = [
        Sheet(keys[attempt.paper_id], answers[attempt.pk], by_hand.get(attempt.pk, {}))
        for attempt in attempts
    ]
    return matrix_of(sheets, _wordings_on({name for key in keys.values() for name in key}))


def _wordings_on(names: Collection[str]) -> dict[str, Wording]:
    """Return the wordings that keys are for: a paper names wordings, not items."""
    rows = ItemVersion.objects.filter(uuid__in=names).select_related("item")
    return {str(row.uuid): wording_of(row) for row in rows}
