"""Reads for who looks for work for people: until when somebody is here, and which papers of others are confirmed.

They take a query of keys, not a list: twenty thousand people are as many queries as one.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from lms.enrolments.admission.models import Admission
from lms.enrolments.external.models import ExternalCertificate, VerificationResult
from lms.enrolments.external.queries import with_standing


def stays_now(keys: QuerySet[Any]) -> dict[int, date | None]:
    """Return by person who is here now until when they are expected to be, None where nobody knows. One query."""
    rows = Admission.objects.filter(person__in=keys, left_date__isnull=True).order_by()
    return dict(rows.values_list("person_id", "forecast_date"))


def confirmed_papers(keys: QuerySet[Any]) -> Iterable[tuple[Any, ...]]:
    """Return person, kind, level, occupation, first and last day of confirmed papers of other bodies. One query."""
    rows = ExternalCertificate.objects.filter(person__in=keys, struck_at=None).order_by()
    confirmed = with_standing(rows).filter(last_result=VerificationResult.CONFIRMED)
    return confirmed.values_list("person_id", "kind", "level", "occupation", "issued_date", "lasts_until")
