"""Counts blanks in, notes what was printed on which, and what was spoiled. Lock order: credential, stock."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.batches.models import Batch
from certificates.issuing.batches.policies import refuse_officer_of
from certificates.issuing.errors import (
    CredentialNotFound,
    DeliveryNotFound,
    MayNotIssue,
    SheetNotFound,
    UnusableBlank,
    WrongState,
)
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.prints.models import (
    BlankDelivery,
    BlankStock,
    DeliveryTakenBack,
    PrintedSheet,
    SheetTakenBack,
)
from certificates.issuing.prints.numbering import (
    ends_of,
    following_numbers,
    number_on,
    refuse_known,
    run_between,
)
from certificates.issuing.prints.queries import delivery_of, kept_stocks, standing_sheets, unprinted
from certificates.issuing.prints.rules import tidy_number
from lms.core import audit
from lms.core.actor import Actor
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class Delivery:
    """Blanks that came: for which school and kind, their first and last number.

    `key` makes the same form sent twice one delivery.
    """

    school: School
    kind: CredentialKind
    first_number: str
    last_number: str
    note: str
    key: UUID


def receive_blanks(delivery: Delivery, *, actor: Actor, now: datetime) -> BlankStock:
    """Count a delivery in; the same key again changes nothing.

    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises UnusableBlank: when the numbers make no run, are too many, or came before.
    """
    first, last = tidy_number(delivery.first_number), tidy_number(delivery.last_number)
    run = run_between(first, last)
    with transaction.atomic(durable=True):
        refuse_officer_of(actor, delivery.school.pk)
        known, _made = BlankStock.objects.get_or_create(school=delivery.school, kind=delivery.kind)
        stock = lock_stock(delivery.school.pk, delivery.kind) or known
        if BlankDelivery.objects.filter(key=delivery.key).exists():
            return stock
        refuse_known(stock, run)
        stock.received += run.count
        stock.save(update_fields=["received"])
        BlankDelivery.objects.create(
            stock=stock,
            first_number=first,
            last_number=last,
            count=run.count,
            note=delivery.note,
            by=_person(actor),
            at=now,
            key=delivery.key,
        )
        after = {"received": run.count, "first": first, "last": last, "left": stock.left}
        audit.record(actor=actor, action=AuditAction.RECEIVE_BLANKS, target=stock, after=after, now=now)
    return stock


def take_back_delivery(*, key: UUID, reason: str, actor: Actor, now: datetime) -> BlankStock:
    """Count a delivery out again that was typed wrongly; the same again: no change.

    :raises DeliveryNotFound: when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises UnusableBlank: when the reason is missing, a blank of it went through, or another officer took it back or
        for another reason.
    """
    if not reason.strip():
        raise UnusableBlank(_("Write the reason."), field="reason")
    with transaction.atomic(durable=True):
        known = BlankStock.objects.filter(deliveries__key=key).first()
        if known is None:
            raise DeliveryNotFound
        refuse_officer_of(actor, known.school_id)
        stock = lock_stock(known.school_id, known.kind) or known
        delivery = delivery_of([stock.school], key)
        if hasattr(delivery, "taken_back"):
            _refuse_unless_same(delivery.taken_back, reason, actor)
            return stock
        if words := why_not_taken_back(delivery):
            raise UnusableBlank(words)
        stock.received -= delivery.count
        stock.save(update_fields=["received"])
        DeliveryTakenBack.objects.create(delivery=delivery, reason=reason.strip(), by=_person(actor), at=now)
        after = {"taken_back": delivery.count, **ends_of(delivery), "left": stock.left}
        audit.record(
            actor=actor,
            action=AuditAction.TAKE_BACK_BLANKS,
            target=stock,
            after=after,
            reason=reason,
            now=now,
        )
    return stock


def taken_back_text(known: DeliveryTakenBack | SheetTakenBack) -> str:
    """Return that something was taken back already, and why."""
    return _("This was taken back already, with the reason: %(reason)s") % {"reason": known.reason}


def _refuse_unless_same(known: DeliveryTakenBack | SheetTakenBack, reason: str, actor: Actor) -> None:
    """Let pass what one officer sent twice: what a second one wrote would be lost in silence."""
    if (known.by, known.reason) != (_person(actor), reason.strip()):
        raise UnusableBlank(taken_back_text(known))


def why_not_taken_back(delivery: BlankDelivery) -> str:
    """Return in words why a delivery, read with `is_used`, cannot be taken back; "" where it can."""
    if hasattr(delivery, "taken_back"):
        return taken_back_text(delivery.taken_back)
    if delivery.is_used:  # type: ignore[attr-defined]
        return _(
            "A blank of this delivery went through already: it stays. What is missing of it can be written off."
        )
    return ""


def record_print(
    *, credential_uuid: UUID, blank_number: str = "", reason: str = "", actor: Actor, now: datetime
) -> PrintedSheet:
    """Note that a certificate was printed, on which blank, and why where it was not the first time.

    :raises CredentialNotFound: when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of its school.
    :raises WrongState: when it is not in force.
    :raises UnusableBlank: when a number or the reason is missing, no delivery holds the number, or the blank went
        through before.
    """
    with transaction.atomic(durable=True):
        credential = Credential.objects.select_for_update().filter(uuid=credential_uuid).first()
        if credential is None:
            raise CredentialNotFound
        refuse_officer_of(actor, credential.school_id)
        if credential.state != CredentialState.ISSUED:
            raise WrongState(_("This is not possible in the credential's present state."))
        if not reason.strip() and standing_sheets().filter(credential=credential).exists():
            raise UnusableBlank(_("It was printed before: say why it is printed again."), field="reason")
        stock = _lock_kept(credential.school_id, credential.kind)
        number = number_on(stock, blank_number)
        sheet = _use(stock, number, credential=credential, reason=reason, actor=actor, now=now)
        after = {"credential": credential.number_id, "blank": number}
        audit.record(
            actor=actor, action=AuditAction.PRINT_SHEET, target=sheet, after=after, reason=reason, now=now
        )
    return sheet


@dataclass(frozen=True, slots=True)
class Pile:
    """The first `count` certificates of a batch that were not printed, on blanks that follow each other.

    `seen`: how many were not printed when the officer looked; another number means that somebody else noted some.
    """

    batch: Batch
    count: int
    seen: int
    blank_number: str = ""


def record_prints(pile: Pile, *, actor: Actor, now: datetime) -> list[PrintedSheet]:
    """Note that certificates of a batch were printed in one go, in the order of the hand-over list: all or none.

    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises WrongState: when what is not printed is no longer what was seen.
    :raises UnusableBlank: as `blanks_for` does.
    """
    with transaction.atomic(durable=True):
        refuse_officer_of(actor, pile.batch.school_id)
        rows = _lock_unprinted(pile)
        stock = _lock_kept(pile.batch.school_id, pile.batch.kind)
        numbers = following_numbers(stock, pile.blank_number, len(rows))
        sheets = []
        for credential, number in zip(rows, numbers, strict=True):
            sheet = _use(stock, number, credential=credential, reason="", actor=actor, now=now)
            after = {"credential": credential.number_id, "blank": number}
            audit.record(actor=actor, action=AuditAction.PRINT_SHEET, target=sheet, after=after, now=now)
            sheets.append(sheet)
    return sheets


def blanks_for(pile: Pile) -> list[str]:
    """Return the numbers of the blanks, one for each certificate; those that went through before are passed over.

    :raises UnusableBlank: when no delivery holds the first, it went through before, or too few follow it.
    """
    stock = kept_stocks().filter(school=pile.batch.school_id, kind=pile.batch.kind).first()
    return following_numbers(stock, pile.blank_number, pile.count)


def spoil_blank(
    *, stock_uuid: UUID, blank_number: str, reason: str, actor: Actor, now: datetime
) -> PrintedSheet:
    """Note that a blank was spoiled or is lost: it is left out of the stock, and its number is never used again.

    :raises UnusableBlank: when there is no such stock, a number or the reason is missing, no delivery holds the number,
        or the blank went through before.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    """
    if not reason.strip():
        raise UnusableBlank(_("Write the reason."), field="reason")
    with transaction.atomic(durable=True):
        known = BlankStock.objects.filter(uuid=stock_uuid).first()
        if known is None:
            raise UnusableBlank(_("There is no such stock."), field="stock")
        refuse_officer_of(actor, known.school_id)
        stock = _lock_kept(known.school_id, known.kind)
        number = number_on(stock, blank_number)
        sheet = _use(stock, number, credential=None, reason=reason, actor=actor, now=now)
        after = {"blank": number}
        audit.record(
            actor=actor, action=AuditAction.SPOIL_BLANK, target=sheet, after=after, reason=reason, now=now
        )
    return sheet


def take_back_sheet(*, sheet_uuid: UUID, reason: str, actor: Actor, now: datetime) -> PrintedSheet:
    """Take a noted print, or a blank written off, back that was noted wrongly; the same again: no change.

    :raises SheetNotFound: when there is none.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises UnusableBlank: when the reason is missing, or another officer took it back or for another reason.
    """
    if not reason.strip():
        raise UnusableBlank(_("Write the reason."), field="reason")
    with transaction.atomic(durable=True):
        sheet = PrintedSheet.objects.select_related("credential", "stock").filter(uuid=sheet_uuid).first()
        if sheet is None:
            raise SheetNotFound
        school_id, kind = _school_and_kind(sheet)
        refuse_officer_of(actor, school_id)
        if sheet.credential_id:
            Credential.objects.select_for_update().get(pk=sheet.credential_id)
        stock = lock_stock(school_id, kind)
        if known := SheetTakenBack.objects.filter(sheet=sheet).first():
            _refuse_unless_same(known, reason, actor)
            return sheet
        if stock is not None and sheet.stock_id:
            column = "used" if sheet.credential_id else "spoiled"
            setattr(stock, column, getattr(stock, column) - 1)
            stock.save(update_fields=[column])
        SheetTakenBack.objects.create(sheet=sheet, reason=reason.strip(), by=_person(actor), at=now)
        after = {"blank": sheet.blank_number}
        if sheet.credential:
            after["credential"] = sheet.credential.number_id
        audit.record(
            actor=actor, action=AuditAction.TAKE_BACK_SHEET, target=sheet, after=after, reason=reason, now=now
        )
    return sheet


def _school_and_kind(sheet: PrintedSheet) -> tuple[int, str]:
    """Return whose stock a sheet is of: a blank that was spoiled is of a stock, a print of a certificate."""
    of = sheet.stock or sheet.credential
    if of is None:
        raise SheetNotFound
    return of.school_id, of.kind


def lock_stock(school_id: int, kind: str) -> BlankStock | None:
    """Return the stock of a school and kind, held until the transaction ends; None where nothing ever came."""
    return BlankStock.objects.select_for_update().filter(school=school_id, kind=kind).first()


def _lock_kept(school_id: int, kind: str) -> BlankStock | None:
    """Return the same where blanks are counted; None where plain paper is used, also after all was taken back."""
    stock = lock_stock(school_id, kind)
    return stock if stock and stock.received else None


def _use(
    stock: BlankStock | None,
    number: str,
    *,
    credential: Credential | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> PrintedSheet:
    turn = 0
    if stock is not None:
        turns = stock.sheets.filter(blank_number=number)
        if turns.filter(taken_back__isnull=True).exists():
            raise UnusableBlank(_("This blank went through before."), field="blank_number")
        turn = turns.count()
        column = "used" if credential else "spoiled"
        setattr(stock, column, getattr(stock, column) + 1)
        stock.save(update_fields=[column])
    return PrintedSheet.objects.create(
        credential=credential,
        stock=stock,
        blank_number=number,
        turn=turn,
        reason=reason.strip(),
        by=_person(actor),
        at=now,
    )


def _lock_unprinted(pile: Pile) -> list[Credential]:
    keys = _unprinted_keys(pile.batch)
    listed = keys[: pile.count]
    locked = Credential.objects.select_for_update().filter(pk__in=listed, state=CredentialState.ISSUED)
    found = {row.pk: row for row in locked.order_by("pk")}
    # Looked at again behind the locks: somebody may have noted one of them meanwhile.
    still = _unprinted_keys(pile.batch)
    if not listed or len(keys) != pile.seen or still != keys or len(found) < pile.count:
        raise WrongState(
            _("Meanwhile something changed: what is not printed is no longer what you saw. Look again.")
        )
    return [found[key] for key in listed]


def _unprinted_keys(batch: Batch) -> list[int]:
    return [entry.credential_id for entry in unprinted(batch) if entry.credential_id is not None]


def _person(actor: Actor) -> UUID:
    if actor.user_uuid is None:
        raise MayNotIssue
    return actor.user_uuid
