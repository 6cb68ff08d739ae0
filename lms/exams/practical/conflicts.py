"""Who may not mark whom: who taught the candidate, as far as the platform knows, and what was declared."""

from collections.abc import Iterable
from uuid import UUID

from lms.accounts.api import User
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.enrolments.api import Enrolment
from lms.exams.practical.models import ConflictOfInterest

_RECORDS = ("enrolments.enrolment", "delivery.lessonprogress")


def who_taught(enrolment: Enrolment) -> frozenset[UUID]:
    """Return the users who, as instructors, wrote to the learning records of the person.

    The trail is what the platform knows of teaching: who confirmed a lesson, or changed an enrolment, in this role.
    """
    person = enrolment.person
    enrolments = person.enrolments.values_list("uuid", "lesson_progress__uuid")
    uuids = {uuid for pair in enrolments for uuid in pair if uuid is not None}
    written = AuditEntry.objects.filter(target_uuid__in=uuids, acting_role=Role.INSTRUCTOR)
    rows = written.filter(target_type__in=_RECORDS, actor_uuid__isnull=False)
    return frozenset(rows.values_list("actor_uuid", flat=True))


def conflicted(assessor: User, enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """Return those of the enrolments whose person this assessor may not mark."""
    rows = list(enrolments)
    declared = ConflictOfInterest.objects.filter(assessor=assessor)
    persons = set(declared.values_list("person_id", flat=True))
    own = {assessor.person_id} if assessor.person_id else set()
    return [row for row in rows if row.person_id in persons | own or assessor.uuid in who_taught(row)]
