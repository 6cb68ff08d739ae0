"""A packet is laid out by a worker, and its file is given to who asked for it, sealed until then."""

import base64
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.crypto import decrypt, encrypt
from lms.core.ids import new_uuid
from lms.core.printing.errors import NotPrintable
from lms.core.transfers.files import DamagedFile
from lms.exams.audit_actions import AuditAction
from lms.exams.reserve.booklets import attempts_of, digests_of
from lms.exams.reserve.errors import ReserveRefused
from lms.exams.reserve.models import PacketStep, PacketStepKind, ReserveEdition, SealedReserve
from lms.exams.reserve.operations.locking import lock_packet, packet_not_found
from lms.exams.reserve.operations.steps import CHANGED, OPEN, OVER, add_step, refuse_ended, refuse_over
from lms.exams.reserve.packets import FILES, PacketState
from lms.exams.reserve.printing import Packet, print_packet

Seen = Callable[[int, int], None]


def lay_out(*, step_uuid: UUID, now: datetime, seen: Seen = lambda _done, _total: None) -> None:
    """Lay out what was asked for and keep it sealed, or write down what hinders. Again it changes nothing."""
    asked = PacketStep.objects.select_related("reserve__sitting__scheme", "reserve__sitting__room").get(
        uuid=step_uuid
    )
    row = asked.reserve
    if PacketState.of(row).at_work != asked:
        return
    attempts = attempts_of(row)
    if digests_of(attempts) != row.booklets:
        _finish(asked, _changed(), now=now)
        return
    edition = ReserveEdition(row.edition)
    try:
        content = print_packet(Packet(row.sitting, attempts, row.seal, edition, row.printed_at), seen)
    except NotPrintable as error:
        _finish(asked, PacketStep(kind=PacketStepKind.BROKEN, reason=str(error)[:300]), now=now)
        return
    uuid = new_uuid()
    sealed = encrypt(base64.b64encode(content).decode(), context=_context(uuid)).encode()
    drawn = PacketStep(uuid=uuid, kind=PacketStepKind.DRAWN, digest=FILES.keep_bytes(uuid, sealed))
    if not _finish(asked, drawn, now=now):
        FILES.forget(uuid, drawn.digest)


def _finish(asked: PacketStep, end: PacketStep, *, now: datetime) -> bool:
    """Write down what became of the work, and return whether it was still wanted."""
    with transaction.atomic(durable=True):
        sitting, packet = lock_packet(asked.reserve.uuid)
        if packet.at_work != asked:
            return False
        if sitting.state not in OPEN:
            add_step(packet.reserve, PacketStep(kind=PacketStepKind.BROKEN, reason=str(OVER)), now=now)
            return False
        is_drawn = end.kind == PacketStepKind.DRAWN
        if is_drawn and digests_of(attempts_of(packet.reserve)) != packet.reserve.booklets:
            add_step(packet.reserve, _changed(), now=now)
            return False
        add_step(packet.reserve, end, now=now)
    return True


def _changed() -> PacketStep:
    return PacketStep(kind=PacketStepKind.BROKEN, reason=str(CHANGED))


def _context(step_uuid: UUID) -> str:
    return f"exams.reserve.{step_uuid}"


def give_file(*, reserve_uuid: UUID, actor: Actor, now: datetime) -> tuple[SealedReserve, bytes]:
    """Return the file of a packet to who asked for it; each time that stands in the audit trail.

    :raises ReserveNotFound: when there is none.
    :raises ReserveRefused: it is another's, is not kept any more, the packet lies sealed or was struck out, or its
        sitting is over.
    """
    row = SealedReserve.objects.filter(uuid=reserve_uuid).first()
    if row is None:
        raise packet_not_found()
    # Read before anything is locked: a storage may take its time.
    drawn = PacketState.of(row).file_for(actor.user_uuid, now=now)
    content = _content(drawn) if drawn is not None else b""
    with transaction.atomic(durable=True):
        sitting, packet = lock_packet(reserve_uuid)
        refuse_over(sitting)
        refuse_ended(packet)
        if not content or packet.file_for(actor.user_uuid, now=now) != drawn:
            raise ReserveRefused(_("This file is not kept for you. Have the packet laid out again."))
        after = {"seal": row.seal, "booklets": len(row.booklets)} | (
            {"again": True} if packet.was_given else {}
        )
        add_step(row, PacketStep(kind=PacketStepKind.GIVEN, by=actor.user_uuid), now=now)
        action = AuditAction.PRINT_RESERVE
        audit.record(actor=actor, action=action, target=row, reason=row.reason, after=after, now=now)
    return row, content


def _content(drawn: PacketStep) -> bytes:
    try:
        with FILES.open(drawn.uuid, drawn.digest) as file:
            return base64.b64decode(decrypt(file.read().decode(), context=_context(drawn.uuid)))
    except (DamagedFile, ValueError):  # altered, gone, or no key opens it any more
        return b""
