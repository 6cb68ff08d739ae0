"""Which words of a school are in force on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from certificates.issuing.wordings.models import Wording
from certificates.issuing.wordings.words import Words


def words_on(schools: Iterable[int], kind: str, day: date) -> dict[int, Words]:
    """Return by school the words for a kind on a day, where it has own ones; one query."""
    rows = Wording.objects.filter(school__in=set(schools), kind=kind, from_date__lte=day).order_by(
        "from_date"
    )
    return {row.school_id: Words(row.deed_zh, row.deed_en, row.seal_words) for row in rows}


def list_wordings(schools: QuerySet[Any]) -> QuerySet[Wording]:
    """Return all versions of these schools, newest first for each school and kind."""
    rows = Wording.objects.filter(school__in=schools.values("pk")).select_related("school")
    return rows.order_by("school__name_zh", "kind", "-from_date")
