"""Looking at what entries say that can never count: the answers of a candidate, so each look is written down."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import SittingNotFound
from lms.exams.sittings.models import Sitting
from lms.exams.sittings.room_models import IncidentEvent
from lms.exams.teachers import taught_by


@dataclass(frozen=True, slots=True)
class Looked:
    """The entries that somebody may read, and how many stay closed: those of candidates whom the reader taught."""

    entries: list[IncidentEvent]
    closed: int


def look_at_entries(*, sitting_uuid: UUID, reader: User, actor: Actor, now: datetime) -> Looked:
    """Return the entries of a sitting that can never count, word for word, and write down who looked at how many.

    Who may open the page is the caller's to check. What a candidate wrote is not for who taught that candidate.

    :raises SittingNotFound: when there is none.
    """
    with transaction.atomic(durable=True):
        sitting = Sitting.objects.filter(uuid=sitting_uuid).first()
        if sitting is None:
            raise SittingNotFound(_("There is no such sitting."))
        rows = IncidentEvent.objects.filter(sitting=sitting, entry__isnull=False)
        named = rows.select_related("sitting", "attempt__candidate__enrolment__person", "attempt__paper")
        kept = list(named.defer("attempt__paper__content").order_by("-pk"))
        taught = taught_by(reader, {_person(row) for row in kept})
        entries = [row for row in kept if _person(row) not in taught]
        after = {"entries": len(entries), "closed": len(kept) - len(entries)}
        audit.record(actor=actor, action=AuditAction.READ_ENTRIES, target=sitting, after=after, now=now)
    return Looked(entries, len(kept) - len(entries))


def _person(row: IncidentEvent) -> int:
    # An entry is always one of an attempt.
    return row.attempt.candidate.enrolment.person_id if row.attempt else 0
