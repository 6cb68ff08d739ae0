"""A withdrawn enrolment goes on: the same row, with its hours, credits, results, tries and evidence.

What the withdrawal freed (places in classes and at planned examinations) is not taken back: others may have it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.beginnings import begin
from lms.enrolments.changing.models import (
    Continuation,
    Interruption,
    InterruptionReason,
    Resumption,
    Transfer,
    TransferReason,
)
from lms.enrolments.changing.operations.transferring import write_transfer
from lms.enrolments.changing.pauses import Note, keep_pause
from lms.enrolments.changing.queries import reason_against_taking_up, rests_cut_short, stay_that_ended
from lms.enrolments.changing.words import take_up_text
from lms.enrolments.errors import EnrolmentNotFound, TakeUpRefused
from lms.enrolments.models import Enrolment, EnrolmentState
from lms.enrolments.moving.operations import move_locked
from lms.enrolments.operations import complete_if_due, lock_enrolment, lock_people
from lms.organisations.api import School, Site


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Why a withdrawn enrolment goes on; `client_key` makes a repeated request harmless."""

    reason: str
    client_key: UUID
    note: str = ""


@dataclass(frozen=True, slots=True)
class Going:
    """On which version, at which school and site an enrolment goes on."""

    version: ProgrammeVersion
    school: School
    site: Site


def take_up_again(*, enrolment_uuid: UUID, order: TakeUp, actor: Actor, now: datetime) -> Enrolment:
    """Take a withdrawn enrolment up again where it was, as after a withdrawal by mistake. Sent twice it is one.

    Where training rested, it rests on until somebody records the return.

    :raises EnrolmentNotFound: there is none.
    :raises TakeUpRefused: it is not withdrawn, the person is on the version by another enrolment or is at another site,
        or the school does not teach there any more.
    """
    with transaction.atomic(durable=True), audit.at_the_end():
        row = _locked_with_person(enrolment_uuid)
        if Resumption.objects.filter(client_key=order.client_key, withdrawal__enrolment=row).exists():
            return row
        code = reason_against_taking_up(row, day=local_date(now))
        if code:
            raise TakeUpRefused(take_up_text(code))
        resume(row, order, Going(row.version, row.school, row.site), actor=actor, now=now)
    return row


def _locked_with_person(uuid: UUID) -> Enrolment:
    """Lock the person, as enrolling does, then all enrolments of the person."""
    person = Enrolment.objects.filter(uuid=uuid).values_list("person_id", flat=True).first()
    if person is None:
        raise EnrolmentNotFound(_("There is nothing at this address."))
    lock_people([person])
    return Enrolment.objects.select_related("person", "version", "school", "site").get(uuid=uuid)


def resume(row: Enrolment, order: TakeUp, going: Going, *, actor: Actor, now: datetime) -> Resumption:
    """Let a locked withdrawn enrolment go on, where somebody is now: a building block inside the caller's transaction.

    A rest that the withdrawal cut short goes on until somebody records the return; else the days between are days of
    rest. What was learnt or confirmed meanwhile counts, and may complete it.
    """
    with transaction.atomic(savepoint=False):
        withdrawal = row.withdrawals.get(resumption=None)
        made = Resumption.objects.create(
            withdrawal=withdrawal,
            reason=order.reason,
            note=order.note.strip(),
            at=now,
            actor_uuid=actor.user_uuid,
            client_key=order.client_key,
        )
        rested = rests_cut_short([withdrawal]).get(row.pk)
        if rested is None:
            # No register names the person on the days between, and no days of training are counted.
            note = Note(InterruptionReason.WITHDRAWN, made.actor_uuid, made.client_key)
            keep_pause(row, local_date(withdrawal.at), note, now=now)
        else:
            _rest_on(rested, made, now=now)
        row.state, row.withdrawn_at = EnrolmentState.ACTIVE, None
        row.save(update_fields=["state", "withdrawn_at"])
        audit.record(
            actor=actor,
            action=AuditAction.TAKE_UP_ENROLMENT,
            target=row,
            before={"withdrawn": str(local_date(withdrawal.at))},
            after={"reason": order.reason} | ({"rests": rested.reason} if rested else {}),
            reason=audit.coded_reason(order.reason, made.note),
            now=now,
        )
        _arrive(row, going, made, actor=actor, now=now)
        _go_on_after_release(row, actor=actor, now=now)
        if row.version_id != going.version.pk:
            move_locked([row], (row.version, going.version), made.client_key, actor=actor, now=now)
        else:
            begin(row, actor=actor, now=now)
            complete_if_due(lock_enrolment(row.uuid), actor=actor, now=now)
        row.refresh_from_db(fields=["state", "completed_at"])
    return made


def _rest_on(rested: Interruption, made: Resumption, *, now: datetime) -> None:
    """Let training rest on from the day on which the withdrawal ended the rest, for the reason that it had."""
    Interruption.objects.create(
        enrolment=rested.enrolment,
        reason=rested.reason,
        note=rested.note,
        began_on=local_date(made.withdrawal.at),
        expected_on=rested.expected_on,
        at=now,
        actor_uuid=made.actor_uuid,
        client_key=made.client_key,
    )


def _arrive(row: Enrolment, going: Going, made: Resumption, *, actor: Actor, now: datetime) -> None:
    """Let another school, or the site where the person is now, go on with it from today: a transfer as any other.

    At another site it had ended when it was withdrawn: that one reads no further than it did before.
    """
    if (row.school_id, row.site_id) == (going.school.pk, going.site.pk):
        return
    said = Transfer(
        on=local_date(now),
        ended_on=local_date(made.withdrawal.at) if row.site_id != going.site.pk else None,
        reason=TransferReason.RESUMED,
        client_key=made.client_key,
        at=now,
    )
    write_transfer(row, (going.school, going.site), said, actor=actor)


def _go_on_after_release(row: Enrolment, *, actor: Actor, now: datetime) -> None:
    """Say of whoever has left the site that training goes on after the release, as the end of the stay would have."""
    stay = stay_that_ended(row)
    if stay is None or stay.left_date is None:
        return
    goes_on, is_new = Continuation.objects.get_or_create(
        enrolment=row,
        admission=stay,
        defaults={"from_date": stay.left_date, "at": now, "actor_uuid": actor.user_uuid},
    )
    if is_new:
        after = {"from": str(goes_on.from_date)}
        audit.record(actor=actor, action=AuditAction.CONTINUE_ENROLMENT, target=row, after=after, now=now)
