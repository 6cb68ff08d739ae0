"""Who may see practice: the trainee whose it is, and nobody else. There is no view of it for staff."""

from django.db.models import QuerySet

from courses.catalog.api import Requirement
from lms.enrolments.api import list_enrolments_of
from lms.exams.bank.models import ItemUse
from lms.exams.practice.models import MockExam, PracticeBox


def boxes_of(person_id: int | None) -> QuerySet[PracticeBox]:
    """Return the person's own boxes whose items can be practised today."""
    rows = PracticeBox.objects.filter(item__use=ItemUse.PRACTICE, item__retired_at__isnull=True)
    return rows.filter(person_id=person_id) if person_id is not None else rows.none()


def mocks_of(person_id: int | None) -> QuerySet[MockExam]:
    """Return the person's own mock examinations."""
    rows = MockExam.objects.select_related("scheme")
    return rows.filter(person_id=person_id) if person_id is not None else rows.none()


def may_practise(person_id: int | None, scheme_code: str) -> bool:
    """Return whether an examination is of the person's own programmes, or of none: lessons alone lead to it."""
    own = list_enrolments_of(person_id).filter(version__requirements__examination_scheme=scheme_code)
    return own.exists() or not Requirement.objects.filter(examination_scheme=scheme_code).exists()
