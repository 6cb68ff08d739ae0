"""Individual extra time: an event with a reason, never an edit of the deadline."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptNotFound, AttemptNotOpen, UnusableExtraTime
from lms.exams.sittings import rules
from lms.exams.sittings.models import Attempt, AttemptState, TimeEvent, TimeKind


def give_extra_time(
    *, attempt_uuid: UUID, minutes: int, reason: str, actor: Actor, now: datetime
) -> TimeEvent:
    """Give a writing candidate more time.

    :raises UnusableExtraTime: no reason, or not between 1 and 120 minutes.
    :raises AttemptNotFound: when there is none.
    :raises AttemptNotOpen: the candidate is not writing.
    """
    reasons = rules.reasons_against_extra(minutes, reason)
    if reasons:
        words = {
            "minutes_out_of_range": _("Give between 1 and 120 minutes."),
            "reason_missing": _("Write down the reason."),
        }
        field = "minutes" if "minutes_out_of_range" in reasons else "reason"
        raise UnusableExtraTime(words[reasons[0]], field=field)
    with transaction.atomic(durable=True):
        attempt = Attempt.objects.select_for_update().filter(uuid=attempt_uuid).first()
        if attempt is None:
            raise AttemptNotFound(_("There is no such attempt."))
        if attempt.state != AttemptState.IN_PROGRESS:
            raise AttemptNotOpen(_("This candidate is not writing."))
        event = TimeEvent.objects.create(
            attempt=attempt,
            kind=TimeKind.EXTRA,
            at=now,
            seconds=minutes * 60,
            reason=reason.strip()[:300],
            actor_uuid=actor.user_uuid,
        )
        after = {"minutes": minutes}
        audit.record(
            actor=actor,
            action=AuditAction.GIVE_EXTRA_TIME,
            target=attempt,
            reason=event.reason,
            after=after,
            now=now,
        )
    return event
