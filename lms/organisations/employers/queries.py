"""Reads of employers as bodies: how they stand, and which are named alike."""

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from lms.organisations.employers.models import EmployerDecision
from lms.organisations.employers.rules import (
    STAND_SUSPENDED,
    WAIT_FOR_OFFICERS,
    Decision,
    Standing,
    standing_of,
)
from lms.organisations.models import Employer


def with_last_decision(employers: QuerySet[Employer]) -> QuerySet[Employer]:
    """Mark with `last_kind` and `last_at` the last decision about each; empty for none."""
    last = EmployerDecision.objects.filter(employer=OuterRef("pk")).order_by("-number")
    return employers.annotate(
        last_kind=Coalesce(Subquery(last.values("kind")[:1]), Value("")),
        last_at=Subquery(last.values("at")[:1]),
    )


def employers_that_stand(standing: Standing | None) -> QuerySet[Employer]:
    """Return the employers that stand so, all for None: what waits longest for officers first, then the newest."""
    waits = Q()
    for each in WAIT_FOR_OFFICERS:
        waits |= _that_stands(each)
    rows = with_last_decision(Employer.objects.all()).annotate(
        waits_since=Case(When(waits, then=F("pk")), default=None)
    )
    rows = rows.order_by(F("waits_since").asc(nulls_last=True), "-pk")
    return rows if standing is None else rows.filter(_that_stands(standing))


def _that_stands(standing: Standing) -> Q:
    """Say `standing_of` to the database, of rows with their last decision."""
    kinds = [
        str(last)
        for last in ("", *Decision)
        if standing_of(is_verified=standing is Standing.VERIFIED, last=last) is standing
    ]
    return Q(is_verified=standing is Standing.VERIFIED, last_kind__in=kinds)


def holders_of_code(code: str) -> QuerySet[Employer]:
    """Return whose code it is: an officer stood for it, be it suspended since. Others only say so."""
    rows = with_last_decision(Employer.objects.filter(credit_code=code))
    held = _that_stands(Standing.VERIFIED)
    for each in STAND_SUSPENDED:
        held |= _that_stands(each)
    return rows.filter(held)


def body_look_alikes(employer: Employer) -> QuerySet[Employer]:
    """Return other employers whose names are read as one of this one's, or that say the same code."""
    keys = [key for key in (employer.key_zh, employer.key_en) if key]
    alike = Q(key_zh__in=keys) | Q(key_en__in=keys)
    if employer.credit_code:
        alike |= Q(credit_code=employer.credit_code)
    return Employer.objects.filter(alike).exclude(pk=employer.pk)
