"""Whether what was settled of marks by hand follows from the marks that are there. Writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from lms.exams.handmarking.models import HandMark, MarkDecision, MarkingTurn, SettledMarks
from lms.exams.handmarking.standing import digest_of
from lms.exams.marking.rules import items_by_hand
from lms.exams.papers.models import PaperKey
from lms.exams.sittings.models import Attempt
from lms.exams.sittings.rules import sha256

# A receipt that was issued so shortly before may have waited for the same lock: then other words count.
_SLACK = timedelta(minutes=5)


def unexplained_in(attempt: Attempt) -> Iterator[SettledMarks]:
    """Yield what was settled of an attempt and does not follow from its marks and decisions, as far as one can tell.

    Marks and decisions come one after another under the attempt's lock, so those that were settled are the first so
    many of each. Where a later receipt lets other words count, nobody can tell any more.
    """
    for row in attempt.settled_marks.order_by("pk"):
        if attempt.receipts.filter(created_at__gt=row.at - _SLACK).exists():
            continue
        if row.marks_digest not in _digests(attempt):
            yield row


def explains(attempt: Attempt, digest: str) -> bool:
    """Return whether marks and decisions by hand of an attempt gave this digest now or before."""
    return digest in _digests(attempt)


def _digests(attempt: Attempt) -> Iterator[str]:
    """Yield the digest of what counts now, then of what counted before the last mark or decision, and so on.

    Of each version of the paper's key: marks of a question that was struck counted before, and do not since.
    """
    answers = dict(attempt.answers.values_list("item_uuid", "response"))
    now = {item: sha256(response) for item, response in answers.items()}
    turns = [turn for turn in MarkingTurn.objects.filter(attempt=attempt) if _counts(turn, now)]
    marks = list(HandMark.objects.filter(turn__in=turns).select_related("turn").order_by("pk"))
    decisions = [row for row in attempt.mark_decisions.order_by("pk") if _counts(row, now)]
    for items in _items_by_hand(attempt):
        by_hand = [mark for mark in marks if mark.turn.item_uuid in items]
        decided = [row for row in decisions if row.item_uuid in items]
        for mark_count in range(len(by_hand), -1, -1):
            for decision_count in range(len(decided), -1, -1):
                yield _digest(by_hand[:mark_count], decided[:decision_count])


def _items_by_hand(attempt: Attempt) -> set[frozenset[UUID]]:
    """Return the questions that somebody marks, by each version of the key."""
    keys = PaperKey.objects.filter(paper=attempt.paper_id).values_list("key", flat=True)
    return {frozenset(map(UUID, items_by_hand(key))) for key in keys}


def _counts(row: MarkingTurn | MarkDecision, now: Mapping[UUID, str]) -> bool:
    return now.get(row.item_uuid, sha256(None)) == row.answer_hash


def _digest(marks: Sequence[HandMark], decisions: Sequence[MarkDecision]) -> str:
    last = {mark.turn_id: mark for mark in marks}
    return digest_of([*(mark for mark in last.values() if mark.marks is not None), *decisions])
