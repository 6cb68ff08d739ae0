"""Where classes of plans are opened, as the plans' pages point to it."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse

from lms.delivery.cohorts.models import Cohort
from lms.enrolments.api import ClassDoor


def doors(plan: UUID, keys: Mapping[int, UUID]) -> dict[int, ClassDoor]:
    """Return by place where each class of a plan is opened, or the cohort that it was opened as; one query."""
    opened = dict(Cohort.objects.filter(uuid__in=keys.values()).values_list("uuid", "code"))
    return {place: _door(plan, place, key, opened.get(key, "")) for place, key in keys.items()}


def _door(plan: UUID, place: int, key: UUID, code: str) -> ClassDoor:
    if code:
        return ClassDoor(reverse("cohorts:cohort", args=[key]), code)
    return ClassDoor(reverse("cohorts:take_over", args=[plan, place]))
