"""Where classes of plans are opened, as the plans' pages point to it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from lms.delivery.cohorts.again import opened_by_key
from lms.delivery.cohorts.models import Cohort
from lms.enrolments.api import ClassDoor


def doors(plan: UUID, keys: Mapping[int, Sequence[UUID]]) -> dict[int, ClassDoor]:
    """Return by place where each class of a plan is opened, or the cohort that it was opened as; one query."""
    every = {key for of_class in keys.values() for key in of_class}
    opened = opened_by_key(every)
    return {place: _door(plan, place, _opened_as(of_class, opened)) for place, of_class in keys.items()}


def _opened_as(keys: Sequence[UUID], opened: Mapping[UUID, Cohort]) -> Cohort | None:
    return next((opened[key] for key in keys if key in opened), None)


def _door(plan: UUID, place: int, opened: Cohort | None) -> ClassDoor:
    if opened is not None:
        return ClassDoor(reverse("cohorts:cohort", args=[opened.uuid]), opened.code)
    return ClassDoor(reverse("cohorts:take_over", args=[plan, place]))
