"""Nobody reads lessons, notes or practice while being examined; that it was tried stands in the log of the room."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.errors import LinkedReason
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import ReadingRefused
from lms.exams.sittings.models import Attempt, AttemptState

# A page that is loaded again and again is one try.
ONE_TRY = timedelta(minutes=1)


def being_examined(person: str) -> Exists:
    """Return the condition that an attempt of a person runs; `person` names the person in the rows that are asked."""
    return Exists(
        Attempt.objects.filter(candidate__enrolment__person=OuterRef(person), state=AttemptState.IN_PROGRESS)
    )


def refuse_reading_while_examined(person_id: int | None, *, actor: Actor, now: datetime) -> None:
    """Let a person read who is not being examined at the moment.

    :raises ReadingRefused: an attempt of this person runs; the log of its room says that it was tried.
    """
    running = Attempt.objects.filter(
        candidate__enrolment__person=person_id, state=AttemptState.IN_PROGRESS
    ).first()
    if running is None:
        return
    _note_try(running, actor=actor, now=now)
    way = LinkedReason(_("Go on with the examination"), reverse("exams:attempt", args=[running.uuid]))
    words = _("Your examination is running. Lessons, notes and practice open again when you have handed in.")
    raise ReadingRefused(words, reasons=[way])


def _note_try(attempt: Attempt, *, actor: Actor, now: datetime) -> None:
    action = AuditAction.READ_WHILE_EXAMINED
    known = audit.entries_about(Attempt, [attempt.uuid]).filter(action=action, at__gt=now - ONE_TRY)
    if not known.exists():
        with transaction.atomic():
            audit.record(actor=actor, action=action, target=attempt, now=now)
