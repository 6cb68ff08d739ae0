"""Reads of corrections of sex and date of birth."""

from lms.accounts.api import Person, birth_date_of, sex_of
from lms.enrolments.admission.models import Admission
from lms.enrolments.person_facts.models import DecisionState, PersonCorrection
from lms.enrolments.person_facts.rules import Facts


def waiting_correction(person_id: int) -> PersonCorrection | None:
    """Return the correction of a person that waits for a second person."""
    rows = PersonCorrection.objects.filter(person=person_id, state=DecisionState.WAITING)
    return rows.select_related("asked_by").first()


def list_person_corrections(stay: Admission) -> list[PersonCorrection]:
    """Return what was asked for and decided of the person in a stay, the newest first; one query."""
    rows = PersonCorrection.objects.filter(admission=stay).exclude(state=DecisionState.WAITING)
    return list(rows.select_related("asked_by", "decided_by").order_by("-pk"))


def facts_of(person: Person) -> Facts:
    """Return what the records say."""
    return Facts(person.sex, person.birth_date)


def facts_of_number(person: Person) -> Facts | None:
    """Return what the identity number of a person holds; None for who has none. The number is opened for it."""
    if not person.resident_id_hash:
        return None
    return Facts(sex_of(person.resident_id), birth_date_of(person.resident_id))
