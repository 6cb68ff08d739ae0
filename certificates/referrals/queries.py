"""Reads of openings: an employer's own, those that officers look at, and how each stands on a day."""

from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _

from certificates.referrals.errors import OpeningNotFound, OpeningRefused
from certificates.referrals.models import Opening, OpeningDecision
from certificates.referrals.rules import TAKES_PEOPLE, Offer, Standing, State, Step, standing_of
from lms.accounts.api import User, acting_for_employers, employer_of
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
    """Return how an opening stands on a day. Nobody but a verified employer writes one: later it is suspended."""
    return standing_of(
        state=opening.state,
        from_date=opening.from_date,
        until_date=opening.until_date,
        is_suspended=not opening.employer.is_verified,
        today=today,
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


def offer_at(opening: Opening, revision: str) -> Offer | None:
    """Return what an opening said at a revision that a form brought back; None for none."""
    found = opening.decisions.filter(revision=int(revision)).first() if revision.isdecimal() else None
    if found is None:
        return None
    days = {name: date.fromisoformat(found.offer[name]) for name in ("from_date", "until_date")}
    return Offer(**found.offer | days)


def is_of_own_employer(opening: Opening, user_uuid: UUID) -> bool:
    """Return whether somebody acts for the employer of an opening, or wrote it: others decide about it, and propose."""
    steps = [Step.CHANGE.value, Step.SUBMIT.value]
    wrote = OpeningDecision.objects.filter(opening=opening, step__in=steps, by=user_uuid)
    acting = acting_for_employers().filter(employer=opening.employer_id, user__uuid=user_uuid)
    return acting.exists() or wrote.exists()


def openings_that_take_people(today: date) -> QuerySet[Opening]:
    """Return the openings for which people may be proposed on a day."""
    stands = reduce(or_, (_that_stands(standing, today) for standing in TAKES_PEOPLE))
    return Opening.objects.filter(stands).select_related("employer", "occupation")


def _that_stands(standing: Standing, today: date) -> Q:
    """Say `standing_of` to the database."""
    sent_in = Q(state__in=[State.SUBMITTED.value, State.APPROVED.value])
    goes_on = Q(until_date__gte=today, employer__is_verified=True)
    day = {
        Standing.WAITING: goes_on & Q(state=State.SUBMITTED),
        Standing.RUNNING: goes_on & Q(state=State.APPROVED, from_date__lte=today),
        Standing.COMING: goes_on & Q(state=State.APPROVED, from_date__gt=today),
        Standing.PAUSED: sent_in & Q(until_date__gte=today, employer__is_verified=False),
        Standing.ENDED: sent_in & Q(until_date__lt=today),
    }
    return day[standing] if standing in day else Q(state=standing.value)


def _one(rows: QuerySet[Opening], opening_uuid: UUID) -> Opening:
    opening = rows.filter(uuid=opening_uuid).first()
    if opening is None:
        raise OpeningNotFound
    return opening
