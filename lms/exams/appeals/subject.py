"""What an appeal is about, said alike of a written and of a practical examination. Reads only."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.urls import reverse

from lms.exams.appeals.models import Appeal
from lms.exams.marking.models import Result
from lms.exams.practical.days import worked_at
from lms.exams.practical.models import PracticalCandidate, PracticalResult
from lms.exams.sittings.days import began_at

if TYPE_CHECKING:
    from lms.exams.sittings.models import Attempt, SittingCandidate
    from lms.organisations.api import Room, Site

Told = Result | PracticalResult


@dataclass(frozen=True, slots=True)
class Subject:
    """The examination of a result: who took it, what it is called, when and where it was, and where its page is.

    `title` is that of the sitting, `examination` that of its rules; for a practical examination both are the same.
    `opens` is when it began for everybody, `at` when it did for the candidate. `attempt`: what was written.
    """

    candidate: "SittingCandidate | PracticalCandidate"
    title: str
    examination: str
    code: str
    opens: datetime
    site: "Site"
    room: "Room"
    told_at: datetime | None
    address: str
    attempt: int | None = None

    @property
    def is_practical(self) -> bool:
        """Return whether it is about work."""
        return self.attempt is None

    @property
    def at(self) -> datetime:
        """Return when the candidate began, as far as that is known: an examination may span several days. Asks."""
        if self.attempt is None:
            return worked_at([self.candidate.pk]).get(self.candidate.pk, self.opens)
        return began_at([self.attempt]).get(self.attempt, self.opens)

    @property
    def name(self) -> str:
        """Return the name of the candidate."""
        return str(self.candidate.enrolment.person.full_name)


def subject_of(told: Told) -> Subject:
    """Return the examination of a result."""
    if isinstance(told, PracticalResult):
        return _of_work(told)
    return _of_writing(told.attempt, told.released_at)


def subject_of_appeal(appeal: Appeal) -> Subject:
    """Return the examination that an appeal is about, from the rows that come with the appeal."""
    if appeal.practical_result is not None:
        return _of_work(appeal.practical_result)
    return _of_writing(appeal.written, appeal.result.released_at if appeal.result else None)


def _of_writing(attempt: "Attempt", told_at: datetime | None) -> Subject:
    candidate = attempt.candidate
    sitting = candidate.sitting
    return Subject(
        candidate=candidate,
        title=sitting.title,
        examination=sitting.scheme.title,
        code=sitting.scheme.code,
        opens=sitting.opens_at,
        site=sitting.site,
        room=sitting.room,
        told_at=told_at,
        address=reverse("results:sitting", args=[sitting.uuid]),
        attempt=attempt.pk,
    )


def _of_work(told: PracticalResult) -> Subject:
    examination = told.candidate.examination
    return Subject(
        candidate=told.candidate,
        title=examination.title,
        examination=examination.title,
        code=examination.scheme.code,
        opens=examination.starts_at,
        site=examination.site,
        room=examination.room,
        told_at=examination.released_at,
        address=reverse("exams:practical", args=[examination.uuid]),
    )


def tries_of_the_day(appeal: Appeal) -> QuerySet[PracticalCandidate]:
    """Return every try that the candidate of a practical result had at that examination."""
    told = appeal.practical_result
    return PracticalCandidate.objects.none() if told is None else tries_beside(told)


def tries_beside(told: PracticalResult) -> QuerySet[PracticalCandidate]:
    """Return the tries of the same day as a result, its own among them: they count as one."""
    own = told.candidate
    return PracticalCandidate.objects.filter(examination=own.examination_id, enrolment=own.enrolment_id)
