"""Stays for tests: `a_stay(person)` admits somebody who has been added before."""

from datetime import date
from typing import Any

from lms.accounts.models import Person
from lms.enrolments.admission.fitness import first_statement
from lms.enrolments.models import Admission, FitnessStatement
from tests.append_only import changeable
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
    stay = Admission.objects.create(**{**values, **changed})
    if stay.is_fit is not None:
        first_statement(stay, by=None, now=stay.created_at).save()
    return stay


def say_fit(stay: Admission, is_fit: bool | None, *, on: date | None = None) -> None:
    """Let the clinic say something else of a stay than the factory did; None: it has said nothing."""
    with changeable(FitnessStatement):
        stay.fitness.all().delete()
    stay.is_fit, stay.fitness_date = is_fit, None if is_fit is None else on or stay.admitted_date
    stay.save(update_fields=["is_fit", "fitness_date"])
    if is_fit is not None:
        first_statement(stay, by=None, now=stay.created_at).save()
