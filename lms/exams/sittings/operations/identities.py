"""Whether an invigilator has seen that a candidate is who they say."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptNotFound
from lms.exams.sittings.models import SittingCandidate


def confirm_identity(
    *, attempt_uuid: UUID, sitting_uuid: UUID, actor: Actor, now: datetime
) -> SittingCandidate:
    """Note that the person was compared with their papers; noted once, it stays.

    :raises AttemptNotFound: the candidate is not in this room.
    """
    with transaction.atomic(durable=True):
        rows = SittingCandidate.objects.select_for_update().filter(sitting__uuid=sitting_uuid)
        row = rows.filter(attempts__uuid=attempt_uuid).first()
        if row is None:
            raise AttemptNotFound(_("There is no such attempt."))
        if row.seen_at is None:
            row.seen_at, row.seen_by = now, actor.user_uuid
            row.save(update_fields=["seen_at", "seen_by"])
            audit.record(actor=actor, action=AuditAction.CONFIRM_IDENTITY, target=row, now=now)
    return row
