"""Reads of separate groups."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.rows import one_of
from lms.enrolments.admission.models import Admission
from lms.enrolments.apart.models import GroupPlacing, SeparateGroup
from lms.enrolments.apart.policies import groups_kept_by, stays_grouped_by
from lms.enrolments.apart.rules import Spans, code_on, spans_of
from lms.enrolments.errors import GroupNotFound


def spans_at(site_id: int, person_ids: Iterable[int]) -> dict[int, Spans]:
    """Return by person the groups at a site, of all stays there; who was never in one is missing. One query."""
    rows = GroupPlacing.objects.filter(admission__site=site_id, admission__person__in=list(person_ids))
    columns = ("admission__person_id", "admission_id", "admission__left_date", "group__code", "from_date")
    stays: dict[tuple[int, int, date | None], list[tuple[str, date]]] = defaultdict(list)
    for person, stay, left, code, since in rows.order_by("admission_id", "pk").values_list(*columns):
        stays[person, stay, left].append((code or "", since))
    found: dict[int, Spans] = defaultdict(tuple)
    for (person, _stay, left), placings in stays.items():
        found[person] += spans_of(placings, left)
    return found


def codes_on(site_id: int, person_ids: Iterable[int], day: date) -> dict[int, str]:
    """Return by person the group on a day at a site; who is in none is missing. One query."""
    found = {person: code_on(spans, day) for person, spans in spans_at(site_id, person_ids).items()}
    return {person: code for person, code in found.items() if code}


def list_groups(user: User) -> QuerySet[Any]:
    """Return the groups of the user's sites, each with how many people are in it now."""
    here = Q(placings__admission__left_date__isnull=True) & Q(placings__pk=_last_of("placings__admission"))
    rows = groups_kept_by(user).annotate(people=Count("placings", filter=here, distinct=True))
    return rows.order_by("site__code", F("closed_at").asc(nulls_first=True), "code")


def get_group(user: User, uuid: UUID) -> SeparateGroup:
    """Return a group of one of the user's sites.

    :raises GroupNotFound: there is none.
    """
    return one_of(groups_kept_by(user), uuid, GroupNotFound(_("There is nothing at this address.")))


def list_people_in(user: User, group: SeparateGroup) -> QuerySet[Any]:
    """Return the stays that are in a group now, with the day since when, by name."""
    last = GroupPlacing.objects.filter(admission=OuterRef("pk")).order_by("-pk")
    rows: QuerySet[Any] = stays_grouped_by(user).filter(left_date__isnull=True)
    rows = rows.annotate(
        group_now=Subquery(last.values("group")[:1]), since=Subquery(last.values("from_date")[:1])
    )
    return rows.filter(group_now=group.pk).order_by("person__sort_name", "pk")


def holds_somebody(group: SeparateGroup) -> bool:
    """Return whether somebody who is here is in the group now."""
    now = GroupPlacing.objects.filter(
        group=group, admission__left_date__isnull=True, pk=_last_of("admission")
    )
    return now.exists()


def list_open_groups(site_id: int) -> QuerySet[SeparateGroup]:
    """Return the groups of a site that somebody can be put into."""
    return SeparateGroup.objects.filter(site=site_id, closed_at__isnull=True).order_by("code")


def list_placings(stay: Admission) -> list[GroupPlacing]:
    """Return every placing of a stay, the last one first."""
    return list(stay.placings.select_related("group", "by").order_by("-pk"))


def last_placings(stays: Sequence[Admission]) -> dict[int, GroupPlacing]:
    """Return by stay the placing that counts now; one query."""
    rows = GroupPlacing.objects.filter(admission__in=stays).select_related("group").order_by("pk")
    return {row.admission_id: row for row in rows}


def _last_of(admission: str) -> Subquery:
    """Return the key of the last placing of the stay that a column names."""
    rows = GroupPlacing.objects.filter(admission=OuterRef(admission)).order_by("-pk")
    return Subquery(rows.values("pk")[:1])
