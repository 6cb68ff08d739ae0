"""What became of a class of the demonstration: certificate, referral, confirmed work, calls. All made up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from certificates.issuing.operations import issue_credential
from certificates.referrals.consent.demonstration import ask_trainee, say_yes
from certificates.referrals.demonstration import opening_of_then
from certificates.referrals.followup.demonstration import call_at_each_step
from certificates.referrals.sheets.demonstration import refer_and_reply
from certificates.referrals.sheets.rules import Answer, Reply
from lms.accounts.api import User
from lms.core.actor import Actor
from lms.core.clock import local_date

# Days before now. Work begins before the first call, which hears of it.
ISSUED, ASKED, REFERRED, RELEASED, OFFERED, STARTED = 189, 186, 184, 170, 168, 166


@dataclass(frozen=True, slots=True)
class PlacedBy:
    """The officer and the employer's person without whom nobody is placed; the secret of the trainees."""

    officer: User
    author: User
    secret: str


def place_for_demonstration(user: User, enrolment_uuid: UUID, *, by: PlacedBy, now: datetime) -> None:
    """Take somebody who has completed from the certificate to the third month at work."""

    def ago(days: int) -> datetime:
        return now - timedelta(days=days)

    issue_credential(enrolment_uuid=enrolment_uuid, actor=Actor.system("demonstration"), now=ago(ISSUED))
    opening = opening_of_then(by.author, by.officer, now=ago(ISSUED))
    request = ask_trainee(user, opening=opening, officer=by.officer, now=ago(ASKED))
    consent = say_yes(request, user, secret=by.secret, now=ago(ASKED))
    replies = {
        ago(OFFERED): Reply(Answer.OFFER),
        ago(STARTED): Reply(Answer.STARTED, local_date(ago(STARTED))),
    }
    refer_and_reply(consent, replies, by.officer, by.author, now=ago(REFERRED))
    call_at_each_step(user, by.officer, released=ago(RELEASED), now=now)
