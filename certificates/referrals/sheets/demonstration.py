"""Referrals of the demonstration, each at another step: asked, agreed, sent, answered, taken back. All made up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from certificates.issuing.queries import list_in_force
from certificates.referrals.consent.demonstration import ask_trainee, say_yes, was_asked
from certificates.referrals.consent.models import Consent
from certificates.referrals.consent.operations import withdraw
from certificates.referrals.consent.queries import people_of_officer
from certificates.referrals.models import Opening
from certificates.referrals.rules import State
from certificates.referrals.sheets import operations
from certificates.referrals.sheets.models import ReferralSheet, ReplyWay
from certificates.referrals.sheets.operations import Order, Sent
from certificates.referrals.sheets.rules import Answer, Reply
from lms.accounts.api import User
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role

_KEYS = UUID("e4a1b7c9-0d52-7f36-9c18-5a6b2d7e3f41")


class Step(StrEnum):
    """How far a referral has come."""

    ASKED = "asked"
    AGREED = "agreed"
    SENT = "sent"
    INVITED = "invited"
    STARTED = "started"
    TAKEN_BACK = "taken_back"


# The first trainee is the one whose sign-in everybody tries: there is something to answer.
STEPS = (Step.ASKED, Step.AGREED, Step.INVITED, Step.TAKEN_BACK, Step.STARTED, Step.SENT, Step.ASKED)


def refer_for_demonstration(
    *, author: User, trainees: Sequence[User], secret: str, officer: User, now: datetime
) -> None:
    """Bring trainees who hold a certificate to one step each, for the opening of `author`'s employer that runs.

    Again: who was asked before stays as they are.
    """
    employers = author.role_assignments.filter(role=Role.EMPLOYER).values("employer")
    opening = Opening.objects.filter(
        employer__in=employers, state=State.APPROVED, until_date__gte=local_date(now)
    ).first()
    if opening is None:
        return
    known = set(people_of_officer(officer).values_list("pk", flat=True))
    today = local_date(now)
    holders = (
        one for one in trainees if one.person_id in known and list_in_force(one.person_id, today=today)
    )
    for step, user in zip(STEPS, holders, strict=False):
        if was_asked(user):
            continue
        request = ask_trainee(user, opening=opening, officer=officer, now=now)
        if step is Step.ASKED:
            continue
        consent = say_yes(request, user, secret=secret, now=now)
        if step is not Step.AGREED:
            _refer(consent, step, officer, author, now)


def _refer(consent: Consent, step: Step, officer: User, author: User, now: datetime) -> None:
    sheet = _issued(consent, officer, now)
    today = local_date(now)
    if step is Step.INVITED:
        _reply(sheet, Reply(Answer.INTERVIEW, today + timedelta(days=3), words="请带健康证。"), author, now)
    elif step is Step.STARTED:
        _reply(sheet, Reply(Answer.OFFER), author, now)
        _reply(sheet, Reply(Answer.STARTED, today), author, now)
    elif step is Step.TAKEN_BACK:
        user = consent.given_by
        withdraw(consent=consent, by=user, actor=Actor(user.uuid, Role.TRAINEE), now=now)


def refer_and_reply(
    consent: Consent, replies: Mapping[datetime, Reply], officer: User, author: User, *, now: datetime
) -> None:
    """Issue a sheet, and let the employer reply at some instants."""
    sheet = _issued(consent, officer, now)
    for at, reply in replies.items():
        _reply(sheet, reply, author, at)


def _issued(consent: Consent, officer: User, now: datetime) -> ReferralSheet:
    school, said = operations.drafted(consent, None, now=now)
    order = Order(consent, school.uuid, said.digest())
    by = Actor(officer.uuid, Role.PLACEMENT_OFFICER)
    return operations.issue_sheet(order, officer=officer, actor=by, now=now)


def _reply(sheet: ReferralSheet, reply: Reply, author: User, now: datetime) -> None:
    sent = Sent(reply, ReplyWay.PORTAL, uuid5(_KEYS, f"{sheet.uuid} {reply.answer}"))
    operations.reply_to(sheet=sheet, sent=sent, actor=Actor(author.uuid, Role.EMPLOYER), now=now)
