"""Reads of corrections of a person."""

import hashlib
from collections.abc import Sequence

from django.db.models import F

from lms.accounts.api import Person, birth_date_of, live_card_since, sex_of
from lms.enrolments.admission.models import Admission
from lms.enrolments.person_facts.models import DecisionState, PersonCorrection
from lms.enrolments.person_facts.rules import Facts


def waiting_correction(person_id: int) -> PersonCorrection | None:
    """Return the correction of a person that waits for a second person."""
    rows = PersonCorrection.objects.filter(person=person_id, state=DecisionState.WAITING)
    return rows.select_related("asked_by").first()


def waiting_correction_at(stay: Admission) -> PersonCorrection | None:
    """Return the correction that waits, for whoever works at a stay; of one that has ended, its own only.

    The person may have gone on at another site: what waits there is no matter of the former one.
    """
    row = waiting_correction(stay.person_id)
    return row if row and (stay.left_date is None or row.admission_id == stay.pk) else None


def list_person_corrections(stay: Admission) -> list[PersonCorrection]:
    """Return what was asked for and decided of the person in a stay, the newest first; one query."""
    rows = PersonCorrection.objects.filter(admission=stay).exclude(state=DecisionState.WAITING)
    return list(rows.select_related("asked_by", "decided_by").order_by("-pk"))


def list_renamings(person: Person) -> list[PersonCorrection]:
    """Return the corrections of a person's name that were kept, the newest first; for most people no query is asked."""
    if not person.former_names:
        return []
    rows = PersonCorrection.objects.filter(person=person, state=DecisionState.KEPT).exclude(
        name=F("name_before")
    )
    return list(rows.select_related("asked_by", "decided_by").order_by("-decided_at", "-pk"))


def list_kept_corrections(person: Person) -> list[PersonCorrection]:
    """Return all that was corrected of a person, the earliest first; one query."""
    rows = PersonCorrection.objects.filter(person=person, state=DecisionState.KEPT)
    return list(rows.order_by("decided_at", "pk"))


def has_old_card(person: Person, name: str, renamings: Sequence[PersonCorrection]) -> bool:
    """Return whether the sign-in card of a person bears another name than this one; `renamings`: the newest first."""
    issued_at = live_card_since(person)
    if issued_at is None:
        return False
    since = [row.name_before for row in renamings if row.decided_at and row.decided_at > issued_at]
    return (since[-1] if since else person.full_name) != name


def records_now(person: Person) -> str:
    """Return what stands for the records of a person as a form shows them: whoever sends another one saw others."""
    shown = (person.full_name, person.sex, str(person.birth_date or ""), person.resident_id_hash or "")
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:32]


def facts_of(person: Person) -> Facts:
    """Return what the records say."""
    return Facts(person.sex, person.birth_date)


def facts_of_number(person: Person) -> Facts | None:
    """Return what the identity number of a person holds; None for who has none. The number is opened for it."""
    if not person.resident_id_hash:
        return None
    return facts_held_by(person.resident_id)


def facts_held_by(number: str) -> Facts:
    """Return what a checked identity number holds."""
    return Facts(sex_of(number), birth_date_of(number))
