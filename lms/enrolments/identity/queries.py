"""Reads of late identity numbers."""

from datetime import date

from lms.accounts.api import Person, User, birth_date_of, normalise_resident_id, people_by_resident_id
from lms.core.days import is_age_to_begin
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.policies import visible_to
from lms.enrolments.identity.models import ClaimState, IdentityClaim
from lms.enrolments.identity.rules import Fact, against_the_records
from lms.enrolments.person_facts.queries import facts_held_by, facts_of


def waiting_claim(person: Person) -> IdentityClaim | None:
    """Return the number of a person that waits for a second look."""
    return IdentityClaim.objects.filter(person=person, state=ClaimState.WAITING).first()


def stay_with_number(user: User, typed: str) -> Admission | None:
    """Return the last stay of who has a number, where the user may open it."""
    number = normalise_resident_id(typed)
    person = people_by_resident_id([number]).get(number)
    rows = visible_to(user).filter(person=person) if person else Admission.objects.none()
    return rows.order_by("admitted_date", "pk").last()


def disagreements_of(claim: IdentityClaim, person: Person) -> list[Fact]:
    """Return of what the records have come to say something else than the number that waits: it cannot be kept so."""
    return against_the_records(facts_of(person), facts_held_by(claim.number))


def is_of_unusual_age(claim: IdentityClaim, *, today: date) -> bool:
    """Return whether nobody begins at the age that the number that waits says."""
    return not is_age_to_begin(birth_date_of(claim.number), today)
