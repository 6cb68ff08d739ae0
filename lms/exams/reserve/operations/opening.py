"""Opening a packet: an invigilator asks with the cause, a second person agrees, and its candidates go on on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core import audit
from lms.core.actor import Actor
from lms.core.unseen import as_one_line
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import SecondPersonOfRoom
from lms.exams.papers.operations import checked_reason
from lms.exams.reserve.errors import ReserveMoved, ReserveNotFound, ReserveRefused
from lms.exams.reserve.models import (
    OpeningCause,
    OpeningState,
    PaperSheet,
    ReserveOpening,
    SealedReserve,
)
from lms.exams.reserve.packets import PacketState
from lms.exams.reserve.waiting import Reach, reached
from lms.exams.sittings.models import Attempt, AttemptState, Sitting, SittingState
from lms.exams.sittings.operations.locking import lock_sitting
from lms.exams.sittings.operations.on_paper import stop_clock
from lms.exams.sittings.room_models import IncidentCategory, IncidentEvent
from lms.exams.sittings.rules import clock_of
from lms.exams.sittings.standing_clock import clock_with, waiting_outage

_AUDITED = {True: AuditAction.OPEN_RESERVE, False: AuditAction.REFUSE_RESERVE}
WHY = gettext_lazy("Write down what happened, in two to 300 characters.")


@dataclass(frozen=True, slots=True)
class NewOpening:
    """Which packet is opened, why, whether its seal was whole, and for whom; no numbers: for all who have not ended."""

    sitting_uuid: UUID
    reserve_uuid: UUID
    cause: OpeningCause
    is_intact: bool
    reason: str
    client_key: UUID
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OpeningDecision:
    """What the second person says."""

    sitting_uuid: UUID
    opening_uuid: UUID
    approve: bool
    reason: str = ""


def ask_to_open(*, new: NewOpening, actor: Actor, now: datetime) -> ReserveOpening:
    """Ask to open a packet; until a second person decides, time ends none of its candidates, and nothing else changes.

    The same key is the same question.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises SittingNotFound: when there is none.
    :raises ReserveNotFound: the sitting has no such packet.
    :raises ReserveRefused: the room is not open, the packet is not sealed or is asked for already, or nobody of it is
        still to write.
    :raises ReserveMoved: the key is that of another question.
    """
    why = checked_reason(new.reason, WHY)
    with transaction.atomic(durable=True):
        sitting = lock_sitting(new.sitting_uuid)
        reserve = SealedReserve.objects.filter(uuid=new.reserve_uuid, sitting=sitting).first()
        if reserve is None:
            raise ReserveNotFound(_("There is no such packet in this room."))
        known = ReserveOpening.objects.filter(client_key=new.client_key).first()
        if known is not None:
            if not _is_same(known, new, reserve, why):
                raise ReserveMoved(_("This form was used before. Open it again and repeat it."))
            return known
        if not PacketState.of(reserve).is_sealed:
            words = _("This packet was never confirmed as sealed, or was struck out: it is not opened.")
            raise ReserveRefused(words)
        if reserve.openings.filter(state=OpeningState.WAITING).exists():
            raise ReserveRefused(_("This packet is asked for already: a second person has to decide."))
        targets_of(sitting, reserve, new.numbers, asked_at=now)
        row = ReserveOpening.objects.create(
            reserve=reserve,
            cause=new.cause,
            is_intact=new.is_intact,
            numbers=sorted(set(new.numbers)),
            reason=why,
            client_key=new.client_key,
            asked_by=actor.user_uuid,
            asked_at=now,
        )
        after = {"seal": reserve.seal, "cause": row.cause, "intact": row.is_intact}
        audit.record(
            actor=actor, action=AuditAction.ASK_FOR_RESERVE, target=row, reason=why, after=after, now=now
        )
    return row


def _is_same(known: ReserveOpening, new: NewOpening, reserve: SealedReserve, why: str) -> bool:
    asked = (reserve.pk, new.cause, new.is_intact, sorted(set(new.numbers)), why)
    return asked == (known.reserve_id, known.cause, known.is_intact, known.numbers, known.reason)


def decide_opening(*, decision: OpeningDecision, actor: Actor, now: datetime) -> ReserveOpening:
    """Agree that a packet is opened, which lets its candidates go on on paper, or refuse; decided before, it stays.

    Whoever asked does not refuse but takes the question back.

    :raises SittingNotFound: when there is none.
    :raises ReserveNotFound: there is no such question in this room.
    :raises SecondPersonOfRoom: who asked cannot agree, but may take it back.
    :raises ReserveRefused: the room is not open any more, or nobody of the packet is still to write.
    """
    with transaction.atomic(durable=True):
        sitting = lock_sitting(decision.sitting_uuid)
        rows = ReserveOpening.objects.select_related("reserve").filter(reserve__sitting=sitting)
        row = rows.filter(uuid=decision.opening_uuid).first()
        if row is None:
            raise ReserveNotFound(_("There is no such question in this room."))
        if row.state != OpeningState.WAITING:
            return row
        if decision.approve and actor.user_uuid in (None, row.asked_by):
            raise SecondPersonOfRoom(_("Somebody else than who asked for it has to agree."))
        row.state = OpeningState.OPENED if decision.approve else OpeningState.REFUSED
        row.decided_by, row.decided_at = actor.user_uuid, now
        row.decision_reason = as_one_line(decision.reason)[:300]
        row.save()
        if decision.approve:
            _go_on_on_paper(sitting, row, actor=actor, now=now)
        action = AuditAction.TAKE_BACK_RESERVE if row.is_taken_back else _AUDITED[decision.approve]
        audit.record(actor=actor, action=action, target=row, reason=row.decision_reason, now=now)
    return row


def targets_of(
    sitting: Sitting, reserve: SealedReserve, numbers: Sequence[int], *, asked_at: datetime
) -> list[Attempt]:
    """Lock and return whom the opening of a packet reaches, as `waiting.reached` says.

    :raises ReserveRefused: the room is not open, or there is nobody.
    """
    if sitting.state != SittingState.OPEN:
        raise ReserveRefused(_("The room is not open: open it first, so that its log begins."))
    rows = Attempt.objects.select_for_update(of=("self",)).select_related("paper", "candidate")
    rows = rows.defer("paper__content").prefetch_related("time_events").order_by("pk")
    outage = waiting_outage(sitting.pk)
    chosen = reached(
        Reach(reserve, asked_at, frozenset(numbers)),
        rows,
        clock=lambda row: clock_with(clock_of(row.time_events.all()), outage),
    )
    missing = sorted(set(numbers) - {row.candidate.number for row in chosen})
    if missing or not chosen:
        reasons = [f"{number:03d}" for number in missing]
        words = _(
            "For these candidates there is no booklet in the packet, or they have ended, or their time is over."
        )
        raise ReserveRefused(words, reasons=reasons)
    return chosen


def _go_on_on_paper(sitting: Sitting, row: ReserveOpening, *, actor: Actor, now: datetime) -> None:
    attempts = targets_of(sitting, row.reserve, row.numbers, asked_at=row.asked_at)
    for attempt in attempts:
        was_running = attempt.state == AttemptState.IN_PROGRESS
        PaperSheet.objects.create(opening=row, attempt=attempt, was_running=was_running, at=now)
        if was_running:
            stop_clock(attempt, reason=row.reason, actor=actor, now=now, asked_at=row.asked_at)
    seal = row.reserve.seal if row.is_intact else f"{row.reserve.seal} (!)"
    IncidentEvent.objects.create(
        sitting=sitting,
        category=IncidentCategory.PAPER,
        text=f"{seal} · {', '.join(str(attempt.candidate) for attempt in attempts)} · {row.reason}",
        at=now,
        actor_uuid=row.asked_by,
    )
