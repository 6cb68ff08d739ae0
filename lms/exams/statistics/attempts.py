"""The matrix of what attempts earned under the newest keys, whether their results are released or not. Reads only."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from lms.exams.bank.models import ItemVersion
from lms.exams.papers.models import PaperKey
from lms.exams.sittings.models import AnswerCurrent, Attempt
from lms.exams.statistics.queries import wording_of
from lms.exams.statistics.reckoning import Matrix
from lms.exams.statistics.responses import Sheet, Wording, matrix_of


def matrix_of_attempts(attempts: Sequence[Attempt]) -> Matrix:
    """Return the matrix of some attempts by the keys by which each is marked now."""
    keys = _newest_keys({attempt.paper_id for attempt in attempts})
    answers: dict[int, dict[str, Any]] = {attempt.pk: {} for attempt in attempts}
    rows = AnswerCurrent.objects.filter(attempt__in=attempts)
    for attempt, item, response in rows.values_list("attempt", "item_uuid", "response"):
        answers[attempt][str(item)] = response
    sheets = [Sheet(keys[attempt.paper_id], answers[attempt.pk]) for attempt in attempts]
    return matrix_of(sheets, _wordings_on({name for key in keys.values() for name in key}))


def _newest_keys(papers: Collection[int]) -> dict[int, Mapping[str, Any]]:
    rows = PaperKey.objects.filter(paper__in=papers).order_by("version")
    return {row.paper_id: row.key for row in rows}


def _wordings_on(names: Collection[str]) -> dict[str, Wording]:
    """Return the wordings that keys are for: a paper names wordings, not items."""
    rows = ItemVersion.objects.filter(uuid__in=names).select_related("item")
    return {str(row.uuid): wording_of(row) for row in rows}
