"""Writes to enrolments. Lock order: the enrolment first, the audit chain last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion, Requirement, VersionState
from lms.accounts.api import Person
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments import rules
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.beginnings import begin
from lms.enrolments.changing.examinations import leave_examinations
from lms.enrolments.changing.models import Withdrawal, WithdrawalReason
from lms.enrolments.changing.partings import Parting, close, part
from lms.enrolments.entry.checking import judged, refuse_entry
from lms.enrolments.entry.models import EligibilityBasis, Ground
from lms.enrolments.errors import (
    AlreadyEnrolled,
    ClientKeyReused,
    EnrolmentEnded,
    EnrolmentNotFound,
    EnrolmentRefused,
)
from lms.enrolments.events import enrolment_completed
from lms.enrolments.models import Enrolment, EnrolmentState, Evidence
from lms.enrolments.queries import requirement_states
from lms.organisations.api import School, is_paired


@dataclass(frozen=True, slots=True)
class Eligibility:
    """On what an enrolment rests: the day of the examination (None: not fixed yet), the ground and its proof."""

    exam_date: date | None = None
    ground: str = Ground.ENTRY
    proof: str = ""


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """Who enrols on what at which school; `client_key` makes a repeated request harmless."""

    person: Person
    version: ProgrammeVersion
    school: School
    client_key: UUID
    eligibility: Eligibility = Eligibility()


@dataclass(frozen=True, slots=True)
class Achievement:
    """What a record of another app proves about one requirement."""

    requirement: Requirement
    source_type: str
    source_uuid: UUID
    percent: Decimal
    is_met: bool


def enrol_trainee(*, enrolment: NewEnrolment, actor: Actor, now: datetime) -> Enrolment:
    """Enrol a person on a programme version; the same request with the same client key returns the same row.

    :raises ClientKeyReused: the key came before with another person or version.
    :raises EnrolmentRefused: the version is no published one, the school does not teach at the site today, or age,
        schooling or fitness are against it; the reasons end with the nearest programme that is possible.
    :raises AlreadyEnrolled: the person is on this version.
    """
    with transaction.atomic(durable=True):
        return enrol_person(enrolment=enrolment, actor=actor, now=now)


def enrol_person(*, enrolment: NewEnrolment, actor: Actor, now: datetime) -> Enrolment:
    """Enrol as above: a building block inside the caller's transaction."""
    with transaction.atomic(savepoint=False):
        Person.objects.select_for_update().get(pk=enrolment.person.pk)
        known = Enrolment.objects.filter(client_key=enrolment.client_key).first()
        if known is not None:
            return _same_request(known, enrolment)
        _refuse_enrolment(enrolment, now=now)
        facts = judged(
            enrolment.person, enrolment.version, exam=enrolment.eligibility.exam_date, today=local_date(now)
        )
        refuse_entry(facts)
        row = Enrolment.objects.create(
            person=enrolment.person,
            version=enrolment.version,
            school=enrolment.school,
            site_id=enrolment.person.site_id,
            enrolled_at=now,
            client_key=enrolment.client_key,
        )
        basis = facts.as_columns()
        basis |= {"ground": enrolment.eligibility.ground, "proof": enrolment.eligibility.proof.strip()}
        EligibilityBasis.objects.create(enrolment=row, at=now, **basis)
        begin(row, actor=actor, now=now)
        audit.record(actor=actor, action=AuditAction.ENROL_TRAINEE, target=row, now=now)
    return row


def _same_request(known: Enrolment, wanted: NewEnrolment) -> Enrolment:
    first_move = known.moves.first()
    began_with = known.version_id if first_move is None else first_move.from_version_id
    if (known.person_id, began_with) != (wanted.person.pk, wanted.version.pk):
        raise ClientKeyReused(_("This request was sent before with other contents. Reload the page."))
    return known


def _refuse_enrolment(wanted: NewEnrolment, *, now: datetime) -> None:
    reasons = []
    if wanted.version.state != VersionState.PUBLISHED:
        reasons.append(_("This version of the programme is not published."))
    if not is_paired(school=wanted.school, site=wanted.person.site, day=local_date(now)):
        reasons.append(_("The school does not teach at this site today. Check the pairing."))
    if reasons:
        raise EnrolmentRefused(_("The enrolment is not possible."), reasons=reasons)
    on_version = Enrolment.objects.filter(person=wanted.person, version=wanted.version)
    if on_version.exclude(state=EnrolmentState.WITHDRAWN).exists():
        raise AlreadyEnrolled(_("This person is already enrolled on the programme."))


def withdraw_enrolment(
    *,
    enrolment_uuid: UUID,
    reason: str,
    code: str = WithdrawalReason.OTHER,
    actor: Actor,
    now: datetime,
) -> Enrolment:
    """End an enrolment without completion, for a coded reason and a note; its records stay, its places are free.

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
        Withdrawal.objects.create(
            enrolment=row, reason=ending.code, note=ending.note.strip(), at=now, actor_uuid=actor.user_uuid
        )
        row.state, row.withdrawn_at = EnrolmentState.WITHDRAWN, now
        row.save(update_fields=["state", "withdrawn_at"])
        leave_examinations(row, _("Withdrawn"), actor=actor, now=now)
        audit.record(
            actor=actor,
            action=AuditAction.WITHDRAW_ENROLMENT,
            target=row,
            after={"reason": ending.code},
            reason=ending.note,
            now=now,
        )


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


def lock_people(person_ids: Iterable[int]) -> None:
    """Lock people, then all their enrolments, for the caller's transaction, each in one order."""
    wanted = list(person_ids)
    list(Person.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk"))
    lock_enrolments(Enrolment.objects.filter(person__in=wanted).values_list("pk", flat=True))


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
