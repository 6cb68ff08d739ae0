"""Which proposals of schools are in force on a day, and the versions that there are."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from certificates.issuing.proposals.frame import Frame


def in_force(
    frame: Frame, schools: Iterable[int], day: date, *, as_of: datetime | None = None
) -> QuerySet[Any]:
    """Return the approved versions of these schools whose day has come; of those about one thing the last one holds.

    `as_of`: by what was approved until then.
    """
    rows = frame.proposal.objects.filter(school__in=set(schools), from_date__lte=day)
    until = {"approval__approved_at__lte": as_of} if as_of else {"approval__isnull": False}
    rows = rows.filter(**until).defer(*frame.deferred)
    return rows.order_by("from_date", "approval__approved_at", "approval__pk")


def list_versions(frame: Frame, schools: QuerySet[Any]) -> QuerySet[Any]:
    """Return all versions of these schools, newest first for each school and what they are about."""
    rows = frame.proposal.objects.filter(school__in=schools.values("pk"))
    rows = rows.select_related("school", "approval", "closing").defer(*frame.deferred)
    return rows.order_by("school__name_zh", frame.about, "-from_date", "-pk")


def get_version(frame: Frame, schools: QuerySet[Any], uuid: UUID) -> Any:
    """Return a version of one of these schools.

    :raises NotFound: the frame's own, when there is none.
    """
    row = list_versions(frame, schools).filter(uuid=uuid).first()
    if row is None:
        raise frame.missing
    return row
