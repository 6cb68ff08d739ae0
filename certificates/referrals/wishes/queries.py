"""Reads of wishes: what counts now, of one person or of many, and how it came to be so."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from certificates.referrals.wishes.models import WorkWish
from certificates.referrals.wishes.rules import Wish, as_read

COLUMNS = (
    "mind",
    "occupations",
    "districts",
    "other_place",
    "lowest_pay",
    "shifts",
    "needs_lodging",
    "from_date",
)


def wish_from(values: Sequence[Any], read: Callable[[str], tuple[str, ...]] = as_read) -> Wish:
    """Return the wish that the values of COLUMNS say."""
    mind, occupations, districts, other_place, lowest_pay, shifts, needs_lodging, from_date = values
    return Wish(
        mind,
        read(occupations),
        read(districts),
        other_place,
        lowest_pay,
        read(shifts),
        needs_lodging,
        from_date,
    )


def wish_of_row(row: WorkWish) -> Wish:
    """Return what a row says."""
    return wish_from(tuple(getattr(row, name) for name in COLUMNS))


def history_of(person_id: int | None) -> QuerySet[WorkWish]:
    """Return everything that a person wished, the last first."""
    return WorkWish.objects.filter(person=person_id).order_by("-number")


def current() -> QuerySet[WorkWish]:
    """Return the wishes that count now."""
    newer = WorkWish.objects.filter(person=OuterRef("person"), number__gt=OuterRef("number"))
    return WorkWish.objects.filter(~Exists(newer))


def wishes_by_person(people: QuerySet[Any]) -> dict[int, Wish]:
    """Return by person's key what each wishes now; who was never asked is left out. One query."""
    # Many tick the same.
    read = cache(as_read)
    rows = current().filter(person__in=people).order_by().values_list("person_id", *COLUMNS)
    return {person_id: wish_from(values, read) for person_id, *values in rows.iterator()}
