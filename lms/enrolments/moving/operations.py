"""The move itself. Lock order: the enrolments in one order, the audit chain last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion, VersionState
from lms.accounts.api import Person
from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.beginnings import begin
from lms.enrolments.errors import MoveOutdated, MoveRefused
from lms.enrolments.models import Enrolment, EnrolmentMove
from lms.enrolments.moving.queries import Told, list_outlooks, told_of
from lms.enrolments.moving.rules import Outlook, digest_of
from lms.enrolments.moving.words import refusal_text
from lms.enrolments.operations import (
    Achievement,
    complete_if_due,
    lock_enrolment,
    lock_enrolments,
    record_achievement,
)


@dataclass(frozen=True, slots=True)
class MoveOrder:
    """Who moves from which version to which; `shown` names what was looked at, `client_key` makes a repeat harmless."""

    enrolment_uuids: Sequence[UUID]
    old: ProgrammeVersion
    new: ProgrammeVersion
    shown: str
    client_key: UUID


def move_enrolments(*, order: MoveOrder, actor: Actor, now: datetime) -> list[Enrolment]:
    """Move enrolments of one version to another one, all or none; the same key again changes nothing.

    Nothing that was done is lost: records stay where they are, and what they prove for the new version is kept as
    evidence. Who has everything completes. A move back to a version that was left is a move like any other.

    :raises MoveRefused: somebody cannot be moved, each named with the reason.
    :raises MoveOutdated: something changed since the differences were shown.
    """
    with transaction.atomic(durable=True), audit.at_the_end():
        rows = _locked(order.enrolment_uuids)
        if EnrolmentMove.objects.filter(client_key=order.client_key).exists():
            return rows
        outlooks = list_outlooks(rows, old=order.old, new=order.new)
        _refuse(order, rows, outlooks)
        move_locked(rows, (order.old, order.new), order.client_key, actor=actor, now=now)
    return rows


def move_locked(
    rows: Sequence[Enrolment],
    versions: tuple[ProgrammeVersion, ProgrammeVersion],
    key: UUID,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Move locked enrolments from the first version to the second: a building block inside the caller's transaction."""
    old, new = versions
    with transaction.atomic(savepoint=False):
        EnrolmentMove.objects.bulk_create(
            EnrolmentMove(enrolment=row, moved_at=now, client_key=key, from_version=old, to_version=new)
            for row in rows
        )
        for row in rows:
            row.version = new
        Enrolment.objects.bulk_update(rows, ["version"])
        for row in rows:
            begin(row, actor=actor, now=now)
        before, after = {"version": old.number}, {"version": new.number}
        changes = [audit.Change(row, before, after) for row in rows]
        audit.record_all(actor=actor, action=AuditAction.MOVE_ENROLMENT, changes=changes, now=now)
        _keep_proofs(told_of(new, rows), rows, actor=actor, now=now)


def _locked(uuids: Sequence[UUID]) -> list[Enrolment]:
    """Lock the people, as enrolling does, then their enrolments."""
    wanted = Enrolment.objects.filter(uuid__in=uuids)
    people = Person.objects.select_for_update().filter(pk__in=wanted.order_by().values("person"))
    list(people.order_by("pk").values_list("pk"))
    keys = list(wanted.values_list("pk", flat=True))
    lock_enrolments(keys)
    return list(Enrolment.objects.filter(pk__in=keys).select_related("person").order_by("pk"))


def _refuse(order: MoveOrder, rows: Sequence[Enrolment], outlooks: Sequence[Outlook]) -> None:
    reasons = [
        f"{row.person.full_name}{_(': ')}{refusal_text(refusal)}"
        for row, outlook in zip(rows, outlooks, strict=True)
        for refusal in outlook.refusals
    ]
    if len(rows) != len(set(order.enrolment_uuids)) or not rows:
        reasons.append(_("Choose at least one person who is there."))
    if order.new.state != VersionState.PUBLISHED or order.new.programme_id != order.old.programme_id:
        reasons.append(_("Choose a published version of the same programme."))
    if reasons:
        raise MoveRefused(_("Nobody was moved."), reasons=reasons)
    if digest_of(outlooks) != order.shown:
        raise MoveOutdated(_("Something has changed meanwhile. Look at the differences again."))


def _keep_proofs(told: Told, rows: Sequence[Enrolment], *, actor: Actor, now: datetime) -> None:
    """Keep as evidence what the records prove for the requirements of the new version."""
    for requirement in told.requirements:
        for row in rows:
            for proof in told.proofs[requirement.pk].get(row.pk, []):
                if proof.source_uuid is not None:
                    achievement = Achievement(
                        requirement, proof.source_type, proof.source_uuid, proof.percent, proof.is_met
                    )
                    record_achievement(enrolment_uuid=row.uuid, achievement=achievement, actor=actor, now=now)
    for row in rows:  # evidence that was kept on an earlier stay may be all that was missing
        complete_if_due(lock_enrolment(row.uuid), actor=actor, now=now)
