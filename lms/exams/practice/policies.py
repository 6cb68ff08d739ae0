"""Who may see practice: the trainee whose it is, and nobody else. There is no view of it for staff."""

from django.db.models import Exists, OuterRef, QuerySet

from lms.exams.bank.models import ItemState, ItemUse, ItemVersion
from lms.exams.practice.models import MockExam, PracticeBox


def boxes_of(person_id: int | None) -> QuerySet[PracticeBox]:
    """Return the person's own boxes whose items can be practised today."""
    approved = ItemVersion.objects.filter(item=OuterRef("item"), state=ItemState.APPROVED)
    rows = PracticeBox.objects.filter(Exists(approved), item__use=ItemUse.PRACTICE)
    return rows.filter(person_id=person_id) if person_id is not None else rows.none()


def mocks_of(person_id: int | None) -> QuerySet[MockExam]:
    """Return the person's own mock examinations."""
    rows = MockExam.objects.select_related("scheme")
    return rows.filter(person_id=person_id) if person_id is not None else rows.none()
