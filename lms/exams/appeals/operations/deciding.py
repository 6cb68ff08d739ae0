"""The decision on an appeal: by whom it was taken, with an answer for the candidate and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.appeals import rules
from lms.exams.appeals.errors import AppealMoved, AppealRefused, PartTaken, UnusableAppeal
from lms.exams.appeals.models import Appeal, AppealState, Outcome, Remedy
from lms.exams.appeals.operations.locking import lock_appeal, refuse_parts, user_of
from lms.exams.appeals.remedies import possible_for
from lms.exams.appeals.words import AGAINST_DECISION
from lms.exams.audit_actions import AuditAction
from lms.exams.handmarking.models import FurtherMarking
from lms.exams.sittings.operations.locking import lock_sitting


@dataclass(frozen=True, slots=True)
class NewDecision:
    """What is decided on an appeal. `items`: the questions that a further person marks."""

    appeal_uuid: UUID
    outcome: str
    remedy: str
    answer: str
    items: Sequence[UUID] = ()


def decide_appeal(*, decision: NewDecision, actor: Actor, now: datetime) -> Appeal:
    """Decide on an appeal for good; the very same decision again changes nothing.

    :raises UnusableAppeal: no such outcome or remedy, they do not fit each other, or no answer in plain words.
    :raises AppealNotFound: when there is none.
    :raises AppealRefused: nobody has taken it, or it was withdrawn.
    :raises AppealMoved: it was decided otherwise, or questions cannot be marked by a further person any more.
    :raises PartTaken: another person reviews it, or the caller has a part in it by now.
    """
    user, answer = user_of(actor), decision.answer.strip()
    _refuse_unusable(decision, answer)
    with transaction.atomic(durable=True):
        # None of a practical result: its examination is locked with the appeal.
        sitting = Appeal.objects.filter(uuid=decision.appeal_uuid).values_list(
            "attempt__candidate__sitting__uuid", flat=True
        )
        # Whoever takes answers to mark holds this lock too: nobody becomes a marker meanwhile.
        for uuid in filter(None, sitting):
            lock_sitting(uuid)
        row = lock_appeal(decision.appeal_uuid)
        if row.state == AppealState.DECIDED:
            return _same(row, decision, answer, user)
        _refuse_reviewer(row, user)
        refuse_parts(row, user)
        items = _items(row, decision)
        row.state, row.outcome, row.remedy, row.answer = (
            AppealState.DECIDED,
            decision.outcome,
            decision.remedy,
            answer,
        )
        row.decided_by, row.decided_at = user, now
        row.save(update_fields=["state", "outcome", "remedy", "answer", "decided_by", "decided_at"])
        if row.remedy == Remedy.MARKING:
            _order(row, items, user, now=now)
        after = {"outcome": row.outcome, "remedy": row.remedy, "items": items}
        audit.record(actor=actor, action=AuditAction.DECIDE_APPEAL, target=row, after=after, now=now)
    return row


def _refuse_unusable(decision: NewDecision, answer: str) -> None:
    if decision.outcome not in Outcome.values:
        raise UnusableAppeal(_("Choose what you decide."), field="outcome")
    if decision.remedy not in Remedy.values:
        raise UnusableAppeal(_("Choose what follows."), field="remedy")
    if not rules.LEAST_ANSWER <= len(answer) <= rules.MOST_ANSWER:
        raise UnusableAppeal(_("Write the answer to the candidate: 10 to 1000 characters."), field="answer")


def _same(row: Appeal, decision: NewDecision, answer: str, user: UUID) -> Appeal:
    sent = (decision.outcome, decision.remedy, answer, user)
    if (row.outcome, row.remedy, row.answer, row.decided_by) != sent:
        raise AppealMoved(_("This appeal was decided meanwhile. Look at the decision."))
    return row


def _refuse_reviewer(row: Appeal, user: UUID) -> None:
    if row.state != AppealState.IN_REVIEW:
        raise AppealRefused(_("Take this appeal before you decide on it."))
    if row.reviewer != user:
        raise PartTaken(_("Another examinations officer has taken this appeal."))


def _items(row: Appeal, decision: NewDecision) -> list[str]:
    """Return the questions that are marked again; none of practical work."""
    possible = possible_for(row)
    can = possible.markable
    wanted = [str(item) for item in decision.items] if decision.remedy == Remedy.MARKING else []
    codes = rules.reasons_against_decision(
        decision.outcome, decision.remedy, items=len(wanted), possible=possible
    )
    if codes:
        raise UnusableAppeal(str(AGAINST_DECISION[codes[0]]), field="remedy")
    if not set(can).issuperset(wanted):
        raise AppealMoved(
            _("One of these answers cannot be marked by a further person. Open the page again.")
        )
    return [item for item in can if item in wanted]


def _order(row: Appeal, items: Sequence[str], user: UUID, *, now: datetime) -> None:
    last = row.written.results.aggregate(last=Max("round"))["last"] or 0
    FurtherMarking.objects.create(
        appeal=row, attempt=row.written, items=list(items), round=last + 1, ordered_by=user, at=now
    )
