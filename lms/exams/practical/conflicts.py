"""Who may not mark whom: who taught the candidate, as far as the platform knows, and what was declared."""

from collections.abc import Iterable

from django.db.models import QuerySet

from lms.accounts.api import User
from lms.delivery.api import persons_taught_by
from lms.enrolments.api import Enrolment
from lms.exams.practical.models import ConflictOfInterest, PracticalExamination
from lms.exams.teachers import wrote_for


def conflicts_at(
    examination: PracticalExamination, *, with_taken_back: bool = False
) -> QuerySet[ConflictOfInterest]:
    """Return what was declared between its panel and its candidates."""
    rows = ConflictOfInterest.objects.filter(
        assessor__in=examination.panel.values("assessor"),
        person__in=examination.candidates.values("enrolment__person"),
    )
    return rows if with_taken_back else rows.filter(taken_back=None)


def conflicted(assessor: User, enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    """Return those of the enrolments whose person this assessor may not mark."""
    rows = list(enrolments)
    persons = {row.person_id for row in rows}
    declared = ConflictOfInterest.objects.filter(assessor=assessor, taken_back=None).order_by()
    known = declared.values_list("person_id", flat=True).union(persons_taught_by(assessor, persons))
    against = {assessor.person_id, *known} | wrote_for(assessor, persons)
    return [row for row in rows if row.person_id in against]
