"""A packet lies sealed when an officer says so, with its booklets counted; what never came on paper is struck out."""

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
from lms.exams.papers.operations import checked_reason
from lms.exams.reserve.booklets import attempts_of, count_unfit, digests_of
from lms.exams.reserve.errors import ReserveRefused, UnusableReserve
from lms.exams.reserve.models import OpeningState, PacketStep, PacketStepKind, SealedReserve
from lms.exams.reserve.operations.locking import lock_packet
from lms.exams.reserve.operations.steps import CHANGED, add_step, forget_file, refuse_over

WHY = gettext_lazy("Write down why this packet is not used.")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an officer has before them: how many booklets they counted, and the number that stands on the seal."""

    reserve_uuid: UUID
    booklets: int
    seal: str


def seal_packet(*, envelope: Envelope, actor: Actor, now: datetime) -> SealedReserve:
    """Write down that a packet lies in its sealed envelope; from here on a room may open it. Said again it stays.

    :raises ReserveNotFound: when there is none.
    :raises ReserveRefused: nobody has got its file, it was struck out, its sitting is over, or nobody can write in it.
    :raises UnusableReserve: the booklets or the seal are not those of this packet.
    """
    with transaction.atomic(durable=True):
        sitting, packet = lock_packet(envelope.reserve_uuid)
        row = packet.reserve
        if packet.is_sealed:
            return row
        if packet.struck is not None:
            raise ReserveRefused(_("This packet was struck out. Print another one, under a seal of its own."))
        refuse_over(sitting)
        if not packet.was_given:
            raise ReserveRefused(_("Nobody has got the file of this packet, so it cannot be on paper."))
        if packet.broken is not None or count_unfit(row, digests_of(attempts_of(row))) == len(row.booklets):
            raise ReserveRefused(str(CHANGED))
        if as_one_line(envelope.seal) != row.seal:
            raise UnusableReserve(_("This is not the number of the seal of this packet."), field="seal")
        if envelope.booklets != len(row.booklets):
            words = _("This packet has to hold %(number)d booklets. Count again, or strike it out.")
            raise UnusableReserve(words % {"number": len(row.booklets)}, field="booklets")
        forget_file(packet)
        add_step(row, PacketStep(kind=PacketStepKind.SEALED, by=actor.user_uuid), now=now)
        after = {"seal": row.seal, "booklets": envelope.booklets}
        audit.record(actor=actor, action=AuditAction.SEAL_RESERVE, target=row, after=after, now=now)
    return row


def strike_packet(*, reserve_uuid: UUID, reason: str, actor: Actor, now: datetime) -> SealedReserve:
    """Strike a packet out: no room opens it, and its seal is used up. Said again it stays.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises ReserveNotFound: when there is none.
    :raises ReserveRefused: a room has opened it, or asks to.
    """
    why = checked_reason(reason, WHY)
    with transaction.atomic(durable=True):
        _sitting, packet = lock_packet(reserve_uuid)
        row = packet.reserve
        if packet.struck is not None:
            return row
        if row.openings.exclude(state=OpeningState.REFUSED).exists():
            raise ReserveRefused(_("The room has opened this packet, or asks to: it is not struck out."))
        forget_file(packet)
        add_step(row, PacketStep(kind=PacketStepKind.STRUCK, reason=why, by=actor.user_uuid), now=now)
        after = {"seal": row.seal}
        audit.record(
            actor=actor, action=AuditAction.STRIKE_RESERVE, target=row, reason=why, after=after, now=now
        )
    return row
