"""What an employer's reply says of somebody's work, as a fact with evidence. The code on the sheet gives none: whoever
holds the paper can type, so an officer asks first (ADR 0207).
"""

from datetime import datetime
from uuid import UUID, uuid5

from certificates.referrals.consent.queries import occupation_as_read
from certificates.referrals.outcomes.models import Outcome, Reporter, ReportWay
from certificates.referrals.outcomes.operations import NewOutcome, keep_outcome
from certificates.referrals.outcomes.rules import Grade, Kind
from certificates.referrals.sheets.models import ReferralSheet, ReplyWay, SheetReply
from certificates.referrals.sheets.rules import Answer
from lms.core.actor import Actor
from lms.core.clock import local_date

_KEYS = UUID("8c1f6e02-53b7-7d94-b0a6-1f2e9d7c4a58")
KINDS = {Answer.INTERVIEW: Kind.INTERVIEW, Answer.OFFER: Kind.OFFER, Answer.STARTED: Kind.START}
WAYS = {ReplyWay.PORTAL: ReportWay.PORTAL, ReplyWay.PAPER: ReportWay.PAPER}


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
    key = uuid5(_KEYS, str(row.uuid))
    return keep_outcome(person_id=request.person_id, new=new, client_key=key, actor=actor, now=now)
