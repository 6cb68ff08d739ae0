"""Reads of openings: an employer's own, those that officers look at, and how each stands on a day."""

from datetime import date
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _

from certificates.referrals.errors import OpeningNotFound, OpeningRefused
from certificates.referrals.models import Opening, OpeningDecision
from certificates.referrals.rules import Offer, Standing, State, Step, standing_of
from lms.accounts.api import User, employer_of
from lms.organisations.api import Employer


def employer_behind(user: User | AnonymousUser) -> Employer:
    """Return the verified employer for which this user acts now.

    :raises OpeningRefused: the role has just ended.
    """
    employer = employer_of(user) if isinstance(user, User) else None
    if employer is None:
        raise OpeningRefused(_("Your account belongs to no employer any more."))
    return employer


def openings_of(employer_id: int) -> QuerySet[Opening]:
    """Return every opening of an employer, the last touched first."""
    return Opening.objects.filter(employer=employer_id).select_related("employer", "occupation")


def own_opening(employer_id: int, opening_uuid: UUID) -> Opening:
    """Return an opening of this employer.

    :raises OpeningNotFound: when it is not there, or another employer's.
    """
    return _one(openings_of(employer_id), opening_uuid)


def openings_for_officers(*, today: date, standing: Standing | None = None) -> QuerySet[Opening]:
    """Return what was ever sent in and is no draft now: what waits comes first, longest since it was touched."""
    sent_in = OpeningDecision.objects.filter(opening=OuterRef("pk"), step=Step.SUBMIT)
    rows = Opening.objects.exclude(state=State.DRAFT).filter(Exists(sent_in))
    if standing is not None:
        rows = rows.filter(_that_stands(standing, today))
    waits = When(_that_stands(Standing.WAITING, today), then=F("changed_at"))
    rows = rows.annotate(waits_since=Case(waits, default=None))
    longest = F("waits_since").asc(nulls_last=True)
    return rows.select_related("employer", "occupation").order_by(longest, "-changed_at", "-pk")


def opening_for_officers(opening_uuid: UUID, *, today: date) -> Opening:
    """Return an opening that officers may look at.

    :raises OpeningNotFound: when it is not there, or its employer has not sent it in.
    """
    return _one(openings_for_officers(today=today), opening_uuid)


def standing_on(opening: Opening, *, today: date) -> Standing:
    """Return how an opening stands on a day."""
    return standing_of(
        state=opening.state, from_date=opening.from_date, until_date=opening.until_date, today=today
    )


def offer_of(opening: Opening) -> Offer:
    """Return what an opening says."""
    return Offer(
        title=opening.title,
        occupation=opening.occupation.code if opening.occupation else "",
        wanted_kind=opening.wanted_kind,
        wanted_level=opening.wanted_level,
        district=opening.district,
        pay_from=opening.pay_from,
        pay_to=opening.pay_to,
        insurance=opening.insurance,
        lodging=opening.lodging,
        shifts=opening.shifts,
        number_wanted=opening.number_wanted,
        from_date=opening.from_date,
        until_date=opening.until_date,
        text=opening.text,
    )


def _that_stands(standing: Standing, today: date) -> Q:
    """Say `standing_of` to the database."""
    day = {
        Standing.WAITING: Q(state=State.SUBMITTED, until_date__gte=today),
        Standing.RUNNING: Q(state=State.APPROVED, from_date__lte=today, until_date__gte=today),
        Standing.COMING: Q(state=State.APPROVED, from_date__gt=today),
        Standing.ENDED: Q(state__in=[State.SUBMITTED.value, State.APPROVED.value], until_date__lt=today),
    }
    return day[standing] if standing in day else Q(state=standing.value)


def _one(rows: QuerySet[Opening], opening_uuid: UUID) -> Opening:
    opening = rows.filter(uuid=opening_uuid).first()
    if opening is None:
        raise OpeningNotFound
    return opening
