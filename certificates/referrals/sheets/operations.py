"""An officer issues a sheet under a live consent; the employer replies. What leaves is written down in the same step.

Lock order: employer, consent (both by `consent.operations`), sheet, audit chain.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing import storage
from certificates.issuing.documents.sealing import seal_in_use
from certificates.issuing.places import betrays, site_names
from certificates.referrals.consent import operations as consents
from certificates.referrals.consent.models import Consent, Way
from certificates.referrals.consent.queries import people_of_officer
from certificates.referrals.sheets import queries, returns, rules
from certificates.referrals.sheets.content import Said, said_of, schools_for, why_it_cannot_leave
from certificates.referrals.sheets.errors import (
    SheetChangedMeanwhile,
    SheetGone,
    SheetNotFound,
    SheetRefused,
    UnusableReply,
)
from certificates.referrals.sheets.facts import keep_fact_of
from certificates.referrals.sheets.models import ReferralSheet, ReplyWay, SheetReply
from certificates.referrals.sheets.printing import print_sheet, sealed
from certificates.referrals.sheets.rules import Fault, Reply
from certificates.referrals.sheets.words import FAULTS
from lms.accounts.api import User, write_to_people_of
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.ids import new_public_token
from lms.core.unseen import as_one_line, has_unseen
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class Order:
    """Which sheet is to be issued: under which consent, by which school; `seen` says what the officer looked at.

    `slip_to`: where the slip on paper goes back, an address or a telephone of the school; None for what it says.
    """

    consent: Consent
    school_uuid: UUID
    seen: str = ""
    slip_to: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply as it came: by which way, once per key; a slip on paper with its day."""

    reply: Reply
    way: ReplyWay
    key: UUID
    slip_date: date | None = None


def drafted(consent: Consent, school_uuid: UUID | None, *, now: datetime) -> tuple[School, Said]:
    """Return the school that would issue a sheet, the newest one where none is named, and what it would say.

    :raises SheetRefused: when no school issued a certificate in force, or any part would tell where somebody learnt.
    """
    today = local_date(now)
    schools = schools_for(consent.person_id, today=today)
    school = next((one for one in schools if school_uuid in (None, one.uuid)), None)
    if school is None:
        raise SheetRefused(_("No certificate in force: no school can refer this person yet."))
    said = replace(said_of(consent, school, today=today), slip_to=returns.slip_to_of(school))
    if words := why_it_cannot_leave(said):
        raise SheetRefused(words)
    return school, said


def issue_sheet(order: Order, *, officer: User, actor: Actor, now: datetime) -> ReferralSheet:
    """Issue the sheet, printed and sealed, and write down what left with it. Again: the sheet that there is.

    :raises SheetNotFound: when the person is at none of the officer's places.
    :raises SheetRefused: as `drafted` does.
    :raises UnusableSheet: when the words on where the slip goes back cannot stand on paper.
    :raises SheetChangedMeanwhile: when the sheet would say something else than the officer looked at.
    :raises NoLiveConsent: when the consent does not hold any more, or not for this work.
    :raises NotPrintable: when a character has no glyph.
    :raises CannotSign: when the key's holder does not answer.
    """
    consent = order.consent
    if not people_of_officer(officer).filter(pk=consent.person_id).exists():
        raise SheetNotFound
    school, said = drafted(consent, order.school_uuid, now=now)
    if order.seen != said.digest():
        raise SheetChangedMeanwhile(_("What the sheet would say has changed. Look at it again."))
    slip_to = said.slip_to if order.slip_to is None else order.slip_to
    said = replace(said, slip_to=returns.checked_return(slip_to, "slip_to"))
    token = new_public_token()
    # Before the transaction: printing takes a while, and a file under its digest that no row names says nothing.
    digest = storage.put_document(sealed(print_sheet(said, token=token), seal=seal_in_use(now=now), now=now))
    with transaction.atomic(durable=True):
        left = consents.disclose(
            consent=consent, fields=said.named(), way=Way.SHEET, actor=actor, now=now, what=digest
        )
        if before := ReferralSheet.objects.filter(consent=consent).first():
            transaction.set_rollback(True)
            return before
        sheet = ReferralSheet.objects.create(
            consent=consent,
            disclosure=left,
            school=school,
            content=said.as_text(),
            document_sha256=digest,
            token=token,
            token_hash=queries.digest_of(token),
            made_by=officer.uuid,
            made_at=now,
        )
        after = {"school": str(school.uuid), "fields": said.named(), "document": digest}
        # No letter names the person: it would outlive the consent.
        about = {"opening": consent.request.opening.title}
        letter = "certificates/referrals/email/referred"
        write_to_people_of(consent.employer_id, letter, page="certificates:referrals", about=about)
        audit.record(actor=actor, action=AuditAction.ISSUE_SHEET, target=sheet, after=after, now=now)
    return sheet


def reply_to(*, sheet: ReferralSheet, sent: Sent, actor: Actor, now: datetime) -> SheetReply:
    """Keep a reply, and what it confirms of somebody's work; the ones before stay. The same again: no change.

    :raises SheetChangedMeanwhile: when the key came with something else before.
    :raises SheetGone: when the consent ended: nothing more is told about this person.
    :raises UnusableReply: naming the field that is wrong, or when the code was used once already.
    """
    reply = sent.reply
    if (wrong := rules.fault_of(reply, today=local_date(now))) is not None:
        raise UnusableReply(str(FAULTS[wrong[1]]), field=wrong[0])
    words = _kept(reply.words, sent.way)
    if sent.way == ReplyWay.PAPER:
        _refuse_slip(sent, sheet, today=local_date(now))
    with transaction.atomic(durable=True):
        consents.hold_consent(sheet.consent)
        sheet = ReferralSheet.objects.select_for_update().get(pk=sheet.pk)
        if before := SheetReply.objects.filter(client_key=sent.key).first():
            return _same(before, sheet, sent, words)
        if not queries.is_live(sheet, at=now) and sent.way != ReplyWay.PAPER:
            raise SheetGone(queries.ended_for_employer())
        if sent.way == ReplyWay.LINK and queries.was_answered_by_code(sheet):
            raise UnusableReply(answered_by_code())
        row = SheetReply.objects.create(
            sheet=sheet,
            answer=reply.answer,
            day=reply.day,
            why=reply.why or "",
            words=words,
            way=sent.way,
            slip_date=sent.slip_date,
            by=None if sent.way == ReplyWay.LINK else actor.user_uuid,
            at=now,
            client_key=sent.key,
        )
        keep_fact_of(row, sheet, actor=actor, now=now)
        after = {"answer": reply.answer.value, "way": sent.way.value}
        audit.record(actor=actor, action=AuditAction.REPLY_TO_SHEET, target=row, after=after, now=now)
    return row


def _same(before: SheetReply, sheet: ReferralSheet, sent: Sent, words: str) -> SheetReply:
    reply = sent.reply
    kept = (before.sheet_id, before.answer, before.day, before.why, before.words, before.slip_date)
    if kept != (sheet.pk, reply.answer, reply.day, reply.why or "", words, sent.slip_date):
        raise SheetChangedMeanwhile(_("This form was sent before with something else. Open the page again."))
    return before


def answered_by_code() -> str:
    """Return why the code on the sheet takes no second reply."""
    return _("The code was used for a reply already. Sign in to reply again.")


def _refuse_slip(sent: Sent, sheet: ReferralSheet, *, today: date) -> None:
    wrong = rules.fault_of_slip(sent.slip_date, issued=local_date(sheet.made_at), today=today)
    if wrong is not None:
        raise UnusableReply(str(FAULTS[wrong]), field="slip_date")


def _kept(text: str, way: ReplyWay) -> str:
    """Return words as they are kept. Only an officer who types in a slip is refused the name of a training site.

    To an employer, or whoever holds the code, a refusal would say which places are sites: what they write goes inside
    only, and officers read there that it names one.
    """
    words = as_one_line(text)
    if len(words) > rules.LONGEST_WORDS or has_unseen(words):
        raise UnusableReply(str(FAULTS[Fault.WORDS]), field="words")
    if way == ReplyWay.PAPER and betrays(words, site_names()):
        raise UnusableReply(_("Leave out where or why somebody learnt."), field="words")
    return words
