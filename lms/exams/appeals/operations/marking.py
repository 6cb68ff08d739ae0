"""After the further person has marked: a result of its own, which is released by two like any other."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.api import lock_enrolments
from lms.exams.appeals.errors import AppealNotFound, AppealRefused
from lms.exams.appeals.models import Appeal
from lms.exams.audit_actions import AuditAction
from lms.exams.handmarking.models import FurtherMarking
from lms.exams.handmarking.rules import APPEAL
from lms.exams.handmarking.standing import standing_of
from lms.exams.marking.models import Result
from lms.exams.marking.operations import mark_further
from lms.exams.sittings.operations.locking import lock_attempts, lock_sitting


def settle_further_marking(*, appeal_uuid: UUID, actor: Actor, now: datetime) -> Result:
    """Make the result after the further marking; again changes nothing. Former results stay as they are.

    :raises AppealNotFound: there is no such appeal, or it asked for no further marking.
    :raises AppealRefused: answers still wait for their further mark.
    :raises EvidenceUndecided: answers were held, and nobody has said whether they count.
    :raises MarksMissing: other answers of the attempt wait for a mark.
    """
    place = Appeal.objects.filter(uuid=appeal_uuid, further_marking__isnull=False).values_list(
        "attempt__candidate__enrolment_id", "attempt__candidate__sitting__uuid"
    )
    found = place.first()
    if found is None:
        raise AppealNotFound(_("This appeal asked for no further marking."))
    enrolment, sitting = found
    with transaction.atomic(durable=True):
        lock_enrolments([enrolment])
        # Whoever gives or takes back a mark meanwhile waits, and sees then that it is settled.
        lock_attempts(lock_sitting(sitting))
        rows = FurtherMarking.objects.select_related(
            "appeal", "attempt__candidate__sitting__scheme", "attempt__candidate__enrolment"
        )
        order = rows.get(appeal__uuid=appeal_uuid)
        known = result_of(order)
        if known is not None:
            return known
        _refuse_unmarked(order)
        result = mark_further(order.attempt, order.round, actor=actor, now=now)
        after = {"result": str(result.uuid), "passed": result.passed}
        audit.record(actor=actor, action=AuditAction.SETTLE_APPEAL, target=order.appeal, after=after, now=now)
    return result


def result_of(order: FurtherMarking) -> Result | None:
    """Return the result that a further marking led to: the first of its round."""
    rows = Result.objects.filter(attempt=order.attempt_id, round=order.round)
    return rows.order_by("receipt_number", "key_version").first()


def _refuse_unmarked(order: FurtherMarking) -> None:
    standing = standing_of(order.attempt)
    waiting = [] if standing is None else [one for one in standing.answers.values() if one.wanted == APPEAL]
    if standing is None or waiting:
        raise AppealRefused(_("Not all answers have the mark of the further person yet."))
