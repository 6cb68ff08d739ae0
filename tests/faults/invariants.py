"""What must hold of an attempt after a run, whatever went wrong; checked in the database itself.

The numbers are those of section 7 of the examination protocol.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lms.exams.api import find_broken_event
from lms.exams.models import Attempt, AttemptState
from lms.exams.sittings import rules, signing
from lms.exams.sittings.answer_rows import held_back

Shown = Mapping[tuple[int, int], Mapping[str, Any]]


def violations(attempt: Attempt, shown: Shown) -> Iterator[str]:
    """Yield what does not hold of an attempt; `shown` is what its terminals said is saved, by (epoch, seq)."""
    yield from _lost(attempt, shown)
    yield from _log(attempt)
    yield from _clock(attempt)
    yield from _leases(attempt)
    yield from _receipts(attempt)


def mark_violations(attempt: Attempt) -> Iterator[str]:
    """Yield what does not hold of the mark of an attempt that was handed in, whatever became of the worker.

    9 and 10: it is marked once for each receipt, and the newest mark is of the answers that the receipt covers.
    """
    receipt = attempt.receipts.order_by("-number").first()
    held = held_back(attempt.events.all()).values_list("position", "held")
    if receipt is None or rules.undecided(held, attempt.decisions.values_list("positions", "counts")):
        return
    results = attempt.results.filter(receipt_number=receipt.number)
    if len(results) != 1:
        yield f"10: it was marked {len(results)} times"
    elif results[0].answers_digest != receipt.payload["answers"]:
        yield "9: other answers were marked than the receipt covers"


def _lost(attempt: Attempt, shown: Shown) -> Iterator[str]:
    """1 and 4: what was acknowledged is there, as it was sent."""
    kept = {(row.epoch, row.seq): row for row in attempt.events.all()}
    for number, event in shown.items():
        row = kept.get(number)
        if row is None:
            yield f"1: the acknowledged answer {number} is lost"
        elif (str(row.item_uuid), row.response) != (event["item"], event["response"]):
            yield f"1: the acknowledged answer {number} was kept otherwise"


def _log(attempt: Attempt) -> Iterator[str]:
    """3 and 6: the answers are the fold of the log, and the chain fits."""
    broken = find_broken_event(attempt)
    if broken is not None:
        yield f"6: the chain breaks at position {broken}"
    standing = {row.item_uuid: (row.epoch, row.seq) for row in attempt.answers.all()}
    folded = rules.fold_answers(list(attempt.events.all()))
    if standing != {item: (row.epoch, row.seq) for item, row in folded.items()}:
        yield "6: the current answers are not the fold of the log"


def _clock(attempt: Attempt) -> Iterator[str]:
    """8: runs take minutes and examinations hours: no clock and no restart may end somebody's time."""
    for row in attempt.events.filter(held__in=(rules.AFTER_DEADLINE, rules.PAUSED)):
        yield f"8: the answer ({row.epoch}, {row.seq}) was held: {row.held}"
    if attempt.state == AttemptState.CLOSED_BY_TIME:
        yield "8: the attempt was closed by time"


def _leases(attempt: Attempt) -> Iterator[str]:
    """7: epochs rise one by one, and the newest is the live one."""
    epochs = list(attempt.leases.values_list("epoch", flat=True))
    if epochs != list(range(1, attempt.lease_epoch + 1)):
        yield f"7: the epochs are {epochs}, the live one {attempt.lease_epoch}"


def _receipts(attempt: Attempt) -> Iterator[str]:
    """9: what ended has one signed receipt, over the very answers that count."""
    receipt = attempt.receipts.order_by("-number").first()
    if receipt is None:
        yield f"9: no receipt, the attempt is {attempt.state}"
        return
    answers = {str(row.item_uuid): row.response for row in attempt.answers.all()}
    if not signing.is_genuine(receipt.payload, receipt.signature):
        yield "9: the receipt's signature does not fit"
    if receipt.payload["answers"] != rules.answers_digest(answers):
        yield "9: the receipt is about other answers"
