"""Printing a packet beforehand: written down with its seal at once, and laid out by a worker, which takes minutes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core import audit, jobs
from lms.core.actor import Actor
from lms.core.transfers.steps import is_given_up
from lms.core.unseen import as_one_line, has_unseen
from lms.exams.audit_actions import AuditAction
from lms.exams.papers.operations import checked_reason
from lms.exams.reserve.booklets import digests_of
from lms.exams.reserve.errors import ReserveMoved, UnusableReserve
from lms.exams.reserve.models import PacketStep, PacketStepKind, ReserveEdition, SealedReserve
from lms.exams.reserve.operations.locking import lock_packet
from lms.exams.reserve.operations.steps import add_step, forget_file, refuse_ended, refuse_over
from lms.exams.reserve.packets import LAY_OUT_JOB, job_of
from lms.exams.sittings.models import Attempt, AttemptState, Sitting
from lms.exams.sittings.operations.locking import lock_sitting

# One envelope; a larger room has several, each with its own seal.
MOST_BOOKLETS = 30
WHY = gettext_lazy("Write down why this reserve is printed.")


@dataclass(frozen=True, slots=True)
class NewReserve:
    """Which candidates of a sitting get a printed booklet, under which seal, why. The same key is the same packet."""

    sitting_uuid: UUID
    seal: str
    edition: ReserveEdition
    first_number: int
    last_number: int
    reason: str
    client_key: UUID


def order_reserve(*, new: NewReserve, actor: Actor, now: datetime) -> SealedReserve:
    """Write a packet down under its seal and let a worker lay it out; the same key is the same packet.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises UnusableReserve: no seal, a seal that was used, no candidates in these numbers, or too many.
    :raises SittingNotFound: when there is none.
    :raises ReserveRefused: the sitting is over.
    :raises ReserveMoved: the key is that of another packet.
    """
    why, seal = checked_reason(new.reason, WHY), checked_seal(new.seal)
    with transaction.atomic(durable=True):
        sitting = lock_sitting(new.sitting_uuid)
        known = SealedReserve.objects.filter(client_key=new.client_key).first()
        attempts = _attempts(sitting, new)
        booklets = digests_of(attempts)
        if known is not None:
            if not _is_same(known, new, booklets):
                raise ReserveMoved(_("The papers or the form changed meanwhile. Open the page again."))
            return known
        refuse_over(sitting)
        _refuse(attempts)
        if SealedReserve.objects.filter(sitting=sitting, seal=seal).exists():
            raise UnusableReserve(_("This seal was used for another packet of the sitting."), field="seal")
        row = SealedReserve.objects.create(
            sitting=sitting,
            seal=seal,
            edition=new.edition,
            first_number=attempts[0].candidate.number,
            last_number=attempts[-1].candidate.number,
            booklets=booklets,
            reason=why,
            client_key=new.client_key,
            printed_by=actor.user_uuid,
            printed_at=now,
        )
        _ask(row, actor=actor, now=now)
    return row


def lay_out_again(*, reserve_uuid: UUID, actor: Actor, now: datetime) -> SealedReserve:
    """Let a worker lay a packet out anew, for this person alone; while that is being done nothing changes.

    :raises ReserveNotFound: when there is none.
    :raises ReserveRefused: it lies sealed, was struck out, or its sitting is over.
    """
    with transaction.atomic(durable=True):
        sitting, packet = lock_packet(reserve_uuid)
        refuse_over(sitting)
        refuse_ended(packet)
        if packet.at_work is None or is_given_up(job_of(packet.at_work)):
            forget_file(packet)
            _ask(packet.reserve, actor=actor, now=now, is_again=True)
    return packet.reserve


def _ask(row: SealedReserve, *, actor: Actor, now: datetime, is_again: bool = False) -> None:
    step = PacketStep(kind=PacketStepKind.ASKED, by=actor.user_uuid)
    add_step(row, step, now=now)
    after = {"seal": row.seal, "booklets": len(row.booklets)} | ({"again": True} if is_again else {})
    action = AuditAction.ORDER_RESERVE
    audit.record(actor=actor, action=action, target=row, reason=row.reason, after=after, now=now)
    # What hinders is written down in the words of who asked.
    payload = {"step": str(step.uuid), "language": translation.get_language()}
    jobs.enqueue(kind=LAY_OUT_JOB, key=str(step.uuid), payload=payload, now=now)


def checked_seal(seal: str) -> str:
    """Return a seal's number on one line.

    :raises UnusableReserve: there is none, it is too long, or something in it cannot be seen.
    """
    number = as_one_line(seal)
    if has_unseen(number):
        raise UnusableReserve(_("This text has characters that cannot be seen."), field="seal")
    if not 2 <= len(number) <= 40:
        raise UnusableReserve(_("Write down the number of the seal, in 2 to 40 characters."), field="seal")
    return number


def _attempts(sitting: Sitting, new: NewReserve) -> list[Attempt]:
    """Return who of these numbers has not ended, with what tells their booklets apart."""
    rows = Attempt.objects.filter(
        candidate__sitting=sitting,
        candidate__number__range=(new.first_number, new.last_number),
        state__in=(AttemptState.PREPARED, AttemptState.IN_PROGRESS),
    )
    related = rows.select_related("candidate__arrangement", "paper").defer("paper__content")
    return list(related.order_by("candidate__number"))


def _refuse(attempts: list[Attempt]) -> None:
    if not attempts:
        raise UnusableReserve(_("Nobody with these numbers has still to write."), field="first_number")
    if len(attempts) > MOST_BOOKLETS:
        words = _("One packet holds at most %(most)d booklets. Print several, each with its own seal.")
        raise UnusableReserve(words % {"most": MOST_BOOKLETS}, field="last_number")


def _is_same(known: SealedReserve, new: NewReserve, booklets: dict[str, str]) -> bool:
    there = (known.sitting.uuid, known.seal, known.edition, known.booklets)
    return there == (new.sitting_uuid, checked_seal(new.seal), new.edition, booklets)
