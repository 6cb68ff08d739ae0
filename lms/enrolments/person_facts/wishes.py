"""What a correction asks for, as it would be kept, and what speaks against it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from lms.accounts.api import (
    Person,
    User,
    normalise_name,
    normalise_resident_id,
    reasons_against_name,
)
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.rules import TRUTHS, Problem
from lms.enrolments.admission.words import words_of
from lms.enrolments.errors import AdmissionInvalid
from lms.enrolments.identity.operations import checked_number
from lms.enrolments.person_facts.models import PersonCorrection
from lms.enrolments.person_facts.queries import facts_held_by, facts_of, facts_of_number
from lms.enrolments.person_facts.rules import Against, Facts, facts_with_number, reasons_against
from lms.enrolments.person_facts.words import AGAINST


@dataclass(frozen=True, slots=True)
class NewPersonFacts:
    """What is right, which paper shows it, why the identity number may say otherwise, and the key of the form.

    `name` and `number`: None and empty where they stay. `seen`: what the form showed of the records (`records_now`),
    None where nobody looked at it before.
    """

    facts: Facts
    reason: str
    by: User
    client_key: UUID
    explanation: str = ""
    name: str | None = None
    number: str = ""
    cause: str = ""
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Wished:
    """What would be kept: the name, the identity number ("" where it stays), sex and date of birth."""

    name: str
    number: str
    facts: Facts
    explanation: str = ""


def wished_by(person: Person, new: NewPersonFacts, now: datetime) -> Wished:
    """Return what is asked for, as it would be kept; another number brings its sex and date of birth along.

    :raises AdmissionInvalid: there is no number yet that another one could replace.
    :raises IdentityRefused: the number cannot be, or somebody else has it.
    """
    name = person.full_name if new.name is None else normalise_name(new.name)
    number = normalise_resident_id(new.number)
    if not number or number == person.resident_id:
        return Wished(name, "", new.facts, new.explanation)
    if not person.resident_id_hash:
        words = _("This person has no identity number yet: add it on the page of the stay.")
        raise AdmissionInvalid(words, field="number")
    held = facts_held_by(checked_number(person, number, now))
    facts = facts_with_number(facts_of(person), new.facts, held)
    return Wished(name, number, facts, new.explanation)


def wished_in(row: PersonCorrection) -> Wished:
    """Return what a correction asks for that waits."""
    name = row.name or row.person.full_name
    return Wished(name, row.number, Facts(row.sex, row.birth_date), row.explanation)


def refuse_wish(person: Person, wished: Wished, stay: Admission, now: datetime) -> None:
    """Refuse what cannot be; the person is locked.

    :raises AdmissionInvalid: nothing differs, it cannot be, or the number differs and nobody says why.
    :raises IdentityRefused: the number cannot be, or somebody else has it.
    """
    if wished.name != person.full_name and (reason := _reason_against_name(wished.name)):
        raise AdmissionInvalid(words_of(Problem(Column.NAME, reason)), field="name")
    held = facts_of_number(person)
    if wished.number:
        held = facts_held_by(checked_number(person, wished.number, now))
    against = reasons_against(
        facts_of(person),
        wished.facts,
        number=held,
        is_explained=bool(wished.explanation.strip()),
        admitted=stay.admitted_date,
    )
    if against == [Against.NOTHING_DIFFERS] and (wished.number or wished.name != person.full_name):
        return
    if against:
        field, words = AGAINST[Against(against[0])]
        raise AdmissionInvalid(str(words), field=field or None)


def _reason_against_name(name: str) -> str:
    if name in TRUTHS:
        return "name_truth"
    if not name:
        return "missing"
    return next((f"name_{reason}" for reason in reasons_against_name(name)), "")
