"""Who may not mark whom: who taught the candidate, as far as the platform knows, and what was declared."""

from collections.abc import Iterable

from django.db.models import Q

from lms.accounts.api import User
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.enrolments.api import Enrolment
from lms.exams.practical.models import ConflictOfInterest

_RECORDS = ("enrolments.enrolment", "delivery.lessonprogress")


def taught_by(user: User, persons: Iterable[int]) -> frozenset[int]:
    """Return which of the persons the user taught: as an instructor the user wrote to their learning records.

    The trail is what the platform knows of teaching: who confirmed a lesson, or changed an enrolment, in this role.
    """
    written = AuditEntry.objects.filter(
        actor_uuid=user.uuid, acting_role=Role.INSTRUCTOR, target_type__in=_RECORDS
    )
    targets = written.values("target_uuid")
    rows = Enrolment.objects.filter(person__in=set(persons))
    theirs = rows.filter(Q(uuid__in=targets) | Q(lesson_progress__uuid__in=targets))
    return frozenset(theirs.values_list("person_id", flat=True))


def conflicted(assessor: User, enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """Return those of the enrolments whose person this assessor may not mark."""
    rows = list(enrolments)
    declared = ConflictOfInterest.objects.filter(assessor=assessor)
    own = {assessor.person_id} if assessor.person_id else set()
    taught = taught_by(assessor, (row.person_id for row in rows))
    barred = own | set(declared.values_list("person_id", flat=True)) | taught
    return [row for row in rows if row.person_id in barred]
