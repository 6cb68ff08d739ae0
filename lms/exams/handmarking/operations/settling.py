"""The officer's part after the marking: decide where two markers are apart, settle what is complete."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.handmarking import rules
from lms.exams.handmarking.errors import MarkingEnded, MarkingNotFound, MarkingRefused, UnusableHandMark
from lms.exams.handmarking.models import MarkDecision, SettledMarks
from lms.exams.handmarking.standing import ToMark, ended_attempts, standing_of, standings
from lms.exams.marking.rules import cents
from lms.exams.papers.operations import checked_reason
from lms.exams.practical.conflicts import conflicted
from lms.exams.sittings.models import Attempt, SittingState
from lms.exams.sittings.operations.ending import ask_for_mark
from lms.exams.sittings.operations.locking import lock_attempts, lock_sitting


@dataclass(frozen=True, slots=True)
class NewMarkDecision:
    """What an answer is worth whose markers are apart, by whom and why. One key is one decision."""

    sitting_uuid: UUID
    attempt_uuid: UUID
    item: UUID
    by: User
    marks: Decimal
    reason: str
    client_key: UUID


def decide_marks(*, decision: NewMarkDecision, actor: Actor, now: datetime) -> MarkDecision:
    """Settle an answer whose two markers are apart, in the place of a third marker.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises MarkingNotFound: there is no such answer in this sitting.
    :raises MarkingRefused: the caller marked it, or may not mark this candidate.
    :raises MarkingEnded: nothing is to be decided (any more), or the key is that of another decision.
    :raises UnusableHandMark: not from nothing to the full marks.
    """
    why = checked_reason(decision.reason, _("Write down why the answer is worth this."))
    with transaction.atomic(durable=True):
        attempt = _lock_attempt(decision)
        known = MarkDecision.objects.filter(client_key=decision.client_key).first()
        if known is not None:
            return _same(known, attempt, decision, why)
        one = _undecided(attempt, str(decision.item))
        if decision.by.pk in one.marker_ids or conflicted(decision.by, [attempt.candidate.enrolment]):
            raise MarkingRefused(
                _("Whoever marked this answer, or may not mark the candidate, does not decide on it.")
            )
        if rules.reasons_against_mark(decision.marks, out_of=one.answer.out_of, limits=_ANY_STEP):
            most = f"{cents(one.answer.out_of).normalize():f}"
            words = _("A mark is a number from 0 to %(most)s.") % {"most": most}
            raise UnusableHandMark(words, field="marks")
        row = MarkDecision.objects.create(
            attempt=attempt,
            item_uuid=decision.item,
            answer_hash=one.answer_hash,
            marks=decision.marks,
            out_of=cents(one.answer.out_of),
            reason=why,
            client_key=decision.client_key,
            decided_by=actor.user_uuid,
            at=now,
        )
        action, after = AuditAction.DECIDE_MARKS, {"marks": str(row.marks)}
        audit.record(actor=actor, action=action, target=row, reason=why, after=after, now=now)
    return row


def _same(known: MarkDecision, attempt: Attempt, decision: NewMarkDecision, why: str) -> MarkDecision:
    sent = (attempt.pk, decision.item, decision.marks, why)
    if (known.attempt_id, known.item_uuid, known.marks, known.reason) != sent:
        raise MarkingEnded(_("This was sent before for something else. Open the page again."))
    return known


_ANY_STEP = rules.Limits(step=Decimal("0.01"))


def _lock_attempt(decision: NewMarkDecision) -> Attempt:
    rows = Attempt.objects.select_related("candidate__sitting__scheme", "candidate__enrolment")
    attempt = (
        rows.select_for_update(of=("self",))
        .filter(uuid=decision.attempt_uuid, candidate__sitting__uuid=decision.sitting_uuid)
        .first()
    )
    if attempt is None:
        raise MarkingNotFound(_("There is no such answer in this sitting."))
    return attempt


def _undecided(attempt: Attempt, item: str) -> ToMark:
    standing = standing_of(attempt)
    one = standing.answers.get(item) if standing else None
    if standing is None or one is None:
        raise MarkingNotFound(_("There is no such answer in this sitting."))
    if standing.is_settled or one.wanted != rules.THIRD:
        raise MarkingEnded(_("Nothing is to be decided here (any more)."))
    return one


def settle_marks(*, sitting_uuid: UUID, client_key: UUID, actor: Actor, now: datetime) -> int:
    """Have every attempt marked that has all its marks, and return how many; from then on these marks stay.

    :raises SittingNotFound: when there is none.
    :raises MarkingRefused: the sitting is not closed, or nothing is complete.
    """
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        if sitting.state != SittingState.CLOSED:
            raise MarkingRefused(_("Marking begins when the sitting is closed."))
        # Whoever gives or takes back a mark meanwhile waits, and sees then that it is settled.
        lock_attempts(sitting)
        found = standings(ended_attempts([sitting]))
        ready = [one for one in found if one.worths is not None and not one.has_result]
        if not ready:
            raise MarkingRefused(_("No attempt has all its marks yet that has no result."))
        values = {"settled_by": actor.user_uuid, "at": now}
        for one in ready:
            SettledMarks.objects.get_or_create(attempt=one.attempt, marks_digest=one.digest, defaults=values)
            ask_for_mark(one.attempt, f":s{client_key}", now=now)
        after = {"attempts": len(ready)}
        audit.record(actor=actor, action=AuditAction.SETTLE_MARKS, target=sitting, after=after, now=now)
    return len(ready)
