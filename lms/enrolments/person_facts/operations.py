"""Corrections of a person. The person is locked first: of two who ask, or decide, at once, one is told."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import (
    Person,
    User,
    correct_person,
    keep_resident_id,
    normalise_resident_id,
    rename_person,
)
from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.operations.stays import refuse_ended
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.errors import (
    AdmissionInvalid,
    AdmissionNotFound,
    ChangeOutdated,
    ChangeRefused,
    IdentityRefused,
)
from lms.enrolments.person_facts.models import DecisionState, PersonCorrection
from lms.enrolments.person_facts.queries import facts_of, records_now, waiting_correction
from lms.enrolments.person_facts.rules import Facts
from lms.enrolments.person_facts.wishes import NewPersonFacts, Wished, refuse_wish, wished_by, wished_in


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes or no, by whom; the number as typed again, where another one was asked for; why it is refused."""

    is_right: bool
    by: User
    number: str = ""
    refusal: str = ""


def ask_for_correction(
    *, admission_uuid: UUID, new: NewPersonFacts, actor: Actor, now: datetime
) -> PersonCorrection:
    """Ask for a correction; nothing changes until another person keeps it. The same form sent twice is one.

    :raises AdmissionNotFound: there is no such stay.
    :raises StayEnded: the person has left.
    :raises ChangeRefused: another correction waits.
    :raises ChangeOutdated: the records are not what the form showed.
    :raises AdmissionInvalid: no reason, nothing differs, it cannot be, or the number differs and nobody says why.
    :raises IdentityRefused: the number cannot be, or somebody else has it.
    """
    if not new.reason.strip():
        raise AdmissionInvalid(_("Say why it is corrected, and which paper shows it."), field="reason")
    with transaction.atomic(durable=True):
        stay, person = _lock(admission_uuid)
        refuse_ended(stay)
        known = PersonCorrection.objects.filter(client_key=new.client_key, person=person).first()
        if known is not None:
            return known
        if waiting_correction(person.pk) is not None:
            raise ChangeRefused(_("Another correction of this person waits for a second person."))
        if new.seen is not None and new.seen != records_now(person):
            raise ChangeOutdated(
                _("The records have changed since this page was opened. Open it anew and look at them.")
            )
        wished = wished_by(person, new, now)
        refuse_wish(person, wished, stay, now)
        row = PersonCorrection.objects.create(admission=stay, **_columns(person, wished), **_asked(new, now))
        audit.record(
            actor=actor, action=AuditAction.ASK_PERSON_CORRECTION, target=row, reason=row.reason, now=now
        )
    return row


def _columns(person: Person, wished: Wished) -> dict[str, Any]:
    """Return what stood there before, and what is asked for."""
    return {
        "person": person,
        "sex_before": person.sex,
        "born_before": person.birth_date,
        "name_before": person.full_name,
        "last4_before": person.resident_id_last4 if wished.number else "",
        "sex": wished.facts.sex,
        "birth_date": wished.facts.born,
        "name": wished.name,
        "number": wished.number,
        "number_last4": wished.number[-4:],
    }


def _asked(new: NewPersonFacts, now: datetime) -> dict[str, Any]:
    """Return why, by whom and when it is asked for."""
    return {
        "cause": new.cause,
        "reason": new.reason.strip(),
        "explanation": new.explanation.strip(),
        "asked_by": new.by,
        "asked_at": now,
        "client_key": new.client_key,
    }


def decide_person_correction(
    *, correction_uuid: UUID, decision: Decision, actor: Actor, now: datetime
) -> PersonCorrection:
    """Keep or refuse a correction; whoever asked for it may only take it back. Once the stay has ended it is refused.

    :raises AdmissionNotFound: there is no such correction.
    :raises AdmissionInvalid: somebody else than the one who asked refuses it and does not say why.
    :raises StayEnded: the person has left, so it cannot be kept.
    :raises ChangeRefused: it is decided already, or the one who asked would keep it.
    :raises ChangeOutdated: the records are not what they were when it was asked for, so it can only be refused.
    :raises IdentityRefused: the number typed again is another one, or somebody else has it by now.
    :raises PersonExists: somebody came into the records with the number at this moment.
    """
    with transaction.atomic(durable=True):
        stay, person = _lock(_stay_of(correction_uuid))
        row = PersonCorrection.objects.get(uuid=correction_uuid)
        if row.state != DecisionState.WAITING:
            raise ChangeRefused(_("Somebody has decided on this correction already."))
        if decision.is_right:
            _refuse_keeping(row, person, stay, decision, now)
            _write(row, person, actor, now)
        else:
            row.refusal = _why_refused(row, decision)
        row.state = DecisionState.KEPT if decision.is_right else DecisionState.REFUSED
        row.decided_by, row.decided_at, row.number = decision.by, now, ""
        row.save(update_fields=["state", "decided_by", "decided_at", "number", "refusal"])
        after, why = {"state": row.state}, row.refusal or row.reason
        action = AuditAction.DECIDE_PERSON_CORRECTION
        audit.record(actor=actor, action=action, target=row, after=after, reason=why, now=now)
    return row


def _why_refused(row: PersonCorrection, decision: Decision) -> str:
    """Return why it is refused; whoever takes back what was asked for owes nobody a reason."""
    if row.asked_by_id == decision.by.pk:
        return ""
    why = decision.refusal.strip()
    if not why:
        raise AdmissionInvalid(_("Say why it is refused: who asked reads it."), field="refusal")
    return why


def _write(row: PersonCorrection, person: Person, actor: Actor, now: datetime) -> None:
    """Write what is kept into the records, each kind with its own entry in the trail."""
    if row.is_of_name:
        rename_person(person=person, name=row.name, actor=actor, now=now)
    if row.number:
        keep_resident_id(person=person, number=row.number, actor=actor, now=now)
    if facts_of(person) != Facts(row.sex, row.birth_date):
        correct_person(person=person, sex=row.sex, birth_date=row.birth_date, actor=actor, now=now)


def _refuse_keeping(
    row: PersonCorrection, person: Person, stay: Admission, decision: Decision, now: datetime
) -> None:
    refuse_ended(stay)
    if row.asked_by_id == decision.by.pk:
        raise ChangeRefused(_("Another person than the one who asked decides."))
    is_named_so = not row.name or person.full_name == row.name_before
    has_number = not row.number or person.resident_id_last4 == row.last4_before
    if facts_of(person) != Facts(row.sex_before, row.born_before) or not (is_named_so and has_number):
        words = _("The records have changed since this was asked for. Refuse it, and ask again if need be.")
        raise ChangeOutdated(words)
    refuse_wish(person, wished_in(row), stay, now)
    if row.number and not compare_digest(
        normalise_resident_id(decision.number).encode(), row.number.encode()
    ):
        words = _("This is not the number that was typed first. Compare both with the paper.")
        raise IdentityRefused(words, field="number")


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


def lock_person(key: int) -> Person:
    """Lock a person, for whoever else changes or decides about the same one."""
    return Person.objects.select_for_update().get(pk=key)
