"""Printing a packet beforehand: drawn as PDF first, then written down with its seal, if nothing changed meanwhile."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core import audit
from lms.core.actor import Actor
from lms.core.unseen import as_one_line, has_unseen
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import SittingNotFound
from lms.exams.papers.operations import checked_reason
from lms.exams.reserve.booklets import digests_of
from lms.exams.reserve.errors import ReserveMoved, ReserveRefused, UnusableReserve
from lms.exams.reserve.models import ReserveEdition, SealedReserve
from lms.exams.reserve.printing import Packet, print_packet
from lms.exams.sittings.models import Attempt, AttemptState, Sitting, SittingState
from lms.exams.sittings.operations.locking import lock_sitting

# One envelope; a larger room has several, each with its own seal.
MOST_BOOKLETS = 30
# For a download that was torn; later the packet is sealed, and nobody needs its file any more.
AGAIN = timedelta(minutes=10)
WHY = gettext_lazy("Write down why this reserve is printed.")
_OPEN = (SittingState.SCHEDULED, SittingState.OPEN)


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


def print_reserve(*, new: NewReserve, actor: Actor, now: datetime) -> tuple[SealedReserve, bytes]:
    """Return a packet and its PDF; each time it is written down who got it and why.

    The same key is the same packet, and for ten minutes its printer gets the file again.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises UnusableReserve: no seal, a seal that was used, no candidates in these numbers, or too many.
    :raises SittingNotFound: when there is none.
    :raises ReserveRefused: the sitting is over; or the packet was printed by somebody else, or longer ago.
    :raises ReserveMoved: the papers were laid anew while it was drawn, or the key is that of another packet.
    :raises NotPrintable: a text has a character that the documents' typeface lacks.
    """
    why, seal = checked_reason(new.reason, WHY), checked_seal(new.seal)
    sitting = Sitting.objects.select_related("scheme", "room").filter(uuid=new.sitting_uuid).first()
    if sitting is None:
        raise SittingNotFound(_("There is no such sitting."))
    attempts = _attempts(sitting, new)
    _refuse(sitting, attempts)
    # Drawn before anything is locked: it takes seconds, and others are writing.
    content = print_packet(Packet(sitting, attempts, seal, new.edition, now))
    with transaction.atomic(durable=True):
        locked = lock_sitting(new.sitting_uuid)
        booklets = digests_of(_attempts(locked, new))
        known = SealedReserve.objects.filter(client_key=new.client_key).first()
        if booklets != digests_of(attempts) or (known is not None and not _is_same(known, new, booklets)):
            raise ReserveMoved(_("The papers or the form changed meanwhile. Open the page again."))
        if known is not None:
            _refuse_late(known, actor=actor, now=now)
            _record(known, actor=actor, now=now, why=why, is_again=True)
            return known, content
        if SealedReserve.objects.filter(sitting=locked, seal=seal).exists():
            raise UnusableReserve(_("This seal was used for another packet of the sitting."), field="seal")
        row = SealedReserve.objects.create(
            sitting=locked,
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
        _record(row, actor=actor, now=now, why=why)
    return row, content


def _refuse_late(known: SealedReserve, *, actor: Actor, now: datetime) -> None:
    is_own = known.printed_by is not None and known.printed_by == actor.user_uuid
    if not is_own or abs(now - known.printed_at) > AGAIN:
        raise ReserveRefused(_("This packet was printed before. Print another one, under a seal of its own."))


def _record(row: SealedReserve, *, actor: Actor, now: datetime, why: str, is_again: bool = False) -> None:
    after = {"seal": row.seal, "booklets": len(row.booklets)} | ({"again": True} if is_again else {})
    audit.record(actor=actor, action=AuditAction.PRINT_RESERVE, target=row, reason=why, after=after, now=now)


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
    """Return who of these numbers has not ended, with their papers."""
    rows = Attempt.objects.filter(
        candidate__sitting=sitting,
        candidate__number__range=(new.first_number, new.last_number),
        state__in=(AttemptState.PREPARED, AttemptState.IN_PROGRESS),
    )
    related = rows.select_related("candidate__arrangement", "paper__scheme", "paper__drawing")
    return list(related.order_by("candidate__number"))


def _refuse(sitting: Sitting, attempts: list[Attempt]) -> None:
    if sitting.state not in _OPEN:
        raise ReserveRefused(_("This sitting is over: nobody needs a reserve for it."))
    if not attempts:
        raise UnusableReserve(_("Nobody with these numbers has still to write."), field="first_number")
    if len(attempts) > MOST_BOOKLETS:
        words = _("One packet holds at most %(most)d booklets. Print several, each with its own seal.")
        raise UnusableReserve(words % {"most": MOST_BOOKLETS}, field="last_number")


def _is_same(known: SealedReserve, new: NewReserve, booklets: dict[str, str]) -> bool:
    there = (known.sitting.uuid, known.seal, known.edition, known.booklets)
    return there == (new.sitting_uuid, checked_seal(new.seal), new.edition, booklets)
