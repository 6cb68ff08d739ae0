"""A late identity number: proposed by one person, kept by another who types it again. The person is locked first."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import (
    Person,
    keep_resident_id,
    normalise_resident_id,
    people_by_resident_id,
    reasons_against_resident_id,
)
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.operations.stays import refuse_ended
from lms.enrolments.admission.rules import Problem
from lms.enrolments.admission.words import words_of
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.errors import (
    AdmissionNotFound,
    ChangeOutdated,
    IdentityDisagrees,
    IdentityRefused,
    IdentityTaken,
)
from lms.enrolments.identity.models import ClaimState, IdentityClaim
from lms.enrolments.identity.rules import Fact, against_the_records, filled_by_a_number
from lms.enrolments.identity.words import facts_in_words
from lms.enrolments.person_facts.queries import facts_held_by, facts_of


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as somebody typed it from the paper, and who."""

    number: str
    by: UUID


def propose_identity(*, admission_uuid: UUID, typed: Typed, actor: Actor, now: datetime) -> IdentityClaim:
    """Keep a number until somebody else has typed it too.

    :raises AdmissionNotFound: there is no such stay.
    :raises StayEnded: the person has left; where the person is now, it is typed.
    :raises IdentityRefused: it cannot be, somebody has it, the person has one, or another one waits.
    :raises IdentityDisagrees: the records say another sex or date of birth.
    """
    with transaction.atomic(durable=True):
        stay, person = _lock_person(admission_uuid)
        refuse_ended(stay)
        if _waiting(person) is not None:
            raise IdentityRefused(_("A number waits for a second look already."))
        number = _checked(person, typed.number, now)
        _refuse_disagreeing(person, number)
        row = IdentityClaim.objects.create(
            person=person, number=number, proposed_by=typed.by, proposed_at=now
        )
        audit.record(actor=actor, action=AuditAction.PROPOSE_IDENTITY, target=row, now=now)
    return row


def confirm_identity(*, admission_uuid: UUID, typed: Typed, actor: Actor, now: datetime) -> list[Fact]:
    """Keep the number that waits, typed again by another person; return what the records did not know and took from it.

    What they know is never written over: it may have been corrected since the number was typed first.

    :raises AdmissionNotFound: there is no such stay.
    :raises StayEnded: the person has left.
    :raises IdentityRefused: nothing waits, the same person typed it, the numbers differ, or somebody has it by now.
    :raises IdentityDisagrees: the records have come to say another sex or date of birth.
    """
    with transaction.atomic(durable=True):
        stay, person = _lock_person(admission_uuid)
        refuse_ended(stay)
        row = _waiting(person)
        if row is None:
            raise IdentityRefused(_("No number waits for a second look."))
        if row.proposed_by == typed.by:
            raise IdentityRefused(
                _("Another person than the one who typed it first has to look at the paper.")
            )
        number = _checked(person, typed.number, now)
        if not compare_digest(number, row.number):
            words = _("This is not the number that was typed first. Compare both with the paper.")
            raise IdentityRefused(words, field="number")
        _refuse_disagreeing(person, number)
        filled = filled_by_a_number(facts_of(person))
        keep_resident_id(person=person, number=number, actor=actor, now=now)
        _decide(row, ClaimState.KEPT, typed.by, now)
        audit.record(actor=actor, action=AuditAction.CONFIRM_IDENTITY, target=row, now=now)
        if filled:
            action, after = AuditAction.FILL_FROM_IDENTITY, {"filled": [fact.value for fact in filled]}
            audit.record(actor=actor, action=action, target=person, after=after, now=now)
    return filled


def drop_identity(*, admission_uuid: UUID, seen: UUID, by: UUID, actor: Actor, now: datetime) -> None:
    """Drop the number that waits, as when it was typed wrongly; nothing waits then. `seen` is the one that was shown.

    :raises ChangeOutdated: another number was typed since the page was drawn.
    :raises AdmissionNotFound: there is no such stay.
    :raises StayEnded: the person is at another site now; of who has left altogether it can be dropped.
    :raises IdentityRefused: nothing waits.
    """
    with transaction.atomic(durable=True):
        stay, person = _lock_person(admission_uuid)
        if stay.site_id != person.site_id:
            refuse_ended(stay)
        row = _waiting(person)
        if row is None:
            raise IdentityRefused(_("No number waits for a second look."))
        if row.uuid != seen:
            raise ChangeOutdated(_("Another number was typed since this page was opened. It still waits."))
        _decide(row, ClaimState.DROPPED, by, now)
        audit.record(actor=actor, action=AuditAction.DROP_IDENTITY, target=row, now=now)


def _lock_person(admission_uuid: UUID) -> tuple[Admission, Person]:
    found = Admission.objects.filter(uuid=admission_uuid).values("person")
    person = Person.objects.select_for_update().filter(pk__in=found).first()
    if person is None:
        raise AdmissionNotFound(_("There is nothing at this address."))
    return Admission.objects.get(uuid=admission_uuid), person


def _waiting(person: Person) -> IdentityClaim | None:
    return IdentityClaim.objects.filter(person=person, state=ClaimState.WAITING).first()


def _checked(person: Person, typed: str, now: datetime) -> str:
    if person.resident_id_hash:
        raise IdentityRefused(_("This person has an identity number already."))
    return checked_number(person, typed, now)


def _refuse_disagreeing(person: Person, number: str) -> None:
    """Refuse a checked number that says otherwise than the records of a locked person."""
    facts = against_the_records(facts_of(person), facts_held_by(number))
    if facts:
        words = _(
            "This number does not agree with the records: %(facts)s. One of the two is wrong. Compare with the paper "
            "and correct one of them first; nothing has changed."
        )
        raise IdentityDisagrees(words % {"facts": facts_in_words(facts)}, field="number")


def checked_number(person: Person, typed: str, now: datetime) -> str:
    """Return an identity number for a locked person as it is kept.

    :raises IdentityRefused: it cannot be.
    :raises IdentityTaken: somebody else has it.
    """
    number = normalise_resident_id(typed)
    reasons = reasons_against_resident_id(number, today=local_date(now))
    if reasons:
        raise IdentityRefused(words_of(Problem(Column.IDENTITY, f"identity_{reasons[0]}")), field="number")
    other = people_by_resident_id([number]).get(number)
    if other is not None and other.pk != person.pk:
        here = _(
            "%(name)s has this number in the records. Compare both with the paper. If one of them was typed wrongly, "
            "correct that one. If it is the same person twice: two records are not merged; end this stay, and admit "
            "the person again with the number and the trainee number of the earlier record, which then goes on."
        )
        elsewhere = _(
            "Somebody at another site has this number in the records. Compare it with the paper. If it is the same "
            "person, the number stays with the record there: two records are not merged, and this one stays without."
        )
        words = here % {"name": other.full_name} if other.site_id == person.site_id else elsewhere
        raise IdentityTaken(words, field="number")
    return number


def _decide(row: IdentityClaim, state: ClaimState, by: UUID, now: datetime) -> None:
    row.state, row.number, row.decided_by, row.decided_at = state, "", by, now
    row.save(update_fields=["state", "number", "decided_by", "decided_at"])
