"""Corrections of sex and date of birth. The person is locked first: of two who decide at once, one is told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import Person, User, correct_person
from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.admission.models import Admission
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.errors import (
    AdmissionInvalid,
    AdmissionNotFound,
    ChangeOutdated,
    ChangeRefused,
    StayEnded,
)
from lms.enrolments.person_facts.models import DecisionState, PersonCorrection
from lms.enrolments.person_facts.queries import facts_of, facts_of_number, waiting_correction
from lms.enrolments.person_facts.rules import Against, Facts, reasons_against
from lms.enrolments.person_facts.words import AGAINST


@dataclass(frozen=True, slots=True)
class NewPersonFacts:
    """What is right, which paper shows it, why the identity number may say otherwise, and the key of the form."""

    facts: Facts
    reason: str
    by: User
    client_key: UUID
    explanation: str = ""


def ask_for_correction(
    *, admission_uuid: UUID, new: NewPersonFacts, actor: Actor, now: datetime
) -> PersonCorrection:
    """Ask for a correction; nothing changes until another person keeps it. The same form sent twice is one.

    :raises AdmissionNotFound: there is no such stay.
    :raises StayEnded: the person has left.
    :raises ChangeRefused: another correction waits.
    :raises AdmissionInvalid: no reason, nothing differs, it cannot be, or the number differs and nobody says why.
    """
    if not new.reason.strip():
        raise AdmissionInvalid(_("Say why it is corrected, and which paper shows it."), field="reason")
    with transaction.atomic(durable=True):
        stay, person = _lock(admission_uuid)
        _refuse_ended(stay)
        known = PersonCorrection.objects.filter(client_key=new.client_key, person=person).first()
        if known is not None:
            return known
        if waiting_correction(person.pk) is not None:
            raise ChangeRefused(_("Another correction of this person waits for a second person."))
        _refuse(person, new.facts, new.explanation, stay)
        before = facts_of(person)
        row = PersonCorrection.objects.create(
            admission=stay,
            person=person,
            sex_before=before.sex,
            born_before=before.born,
            sex=new.facts.sex,
            birth_date=new.facts.born,
            reason=new.reason.strip(),
            explanation=new.explanation.strip(),
            asked_by=new.by,
            asked_at=now,
            client_key=new.client_key,
        )
        audit.record(
            actor=actor, action=AuditAction.ASK_PERSON_CORRECTION, target=row, reason=row.reason, now=now
        )
    return row


def decide_person_correction(
    *, correction_uuid: UUID, is_right: bool, by: User, actor: Actor, now: datetime
) -> PersonCorrection:
    """Keep or refuse a correction; whoever asked for it may only take it back. Once the stay has ended it is refused.

    :raises AdmissionNotFound: there is no such correction.
    :raises StayEnded: the person has left, so it cannot be kept.
    :raises ChangeRefused: it is decided already, or the one who asked would keep it.
    :raises ChangeOutdated: the records are not what they were when it was asked for, so it can only be refused.
    """
    with transaction.atomic(durable=True):
        stay, person = _lock(_stay_of(correction_uuid))
        row = PersonCorrection.objects.get(uuid=correction_uuid)
        if row.state != DecisionState.WAITING:
            raise ChangeRefused(_("Somebody has decided on this correction already."))
        if is_right:
            _refuse_keeping(row, person, stay, by)
            correct_person(person=person, sex=row.sex, birth_date=row.birth_date, actor=actor, now=now)
        row.state = DecisionState.KEPT if is_right else DecisionState.REFUSED
        row.decided_by, row.decided_at = by, now
        row.save(update_fields=["state", "decided_by", "decided_at"])
        after = {"state": row.state}
        action = AuditAction.DECIDE_PERSON_CORRECTION
        audit.record(actor=actor, action=action, target=row, after=after, reason=row.reason, now=now)
    return row


def _refuse_keeping(row: PersonCorrection, person: Person, stay: Admission, by: User) -> None:
    _refuse_ended(stay)
    if row.asked_by_id == by.pk:
        raise ChangeRefused(_("Another person than the one who asked decides."))
    if facts_of(person) != Facts(row.sex_before, row.born_before):
        words = _("The records have changed since this was asked for. Refuse it, and ask again if need be.")
        raise ChangeOutdated(words)
    _refuse(person, Facts(row.sex, row.birth_date), row.explanation, stay)


def _refuse(person: Person, wished: Facts, explanation: str, stay: Admission) -> None:
    against = reasons_against(
        facts_of(person),
        wished,
        number=facts_of_number(person),
        is_explained=bool(explanation.strip()),
        admitted=stay.admitted_date,
    )
    if against:
        field, words = AGAINST[Against(against[0])]
        raise AdmissionInvalid(str(words), field=field or None)


def _stay_of(correction_uuid: UUID) -> UUID:
    row = (
        PersonCorrection.objects.filter(uuid=correction_uuid)
        .values_list("admission__uuid", flat=True)
        .first()
    )
    if row is None:
        raise AdmissionNotFound(_("There is nothing at this address."))
    return row


def _lock(admission_uuid: UUID) -> tuple[Admission, Person]:
    """Lock the person, and return the stay with it."""
    stay = Admission.objects.filter(uuid=admission_uuid).first()
    if stay is None:
        raise AdmissionNotFound(_("There is nothing at this address."))
    person = lock_person(stay.person_id)
    stay.refresh_from_db()
    return stay, person


def _refuse_ended(stay: Admission) -> None:
    if stay.left_date is not None:
        raise StayEnded(_("This stay has ended. Nothing of it can be changed."))


def lock_person(key: int) -> Person:
    """Lock a person, for whoever else changes or decides about the same one."""
    return Person.objects.select_for_update().get(pk=key)
