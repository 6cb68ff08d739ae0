"""Reads of late identity numbers."""

from dataclasses import dataclass
from datetime import date

from lms.accounts.api import Person, birth_date_of, sex_of
from lms.core.days import is_age_to_begin
from lms.enrolments.identity.models import ClaimState, IdentityClaim


@dataclass(frozen=True, slots=True)
class Differences:
    """What the records say otherwise than the number, which goes before them; `age`: nobody begins at such an age."""

    born: bool = False
    sex: bool = False
    age: bool = False


def waiting_claim(person: Person) -> IdentityClaim | None:
    """Return the number of a person that waits for a second look."""
    return IdentityClaim.objects.filter(person=person, state=ClaimState.WAITING).first()


def differences_of(claim: IdentityClaim, person: Person, *, today: date) -> Differences:
    """Return what will change in the records once the number is kept."""
    born, sex = birth_date_of(claim.number), sex_of(claim.number)
    return Differences(
        born=person.birth_date is not None and person.birth_date != born,
        sex=bool(person.sex) and person.sex != sex,
        age=not is_age_to_begin(born, today),
    )
