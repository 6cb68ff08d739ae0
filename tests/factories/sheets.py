"""Referral sheets for tests: a consent of somebody with a certificate, its sheet, a reply."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from certificates.api import Credential
from certificates.referrals.consent.models import Consent
from certificates.referrals.sheets import operations
from certificates.referrals.sheets.models import ReferralSheet, ReplyWay, SheetReply
from certificates.referrals.sheets.operations import Order, Sent
from certificates.referrals.sheets.rules import Answer, Reply, Why
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.ids import new_uuid
from lms.organisations.models import Site
from tests.factories.certificates import complete, issued_credential
from tests.factories.certificates import issue as issue_credential
from tests.factories.consents import ask, consent_values, give, officer_for
from tests.factories.courses import a_version, enrol
from tests.factories.employer_keys import key_of
from tests.factories.follow_ups import a_caller, a_fact, follow_up_values
from tests.factories.openings import an_approved_opening

FIELDS = ("name", "contact", "certificates", "opinion")


def a_graduate(*, site: Site | None = None, name: str = "买买提·示范") -> User:
    """Return a trainee who holds a certificate in force."""
    return User.objects.get(person=issued_credential(name=name, site=site).person_id)


def another_certificate(trainee: User) -> Credential:
    """Let a trainee hold one more certificate, of another school."""
    return issue_credential(complete(enrol(trainee, a_version())).uuid)


def consented(
    trainee: User | None = None, *, fields: Iterable[str] = FIELDS, **more: Any
) -> tuple[Consent, User]:
    """Return a consent of somebody with a certificate, and an officer of the place."""
    trainee = trainee or a_graduate()
    officer = more.pop("officer", None) or officer_for(trainee)
    return give(ask(trainee, officer=officer, fields=fields, **more), fields=fields), officer


def issue(consent: Consent, officer: User, *, seen: str | None = None) -> ReferralSheet:
    """Issue the sheet of a consent, as the officer would who looked at it."""
    school, said = operations.drafted(consent, None, now=now())
    order = Order(consent, school.uuid, said.digest() if seen is None else seen)
    return operations.issue_sheet(order, officer=officer, actor=officer_actor(officer), now=now())


def a_sheet(trainee: User | None = None, **more: Any) -> ReferralSheet:
    """Return an issued sheet."""
    return issue(*consented(trainee, **more))


def officer_actor(officer: User) -> Actor:
    """Return an officer as the one who acts."""
    return Actor(officer.uuid, Role.PLACEMENT_OFFICER)


def reply(
    sheet: ReferralSheet,
    answer: Answer = Answer.OFFER,
    *,
    day: date | None = None,
    why: Why | None = None,
    words: str = "",
    way: ReplyWay = ReplyWay.PORTAL,
    **more: Any,
) -> SheetReply:
    """Reply, as the employer would."""
    slip_date = more.pop("slip_date", local_date(now()) if way == ReplyWay.PAPER else None)
    sent = Sent(Reply(answer, day, why, words), way, more.pop("key", None) or uuid4(), slip_date)
    who = {"actor": Actor(new_uuid(), Role.EMPLOYER), "now": now()} | more
    return operations.reply_to(sheet=sheet, sent=sent, **who)


def work_values(trainee: User, user: User, *callers: User) -> dict[str, Any]:
    """Return what addresses name of a trainee, somebody of an employer, and who calls: keys, sheets, follow-ups."""
    sheet = a_sheet(trainee, opening=an_approved_opening(user))
    given, _officer = consented(trainee)
    sheets = {"sent_sheet_uuid": sheet.uuid, "referral_sheet_uuid": sheet.uuid}
    sheets["told_outcome_uuid"] = a_fact(sheet.consent.person, by=user).uuid
    site = trainee.person.site  # type: ignore[union-attr]
    caller, *officers = callers or (a_caller(site),)
    calls = follow_up_values(caller, site, *officers)
    return (
        key_of(user) | consent_values(trainee) | calls | sheets | {"given_request_uuid": given.request.uuid}
    )
