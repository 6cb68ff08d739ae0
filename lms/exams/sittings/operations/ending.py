"""The end of an attempt: hand-in in two phases, the sweep at the end of time, an invigilator's act; signed receipts."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit, jobs
from lms.core.actor import Actor
from lms.exams import eventlog
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptNotOpen, SeatInUse
from lms.exams.papers.queries import items_on_paper
from lms.exams.reserve.waiting import is_asked_for
from lms.exams.sittings import rules, signing
from lms.exams.sittings.models import (
    ENDED_STATES,
    Attempt,
    AttemptState,
    Lease,
    Receipt,
    TimeEvent,
    TimeKind,
)
from lms.exams.sittings.operations.incidents import note_by_platform
from lms.exams.sittings.operations.locking import AttemptRef, find_own, refuse_foreign, refuse_in_doubt
from lms.exams.sittings.paper_state import is_on_paper, refuse_on_paper, sheets_open
from lms.exams.sittings.room_models import ActKind, ActState, IncidentCategory, RoomAct
from lms.exams.sittings.standing_clock import standing_clock, waiting_outage

MARK_JOB = "exams.mark_attempt"
logger = logging.getLogger(__name__)
# On what somebody has still to decide: whether time is given back, or whether the candidate goes on on paper.
OUTAGE, PAPER = "outage", "paper"
_AUDITED = {
    "hand_in": AuditAction.HAND_IN,
    "time_up": AuditAction.CLOSE_OVERDUE,
    "force": AuditAction.FORCE_HAND_IN,
    "void": AuditAction.VOID_ATTEMPT,
}


@dataclass(frozen=True, slots=True)
class HandIn:
    """What the server still lacks, or the receipt; or that the time is not up: the clock as a terminal is shown it.

    `waits_for`: what somebody has still to decide where the time that is shown has run out, `OUTAGE` or `PAPER`.
    """

    missing: list[tuple[int, int]] = field(default_factory=list)
    receipt: Receipt | None = None
    running: rules.Clock | None = None
    at: datetime | None = None
    waits_for: str = ""

    @property
    def deadline(self) -> datetime | None:
        """Return the end of the time that goes on. One that has passed waits for what is decided, see `waits_for`."""
        return self.running.deadline_at(self.at) if self.running and self.at else None


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says of itself at the end: its epoch, and which numbers the server refused to take.

    One that another window has fenced does not know what that window still has to send, so it names its `epoch`.
    `left_out`: nobody waits for these, and the receipt names them; what came after all is not among them.
    """

    epoch: int | None = None
    left_out: frozenset[int] = frozenset()


ANY_PAGE = Page()


@dataclass(frozen=True, slots=True)
class End:
    """How an attempt ends: by which `act`; by whose act in the room, with its reason; what the server did not take."""

    act: str
    by: RoomAct | None = None
    left_out: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Final:
    """What the end is judged by: the last number, who says so, and whether somebody hands in or a clock ran out."""

    seq: int
    page: Page
    by_time: bool


def hand_in(*, ref: AttemptRef, final_seq: int, page: Page = ANY_PAGE, actor: Actor, now: datetime) -> HandIn:
    """End the caller's attempt once everything up to `final_seq` of the live epoch is here.

    Until then answer what is missing. Handing in again returns the same receipt.

    :raises AttemptNotFound: it is not there, or not the caller's.
    :raises AttemptNotOpen: it was never started, or goes on on paper.
    :raises SeatInUse: another seat or window holds the lease.
    :raises ClockDoubted: nobody may rely on the time now.
    """
    return _end_at_page(ref, _Final(final_seq, page, by_time=False), actor=actor, now=now)


def hand_in_by_time(
    *, ref: AttemptRef, final_seq: int, page: Page = ANY_PAGE, actor: Actor, now: datetime
) -> HandIn:
    """Do the same for a page whose clock has run out: nobody hands in, so time that is left or given back goes on.

    While an outage waits for its decision nobody's time is up, nor where a second person has yet to agree that the
    candidate goes on on paper.

    :raises AttemptNotFound: it is not there, or not the caller's.
    :raises AttemptNotOpen: it was never started, or goes on on paper.
    :raises SeatInUse: another seat or window holds the lease.
    :raises ClockDoubted: nobody may rely on the time now.
    """
    return _end_at_page(ref, _Final(final_seq, page, by_time=True), actor=actor, now=now)


def _end_at_page(ref: AttemptRef, final: _Final, *, actor: Actor, now: datetime) -> HandIn:
    with transaction.atomic(durable=True):
        refuse_in_doubt(now=now)
        attempt = find_own(ref)
        outcome = _hand_in(attempt, ref, final, actor=actor, now=now) if attempt else None
    if outcome is None:
        raise refuse_foreign(ref, actor=actor, now=now)
    return outcome


def _hand_in(attempt: Attempt, ref: AttemptRef, final: _Final, *, actor: Actor, now: datetime) -> HandIn:
    if attempt.state == AttemptState.PREPARED:
        raise AttemptNotOpen(_("This examination was not started."))
    if attempt.state != AttemptState.IN_PROGRESS:
        return HandIn(receipt=attempt.receipts.order_by("-number").first())
    refuse_on_paper(attempt)
    live = _live_lease(attempt, ref, final.page.epoch)
    clock = standing_clock(attempt)
    if final.by_time:
        waits_for = _waits_for(attempt, clock) if clock.is_over(now) else ""
        if waits_for or not clock.is_over(now):
            return HandIn(running=clock, at=now, waits_for=waits_for)
    seqs = set(attempt.events.filter(epoch=live.epoch).values_list("seq", flat=True))
    missing = eventlog.missing_ranges(seqs | final.page.left_out, final.seq)
    if missing:
        return HandIn(missing=missing)
    left_out = sorted(number for number in final.page.left_out - seqs if number <= final.seq)
    if left_out:
        _note_left_out(attempt, left_out, now=now)
    # Within the grace too: where a page hands in since its clock has run out, its candidate did nothing.
    act = "time_up" if final.by_time or clock.is_over(now - rules.GRACE) else "hand_in"
    end = End(act, left_out={str(live.epoch): left_out} if left_out else {})
    return HandIn(receipt=end_attempt(attempt, end, actor=actor, now=now))


def _note_left_out(attempt: Attempt, numbers: list[int], *, now: datetime) -> None:
    """Tell the room of what a terminal holds and the server would not take: an emergency copy can still bring it."""
    text = ", ".join(map(str, numbers))[:1000]
    sitting = attempt.candidate.sitting_id
    note_by_platform(sitting, IncidentCategory.REFUSED, attempt=attempt, text=text, now=now)


def _live_lease(attempt: Attempt, ref: AttemptRef, epoch: int | None) -> Lease:
    live = attempt.leases.get(epoch=attempt.lease_epoch)
    if live.holder != ref.seat.holder:
        raise SeatInUse(_("Your examination is open at another seat. Hand in there."), reasons=[live.seat])
    if epoch not in (None, live.epoch):
        raise SeatInUse(
            _("Your examination goes on in another window or at another seat"), reasons=[live.seat]
        )
    return live


def _may_get_time_back(attempt: Attempt) -> bool:
    """Return whether it may have been the server that was away when the time ran out: then nobody's time is up."""
    return waiting_outage(attempt.candidate.sitting_id) is not None


def _waits_for(attempt: Attempt, clock: rules.Clock) -> str:
    """Return on what somebody has still to decide, empty where on nothing; paper is what the room waits for first."""
    if is_asked_for(attempt, clock):
        return PAPER
    return OUTAGE if _may_get_time_back(attempt) else ""


def close_overdue_attempts(*, actor: Actor, now: datetime) -> int:
    """Close every running attempt whose time and grace are over and return how many; safe to repeat.

    Who goes on on paper, or is to as soon as a second person agrees, is left out; and so is everybody in a room where
    an outage waits for its decision.
    One that cannot be closed does not keep the others open: it is logged and tried again at the next sweep.
    """
    waiting = RoomAct.objects.filter(kind=ActKind.OUTAGE, state=ActState.WAITING)
    running = Attempt.objects.filter(state=AttemptState.IN_PROGRESS).order_by("pk")
    running = running.exclude(candidate__sitting__in=waiting.values("sitting"))
    running = running.exclude(pk__in=sheets_open().values("attempt"))
    closed = 0
    for uuid in list(running.values_list("uuid", flat=True)):
        try:
            closed += _close_if_overdue(uuid, actor=actor, now=now)
        except Exception:
            logger.exception("Attempt %s could not be closed.", uuid)
    return closed


def _close_if_overdue(uuid: UUID, *, actor: Actor, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        rows = Attempt.objects.select_for_update(of=("self",)).select_related("paper", "candidate__sitting")
        attempt = rows.filter(uuid=uuid, state=AttemptState.IN_PROGRESS).first()
        # Who goes on on paper ends by the sheet: ended by time, what is keyed from it could not be handed in.
        if attempt is None or _may_get_time_back(attempt) or is_on_paper(attempt):
            return False
        clock = standing_clock(attempt)
        if not clock.is_over(now - rules.GRACE) or is_asked_for(attempt, clock):
            return False
        end_attempt(attempt, End("time_up"), actor=actor, now=now)
    return True


def end_attempt(attempt: Attempt, end: End, *, actor: Actor, now: datetime) -> Receipt:
    """End a locked attempt and sign what it holds.

    :raises AttemptNotOpen: it is not running.
    """
    target = rules.next_state(rules.ATTEMPT_TRANSITIONS, attempt.state, end.act)
    if target is None or attempt.state != AttemptState.IN_PROGRESS:
        raise AttemptNotOpen(_("This examination is not running."))
    attempt.state, attempt.ended_at = target, now
    attempt.save(update_fields=["state", "ended_at"])
    reason = end.by.reason if end.by else ""
    TimeEvent.objects.create(
        attempt=attempt, kind=TimeKind.CLOSE, at=now, reason=reason, act=end.by, actor_uuid=actor.user_uuid
    )
    receipt = _sign_receipt(attempt, left_out=end.left_out, now=now)
    audit.record(
        actor=actor, action=_AUDITED[end.act], target=attempt, reason=reason, after=receipt.payload, now=now
    )
    if attempt.state in ENDED_STATES:
        ask_for_mark(attempt, "" if receipt.number == 1 else f":{receipt.number}", now=now)
    return receipt


def ask_for_mark(attempt: Attempt, occasion: str, *, now: datetime) -> None:
    """Have a locked attempt marked; each occasion asks once, and marking again changes nothing."""
    uuid = str(attempt.uuid)
    jobs.enqueue(kind=MARK_JOB, key=f"{uuid}{occasion}", payload={"attempt": uuid}, now=now)


def renew_receipt(attempt: Attempt, *, reason: str, actor: Actor, now: datetime) -> Receipt | None:
    """Sign again what a locked, ended attempt holds when other answers count than its last receipt says."""
    last = attempt.receipts.order_by("-number").first()
    if last is None or last.payload["answers"] == rules.answers_digest(_answers(attempt)):
        return None
    receipt = _sign_receipt(attempt, left_out={}, now=now)
    audit.record(
        actor=actor,
        action=AuditAction.RENEW_RECEIPT,
        target=attempt,
        reason=reason,
        after=receipt.payload,
        now=now,
    )
    return receipt


def _sign_receipt(attempt: Attempt, *, left_out: dict[str, list[int]], now: datetime) -> Receipt:
    last = attempt.receipts.order_by("-number").first()
    before = last.payload.get("left_out", {}) if last else {}
    number = last.number + 1 if last else 1
    payload = _receipt_payload(attempt, number=number, left_out={**before, **left_out}, now=now)
    return Receipt.objects.create(
        attempt=attempt,
        number=number,
        payload=payload,
        signature=signing.sign(payload),
        short_code=eventlog.short_code(eventlog.sha256(payload)),
        created_at=now,
    )


def _answers(attempt: Attempt) -> dict[str, object]:
    return {str(item): response for item, response in attempt.answers.values_list("item_uuid", "response")}


def _receipt_payload(
    attempt: Attempt, *, number: int, left_out: dict[str, list[int]], now: datetime
) -> dict[str, object]:
    paper = attempt.paper
    items = items_on_paper(paper.pk, paper.sha256)
    answers = _answers(attempt)
    decisions = list(attempt.decisions.order_by("pk").values_list("positions", "counts"))
    accepted = rules.accepted_in(decisions)
    last_seqs: dict[str, int] = {}
    held, came = 0, set()
    columns = ("epoch", "seq", "position", "held")
    for epoch, seq, position, reason in attempt.events.order_by("epoch", "seq").values_list(*columns):
        last_seqs[str(epoch)] = seq
        came.add((str(epoch), seq))
        held += bool(reason) and not rules.is_mark(reason) and position not in accepted
    still_out = {epoch: [seq for seq in seqs if (epoch, seq) not in came] for epoch, seqs in left_out.items()}
    return {
        "number": number,
        **({"left_out": still_out} if any(still_out.values()) else {}),
        "decisions": eventlog.sha256([[positions, counts] for positions, counts in decisions]),
        "attempt": str(attempt.uuid),
        "candidate": str(attempt.candidate),
        "sitting": str(attempt.candidate.sitting.uuid),
        "paper": paper.sha256,
        "answers": rules.answers_digest(answers),
        "answered": len(items) - rules.unanswered(list(items), answers),
        "items": len(items),
        "held": held,
        "last_seqs": last_seqs,
        "log": attempt.log_head,
        "ended": attempt.state,
        "at": now.isoformat(),
        "key": signing.key_id(),
    }
