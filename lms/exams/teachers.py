"""Who taught whom, as far as the platform knows: by the timetable of classes, and by what was written as instructor."""

from collections.abc import Iterable

from lms.accounts.api import User
from lms.core import audit
from lms.core.enums import Role
from lms.delivery.api import LessonProgress, persons_taught_by
from lms.enrolments.api import Enrolment

TAUGHT_RECORDS = (Enrolment, LessonProgress)


def taught_by(user: User, persons: Iterable[int]) -> set[int]:
    """Return whom of these persons the user taught or teaches, by key; queries do not grow with the persons."""
    wanted = list(persons)
    return set(persons_taught_by(user, wanted)) | wrote_for(user, wanted)


def wrote_for(user: User, persons: Iterable[int]) -> set[int]:
    """Return to whose learning records the user wrote as an instructor, by the trail; two queries.

    Who confirmed a lesson, or changed an enrolment, in this role: outside classes there is no other record of teaching.
    """
    rows = Enrolment.objects.filter(person__in=list(persons))
    person_of = {
        uuid: person
        for person, *uuids in rows.values_list("person_id", "uuid", "lesson_progress__uuid")
        for uuid in uuids
        if uuid is not None
    }
    written = audit.entries_about(TAUGHT_RECORDS, person_of).filter(
        acting_role=Role.INSTRUCTOR, actor_uuid=user.uuid
    )
    return {person_of[uuid] for uuid in written.values_list("target_uuid", flat=True)}
