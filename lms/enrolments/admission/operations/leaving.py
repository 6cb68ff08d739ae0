"""The end of a stay: what it closes and what goes on. Lock order: the person, the enrolments, the stay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import Person, revoke_cards_of
from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.operations.stays import lock_open_stay, refuse_impossible
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.changing.models import Continuation, WithdrawalReason
from lms.enrolments.changing.partings import Parting, part
from lms.enrolments.errors import AdmissionInvalid, AdmissionNotFound
from lms.enrolments.models import Enrolment, EnrolmentState
from lms.enrolments.operations import Ending, end_unfinished, lock_enrolments


@dataclass(frozen=True, slots=True)
class Leaving:
    """On which day somebody left, and which running enrolments go on afterwards; the others end."""

    left_date: date
    going_on: frozenset[UUID] = frozenset()


def end_stay(*, admission_uuid: UUID, leaving: Leaving, actor: Actor, now: datetime) -> Admission:
    """Say on which day somebody left. Hours, results and credits stay; a later stay is a further admission.

    Closed are the stay, the place in each class, the sign-in cards, and the enrolments that do not go on. What goes
    on keeps its school, and may still be examined and completed.

    :raises AdmissionNotFound: there is no such stay.
    :raises StayEnded: the person has left already.
    :raises AdmissionInvalid: the day has not come yet, or is before the admission.
    :raises LeavingRefused: a register of a later day names the person.
    """
    with transaction.atomic(durable=True), audit.at_the_end():
        person, rows = _lock_person(admission_uuid)
        stay = lock_open_stay(admission_uuid)
        refuse_leaving_on(leaving.left_date, stay, now)
        stay.left_date = leaving.left_date
        stay.save(update_fields=["left_date"])
        after = {"left": str(leaving.left_date)}
        audit.record(actor=actor, action=AuditAction.END_STAY, target=stay, after=after, now=now)
        _go_on([row for row in rows if row.uuid in leaving.going_on], stay, actor=actor, now=now)
        _end([row for row in rows if row.uuid not in leaving.going_on], leaving, actor=actor, now=now)
        revoke_cards_of(person=person, actor=actor, now=now)
    return stay


def refuse_leaving_on(day: date, stay: Admission, now: datetime) -> None:
    """Refuse a day on which nobody can have left; asked before somebody is shown what happens, and again then.

    :raises AdmissionInvalid: the day has not come yet, or is before the admission.
    """
    refuse_impossible(day, "left_date", now)
    if day < stay.admitted_date:
        raise AdmissionInvalid(_("This day is before the admission."), field="left_date")


def _lock_person(admission_uuid: UUID) -> tuple[Person, Sequence[Enrolment]]:
    found = Admission.objects.filter(uuid=admission_uuid).values("person")
    person = Person.objects.select_for_update().filter(pk__in=found).first()
    if person is None:
        raise AdmissionNotFound(_("There is nothing at this address."))
    running = Enrolment.objects.filter(person=person, state=EnrolmentState.ACTIVE)
    lock_enrolments(running.values_list("pk", flat=True))
    return person, list(running.select_related("site").order_by("pk"))


def _go_on(rows: Iterable[Enrolment], stay: Admission, *, actor: Actor, now: datetime) -> None:
    day = stay.left_date
    if day is None:
        return
    for row in rows:
        part(Parting(row, day, WithdrawalReason.RELEASED), actor=actor, now=now)
        Continuation.objects.create(
            enrolment=row, admission=stay, from_date=day, at=now, actor_uuid=actor.user_uuid
        )
        after = {"from": str(day)}
        audit.record(actor=actor, action=AuditAction.CONTINUE_ENROLMENT, target=row, after=after, now=now)


def _end(rows: Iterable[Enrolment], leaving: Leaving, *, actor: Actor, now: datetime) -> None:
    for row in rows:
        ending = Ending("", WithdrawalReason.RELEASED, leaving.left_date)
        end_unfinished(row, ending, actor=actor, now=now)
