"""Reads of results: released ones only."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from lms.exams.marking.models import Result


def list_released_results(enrolment_uuid: UUID) -> QuerySet[Result]:
    """Return the released results of an enrolment with their schemes, newest first; of each attempt what counts."""
    newer = Result.objects.filter(
        attempt=OuterRef("attempt"), key_version__gt=OuterRef("key_version"), released_at__isnull=False
    )
    rows = Result.objects.filter(
        ~Exists(newer), attempt__candidate__enrolment__uuid=enrolment_uuid, released_at__isnull=False
    )
    return rows.select_related("attempt__candidate__sitting__scheme")
