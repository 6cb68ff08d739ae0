"""Which words of a school are in force on a day."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from certificates.issuing.errors import WordingNotFound
from certificates.issuing.wordings.models import Wording
from certificates.issuing.wordings.words import Words


def words_on(
    schools: Iterable[int], kind: str, day: date, *, as_of: datetime | None = None
) -> dict[int, Words]:
    """Return by school the approved words for a kind on a day, where it has own ones; one query.

    `as_of`: by what was approved until then.
    """
    rows = Wording.objects.filter(school__in=set(schools), kind=kind, from_date__lte=day)
    until = {"approval__approved_at__lte": as_of} if as_of else {"approval__isnull": False}
    rows = rows.filter(**until).order_by("from_date", "approval__approved_at", "approval__pk")
    return {row.school_id: words_of(row) for row in rows}


def list_wordings(schools: QuerySet[Any]) -> QuerySet[Wording]:
    """Return all versions of these schools, newest first for each school and kind."""
    rows = Wording.objects.filter(school__in=schools.values("pk")).select_related(
        "school", "approval", "closing"
    )
    return rows.order_by("school__name_zh", "kind", "-from_date", "-pk")


def get_wording(schools: QuerySet[Any], uuid: UUID) -> Wording:
    """Return a version of one of these schools.

    :raises WordingNotFound: when there is none.
    """
    row = list_wordings(schools).filter(uuid=uuid).first()
    if row is None:
        raise WordingNotFound
    return row


def words_of(row: Wording) -> Words:
    """Return what a version says."""
    return Words(row.deed_zh, row.deed_en, row.seal_words)
