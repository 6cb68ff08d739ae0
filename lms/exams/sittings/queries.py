"""Reads of sittings for candidates: the own attempt, the paper on the terminal, the receipt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.core.prepared import Columns, Question, answers, slot
from lms.enrolments.api import Enrolment
from lms.exams import eventlog
from lms.exams.errors import (
    AttemptEnded,
    AttemptNotFound,
    AttemptNotOpen,
    ReceiptNotFound,
    SeatInUse,
)
from lms.exams.papers.queries import pictures_on_paper, shown_on_paper
from lms.exams.papers.rules import order_for
from lms.exams.papers.snapshots import for_terminal
from lms.exams.sittings import rules
from lms.exams.sittings.answer_rows import held_back, marks_in
from lms.exams.sittings.journal_files import emergency_check
from lms.exams.sittings.models import (
    AnswerCurrent,
    AnswerEvent,
    Attempt,
    AttemptState,
    Channel,
    Lease,
    Receipt,
)
from lms.exams.sittings.operations.locking import AttemptRef, Seat
from lms.exams.sittings.room_models import Decision
from lms.exams.sittings.sealing import journal_key, page_proof
from lms.exams.sittings.standing_clock import asked_clock, clock_from

_OWN = Question(
    lambda: Attempt.objects.filter(
        uuid=slot(Attempt, "uuid"), candidate__enrolment__person=slot(Enrolment, "person")
    ).annotate(
        sitting_pk=F("candidate__sitting_id"),
        sitting_uuid=F("candidate__sitting__uuid"),
        paper_sha256=F("paper__sha256"),
    )
)
_LEASES = Question(lambda: Lease.objects.filter(attempt=slot(Lease, "attempt")).order_by("epoch"))
_CURRENT = Question(lambda: AnswerCurrent.objects.filter(attempt=slot(AnswerCurrent, "attempt")).order_by())
_MARKS = Question(
    lambda: marks_in(AnswerEvent.objects.filter(attempt=slot(AnswerEvent, "attempt"))).order_by("position")
)
_HELD = Question(
    lambda: held_back(AnswerEvent.objects.filter(attempt=slot(AnswerEvent, "attempt"))).order_by("position")
)
_DECISIONS = Question(lambda: Decision.objects.filter(attempt=slot(Decision, "attempt")).order_by("pk"))
_LAST_SEQ = Columns(
    lambda: (
        AnswerEvent.objects.filter(attempt=slot(AnswerEvent, "attempt"), epoch=slot(AnswerEvent, "epoch"))
        .order_by("-seq")
        .only("seq")[:1]
    )
)


@dataclass(frozen=True, slots=True)
class TerminalPaper:
    """What a terminal gets at the start or on coming back. Holds nothing that tells a right answer.

    `answers` are those that count; `held` those that are kept and do not, in the order of the log, with whether
    somebody has said that they do not, and whether they came from a seat that may not write.
    """

    attempt: Attempt
    epoch: int
    granted_at: datetime
    clock: rules.Clock
    items: list[dict[str, Any]]
    answers: dict[str, dict[str, Any]]
    held: list[dict[str, Any]]
    marks: dict[str, dict[str, Any]]
    last_seq: int
    journal_keys: dict[int, str]
    emergency: dict[str, Any]
    page: str


def get_own_attempt(person_id: int | None, attempt_uuid: UUID) -> Attempt:
    """Return a person's own attempt with its sitting.

    :raises AttemptNotFound: it is not there, or not this person's.
    """
    rows = Attempt.objects.select_related("candidate__sitting__site", "candidate__arrangement")
    own = Q(uuid=attempt_uuid, candidate__enrolment__person_id=person_id)
    attempt = rows.filter(own).first() if person_id is not None else None
    if attempt is None:
        raise AttemptNotFound(_("There is no such examination for you."))
    return attempt


def is_at_its_seat(attempt: Attempt, seat: Seat) -> bool:
    """Return whether a seat has the newest lease of an attempt, or nobody has one."""
    newest = attempt.leases.order_by("-epoch").first()
    return newest is None or newest.holder == seat.holder


def get_terminal_paper(ref: AttemptRef) -> TerminalPaper:
    """Return the paper and the saved answers for the seat that holds the lease.

    :raises AttemptNotFound: it is not there, or not the caller's.
    :raises AttemptNotOpen: it was not started: nobody sees a paper before.
    :raises AttemptEnded: it was handed in or its time is over.
    :raises SeatInUse: another seat holds the lease.
    """
    attempt = _open_attempt(ref)
    leases, current, held, decisions, marked, newest, *clock = answers(
        _LEASES.asked(attempt=attempt.pk),
        _CURRENT.asked(attempt=attempt.pk),
        _HELD.asked(attempt=attempt.pk),
        _DECISIONS.asked(attempt=attempt.pk),
        _MARKS.asked(attempt=attempt.pk),
        _LAST_SEQ.asked(attempt=attempt.pk, epoch=attempt.lease_epoch),
        *asked_clock(attempt.uuid),
    )
    lease = _held(attempt, leases, ref)
    return TerminalPaper(
        attempt=attempt,
        epoch=lease.epoch,
        granted_at=lease.granted_at,
        clock=clock_from(*clock),
        items=_items(attempt),
        answers={
            str(row.item_uuid): {"response": row.response, "epoch": row.epoch, "seq": row.seq}
            for row in current
        },
        held=_not_counted(held, rules.ruled_on((row.positions, row.counts) for row in decisions)),
        marks=_marks(marked),
        last_seq=newest[0][1] if newest else 0,
        # It reads what it wrote: the live lease, and the earlier ones of the same seat.
        journal_keys={
            row.epoch: journal_key(attempt.uuid, row.epoch) for row in leases if row.holder == lease.holder
        },
        emergency=emergency_check(vars(attempt)["sitting_uuid"]),
        page=page_proof(attempt.uuid, lease.epoch),
    )


def _not_counted(held: list[AnswerEvent], ruled: dict[int, bool]) -> list[dict[str, Any]]:
    return [
        {
            "item": row.item_uuid,
            "response": row.response,
            "epoch": row.epoch,
            "seq": row.seq,
            "refused": row.position in ruled,
            "elsewhere": row.held == rules.OTHER_SEAT,
        }
        for row in held
        if not ruled.get(row.position, False)
    ]


def _marks(rows: list[AnswerEvent]) -> dict[str, dict[str, Any]]:
    """Return the candidate's marks for later, those taken off included: they go along to another seat."""
    current = rules.marked_in(
        (row.item_uuid, row.epoch, row.seq, (row.response or {})["marked"]) for row in rows
    )
    return {
        str(item): {"response": is_marked, "epoch": epoch, "seq": seq}
        for item, (epoch, seq, is_marked) in current.items()
    }


def list_filled_late(attempt: Attempt) -> list[dict[str, Any]]:
    """Return the current answers that an earlier seat or window sent after the live one began, to be shown there."""
    live = attempt.leases.filter(epoch=attempt.lease_epoch).first()
    if live is None:
        return []
    late = AnswerEvent.objects.filter(
        attempt=attempt, epoch__lt=live.epoch, received_at__gte=live.granted_at, channel=Channel.LATE
    )
    places = {(row.item_uuid, row.epoch, row.seq) for row in late.only("item_uuid", "epoch", "seq")}
    if not places:
        return []
    return [
        {"item": row.item_uuid, "response": row.response, "epoch": row.epoch, "seq": row.seq}
        for row in attempt.answers.filter(epoch__lt=live.epoch)
        if (row.item_uuid, row.epoch, row.seq) in places
    ]


def list_not_counted(attempt: Attempt, epoch: int) -> list[tuple[int, int, bool]]:
    """Return the answers from pages up to this one that are held and that nobody lets count, in the order of the log.

    Each by epoch, number, and whether somebody has said that it does not count. Where nothing is held, it asks once.
    """
    held = held_back(attempt.events.filter(epoch__lte=epoch)).order_by("position")
    rows = list(held.values_list("epoch", "seq", "position"))
    ruled = (
        rules.ruled_on(attempt.decisions.order_by("pk").values_list("positions", "counts")) if rows else {}
    )
    return [
        (number, seq, position in ruled) for number, seq, position in rows if not ruled.get(position, False)
    ]


def _items(attempt: Attempt) -> list[dict[str, Any]]:
    def address_of(name: str) -> str:
        return reverse("exams:picture", args=[attempt.uuid, name])

    items = order_for(
        shown_on_paper(attempt.paper_id, vars(attempt)["paper_sha256"]), seed=attempt.shuffle_seed
    )
    return [for_terminal(item, address_of=address_of) for item in items]


def find_picture(ref: AttemptRef, name: str) -> str | None:
    """Return where a picture of the paper is stored, for the seat that holds the lease, or None.

    :raises AttemptNotFound: it is not there, or not the caller's.
    :raises AttemptNotOpen: it was not started: nobody sees a paper before.
    :raises AttemptEnded: it was handed in or its time is over.
    :raises SeatInUse: another seat holds the lease.
    """
    attempt = _open_attempt(ref)
    _held(attempt, _LEASES.rows(attempt=attempt.pk), ref)
    return pictures_on_paper(attempt.paper_id, vars(attempt)["paper_sha256"]).get(name)


def _open_attempt(ref: AttemptRef) -> Attempt:
    attempt = _OWN.first(uuid=ref.uuid, person=ref.person_id)
    if attempt is None:
        raise AttemptNotFound(_("There is no such examination for you."))
    if attempt.state == AttemptState.PREPARED:
        raise AttemptNotOpen(_("This examination was not started."))
    if attempt.state != AttemptState.IN_PROGRESS:
        raise AttemptEnded(_("This examination has ended for you."))
    return attempt


def _held(attempt: Attempt, leases: list[Lease], ref: AttemptRef) -> Lease:
    """Return the live lease when it is this seat's."""
    lease = next(row for row in leases if row.epoch == attempt.lease_epoch)
    if lease.holder != ref.seat.holder:
        raise SeatInUse(_("Your examination is open at another seat."), reasons=[lease.seat])
    return lease


def get_receipt(person_id: int | None, attempt_uuid: UUID) -> Receipt:
    """Return the newest receipt of a person's own attempt.

    :raises AttemptNotFound: it is not there, or not this person's.
    :raises ReceiptNotFound: it has not ended.
    """
    attempt = get_own_attempt(person_id, attempt_uuid)
    rows = attempt.receipts.select_related(
        "attempt__candidate__sitting", "attempt__candidate__enrolment__person"
    )
    receipt = rows.order_by("-number").first()
    if receipt is None:
        raise ReceiptNotFound(_("There is no receipt yet: this examination has not been handed in."))
    return receipt


def find_broken_event(attempt: Attempt) -> int | None:
    """Return the position of the first event that does not fit the chain, or None when all fit."""
    previous, expected = "", 1
    for row in attempt.events.order_by("position").iterator():
        digest = eventlog.chain_hash(
            row.body_hash, previous=previous, received_at=row.received_at, held=row.held
        )
        values = [
            row.epoch,
            row.seq,
            str(row.item_uuid),
            row.response,
            row.client_monotonic_ms,
            row.client_at,
        ]
        fits = row.position == expected and row.prev_hash == previous and row.hash == digest
        if not fits or row.body_hash != eventlog.sha256(values):
            return expected
        previous, expected = row.hash, expected + 1
    is_complete = attempt.log_count == expected - 1 and attempt.log_head == previous
    return None if is_complete else expected


def is_any_attempt_running() -> bool:
    """Return whether anybody is being examined now, at any site."""
    return Attempt.objects.filter(state=AttemptState.IN_PROGRESS).exists()
