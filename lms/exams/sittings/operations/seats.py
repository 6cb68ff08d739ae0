"""Who may write: leases by epoch, the start of the clock, another seat by the invigilator's consent."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.prepared import Change, Question, answers, insert_rows, slot, together
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptEnded, AttemptNotOpen, SeatInUse, SittingNotFound
from lms.exams.sittings import rules
from lms.exams.sittings.arrangements import Arrangement, with_arranged
from lms.exams.sittings.models import (
    Attempt,
    AttemptState,
    Lease,
    SeatDecision,
    SeatRequest,
    Sitting,
    SittingState,
    TimeEvent,
    TimeKind,
)
from lms.exams.sittings.operations.locking import (
    AttemptRef,
    Seat,
    find_own_to_write,
    refuse_foreign,
)
from lms.exams.sittings.paper_state import refuse_on_paper
from lms.exams.sittings.room_rules import is_start_over, last_start
from lms.exams.sittings.standing_clock import asked_room, standing_clock, stands_still
from lms.organisations.api import Room

_LIVE = (AttemptState.PREPARED, AttemptState.IN_PROGRESS)
_LONGEST_SEAT = 40
_BESIDE = " · "
_NEWEST = Question(lambda: Lease.objects.filter(attempt=slot(Lease, "attempt")).order_by("-epoch")[:1])
_SITTING = Question(
    lambda: (
        Sitting.objects.filter(pk=slot(Sitting, "id"))
        .order_by()
        .only("state", "closes_at")
        .annotate(duration=F("scheme__duration_minutes"))
    )
)
_ARRANGED = Question(lambda: Arrangement.objects.filter(candidate=slot(Arrangement, "candidate")))
_LEASED = Change(
    lambda: Attempt.objects.filter(pk=slot(Attempt, "id")),
    state=slot(Attempt, "state"),
    lease_epoch=slot(Attempt, "lease_epoch"),
)


def take_lease(*, ref: AttemptRef, asks_again: bool = False, actor: Actor, now: datetime) -> Lease:
    """Let the caller's seat write from now on, under a new epoch that fences all earlier ones.

    The first lease of an attempt starts its clock: it is given with the paper. The seat that holds the lease
    may always have the next one (reload, restart); another seat needs the invigilator's consent. A computer that is not
    registered is known by its sign-in only: after a new one it is another seat, or whoever knows a PIN could go on.
    Nor does a terminal of another room begin without it: nobody might be watching there.
    A consent is for one move, and for ten minutes. A refusal stays the answer until the candidate `asks_again`: a wrong
    click of the invigilator must not keep somebody from the paper.

    :raises AttemptNotFound: it is not there, or not the caller's.
    :raises AttemptNotOpen: the invigilator has not opened the sitting, it is too late to start, or it goes on on paper.
    :raises AttemptEnded: it was handed in or its time is over.
    :raises SeatInUse: it is open at another seat, or this one is in another room; the invigilator has been asked.
    :raises ClockDoubted: nobody has said that the server's clock is right.
    """
    with transaction.atomic(durable=True), audit.at_the_end():
        attempt, _more = find_own_to_write(ref, now=now)
        lease, refusal = (
            _lease_or_refusal(attempt, ref.seat, asks_again, actor=actor, now=now)
            if attempt
            else (None, None)
        )
    if attempt is None:
        raise refuse_foreign(ref, actor=actor, now=now)
    if lease is None:
        raise refusal or AttemptEnded
    return lease


def _lease_or_refusal(
    attempt: Attempt, seat: Seat, asks_again: bool, *, actor: Actor, now: datetime
) -> tuple[Lease | None, SeatInUse | None]:
    """Return the new lease, or the refusal to raise after the commit: the question asked stays."""
    if attempt.state not in _LIVE:
        raise AttemptEnded(_("This examination has ended for you."))
    refuse_on_paper(attempt)
    live = _NEWEST.first(attempt=attempt.pk)
    seat, is_foreign = _named(attempt, seat)
    if live.holder != seat.holder if live else is_foreign and not _may_begin_elsewhere(attempt, now=now):
        if asks_again:
            refused = SeatRequest.objects.filter(
                attempt=attempt, holder=seat.holder, state=SeatDecision.REFUSED
            )
            refused.update(is_used=True)
        asked = _ask(attempt, seat, actor=actor, now=now)
        if asked.state != SeatDecision.APPROVED:
            return None, _seat_in_use(live, asked)
        return _grant(attempt, seat, asked=asked, actor=actor, now=now), None
    return _grant(attempt, seat, asked=None, actor=actor, now=now), None


def _named(attempt: Attempt, seat: Seat) -> tuple[Seat, bool]:
    """Return the seat and whether it is in another room than the sitting's: then it is called by that room, too."""
    if seat.room_pk in (None, vars(attempt)["room_pk"]):
        return seat, False
    name = Room.objects.values_list("name", flat=True).get(pk=seat.room_pk)
    room = name[: _LONGEST_SEAT - len(seat.label) - len(_BESIDE)]
    return replace(seat, label=f"{room}{_BESIDE}{seat.label}"), True


def _may_begin_elsewhere(attempt: Attempt, *, now: datetime) -> bool:
    """Return whether another room is arranged. Nobody is asked before one can begin at all."""
    _sitting, arranged = _beginning(attempt, now=now)
    return arranged is not None and arranged.is_separate_room


def _ask(attempt: Attempt, seat: Seat, *, actor: Actor, now: datetime) -> SeatRequest:
    # A consent that nobody used in its time is none any more: the invigilator is asked anew.
    allowed = SeatRequest.objects.filter(attempt=attempt, state=SeatDecision.APPROVED, is_used=False)
    allowed.filter(decided_at__lt=now - rules.SEAT_CONSENT).update(is_used=True)
    asked, created = SeatRequest.objects.get_or_create(
        attempt=attempt,
        holder=seat.holder,
        is_used=False,
        defaults={"seat": seat.label, "asked_at": now, "last_asked_at": now},
    )
    if created:
        audit.record(actor=actor, action=AuditAction.ASK_FOR_SEAT, target=asked, now=now)
    elif asked.state == SeatDecision.ASKED:
        asked.last_asked_at = now
        asked.save(update_fields=["last_asked_at"])
    return asked


def _seat_in_use(live: Lease | None, asked: SeatRequest) -> SeatInUse:
    if live is None:
        return SeatInUse(_words_of_another_room(asked), reasons=[asked.state])
    if not live.seat:
        return SeatInUse(_words_without_seat(asked), reasons=[asked.state])
    where = _("seat %(seat)s") % {"seat": live.seat}
    if asked.state == SeatDecision.REFUSED:
        words = _("Go on where your examination is open now: %(where)s. Your time goes on.")
    else:
        words = _(
            "Your examination is open here: %(where)s. The invigilator has been asked; your time goes on."
        )
    return SeatInUse(words % {"where": where}, reasons=[asked.state])


def _words_of_another_room(asked: SeatRequest) -> str:
    if asked.state == SeatDecision.REFUSED:
        return _(
            "The invigilator does not let you begin here. Go to the room of your examination, or ask again."
        )
    return _(
        "This computer is in another room: %(seat)s. Go to the room of your examination, or wait here: the "
        "invigilator has been asked. Your time begins with your paper."
    ) % {"seat": asked.seat}


def _words_without_seat(asked: SeatRequest) -> str:
    """Say why: of an unregistered computer the platform knows the sign-in alone, so it may well be the same one.

    It is not where somebody began: they may have moved since, and sit there again now.
    """
    if asked.state == SeatDecision.REFUSED:
        return _(
            "The invigilator does not let you go on here. Go on at the computer where your examination is open now, or "
            "ask again. Your time goes on."
        )
    return _(
        "Your examination is open at a computer that is not registered. The platform cannot tell whether this is the "
        "same one: after each new sign-in the invigilator has to agree. The invigilator has been asked; your time goes "
        "on."
    )


def _grant(attempt: Attempt, seat: Seat, *, asked: SeatRequest | None, actor: Actor, now: datetime) -> Lease:
    begun: list[TimeEvent] = []
    if attempt.state == AttemptState.PREPARED:
        begun = [_begin(attempt, actor=actor, now=now)]
    elif standing_clock(attempt).is_over(now - rules.GRACE):
        raise AttemptEnded(_("The time of this examination is over."))
    attempt.lease_epoch += 1
    if asked is not None:
        # Whoever has moved is not allowed a third seat by a consent from before.
        allowed = SeatRequest.objects.filter(attempt=attempt, state=SeatDecision.APPROVED, is_used=False)
        allowed.update(is_used=True)
    lease = Lease(
        attempt=attempt,
        epoch=attempt.lease_epoch,
        holder=seat.holder,
        seat=seat.label,
        granted_at=now,
        granted_by=asked.decided_by if asked else None,
    )
    with together():
        if begun:
            insert_rows(begun)
        _LEASED.send(id=attempt.pk, state=attempt.state, lease_epoch=attempt.lease_epoch)
        insert_rows([lease])
    after = {"epoch": lease.epoch, "seat": seat.label}
    audit.record(actor=actor, action=AuditAction.MOVE_LEASE, target=attempt, after=after, now=now)
    return lease


def _begin(attempt: Attempt, *, actor: Actor, now: datetime) -> TimeEvent:
    """Return the event that starts the clock, with the time that this candidate has."""
    sitting, arranged = _beginning(attempt, now=now)
    attempt.state = AttemptState.IN_PROGRESS
    seconds = with_arranged(vars(sitting)["duration"] * 60, arranged)
    audit.record(actor=actor, action=AuditAction.START_ATTEMPT, target=attempt, now=now)
    return TimeEvent(
        attempt=attempt, kind=TimeKind.START, at=now, seconds=seconds, actor_uuid=actor.user_uuid
    )


def _beginning(attempt: Attempt, *, now: datetime) -> tuple[Any, Arrangement | None]:
    """Return the sitting and what is arranged for the candidate, when one can begin now.

    :raises AttemptNotOpen: it is not open yet, it is too late, or the room stands still.
    """
    # Read after the attempt's lock: closing the sitting locks the attempts too, so one sees the other.
    sitting_pk = vars(attempt)["sitting_pk"]
    sittings, acts, arranged = answers(
        _SITTING.asked(id=sitting_pk),
        asked_room(sitting_pk),
        _ARRANGED.asked(candidate=attempt.candidate_id),
    )
    sitting = sittings[0]
    if sitting.state != SittingState.OPEN:
        raise AttemptNotOpen(_("The invigilator has not opened this examination yet."))
    if is_start_over(last_start(sitting.closes_at, acts, now=now), now=now):
        raise AttemptNotOpen(_("It is too late to start. Please speak to the invigilator."))
    if stands_still(acts):
        raise AttemptNotOpen(
            _("The room stands still at the moment. The invigilator will say when it goes on.")
        )
    return sitting, next(iter(arranged), None)


def decide_seat_request(
    *, request_uuid: UUID, sitting_uuid: UUID, approve: bool, actor: Actor, now: datetime
) -> SeatRequest:
    """Allow or refuse another seat; a decision once made stays.

    :raises SittingNotFound: when the sitting has no such request.
    """
    with transaction.atomic(durable=True):
        rows = SeatRequest.objects.select_for_update(of=("self",))
        asked = rows.filter(uuid=request_uuid, attempt__candidate__sitting__uuid=sitting_uuid).first()
        if asked is None:
            raise SittingNotFound(_("There is no such request."))
        if asked.state == SeatDecision.ASKED:
            asked.state = SeatDecision.APPROVED if approve else SeatDecision.REFUSED
            asked.decided_at, asked.decided_by = now, actor.user_uuid
            asked.save(update_fields=["state", "decided_at", "decided_by"])
            after = {"decision": asked.state}
            audit.record(actor=actor, action=AuditAction.DECIDE_SEAT, target=asked, after=after, now=now)
    return asked
