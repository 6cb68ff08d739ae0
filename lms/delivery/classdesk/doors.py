"""Where classes of plans are opened, as the plans' pages point to it."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from lms.core.clock import local_date, now
from lms.delivery.cohorts.again import opened_by_key
from lms.delivery.cohorts.models import Cohort, CohortMember
from lms.delivery.cohorts.queries import lasting_from
from lms.enrolments.api import ClassDoor


def doors(plan: UUID, keys: Mapping[int, Sequence[UUID]]) -> dict[int, ClassDoor]:
    """Return by place where each class of a plan is opened, or the cohort that it was opened as; two queries."""
    every = {key for of_class in keys.values() for key in of_class}
    opened = opened_by_key(every)
    inside = _inside(opened.values())
    return {
        place: _door(plan, place, _opened_as(of_class, opened), inside) for place, of_class in keys.items()
    }


def _inside(opened: Iterable[Cohort]) -> dict[int, frozenset[int]]:
    """Return by cohort the people in it, today or from a later day on."""
    rows = CohortMember.objects.filter(lasting_from(local_date(now())), cohort__in=[row.pk for row in opened])
    found: dict[int, set[int]] = {}
    for cohort, person in rows.order_by().values_list("cohort_id", "enrolment__person_id"):
        found.setdefault(cohort, set()).add(person)
    return {cohort: frozenset(people) for cohort, people in found.items()}


def _opened_as(keys: Sequence[UUID], opened: Mapping[UUID, Cohort]) -> Cohort | None:
    return next((opened[key] for key in keys if key in opened), None)


def _door(plan: UUID, place: int, opened: Cohort | None, inside: Mapping[int, frozenset[int]]) -> ClassDoor:
    if opened is not None:
        return ClassDoor(
            reverse("cohorts:cohort", args=[opened.uuid]), opened.code, inside.get(opened.pk, frozenset())
        )
    return ClassDoor(reverse("cohorts:take_over", args=[plan, place]))
