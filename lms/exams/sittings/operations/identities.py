"""Whether an invigilator has seen that a candidate is who they say."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptNotFound
from lms.exams.papers.operations import checked_reason
from lms.exams.sittings.models import Attempt, SittingCandidate
from lms.exams.sittings.operations.locking import lock_sitting
from lms.exams.sittings.room_models import IncidentCategory, IncidentEvent


def confirm_identity(
    *, attempt_uuid: UUID, sitting_uuid: UUID, actor: Actor, now: datetime
) -> SittingCandidate:
    """Note that the person was compared with their papers; noted once, it stays until it is taken back.

    :raises AttemptNotFound: the candidate is not in this room.
    """
    with transaction.atomic(durable=True):
        row = _lock(sitting_uuid, attempt_uuid)
        if not row.is_seen:
            # A clock that was set back meanwhile does not make it void.
            row.seen_at = max(now, row.unseen_at + timedelta.resolution) if row.unseen_at else now
            row.seen_by = actor.user_uuid
            row.save(update_fields=["seen_at", "seen_by"])
            audit.record(actor=actor, action=AuditAction.CONFIRM_IDENTITY, target=row, now=now)
    return row


def take_back_identity(
    *, attempt_uuid: UUID, sitting_uuid: UUID, reason: str, actor: Actor, now: datetime
) -> SittingCandidate:
    """Take back that the person was compared with their papers; why and by whom stays in the log of the room.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises SittingNotFound: when there is none.
    :raises AttemptNotFound: the candidate is not in this room.
    """
    why = checked_reason(reason, _("Write down why it does not hold."))
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        row = _lock(sitting_uuid, attempt_uuid)
        if row.seen_at is None or not row.is_seen:
            return row
        row.unseen_at = max(now, row.seen_at)
        row.save(update_fields=["unseen_at"])
        IncidentEvent.objects.create(
            sitting=sitting,
            attempt=Attempt.objects.get(uuid=attempt_uuid),
            category=IncidentCategory.UNSEEN,
            text=why,
            at=now,
            actor_uuid=actor.user_uuid,
        )
        action, before = AuditAction.TAKE_BACK_IDENTITY, {"seen_by": str(row.seen_by)}
        audit.record(actor=actor, action=action, target=row, reason=why, before=before, now=now)
    return row


def _lock(sitting_uuid: UUID, attempt_uuid: UUID) -> SittingCandidate:
    rows = SittingCandidate.objects.select_for_update().filter(sitting__uuid=sitting_uuid)
    row = rows.filter(attempts__uuid=attempt_uuid).first()
    if row is None:
        raise AttemptNotFound(_("There is no such attempt."))
    return row
