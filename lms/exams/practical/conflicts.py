"""Who may not mark whom: who taught the candidate, as far as the platform knows, and what was declared."""

from collections.abc import Iterable

from django.db.models import QuerySet

from lms.accounts.api import User
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.enrolments.api import Enrolment
from lms.exams.practical.models import ConflictOfInterest, PracticalExamination

TAUGHT_RECORDS = ("enrolments.enrolment", "delivery.lessonprogress")


def conflicts_at(
    examination: PracticalExamination, *, with_taken_back: bool = False
) -> QuerySet[ConflictOfInterest]:
    """Return what was declared between its panel and its candidates."""
    rows = ConflictOfInterest.objects.filter(
        assessor__in=examination.panel.values("assessor"),
        person__in=examination.candidates.values("enrolment__person"),
    )
    return rows if with_taken_back else rows.filter(taken_back=None)


def taught_by(user: User, persons: Iterable[int]) -> set[int]:
    """Return to whose learning records the user wrote as an instructor; queries do not grow with the persons.

    The trail is what the platform knows of teaching: who confirmed a lesson, or changed an enrolment, in this role.
    """
    rows = Enrolment.objects.filter(person__in=list(persons))
    person_of = {
        uuid: person
        for person, *uuids in rows.values_list("person_id", "uuid", "lesson_progress__uuid")
        for uuid in uuids
        if uuid is not None
    }
    written = AuditEntry.objects.filter(
        target_uuid__in=person_of,
        target_type__in=TAUGHT_RECORDS,
        acting_role=Role.INSTRUCTOR,
        actor_uuid=user.uuid,
    )
    return {person_of[uuid] for uuid in written.values_list("target_uuid", flat=True)}


def conflicted(assessor: User, enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """Return those of the enrolments whose person this assessor may not mark."""
    rows = list(enrolments)
    declared = ConflictOfInterest.objects.filter(assessor=assessor, taken_back=None)
    against = set(declared.values_list("person_id", flat=True)) | {assessor.person_id}
    against |= taught_by(assessor, {row.person_id for row in rows})
    return [row for row in rows if row.person_id in against]
