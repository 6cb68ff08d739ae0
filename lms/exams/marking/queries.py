"""Reads of results: released ones only."""

from uuid import UUID

from django.db.models import QuerySet

from lms.exams.marking.current import results_that_count
from lms.exams.marking.models import Result


def list_released_results(enrolment_uuid: UUID) -> QuerySet[Result]:
    """Return the released results of an enrolment with their schemes, newest first; of each attempt what counts."""
    rows = results_that_count(released=True).filter(attempt__candidate__enrolment__uuid=enrolment_uuid)
    return rows.select_related("attempt__candidate__sitting__scheme")
