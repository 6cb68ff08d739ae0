"""Tries that an appeal has set aside (ADR 0126): the day does not count, and the examination can be done again.

All tries of one day at one examination count as one try, so an appeal against one of them sets the day aside. What was
marked stays: results, and what single tasks proved.
"""

from django.db.models import Exists, OuterRef, QuerySet

from lms.exams.practical.models import PracticalCandidate

SET_ASIDE = {"results__appeals__state": "decided", "results__appeals__remedy": "try"}


def without_waived(rows: QuerySet[PracticalCandidate]) -> QuerySet[PracticalCandidate]:
    """Leave out the tries of days that do not count."""
    return rows.exclude(_of_that_day())


def waived_among(rows: QuerySet[PracticalCandidate]) -> set[int]:
    """Return the keys of the tries among these that do not count."""
    return set(rows.filter(_of_that_day()).values_list("pk", flat=True))


def _of_that_day() -> Exists:
    same = PracticalCandidate.objects.filter(
        examination=OuterRef("examination"), enrolment=OuterRef("enrolment"), **SET_ASIDE
    )
    return Exists(same)
