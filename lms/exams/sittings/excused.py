"""Which absences do not count: those that two officers have excused after the room was closed (ADR 0215)."""

from django.db.models import Exists, OuterRef

from lms.exams.sittings.models import SittingCandidate

_HOLDS = "holds"


def excused(candidate: str = "candidate") -> Exists:
    """Return the condition on rows that the absence of their candidate, named by its way, is excused."""
    rows = SittingCandidate.objects.filter(excuses__undoes=None, excuses__state=_HOLDS)
    return Exists(rows.filter(pk=OuterRef(candidate)))
