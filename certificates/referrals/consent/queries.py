"""Reads of consent: a person's own, an employer's, those of an officer's places, and the one that holds now."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from certificates.referrals.consent import rules
from certificates.referrals.consent.errors import ConsentNotFound
from certificates.referrals.consent.models import (
    Consent,
    ConsentAnswer,
    ConsentRequest,
    ConsentWithdrawal,
    Disclosure,
)
from certificates.referrals.consent.rules import Standing
from lms.accounts.api import Person, User, but_ones_own, sites_visible_to
from lms.core.enums import Role
from lms.organisations.api import Employer

_BESIDE = ("employer", "opening", "text", "refusal", "consent", "consent__withdrawal")


def live_consents(*, at: datetime) -> QuerySet[Consent]:
    """Return the consents that hold at an instant: given, not over, not withdrawn, of an employer that is verified."""
    withdrawn = ConsentWithdrawal.objects.filter(consent=OuterRef("pk"))
    rows = Consent.objects.filter(given_at__lte=at, expires_at__gt=at, employer__is_verified=True)
    return rows.filter(~Exists(withdrawn))


def live_consent(person: Person, employer: Employer, at: datetime) -> Consent | None:
    """Return the newest consent of a person for an employer that holds at an instant, or None."""
    return live_consents(at=at).filter(person=person, employer=employer).first()


def is_live(consent: Consent, *, at: datetime) -> bool:
    """Return whether a consent holds at an instant."""
    return live_consents(at=at).filter(pk=consent.pk).exists()


def requests_of(person: Person | int) -> QuerySet[ConsentRequest]:
    """Return every question that a person was asked, the newest first, with how it ended."""
    return ConsentRequest.objects.filter(person=person).select_related(*_BESIDE)


def own_request(*, person_id: int | None, request_uuid: UUID) -> ConsentRequest:
    """Return a question that this person was asked.

    :raises ConsentNotFound: when it is not there, or somebody else's.
    """
    rows = ConsentRequest.objects.none() if person_id is None else requests_of(person_id)
    return _one(rows.select_related("person", *_BESIDE), request_uuid)


def disclosures_of(person: Person | int) -> QuerySet[Disclosure]:
    """Return what was handed out of a person, the last first."""
    return Disclosure.objects.filter(person=person).select_related("employer", "consent__request__opening")


# Whom a name may mean is looked through by eye.
MOST_LISTED = 20


def people_of_officer(user: User) -> QuerySet[Person]:
    """Return whom a placement officer works with: people at the own places, never oneself."""
    rows = Person.objects.filter(site__in=sites_visible_to(user, (Role.PLACEMENT_OFFICER,)))
    return but_ones_own(rows, user, "pk")


def people_called(user: User, text: str) -> tuple[list[Person], bool]:
    """Return whom of an officer's people a name or number may mean, and whether it is the one: some, by name.

    Of that number or exactly that name it is one, or a few; else all whose name or number holds the words.
    """
    own, words = people_of_officer(user).select_related("user", "site"), text.strip()
    if not words:
        return [], False
    exact = list(own.filter(Q(user__username=words.lower()) | Q(full_name=words))[:MOST_LISTED])
    if exact:
        return exact, len(exact) == 1
    for word in words.split()[:5]:
        named = Q(full_name__icontains=word) | Q(sort_name__icontains=word.lower())
        own = own.filter(named | Q(user__username__startswith=word.lower()))
    return list(own.order_by("sort_name", "pk")[:MOST_LISTED]), False


def requests_for_officer(user: User) -> QuerySet[ConsentRequest]:
    """Return the questions to people of an officer's places, the newest first."""
    rows = ConsentRequest.objects.filter(person__in=people_of_officer(user))
    return rows.select_related("person", *_BESIDE)


def request_for_officer(user: User, request_uuid: UUID) -> ConsentRequest:
    """Return one of those.

    :raises ConsentNotFound: when it is not there, or of another place.
    """
    return _one(requests_for_officer(user), request_uuid)


def consents_for_employer(employer_id: int) -> QuerySet[Consent]:
    """Return the consents under which an employer has received something, the newest first."""
    received = Disclosure.objects.filter(consent=OuterRef("pk"))
    rows = Consent.objects.filter(Exists(received), employer=employer_id)
    # How it stands is read from the question and all that may have ended it.
    beside = ("opening", "refusal", "consent__withdrawal")
    rows = rows.select_related("withdrawal", "person", *(f"request__{name}" for name in beside))
    return rows.prefetch_related("disclosures__employer")


def standing_at(request: ConsentRequest, now: datetime) -> Standing:
    """Return how a question stands."""
    consent = getattr(request, "consent", None)
    withdrawal = getattr(consent, "withdrawal", None)
    return rules.standing_of(
        asks_until=request.asks_until,
        is_refused=getattr(request, "refusal", None) is not None,
        expires_at=consent.expires_at if consent else None,
        withdrawn_at=withdrawal.at if withdrawal else None,
        now=now,
    )


def that_stand(rows: QuerySet[ConsentRequest], standing: Standing, now: datetime) -> QuerySet[ConsentRequest]:
    """Say `rules.standing_of` to the database."""
    given = Q(consent__isnull=False, consent__withdrawal__isnull=True)
    none = Q(consent__isnull=True)
    return rows.filter(
        {
            Standing.WITHDRAWN: Q(consent__withdrawal__isnull=False),
            Standing.LIVE: given & Q(consent__expires_at__gt=now),
            Standing.EXPIRED: given & Q(consent__expires_at__lte=now),
            Standing.REFUSED: none & Q(refusal__isnull=False),
            Standing.LAPSED: none & Q(refusal__isnull=True, asks_until__lte=now),
            Standing.WAITING: none & Q(refusal__isnull=True, asks_until__gt=now),
        }[standing]
    )


def count_waiting(person_id: int | None, *, now: datetime) -> int:
    """Return how many questions wait for a person's answer. One query, none for who is no person."""
    if person_id is None:
        return 0
    return that_stand(ConsentRequest.objects.filter(person=person_id), Standing.WAITING, now).count()


def last_no(person: Person, opening_id: int) -> tuple[datetime | None, bool]:
    """Return when this person last said no for an opening or took a yes back, and whether it was that."""
    refusals = ConsentAnswer.objects.filter(request__person=person, request__opening=opening_id)
    withdrawals = ConsentWithdrawal.objects.filter(
        consent__person=person, consent__request__opening=opening_id
    )
    noes = [(at, False) for at in refusals.values_list("at", flat=True)]
    taken_back = [(at, True) for at in withdrawals.values_list("at", flat=True)]
    return max([*noes, *taken_back], default=(None, False))


def _one(rows: QuerySet[ConsentRequest], request_uuid: UUID) -> ConsentRequest:
    request = rows.filter(uuid=request_uuid).first()
    if request is None:
        raise ConsentNotFound
    return request
