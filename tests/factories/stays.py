"""Stays for tests: `a_stay(person)` admits somebody who has been added before."""

from datetime import date
from typing import Any

from lms.accounts.models import Person
from lms.enrolments.models import Admission
from tests.factories.courses import NOW


def a_stay(person: Person, **changed: Any) -> Admission:
    """Return an open stay from 2026-05-11 on, until the forecast of 2028-05-10; fit, junior secondary."""
    values = {
        "person": person,
        "site": person.site,
        "number": f"9{person.pk:06d}",
        "admitted_date": date(2026, 5, 11),
        "schooling": "junior",
        "is_fit": True,
        "fitness_date": date(2026, 5, 12),
        "forecast_date": date(2028, 5, 10),
        "created_at": NOW,
    }
    return Admission.objects.create(**{**values, **changed})
