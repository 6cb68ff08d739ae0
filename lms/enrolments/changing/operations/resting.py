"""Interruption and return: the enrolment is locked first, so a register of its class waits or has been seen.

An interruption locks all enrolments of the person, as accepting learning does: what rests on its days is taken back.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.days import is_far_off
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.changing.models import Interruption
from lms.enrolments.changing.partings import Parting, come_back, part, rest
from lms.enrolments.changing.queries import open_interruption
from lms.enrolments.changing.rules import Span
from lms.enrolments.changing.words import refuse_day
from lms.enrolments.errors import ChangeRefused
from lms.enrolments.models import Enrolment
from lms.enrolments.operations import lock_active_enrolment, lock_with_others


@dataclass(frozen=True, slots=True)
class NewInterruption:
    """From which day an enrolment rests, why, and when the person is expected back (None: nobody knows)."""

    began_on: date
    reason: str
    client_key: UUID
    expected_on: date | None = None
    note: str = ""


def interrupt_enrolment(
    *, enrolment_uuid: UUID, new: NewInterruption, actor: Actor, now: datetime
) -> Interruption:
    """Let an enrolment rest: the place in the class is kept, registers do not name the person. Sent twice it is one.

    What was accepted of the days on which it rests is taken back in the same transaction.

    :raises EnrolmentNotFound, EnrolmentEnded: there is none, or it is completed or withdrawn.
    :raises ChangeRefused: it rests already, the day cannot be, or a register from that day on names the person.
    """
    with transaction.atomic(durable=True), audit.at_the_end():
        lock_with_others(Enrolment.objects.filter(uuid=enrolment_uuid).values_list("pk", flat=True))
        row = lock_active_enrolment(enrolment_uuid)
        known = Interruption.objects.filter(client_key=new.client_key, enrolment=row).first()
        if known is not None:
            return known
        if open_interruption(row) is not None:
            raise ChangeRefused(_("Training rests already. Record the return first."))
        refuse_day(new.began_on, _span(row, now), field="began_on")
        if new.expected_on is not None and new.expected_on <= new.began_on:
            raise ChangeRefused(_("The person is expected back before training rests."), field="expected_on")
        if new.expected_on is not None and is_far_off(new.expected_on, today=local_date(now)):
            words = _("This day is more than ten years away. Check the year.")
            raise ChangeRefused(words, field="expected_on")
        part(Parting(row, new.began_on, new.reason, keeps_place=True), actor=actor, now=now)
        made = Interruption.objects.create(
            enrolment=row,
            reason=new.reason,
            note=new.note.strip(),
            began_on=new.began_on,
            expected_on=new.expected_on,
            at=now,
            actor_uuid=actor.user_uuid,
            client_key=new.client_key,
        )
        after = {"reason": new.reason, "from": str(new.began_on)}
        audit.record(actor=actor, action=AuditAction.INTERRUPT_ENROLMENT, target=row, after=after, now=now)
        rest(made, actor=actor, now=now)
    return made


def record_return(*, enrolment_uuid: UUID, on: date, actor: Actor, now: datetime) -> Interruption:
    """Say from which day on somebody is trained again.

    :raises EnrolmentNotFound, EnrolmentEnded: there is none, or it is completed or withdrawn.
    :raises ChangeRefused: training does not rest, or the day cannot be.
    :raises ReturnRefused: registers since that day are signed without the person.
    """
    with transaction.atomic(durable=True), audit.at_the_end():
        row = lock_active_enrolment(enrolment_uuid)
        rests = open_interruption(row)
        if rests is None:
            raise ChangeRefused(_("Training does not rest. Somebody may have recorded the return already."))
        refuse_day(on, Span(rests.began_on, local_date(now)), field="on")
        come_back(row, on, now=now)
        rests.ended_on, rests.ended_by = on, actor.user_uuid
        rests.save(update_fields=["ended_on", "ended_by"])
        after = {"on": str(on)}
        audit.record(actor=actor, action=AuditAction.RETURN_TO_TRAINING, target=row, after=after, now=now)
    return rests


def _span(row: object, now: datetime) -> Span:
    return Span(local_date(row.enrolled_at), local_date(now))  # type: ignore[attr-defined]
