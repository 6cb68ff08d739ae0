"""Whether results, sets and releases hold together: each result was told by two, or by its rule. Writes nothing."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from lms.exams.handmarking.checking import explains
from lms.exams.marking import rules
from lms.exams.marking.models import Result
from lms.exams.marking.operations.marking import is_released_at_once
from lms.exams.papers.models import KeyCorrection, PaperKey
from lms.exams.results.changes import head_of
from lms.exams.results.models import ResultSet, SetState
from lms.exams.results.rules import digest_of
from lms.exams.sittings.models import ENDED_STATES, Attempt, Receipt, Sitting

Form = tuple[str, int, str]
Before = frozenset[Form]


def form_of(row: Model) -> Form:
    """Return a row as it stands, so that one that came or moved on since is told from one that was there."""
    stands = getattr(row, "state", None) or getattr(row, "released_at", None)
    return row._meta.label_lower, row.pk, str(stands)


def faults_of_results(sitting: Sitting, before: Before = frozenset()) -> Iterator[str]:
    """Yield what of a sitting's results does not hold together, but for rows that stood so `before`."""
    results = Result.objects.filter(attempt__candidate__sitting=sitting)
    related = results.select_related("attempt__candidate__sitting__scheme").order_by("pk")
    sets = list(ResultSet.objects.filter(sitting=sitting).select_related("sitting__scheme").order_by("pk"))
    for row in (row for row in sets if form_of(row) not in before):
        if not _is_whole(row):
            yield f"set of results {row.uuid}"
    for result in (row for row in related if form_of(row) not in before):
        if not _follows(result):
            yield f"result {result.uuid}"
        elif result.released_at is not None and not _was_told_by_rule(result):
            yield f"release of result {result.uuid}"


def _is_whole(row: ResultSet) -> bool:
    """Return whether a set covers its rows, these say what their results are, and a release told all of them."""
    rows = list(row.rows.select_related("result__attempt").order_by("position"))
    if digest_of(head_of(row), [one.values for one in rows]) != row.digest:
        return False
    if any(
        _values(one.result) != {name: one.values.get(name) for name in _values(one.result)} for one in rows
    ):
        return False
    return row.state != SetState.RELEASED or all(one.result.released_at == row.decided_at for one in rows)


def _values(result: Result) -> dict[str, Any]:
    return {
        "attempt": str(result.attempt.uuid),
        "result": str(result.uuid),
        "score": f"{result.score:.2f}",
        "max": f"{result.max_score:.2f}",
        "percent": f"{result.percent:.2f}",
        "passed": result.passed,
        "key": result.key_version,
        "answers": result.answers_digest,
    }


def _follows(result: Result) -> bool:
    """Return whether a result is that of its receipt, and of the answers under its key as far as these still count."""
    attempt = result.attempt
    receipts = {row.number: row.payload for row in Receipt.objects.filter(attempt=attempt)}
    receipt = receipts.get(result.receipt_number)
    key = _key_of(attempt, result.key_version)
    if receipt is None or key is None or receipt.get("answers") != result.answers_digest:
        return False
    if attempt.state not in ENDED_STATES or result.receipt_number != max(receipts):
        return True  # other answers count by now
    answers = {str(item): response for item, response in attempt.answers.values_list("item_uuid", "response")}
    percent = attempt.candidate.sitting.scheme.pass_percent
    try:
        mark = rules.mark(key, answers, pass_percent=percent, by_hand=rules.kept(result.by_hand))
    except ValueError:  # somebody has to mark what this result says nothing of
        return False
    told = rules.Mark(result.score, result.max_score, result.percent, result.passed)
    # Under a corrected key marks of a struck question count no more, and the digest of the others is not at hand.
    return mark == told and (result.key_version > 1 or explains(attempt, result.marks_digest))


def _key_of(attempt: Attempt, version: int) -> dict[str, Any] | None:
    return (
        PaperKey.objects.filter(paper=attempt.paper_id, version=version).values_list("key", flat=True).first()
    )


def _was_told_by_rule(result: Result) -> bool:
    """Return whether two officers released it over a set, or its scheme did so at once (ADR 0112, 0131).

    At once is the first result of an attempt, or what a corrected key makes of one that was told, which two applied.
    """
    released = ResultSet.objects.filter(rows__result=result, state=SetState.RELEASED)
    if released.filter(decided_at=result.released_at).exists():
        return True
    key = _key_of(result.attempt, result.key_version)
    is_rule = key is not None and is_released_at_once(result.attempt, key)
    if not is_rule or result.released_at != result.marked_at:
        return False
    former = Result.objects.filter(attempt=result.attempt_id, pk__lt=result.pk).order_by("-pk").first()
    if former is None:
        return result.receipt_number == 1
    of_key = {"key__paper": result.attempt.paper_id, "key__version": result.key_version}
    corrected = KeyCorrection.objects.filter(**of_key, created_at=result.marked_at).exists()
    return corrected and former.released_at is not None and former.receipt_number == result.receipt_number
