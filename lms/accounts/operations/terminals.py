"""Writes of terminals: a one-time code for a seat, the registration of a device, the withdrawal."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts import rules
from lms.accounts.audit_actions import AuditAction
from lms.accounts.errors import CodeNotValid, NoSuchSeat, SeatTaken, TerminalNotFound
from lms.accounts.models import Terminal, TerminalCode
from lms.accounts.queries import hash_of_secret
from lms.core import audit
from lms.core.actor import Actor
from lms.organisations.api import Room, plan_or_numbers, seats_of

CODE_VALID_FOR = timedelta(minutes=30)
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a room."""

    room: Room
    number: str


def offer_terminal_code(*, seat: Seat, actor: Actor, now: datetime) -> str:
    """Return a one-time code that, typed on a device within half an hour, makes it the terminal of this seat.

    :raises NoSuchSeat: the room has no such seat.
    :raises SeatTaken: a terminal is registered there.
    """
    _check_seat(seat)
    code = rules.new_terminal_code()
    with transaction.atomic(durable=True):
        row = TerminalCode(
            room=seat.room, seat=seat.number, code_hash=hash_of_secret(code), expires_at=now + CODE_VALID_FOR
        )
        row.save(force_insert=True)
        audit.record(actor=actor, action=AuditAction.OFFER_TERMINAL_CODE, target=row, now=now)
    return code


def _check_seat(seat: Seat) -> None:
    if seat.number not in seats_of(plan_or_numbers(seat.room.plan, seat.room.seats)):
        numbered = _("This room has the seats 1 to %(last)d.") % {"last": seat.room.seats}
        message = _("The room has no such seat.") if seat.room.plan else numbered
        raise NoSuchSeat(message, field="seat")
    if Terminal.objects.filter(room=seat.room, seat=seat.number, withdrawn_at__isnull=True).exists():
        raise _seat_taken()


def _seat_taken() -> SeatTaken:
    return SeatTaken(_("A terminal is registered at this seat. Withdraw it first."), field="seat")


def register_terminal(*, code: str, actor: Actor, now: datetime) -> tuple[Terminal, str]:
    """Turn a code into a registered terminal; return it and the token that its device keeps.

    :raises CodeNotValid: unknown, used or older than half an hour; the three look alike.
    :raises SeatTaken: another device took the seat meanwhile.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic(durable=True):
        offer = _locked_offer(code, now=now)
        try:
            with transaction.atomic():
                terminal = _new_terminal(offer, token, now=now)
        except IntegrityError as error:
            raise _seat_taken() from error
        offer.used_at = now
        offer.save(update_fields=["used_at"])
        audit.record(actor=actor, action=AuditAction.REGISTER_TERMINAL, target=terminal, now=now)
    return terminal, token


def _locked_offer(code: str, *, now: datetime) -> TerminalCode:
    digest = hash_of_secret(rules.normalise_terminal_code(code))
    offers = TerminalCode.objects.select_for_update().filter(used_at__isnull=True, expires_at__gt=now)
    offer = offers.filter(code_hash=digest).first()
    if offer is None:
        message = _("This code is not valid. It works once and for 30 minutes; ask for a new one.")
        raise CodeNotValid(message, field="code")
    return offer


def _new_terminal(offer: TerminalCode, token: str, *, now: datetime) -> Terminal:
    terminal = Terminal(
        site_id=offer.room.site_id,
        room=offer.room,
        seat=offer.seat,
        token_hash=hash_of_secret(token),
        registered_at=now,
    )
    terminal.save(force_insert=True)
    return terminal


def withdraw_terminal(*, terminal_uuid: UUID, actor: Actor, now: datetime) -> None:
    """Make a device an ordinary computer again; whoever is signed in there is signed out at the next click.

    :raises TerminalNotFound: when none is registered under this identifier.
    """
    with transaction.atomic(durable=True):
        held = Terminal.objects.select_for_update().filter(uuid=terminal_uuid, withdrawn_at__isnull=True)
        terminal = held.first()
        if terminal is None:
            raise TerminalNotFound(_("This terminal is not registered any more."))
        terminal.withdrawn_at = now
        terminal.save(update_fields=["withdrawn_at"])
        audit.record(actor=actor, action=AuditAction.WITHDRAW_TERMINAL, target=terminal, now=now)
