"""Batches: prepared by one person, approved by another; each entry is issued by a job of its own.

One entry that fails keeps its reason and hinders no other. Lock order: batch, entry, then as in `issuing.operations`.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing import failpoints
from certificates.issuing.batches.models import Batch, BatchEntry, BatchState, EntryState
from certificates.issuing.batches.policies import refuse_approver, refuse_keeper, refuse_preparer
from certificates.issuing.batches.queries import judge_enrolments, stuck_among
from certificates.issuing.batches.rules import BatchStep, EntryStep
from certificates.issuing.batches.steps import (
    ask_entry,
    fill_batch,
    leave_out,
    lock_batch,
    lock_entry,
    move_batch,
    refuse_step,
)
from certificates.issuing.batches.together import ask_transcript, leave_transcript_out, with_transcripts
from certificates.issuing.emblems.queries import emblems_on
from certificates.issuing.errors import BatchNotFound, NotIssuable, SamePerson, WrongState
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.kinds.queries import definition_on
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.operations import (
    finish_credential,
    void_within,
)
from certificates.issuing.reserving import reserve_again, reserve_credential
from certificates.issuing.wordings.queries import words_on
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.errors import DomainError, Refused
from lms.core.ids import new_uuid
from lms.enrolments.api import Enrolment

ENDED = (EntryState.ISSUED, EntryState.DROPPED)


def prepare_batch(
    enrolments: Sequence[Enrolment],
    *,
    kind: CredentialKind,
    key: UUID | None = None,
    actor: Actor,
    now: datetime,
) -> Batch:
    """Put people of one school together for approval; no number is taken yet.

    `key` becomes the batch's UUID: the same form sent twice is one batch.

    :raises SamePerson: when no person prepares it.
    :raises MayNotIssue: when the actor is not in charge of all of them.
    :raises NotIssuable: when there is nobody, more than one school, or somebody is not eligible;
        the reasons say who and why.
    """
    preparer = actor.user_uuid
    if preparer is None:
        raise SamePerson(_("A batch is prepared and approved by people."))
    known = Batch.objects.filter(uuid=key, prepared_by=preparer).first() if key else None
    if known is not None:
        return known
    if len({row.school_id for row in enrolments}) != 1:
        raise NotIssuable(_("Choose people of one school."))
    refuse_preparer(actor, enrolments)
    judged = judge_enrolments(enrolments, kind, now=now)
    refused = [one for one in judged if one.reason]
    if refused:
        reasons = [f"{one.enrolment.person.full_name}: {one.reason}" for one in refused]
        raise NotIssuable(_("Not everybody can be in this batch."), reasons=reasons)
    try:
        with transaction.atomic(durable=True):
            batch = Batch(
                uuid=key or new_uuid(),
                kind=kind,
                school_id=enrolments[0].school_id,
                prepared_by=preparer,
                prepared_at=now,
            )
            return fill_batch(batch, judged, actor=actor, now=now)
    except IntegrityError:  # another officer, or the same form, was first
        known = Batch.objects.filter(uuid=key, prepared_by=preparer).first() if key else None
        if known is not None:
            return known
        raise NotIssuable(_("Somebody of these is in another batch by now. Look again.")) from None


def approve_batch(*, batch_uuid: UUID, actor: Actor, now: datetime) -> Batch:
    """Let a batch be issued: one job for each entry, in the same transaction. Its transcripts are approved with it.

    :raises BatchNotFound: when there is none.
    :raises SamePerson: when whoever prepared it approves it.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises WrongState: when it was approved or cancelled already, or goes with another batch.
    :raises NotIssuable: when the school's words or the kind's definition are others than when it was prepared.
    """
    with transaction.atomic(durable=True):
        batch = lock_batch(batch_uuid)
        if actor.user_uuid is None or actor.user_uuid == batch.prepared_by:
            raise SamePerson(_("Another person than the one who prepared the batch approves it."))
        refuse_approver(actor, batch)
        for one in with_transcripts(batch):
            _refuse_what_changed(one, now=now)
            one.approved_by, one.approved_at = actor.user_uuid, now
            move_batch(one, BatchStep.APPROVED, actor=actor, action=AuditAction.APPROVE_BATCH, now=now)
        for entry in batch.entries.all():
            ask_entry(entry, now=now)
        failpoints.reach(failpoints.APPROVING)
    failpoints.reach(failpoints.APPROVED)
    return batch


def cancel_batch(*, batch_uuid: UUID, reason: str, actor: Actor, now: datetime) -> Batch:
    """Give up a batch before it is approved; its people are free for another one.

    :raises BatchNotFound: when there is none.
    :raises MayNotIssue: when the actor is not in charge of it.
    :raises WrongState: when it was approved or cancelled already, or goes with another batch.
    """
    with transaction.atomic(durable=True):
        batch = lock_batch(batch_uuid)
        refuse_keeper(actor, batch)
        for one in with_transcripts(batch):
            one.cancelled_at = now
            cancel = AuditAction.CANCEL_BATCH
            move_batch(one, BatchStep.CANCELLED, actor=actor, action=cancel, now=now, reason=reason)
            one.entries.update(is_live=False)
    return batch


def issue_entry(*, entry_uuid: UUID, actor: Actor, now: datetime) -> BatchEntry:
    """Issue to one person of an approved batch, from wherever it stands; a refusal is kept as the entry's reason.

    :raises BatchNotFound: when there is no such entry.
    :raises WrongState: when the batch is not approved.
    :raises DomainError: what may pass by itself, as a key that does not answer; kept as a reason, too, and tried again.
    """
    related = ("batch", "enrolment", "reissues__enrolment")
    entry = BatchEntry.objects.select_related(*related).filter(uuid=entry_uuid).first()
    if entry is None:
        raise BatchNotFound
    if entry.state in ENDED:
        return entry
    if entry.batch.state != BatchState.APPROVED:
        raise WrongState(_("This is not possible in the batch's present state."))
    try:
        credential = _reserve(entry, actor=actor, now=now)
        credential = finish_credential(credential_uuid=credential.uuid, actor=actor, now=now)
        if credential.state == CredentialState.VOID:  # dropped meanwhile, or given up by hand
            raise WrongState(_("This is not possible in the credential's present state."))
    except DomainError as error:
        kept = _settle(entry, EntryStep.FAILED, reason=str(error) or error.code, actor=actor, now=now)
        if isinstance(error, Refused) or kept.state in ENDED:
            return kept
        raise
    return _settle(entry, EntryStep.ISSUED, credential=credential, actor=actor, now=now)


def retry_entry(*, entry_uuid: UUID, actor: Actor, now: datetime) -> BatchEntry:
    """Try once more what failed, after the cause was mended; also where the job was given up in silence.

    :raises BatchNotFound: when there is no such entry.
    :raises MayNotIssue: when the actor is not in charge of the batch.
    :raises WrongState: when it did not fail.
    """
    with transaction.atomic(durable=True):
        entry = lock_entry(entry_uuid)
        refuse_keeper(actor, entry.batch)
        _settle_stuck(entry, actor=actor, now=now)
        refuse_step(entry, EntryStep.WAITING)
        entry.state, entry.reason = EntryState.WAITING, ""
        entry.save(update_fields=["state", "reason"])
        ask_entry(entry, now=now)
        audit.record(actor=actor, action=AuditAction.RETRY_ENTRY, target=entry, now=now)
    return entry


def drop_entry(*, entry_uuid: UUID, reason: str, actor: Actor, now: datetime) -> BatchEntry:
    """Leave somebody out for whom it failed; a number that was taken for it is void, with this reason.

    The entry is held first: a job that runs takes no number for it any more, and publishes none that is void.

    :raises BatchNotFound: when there is no such entry.
    :raises MayNotIssue: when the actor is no issuing officer of the school.
    :raises WrongState: when it did not fail, or a job has issued it meanwhile.
    """
    with transaction.atomic(durable=True):
        entry = lock_entry(entry_uuid)
        refuse_approver(actor, entry.batch)
        _settle_stuck(entry, actor=actor, now=now)
        refuse_step(entry, EntryStep.DROPPED)
        begun = Credential.objects.filter(
            enrolment=entry.enrolment_id, kind=entry.kind, replaces=entry.reissues_id
        )
        for credential in begun.exclude(state=CredentialState.VOID):  # refuses what is issued
            void_within(credential_uuid=credential.uuid, reason=reason, actor=actor, now=now)
        leave_out(entry, reason, actor=actor, now=now)
        leave_transcript_out(entry, reason, actor=actor, now=now)
    return entry


def _reserve(entry: BatchEntry, *, actor: Actor, now: datetime) -> Credential:
    def first() -> None:
        _refuse_dropped(entry.uuid)
        _refuse_what_changed(entry.batch, now=now)

    if entry.reissues is not None:
        return reserve_again(entry.reissues, first=first, actor=actor, now=now)
    uuid, kind = entry.enrolment.uuid, CredentialKind(entry.kind)
    return reserve_credential(enrolment_uuid=uuid, kind=kind, first=first, actor=actor, now=now)


def _settle(
    entry: BatchEntry,
    step: EntryStep,
    *,
    credential: Credential | None = None,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> BatchEntry:
    with transaction.atomic(durable=True):
        held = lock_entry(entry.uuid)
        if held.state in ENDED:  # another runner was first, or an officer dropped it
            return held
        refuse_step(held, step)
        held.state, held.reason = EntryState(step.value), reason[:500]
        held.credential = credential
        held.save(update_fields=["state", "reason", "credential"])
        if step is EntryStep.ISSUED:
            ask_transcript(held, now=now)
        after = {"state": step.value}
        audit.record(actor=actor, action=AuditAction.SETTLE_ENTRY, target=held, after=after, now=now)
    return held


def _settle_stuck(entry: BatchEntry, *, actor: Actor, now: datetime) -> None:
    """Let what nobody works at any more be what it is: failed."""
    if stuck_among([entry]):
        entry.state = EntryState.FAILED
        entry.save(update_fields=["state"])
        after = {"state": str(entry.state)}
        audit.record(actor=actor, action=AuditAction.SETTLE_ENTRY, target=entry, after=after, now=now)


def _refuse_what_changed(batch: Batch, *, now: datetime) -> None:
    """What was looked at is what is issued."""
    then, schools = batch.prepared_at, [batch.school_id]
    definitions = {definition_on(batch.kind, local_date(instant)).pk for instant in (then, now)}
    if len(definitions) > 1:
        raise NotIssuable(
            _(
                "Since this batch was prepared a new version of this kind of certificate came into force. Cancel the "
                "batch, or leave the person out, and prepare anew."
            )
        )
    before = words_on(schools, batch.kind, local_date(then), as_of=then)
    if before != words_on(schools, batch.kind, local_date(now)):
        raise NotIssuable(
            _(
                "The school's words have changed since this batch was prepared. Cancel it, or leave the person out, "
                "and prepare anew."
            )
        )
    if emblems_on(schools, local_date(then), as_of=then) != emblems_on(schools, local_date(now)):
        raise NotIssuable(
            _(
                "The school's logo or seal has changed since this batch was prepared. Cancel it, or leave the person "
                "out, and prepare anew."
            )
        )


def _refuse_dropped(entry_uuid: UUID) -> None:
    if lock_entry(entry_uuid).state in ENDED:
        raise WrongState(_("This is not possible in the batch's present state."))
