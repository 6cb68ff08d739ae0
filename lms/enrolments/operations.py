"""Writes to enrolments, but for how they begin (`enrolling`). Lock order: the enrolment first, the audit chain last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import Requirement
from lms.accounts.api import Person
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.ids import new_uuid
from lms.enrolments import rules
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.changing.examinations import leave_examinations
from lms.enrolments.changing.models import (
    InterruptionReason,
    Resumption,
    Withdrawal,
    WithdrawalReason,
)
from lms.enrolments.changing.partings import Parting, close, part, rest
from lms.enrolments.changing.pauses import Note, keep_pause
from lms.enrolments.errors import EnrolmentEnded, EnrolmentNotFound
from lms.enrolments.events import enrolment_completed
from lms.enrolments.models import Enrolment, EnrolmentState, Evidence
from lms.enrolments.queries import requirement_states


@dataclass(frozen=True, slots=True)
class Achievement:
    """What a record of another app proves about one requirement."""

    requirement: Requirement
    source_type: str
    source_uuid: UUID
    percent: Decimal
    is_met: bool


def withdraw_enrolment(
    *,
    enrolment_uuid: UUID,
    reason: str,
    code: str = WithdrawalReason.OTHER,
    actor: Actor,
    now: datetime,
) -> Enrolment:
    """End an enrolment without completion, for a coded reason and a note; its records stay, its places are free.

    It can be taken up again (`changing.operations.take_up_again`), and is when the person is enrolled again.

    :raises EnrolmentNotFound: when there is none.
    :raises EnrolmentEnded: it is completed or withdrawn already.
    """
    with transaction.atomic(durable=True), audit.at_the_end():
        row = lock_active_enrolment(enrolment_uuid)
        end_unfinished(row, Ending(reason, code), actor=actor, now=now)
    return row


@dataclass(frozen=True, slots=True)
class Ending:
    """Why training ends before its goal: a note and a coded reason; the first day without it (None: today)."""

    note: str
    code: str
    on: date | None = None


def end_unfinished(row: Enrolment, ending: Ending, *, actor: Actor, now: datetime) -> None:
    """Withdraw a locked enrolment in training: a building block inside the caller's transaction."""
    with transaction.atomic(savepoint=False):
        part(Parting(row, ending.on or local_date(now), ending.code), actor=actor, now=now)
        row.interruptions.filter(ended_on__isnull=True).update(
            ended_on=local_date(now), ended_by=actor.user_uuid
        )
        _rest_since_leaving(row, ending, actor=actor, now=now)
        Withdrawal.objects.create(
            enrolment=row,
            after=Resumption.objects.filter(withdrawal__enrolment=row).last(),
            reason=ending.code,
            note=ending.note.strip(),
            at=now,
            actor_uuid=actor.user_uuid,
        )
        row.state, row.withdrawn_at = EnrolmentState.WITHDRAWN, now
        row.save(update_fields=["state", "withdrawn_at"])
        leave_examinations(row, _("Withdrawn"), actor=actor, now=now)
        audit.record(
            actor=actor,
            action=AuditAction.WITHDRAW_ENROLMENT,
            target=row,
            after={"reason": ending.code},
            reason=audit.coded_reason(ending.code, ending.note.strip()),
            now=now,
        )


def _rest_since_leaving(row: Enrolment, ending: Ending, *, actor: Actor, now: datetime) -> None:
    """Keep the days between the end and its recording as days of rest: they are no days of training."""
    note = Note(InterruptionReason.LEFT, actor.user_uuid, new_uuid())
    made = keep_pause(row, ending.on or local_date(now), note, now=now)
    if made is not None:
        rest(made, actor=actor, now=now)


def lock_enrolment(enrolment_uuid: UUID) -> Enrolment:
    """Lock the enrolment for the caller's transaction: the first lock in our order.

    :raises EnrolmentNotFound: when there is none.
    """
    row = Enrolment.objects.select_for_update().filter(uuid=enrolment_uuid).first()
    if row is None:
        raise EnrolmentNotFound
    return row


def lock_enrolments(ids: Iterable[int]) -> None:
    """Lock enrolments for the caller's transaction, always in one order, so that two callers never wait in a ring."""
    list(Enrolment.objects.select_for_update().filter(pk__in=list(ids)).order_by("pk").values_list("pk"))


def lock_with_others(ids: Iterable[int]) -> None:
    """Lock enrolments and all others of their people for the caller's transaction, in the one order."""
    people = Enrolment.objects.filter(pk__in=list(ids)).values("person")
    lock_enrolments(Enrolment.objects.filter(person__in=people).values_list("pk", flat=True))


def lock_people(person_ids: Iterable[int]) -> dict[int, int]:
    """Lock people, then all their enrolments, for the caller's transaction, each in one order.

    Returned is at which site each of the people is now (keys).
    """
    wanted = list(person_ids)
    rows = Person.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    sites = dict(rows.values_list("pk", "site_id"))
    lock_enrolments(Enrolment.objects.filter(person__in=wanted).values_list("pk", flat=True))
    return sites


def lock_enrolment_in_force(enrolment_uuid: UUID) -> Enrolment:
    """Lock an enrolment that was not withdrawn; a completed one may go on learning.

    :raises EnrolmentNotFound: when there is none.
    :raises EnrolmentEnded: it was withdrawn.
    """
    row = lock_enrolment(enrolment_uuid)
    if row.state == EnrolmentState.WITHDRAWN:
        raise EnrolmentEnded(_("This enrolment has ended."))
    return row


def lock_enrolments_beside(enrolment_uuid: UUID) -> list[Enrolment]:
    """Lock all enrolments of the person that were not withdrawn, this one first in the list.

    :raises EnrolmentNotFound: when there is none.
    :raises EnrolmentEnded: it was withdrawn.
    """
    of_person = Enrolment.objects.filter(uuid=enrolment_uuid).values("person_id")
    locked = Enrolment.objects.select_for_update().filter(person_id__in=of_person)
    # In one order, so that two terminals cannot wait in a ring.
    rows = {row.uuid: row for row in locked.order_by("pk")}
    own = rows.pop(enrolment_uuid, None)
    if own is None:
        raise EnrolmentNotFound
    if own.state == EnrolmentState.WITHDRAWN:
        raise EnrolmentEnded(_("This enrolment has ended."))
    return [own, *(row for row in rows.values() if row.state != EnrolmentState.WITHDRAWN)]


def lock_active_enrolment(enrolment_uuid: UUID) -> Enrolment:
    """Lock an enrolment in training.

    :raises EnrolmentNotFound: there is none.
    :raises EnrolmentEnded: it is completed or withdrawn.
    """
    row = lock_enrolment(enrolment_uuid)
    if row.state != EnrolmentState.ACTIVE:
        raise EnrolmentEnded(_("This enrolment has ended."))
    return row


def record_achievement(
    *, enrolment_uuid: UUID, achievement: Achievement, actor: Actor, now: datetime
) -> Enrolment:
    """Keep evidence for a requirement, and complete the enrolment when nothing is missing any more.

    A building block inside the caller's transaction. The same source again changes nothing.
    """
    with transaction.atomic(savepoint=False):
        enrolment = lock_enrolment(enrolment_uuid)
        _row, created = Evidence.objects.get_or_create(
            enrolment=enrolment,
            requirement=achievement.requirement,
            source_type=achievement.source_type,
            source_uuid=achievement.source_uuid,
            defaults={"percent": achievement.percent, "is_met": achievement.is_met, "recorded_at": now},
        )
        if created:
            after = {"requirement": achievement.requirement.code, "met": achievement.is_met}
            audit.record(
                actor=actor, action=AuditAction.RECORD_EVIDENCE, target=enrolment, after=after, now=now
            )
            complete_if_due(enrolment, actor=actor, now=now)
    return enrolment


def _is_complete(enrolment: Enrolment, now: datetime) -> bool:
    return rules.is_complete(requirement_states(enrolment, today=local_date(now)))


def complete_counted(*, person_id: int, actor: Actor, now: datetime) -> None:
    """Complete the enrolments of a person of which nothing is missing any more, as after a certificate was confirmed.

    A building block inside the caller's transaction, before other locks than those of enrolments.
    """
    with transaction.atomic(savepoint=False):
        rows = Enrolment.objects.select_for_update().filter(person=person_id, state=EnrolmentState.ACTIVE)
        for row in rows.order_by("pk"):
            complete_if_due(row, actor=actor, now=now)


def complete_if_due(enrolment: Enrolment, *, actor: Actor, now: datetime) -> None:
    """Complete a locked enrolment in training of which nothing is missing any more; tells of it on commit.

    Its places in classes and at planned examinations are free from then on.
    """
    if enrolment.state != EnrolmentState.ACTIVE or not _is_complete(enrolment, now):
        return
    today = local_date(now)
    enrolment.interruptions.filter(ended_on__isnull=True, began_on__lte=today).update(ended_on=today)
    enrolment.state, enrolment.completed_at = EnrolmentState.COMPLETED, now
    enrolment.save(update_fields=["state", "completed_at"])
    close(enrolment, actor=actor, now=now)
    leave_examinations(enrolment, _("Completed"), actor=actor, now=now)
    audit.record(actor=actor, action=AuditAction.COMPLETE_ENROLMENT, target=enrolment, now=now)
    send = partial(enrolment_completed.send_robust, sender=Enrolment, enrolment_uuid=enrolment.uuid)
    transaction.on_commit(send)
