"""Whether what stands in the tables follows from the logs: chains, answers, decisions, receipts. Writes nothing."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db.models import QuerySet

from lms.exams.sittings import rules
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.models import ENDED_STATES, Attempt
from lms.exams.sittings.queries import find_broken_event
from lms.exams.sittings.signing import is_genuine


@dataclass(frozen=True, slots=True)
class Difference:
    """What of an attempt does not follow from its log; `position` is the place in the log, where there is one."""

    attempt: str
    what: str
    position: int | None = None
    item: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return it for programs."""
        return asdict(self)


def differences_in(attempts: QuerySet[Attempt]) -> Iterator[Difference]:
    """Yield every difference, attempt by attempt."""
    for attempt in attempts.order_by("pk").iterator(chunk_size=200):
        yield from differences_of(attempt)


def differences_of(attempt: Attempt) -> Iterator[Difference]:
    """Yield what of one attempt does not follow from its log and the decisions on it."""
    uuid = str(attempt.uuid)
    broken = find_broken_event(attempt)
    if broken is not None:
        yield Difference(uuid, "chain", broken)
    decisions = list(attempt.decisions.order_by("pk").values_list("positions", "counts"))
    held = set(held_back(attempt.events.all()).values_list("position", flat=True))
    for position in sorted({place for places, _counts in decisions for place in places} - held):
        yield Difference(uuid, "decision", position)
    yield from _answers(attempt, rules.accepted_in(decisions))
    yield from _receipts(attempt)


def _answers(attempt: Attempt, accepted: frozenset[int]) -> Iterator[Difference]:
    """Yield the items whose current answer is not the fold of the log."""
    wanted = rules.fold_answers(attempt.events.all(), accepted)
    standing = {row.item_uuid: row for row in attempt.answers.all()}
    for item in sorted({*wanted, *standing}):
        event, answer = wanted.get(item), standing.get(item)
        agrees = event is not None and answer is not None
        if not agrees or (event.epoch, event.seq, event.response) != (
            answer.epoch,
            answer.seq,
            answer.response,
        ):
            yield Difference(str(attempt.uuid), "answer", event.position if event else None, str(item))


def _receipts(attempt: Attempt) -> Iterator[Difference]:
    """Yield receipts whose signature does not fit, and the newest one when it covers other answers than there are."""
    uuid, receipts = str(attempt.uuid), list(attempt.receipts.order_by("number"))
    for receipt in receipts:
        if not is_genuine(receipt.payload, receipt.signature):
            yield Difference(uuid, "signature", receipt.number)
    if attempt.state not in ENDED_STATES:
        return
    answers = {str(row.item_uuid): row.response for row in attempt.answers.all()}
    if not receipts or receipts[-1].payload["answers"] != rules.answers_digest(answers):
        yield Difference(uuid, "receipt", receipts[-1].number if receipts else None)
