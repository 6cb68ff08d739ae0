"""What this app tells of an enrolment: the classes that it is or was in at its site."""

from collections.abc import Iterator

from django.urls import reverse

from lms.delivery.cohorts.models import CohortMember
from lms.enrolments.api import ClassOfEnrolment, Enrolment


def tell_classes(enrolment: Enrolment) -> Iterator[ClassOfEnrolment]:
    """Tell of the classes, the latest first; those at another site stay there."""
    rows = CohortMember.objects.filter(enrolment=enrolment, cohort__site=enrolment.site_id)
    for row in rows.select_related("cohort").order_by("-joined_on", "-pk"):
        address = reverse("cohorts:cohort", args=[row.cohort.uuid])
        yield ClassOfEnrolment(row.cohort.code, address, row.joined_on, row.left_on)
