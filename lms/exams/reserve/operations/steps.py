"""Building blocks of a packet's steps: write one down, refuse what comes too late, delete the file."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.exams.reserve.errors import ReserveRefused
from lms.exams.reserve.models import PacketStep, SealedReserve
from lms.exams.reserve.packets import FILES, PacketState
from lms.exams.sittings.models import Sitting, SittingState

CHANGED = gettext_lazy("Papers or seats were laid anew since. Strike this packet out and print another one.")
OVER = gettext_lazy("This sitting is over: nobody needs a reserve for it.")
OPEN = (SittingState.SCHEDULED, SittingState.OPEN)


def add_step(reserve: SealedReserve, step: PacketStep, *, now: datetime) -> None:
    """Write down the next step of a packet. Call with its sitting locked."""
    step.reserve, step.at = reserve, now
    step.save(force_insert=True)


def refuse_over(sitting: Sitting) -> None:
    """Refuse what nobody needs any more.

    :raises ReserveRefused: the sitting is over.
    """
    if sitting.state not in OPEN:
        raise ReserveRefused(str(OVER))


def refuse_ended(packet: PacketState) -> None:
    """Refuse to print what lies in its envelope already, or is not used.

    :raises ReserveRefused: so it is.
    """
    if packet.struck is not None:
        raise ReserveRefused(_("This packet was struck out. Print another one, under a seal of its own."))
    if packet.is_sealed:
        raise ReserveRefused(_("This packet lies sealed. Print another one, under a seal of its own."))


def forget_file(packet: PacketState) -> None:
    """Delete the file of a packet when the transaction has ended."""
    drawn = packet.drawn
    if drawn is not None:
        transaction.on_commit(lambda: FILES.forget(drawn.uuid, drawn.digest))
