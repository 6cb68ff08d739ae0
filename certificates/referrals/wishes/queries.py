"""Reads of wishes: what counts now, of one person or of many, and how it came to be so."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from certificates.referrals.wishes.models import WorkWish
from certificates.referrals.wishes.rules import Kept, Wish, wish_from


def wish_of_row(row: WorkWish) -> Wish:
    """Return what a row says."""
    return wish_from(tuple(getattr(row, name) for name in Wish._fields))


def history_of(person_id: int | None) -> QuerySet[WorkWish]:
    """Return everything that a person wished, the last first."""
    return WorkWish.objects.filter(person=person_id).order_by("-number")


def current() -> QuerySet[WorkWish]:
    """Return the wishes that count now."""
    newer = WorkWish.objects.filter(person=OuterRef("person"), number__gt=OuterRef("number"))
    return WorkWish.objects.filter(~Exists(newer))


def kept_by_person(people: QuerySet[Any]) -> dict[int, Kept]:
    """Return by person's key what each wishes now, as it is kept; who was never asked is left out. One query."""
    rows = current().filter(person__in=people).order_by().values_list("person_id", *Wish._fields)
    return {row[0]: row[1:] for row in rows}


def wishes_by_person(people: QuerySet[Any]) -> dict[int, Wish]:
    """Return by person's key what each wishes now; who was never asked is left out. One query."""
    return {person_id: wish_from(kept) for person_id, kept in kept_by_person(people).items()}
