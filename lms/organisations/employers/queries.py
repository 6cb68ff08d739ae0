"""Reads of employers as bodies: how they stand, and which are named alike."""

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from lms.organisations.employers.models import EmployerDecision
from lms.organisations.employers.rules import Decision, Standing
from lms.organisations.models import Employer


def with_last_decision(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    """Mark with `last_kind` and `last_at` the last decision about each; empty for none."""
    last = EmployerDecision.objects.filter(employer=OuterRef("pk")).order_by("-number")
    return employers.annotate(
        last_kind=Coalesce(Subquery(last.values("kind")[:1]), Value("")),
        last_at=Subquery(last.values("at")[:1]),
    )


def employers_that_stand(standing: Standing | None) -> QuerySet[Employer]:
    """Return the employers that stand so, all for None: those that wait first, then the newest."""
    rows = with_last_decision(Employer.objects.all()).order_by("is_verified", "-pk")
    if standing is None:
        return rows
    if standing is Standing.VERIFIED:
        return rows.filter(is_verified=True)
    kinds: dict[Standing, list[str]] = {
        Standing.WAITING: ["", Decision.VERIFIED, Decision.LIFTED],
        Standing.SECOND: [Decision.LOOKED_AT],
        Standing.REFUSED: [Decision.REFUSED],
        Standing.SUSPENDED: [Decision.SUSPENDED],
    }
    decided = {"last_kind__in": kinds[standing]}  # annotated
    return rows.filter(is_verified=False, **decided)


def name_look_alikes(employer: Employer) -> QuerySet[Employer]:
    """Return other employers whose names are read as one of this one's."""
    keys = [key for key in (employer.key_zh, employer.key_en) if key]
    return Employer.objects.filter(Q(key_zh__in=keys) | Q(key_en__in=keys)).exclude(pk=employer.pk)
