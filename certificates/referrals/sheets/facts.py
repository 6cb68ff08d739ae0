"""What an employer's reply says of somebody's work, as a fact with evidence. The code on the sheet gives none: whoever
holds the paper can type, so an officer asks first (ADR 0207).
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from certificates.referrals.consent.queries import occupation_as_read
from certificates.referrals.outcomes.models import Outcome, Reporter, ReportWay
from certificates.referrals.outcomes.operations import NewOutcome, keep_outcome
from certificates.referrals.outcomes.rules import Grade, Kind
from certificates.referrals.sheets.models import ReferralSheet, ReplyWay, SheetReply
from certificates.referrals.sheets.queries import starts_said
from certificates.referrals.sheets.rules import Answer
from lms.core.actor import Actor
from lms.core.clock import local_date

_KEYS = UUID("8c1f6e02-53b7-7d94-b0a6-1f2e9d7c4a58")
KINDS = {Answer.INTERVIEW: Kind.INTERVIEW, Answer.OFFER: Kind.OFFER, Answer.STARTED: Kind.START}
WAYS = {ReplyWay.PORTAL: ReportWay.PORTAL, ReplyWay.PAPER: ReportWay.PAPER}


@dataclass(frozen=True, slots=True)
class Starts:
    """On which days work began by the replies, and whether officers took back all that was confirmed of it."""

    days: list[date]
    is_undone: bool


def starts_of(sheet: ReferralSheet) -> Starts:
    """Return what counts: what became a fact counts until the fact is corrected.

    A later reply makes no fact undone, so it hides none; a reply by the code is none and counts while it decides.
    """
    started = [row for row in sheet.replies.all() if row.answer == Answer.STARTED]
    firsts = Outcome.objects.filter(client_key__in=[_key_of(row) for row in started if row.is_proven])
    days = []
    for fact in firsts:
        while newer := Outcome.objects.filter(corrects=fact).first():
            fact = newer
        if not fact.is_void and fact.kind == Kind.START:
            days.append(fact.day)
    if firsts:
        return Starts(days, is_undone=not days)
    return Starts(starts_said(sheet), is_undone=False)


def _key_of(row: SheetReply) -> UUID:
    return uuid5(_KEYS, str(row.uuid))


def keep_fact_of(row: SheetReply, sheet: ReferralSheet, *, actor: Actor, now: datetime) -> Outcome | None:
    """Write down what a reply confirms, in its transaction; None for a refusal, and for what came by the code.

    An offer is of the day on which it was made, on paper that of the slip: the day beside it is the first day of the
    work that is offered.
    """
    kind, way = KINDS.get(Answer(row.answer)), WAYS.get(ReplyWay(row.way))
    if kind is None or way is None:
        return None
    request, made = sheet.consent.request, row.slip_date or local_date(now)
    new = NewOutcome(
        kind=kind,
        day=made if kind is Kind.OFFER or row.day is None else row.day,
        grade=Grade.EMPLOYER_CONFIRMED,
        reporter=Reporter.EMPLOYER,
        way=way,
        employer_uuid=request.employer.uuid,
        occupation=occupation_as_read(request),
    )
    key = _key_of(row)
    return keep_outcome(person_id=request.person_id, new=new, client_key=key, actor=actor, now=now)
