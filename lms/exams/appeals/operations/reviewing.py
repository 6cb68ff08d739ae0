"""Taking an appeal, by somebody who had no part in what it is about, and giving it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.appeals.errors import AppealMoved, AppealRefused
from lms.exams.appeals.models import Appeal, AppealState
from lms.exams.appeals.operations.locking import lock_appeal, refuse_parts, user_of
from lms.exams.audit_actions import AuditAction
from lms.exams.papers.operations import checked_reason


def take_appeal(*, appeal_uuid: UUID, actor: Actor, now: datetime) -> Appeal:
    """Begin to review an appeal; again by the same person changes nothing.

    :raises AppealNotFound: when there is none.
    :raises AppealMoved: somebody else has taken it.
    :raises AppealRefused: it was withdrawn or decided.
    :raises PartTaken: the caller had a part in it, with what that was.
    """
    user = user_of(actor)
    with transaction.atomic(durable=True):
        row = lock_appeal(appeal_uuid)
        if row.state == AppealState.IN_REVIEW and row.reviewer == user:
            return row
        if row.state == AppealState.IN_REVIEW:
            raise AppealMoved(_("Another examinations officer has taken this appeal."))
        if row.state != AppealState.FILED:
            raise AppealRefused(_("This appeal is closed: %(state)s.") % {"state": row.get_state_display()})
        refuse_parts(row, user)
        row.state, row.reviewer, row.taken_at = AppealState.IN_REVIEW, user, now
        row.save(update_fields=["state", "reviewer", "taken_at"])
        audit.record(actor=actor, action=AuditAction.TAKE_APPEAL, target=row, now=now)
    return row


def give_back_appeal(*, appeal_uuid: UUID, reason: str, actor: Actor, now: datetime) -> Appeal:
    """Let somebody else take an appeal: whoever reviews it cannot go on, or another officer says so.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises AppealNotFound: when there is none.
    :raises AppealRefused: nobody reviews it.
    """
    why = checked_reason(reason, _("Write down why somebody else has to look at it."))
    user_of(actor)
    with transaction.atomic(durable=True):
        row = lock_appeal(appeal_uuid)
        if row.state != AppealState.IN_REVIEW:
            raise AppealRefused(_("Nobody reviews this appeal now."))
        row.state, row.reviewer, row.taken_at = AppealState.FILED, None, None
        row.save(update_fields=["state", "reviewer", "taken_at"])
        audit.record(actor=actor, action=AuditAction.GIVE_BACK_APPEAL, target=row, reason=why, now=now)
    return row
