"""Counts blanks in, notes what was printed on which, and what was spoiled. Lock order: credential, stock."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.batches.policies import refuse_officer_of
from certificates.issuing.errors import CredentialNotFound, MayNotIssue, NoBlank, UnusableBlank, WrongState
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.prints.models import BlankDelivery, BlankStock, PrintedSheet
from lms.core import audit
from lms.core.actor import Actor
from lms.organisations.api import School

MOST_AT_ONCE = 100_000
_NUMBER = re.compile(r"[0-9A-Z]([0-9A-Z-]{0,28}[0-9A-Z])?")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Blanks that came: for which school and kind, how many; `key` makes the same form sent twice one delivery."""

    school: School
    kind: CredentialKind
    count: int
    note: str
    key: UUID


def receive_blanks(delivery: Delivery, *, actor: Actor, now: datetime) -> BlankStock:
    """Count a delivery in; the same key again changes nothing.

    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises UnusableBlank: when the count is none.
    """
    if not 1 <= delivery.count <= MOST_AT_ONCE:
        raise UnusableBlank(_("Between 1 and %(most)s blanks.") % {"most": MOST_AT_ONCE}, field="count")
    with transaction.atomic(durable=True):
        refuse_officer_of(actor, delivery.school.pk)
        known, _made = BlankStock.objects.get_or_create(school=delivery.school, kind=delivery.kind)
        stock = lock_stock(delivery.school.pk, delivery.kind) or known
        if BlankDelivery.objects.filter(key=delivery.key).exists():
            return stock
        stock.received += delivery.count
        stock.save(update_fields=["received"])
        BlankDelivery.objects.create(
            stock=stock,
            count=delivery.count,
            note=delivery.note,
            by=_person(actor),
            at=now,
            key=delivery.key,
        )
        after = {"received": delivery.count, "left": stock.left}
        audit.record(actor=actor, action=AuditAction.RECEIVE_BLANKS, target=stock, after=after, now=now)
    return stock


def record_print(
    *, credential_uuid: UUID, blank_number: str = "", reason: str = "", actor: Actor, now: datetime
) -> PrintedSheet:
    """Note that a certificate was printed, on which blank, and why where it was not the first time.

    :raises CredentialNotFound: when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of its school.
    :raises WrongState: when it is not in force.
    :raises UnusableBlank: when a number or the reason is missing, or the blank went through before.
    :raises NoBlank: when none is left by the count.
    """
    with transaction.atomic(durable=True):
        credential = Credential.objects.select_for_update().filter(uuid=credential_uuid).first()
        if credential is None:
            raise CredentialNotFound
        refuse_officer_of(actor, credential.school_id)
        if credential.state != CredentialState.ISSUED:
            raise WrongState(_("This is not possible in the credential's present state."))
        if not reason.strip() and credential.sheets.exists():
            raise UnusableBlank(_("It was printed before: say why it is printed again."), field="reason")
        stock = lock_stock(credential.school_id, credential.kind)
        number = _number(stock, blank_number)
        sheet = _use(stock, number, credential=credential, reason=reason, actor=actor, now=now)
        after = {"credential": credential.number_id, "blank": number}
        audit.record(
            actor=actor, action=AuditAction.PRINT_SHEET, target=sheet, after=after, reason=reason, now=now
        )
    return sheet


def spoil_blank(
    *, stock_uuid: UUID, blank_number: str, reason: str, actor: Actor, now: datetime
) -> PrintedSheet:
    """Note that a blank was spoiled or is lost: it is left out of the stock, and its number is never used again.

    :raises UnusableBlank: when there is no such stock, a number or the reason is missing, or the blank went through
        before.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises NoBlank: when none is left by the count.
    """
    if not reason.strip():
        raise UnusableBlank(_("Write the reason."), field="reason")
    with transaction.atomic(durable=True):
        known = BlankStock.objects.filter(uuid=stock_uuid).first()
        if known is None:
            raise UnusableBlank(_("There is no such stock."), field="stock")
        refuse_officer_of(actor, known.school_id)
        stock = lock_stock(known.school_id, known.kind)
        number = _number(stock, blank_number)
        sheet = _use(stock, number, credential=None, reason=reason, actor=actor, now=now)
        after = {"blank": number}
        audit.record(
            actor=actor, action=AuditAction.SPOIL_BLANK, target=sheet, after=after, reason=reason, now=now
        )
    return sheet


def lock_stock(school_id: int, kind: str) -> BlankStock | None:
    """Return the stock of a school and kind, held until the transaction ends; None where plain paper is used."""
    return BlankStock.objects.select_for_update().filter(school=school_id, kind=kind).first()


def _use(
    stock: BlankStock | None,
    number: str,
    *,
    credential: Credential | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> PrintedSheet:
    if stock is not None:
        if stock.left < 1:
            raise NoBlank(_("By the count no blank is left. Count the delivery in first."))
        if stock.sheets.filter(blank_number=number).exists():
            raise UnusableBlank(_("This blank went through before."), field="blank_number")
        column = "used" if credential else "spoiled"
        setattr(stock, column, getattr(stock, column) + 1)
        stock.save(update_fields=[column])
    return PrintedSheet.objects.create(
        credential=credential,
        stock=stock,
        blank_number=number,
        reason=reason.strip(),
        by=_person(actor),
        at=now,
    )


def _number(stock: BlankStock | None, typed: str) -> str:
    number = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).upper()
    if stock is None:
        if number:
            raise UnusableBlank(
                _("The school has no stock of blanks for this kind. Count a delivery in, or leave it empty."),
                field="blank_number",
            )
        return ""
    if not _NUMBER.fullmatch(number):
        raise UnusableBlank(
            _("Type the number printed on the blank: letters, digits and hyphens."), field="blank_number"
        )
    return number


def _person(actor: Actor) -> UUID:
    if actor.user_uuid is None:
        raise MayNotIssue
    return actor.user_uuid
