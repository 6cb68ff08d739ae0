"""Reads of consent: a person's own, an employer's, those of an officer's places, and the one that holds now."""

from copy import copy
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

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
from certificates.referrals.models import Opening, OpeningDecision
from certificates.referrals.rules import State
from lms.accounts.api import Person, User, but_ones_own, named, sites_visible_to
from lms.core.enums import Role

# Whom a name may mean is looked through by eye.
MOST_LISTED = 20
# What of an offer a page about a question shows.
_READ = ("title", "district", "pay_from", "pay_to", "insurance", "lodging", "shifts", "number_wanted", "text")
_READ_DAYS = ("from_date", "until_date")
_BESIDE = ("employer", "opening", "text", "refusal", "consent", "consent__withdrawal")


def live_consents(*, at: datetime) -> QuerySet[Consent]:
    """Return the consents that hold at an instant: given, not over, not withdrawn, of an employer that is verified."""
    withdrawn = ConsentWithdrawal.objects.filter(consent=OuterRef("pk"))
    rows = Consent.objects.filter(given_at__lte=at, expires_at__gt=at, employer__is_verified=True)
    return rows.filter(~Exists(withdrawn))


def for_work_as_asked(rows: QuerySet[Consent]) -> QuerySet[Consent]:
    """Return those of these consents whose opening is still the one that the person was asked for."""
    return rows.filter(_as_asked("request__"))


def is_for_work_as_asked(consent: Consent) -> bool:
    """Return whether a consent is for work as it stands now; asked of the database, under the employer's lock."""
    return for_work_as_asked(Consent.objects.filter(pk=consent.pk)).exists()


def is_live(consent: Consent, *, at: datetime) -> bool:
    """Return whether a consent holds at an instant."""
    return live_consents(at=at).filter(pk=consent.pk).exists()


def requests_of(person: Person | int) -> QuerySet[ConsentRequest]:
    """Return every question that a person was asked, the newest first, with how it ended."""
    return _with_what_was_read(ConsentRequest.objects.filter(person=person)).select_related(*_BESIDE)


def requests_with_replies(person: Person | int) -> QuerySet[ConsentRequest]:
    """Return the same with what employers replied to the referrals that followed."""
    return requests_of(person).select_related("consent__sheet").prefetch_related("consent__sheet__replies")


def own_request(*, person_id: int | None, request_uuid: UUID) -> ConsentRequest:
    """Return a question that this person was asked.

    :raises ConsentNotFound: when it is not there, or somebody else's.
    """
    rows = ConsentRequest.objects.none() if person_id is None else requests_of(person_id)
    return _one(rows.select_related("person", *_BESIDE), request_uuid)


def disclosures_of(person: Person | int) -> QuerySet[Disclosure]:
    """Return what was handed out of a person, the last first."""
    return Disclosure.objects.filter(person=person).select_related("employer", "consent__request__opening")


def disclosures_under(consent: Consent) -> QuerySet[Disclosure]:
    """Return what was handed out under a consent, the last first."""
    return consent.disclosures.select_related("employer")


def people_of_officer(user: User) -> QuerySet[Person]:
    """Return whom a placement officer works with: people at the own places, never oneself."""
    rows = Person.objects.filter(site__in=sites_visible_to(user, (Role.PLACEMENT_OFFICER,)))
    return but_ones_own(rows, user, "pk")


def people_called(user: User, text: str) -> tuple[list[Person], bool]:
    """Return whom of an officer's people a name or number may mean, and whether it is the one: some, by name.

    Of that number or exactly that name it is one, or a few; else all whose name or number holds the words. Whoever had
    that name may be meant too, by an older paper, and is never taken for the one without asking.
    """
    own, words = people_of_officer(user).select_related("user", "site"), text.strip()
    if not words:
        return [], False
    had_it = Q(former_names__contains=f"{words}\t")
    alike = own.filter(Q(user__username=words.lower()) | Q(full_name=words) | had_it).order_by(
        "sort_name", "pk"
    )
    # The end of a longer former name is another name.
    exact = [row for row in alike[:MOST_LISTED] if words in row.names or _has_number(row, words)]
    if exact:
        return exact, len(exact) == 1 and words not in exact[0].names_before
    for word in words.split()[:5]:
        own = own.filter(named(word) | Q(user__username__startswith=word.lower()))
    return list(own.order_by("sort_name", "pk")[:MOST_LISTED]), False


def _has_number(person: Person, words: str) -> bool:
    user: User | None = getattr(person, "user", None)
    return user is not None and user.username == words.lower()


def requests_for_officer(user: User) -> QuerySet[ConsentRequest]:
    """Return the questions to people of an officer's places, the newest first."""
    rows = ConsentRequest.objects.filter(person__in=people_of_officer(user))
    return _with_what_was_read(rows).select_related("person", *_BESIDE)


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
    read = Subquery(_offer_then(OuterRef("request__opening"), OuterRef("request__revision")))
    return rows.annotate(read_offer=read).prefetch_related("disclosures__employer")


def _with_what_was_read(rows: QuerySet[ConsentRequest]) -> QuerySet[ConsentRequest]:
    return rows.annotate(read_offer=Subquery(_offer_then(OuterRef("opening"), OuterRef("revision"))))


def _offer_then(opening: Any, revision: Any) -> QuerySet[OpeningDecision, Any]:
    rows = OpeningDecision.objects.filter(opening=opening, revision=revision)
    return rows.order_by().values_list("offer", flat=True)[:1]


def opening_as_read(request: ConsentRequest) -> Opening:
    """Return the opening as it was when the person was asked, whatever its employer wrote since; not to be saved."""
    now = request.opening
    if now.revision == request.revision:
        return now
    said, then = _said_then(request), copy(now)
    for name in _READ:
        setattr(then, name, said[name])
    for name in _READ_DAYS:
        setattr(then, name, date.fromisoformat(said[name]))
    return then


def title_as_read(consent: Consent) -> str:
    """Return what the work was called when the person was asked, of a consent as `consents_for_employer` gives it."""
    return str(consent.read_offer["title"])  # type: ignore[attr-defined]


def occupation_as_read(request: ConsentRequest) -> str:
    """Return the code of the occupation that the person was asked for; empty where it was another one."""
    return str(_said_then(request)["occupation"])


def _said_then(request: ConsentRequest) -> dict[str, Any]:
    said = getattr(request, "read_offer", None) or _offer_then(request.opening_id, request.revision).get()
    return dict(said)


def is_as_asked(request: ConsentRequest) -> bool:
    """Return whether the opening is still the one that the person was asked for."""
    opening = request.opening
    return rules.is_as_asked(
        is_approved=opening.state == State.APPROVED,
        revision=opening.revision,
        asked_revision=request.revision,
    )


def _as_asked(of: str = "") -> Q:
    """Say `rules.is_as_asked` to the database, of questions or of what names one."""
    says = {f"{of}opening__state": State.APPROVED, f"{of}opening__revision": F(f"{of}revision")}
    return Q(**says)


def standing_at(request: ConsentRequest, now: datetime) -> Standing:
    """Return how a question stands."""
    consent = getattr(request, "consent", None)
    withdrawal = getattr(consent, "withdrawal", None)
    return rules.standing_of(
        asks_until=request.asks_until,
        is_as_asked=is_as_asked(request),
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
            Standing.LAPSED: none & Q(refusal__isnull=True) & (Q(asks_until__lte=now) | ~_as_asked()),
            Standing.WAITING: none & Q(refusal__isnull=True, asks_until__gt=now) & _as_asked(),
        }[standing]
    )


def may_answer(request: ConsentRequest, now: datetime) -> bool:
    """Return whether the person may say yes now."""
    return rules.may_answer(
        standing_at(request, now),
        asks_until=request.asks_until,
        is_as_asked=is_as_asked(request),
        is_paused=not request.employer.is_verified,
        now=now,
    )


def is_paused(request: ConsentRequest, now: datetime) -> bool:
    """Return whether a question that nobody has answered rests because its employer is suspended."""
    return not request.employer.is_verified and standing_at(request, now) is Standing.WAITING


def count_waiting(person_id: int | None, *, now: datetime) -> int:
    """Return how many questions wait for a person's answer and do not rest. One query, none for who is no person."""
    if person_id is None:
        return 0
    rows = ConsentRequest.objects.filter(person=person_id, employer__is_verified=True)
    return that_stand(rows, Standing.WAITING, now).count()


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
