"""Transcripts with a batch of certificates: prepared by the same officer, approved and cancelled in the same commit.

A transcript is asked for when the certificate of the same person is issued, in the commit that says so; who is left out
of the certificates is left out of the transcripts. Lock order: the batch of certificates first, its entry first.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certificates.issuing.batches.models import Batch, BatchEntry, BatchState, EntryState
from certificates.issuing.batches.policies import refuse_keeper
from certificates.issuing.batches.queries import Judged, judge_enrolments
from certificates.issuing.batches.rules import EntryStep
from certificates.issuing.batches.steps import ask_entry, fill_batch, leave_out, lock_batch, refuse_step
from certificates.issuing.errors import NotIssuable, SamePerson, WrongState
from certificates.issuing.names import CredentialKind
from certificates.issuing.studies.rules import STUDIED
from lms.core.actor import Actor
from lms.enrolments.api import Enrolment


@dataclass(frozen=True, slots=True)
class Added:
    """The batch of transcripts, and who of the certificates is not in it and why."""

    batch: Batch
    left_out: tuple[Judged, ...]


def add_transcripts(*, batch_uuid: UUID, actor: Actor, now: datetime) -> Added:
    """Prepare the transcripts that go with a batch of certificates, for everybody who can get one.

    :raises BatchNotFound: when there is no such batch.
    :raises MayNotIssue: when the actor is not in charge of it.
    :raises SamePerson: when somebody else prepared it: whoever approves looks at both.
    :raises WrongState: when it was approved or cancelled, its kind has no transcripts, or they are added already.
    :raises NotIssuable: when nobody in it can get one; the reasons say who and why.
    """
    try:
        with transaction.atomic(durable=True):
            batch = lock_batch(batch_uuid)
            refuse_keeper(actor, batch)
            if actor.user_uuid != batch.prepared_by:
                raise SamePerson(_("Only the person who prepared a batch adds transcripts to it."))
            if batch.state != BatchState.PREPARED or batch.kind not in STUDIED:
                raise WrongState(_("This is not possible in the batch's present state."))
            if Batch.objects.filter(goes_with=batch).exists():
                raise WrongState(_("The transcripts of this batch are prepared already."))
            return _add(batch, actor=actor, now=now)
    except IntegrityError:  # another officer was first
        raise WrongState(_("Somebody of these is in another batch by now. Look again.")) from None


def _add(batch: Batch, *, actor: Actor, now: datetime) -> Added:
    rows = Enrolment.objects.filter(batch_entries__batch=batch).order_by("batch_entries")
    related = ("person__user", "site", "school", "version__programme__occupation")
    people = list(rows.select_related(*related))
    certified = frozenset(row.pk for row in people)
    judged = judge_enrolments(people, CredentialKind.TRANSCRIPT, now=now, certified=certified)
    fit = [one for one in judged if not one.reason]
    if not fit:
        reasons = [f"{one.enrolment.person.full_name}: {one.reason}" for one in judged]
        raise NotIssuable(_("Nobody in this batch can get a transcript."), reasons=reasons)
    transcripts = Batch(
        kind=CredentialKind.TRANSCRIPT,
        school_id=batch.school_id,
        prepared_by=batch.prepared_by,
        prepared_at=now,
        goes_with=batch,
    )
    fill_batch(transcripts, fit, actor=actor, now=now)
    return Added(transcripts, tuple(one for one in judged if one.reason))


def with_transcripts(batch: Batch) -> list[Batch]:
    """Return a held batch and, held, the transcripts that go with it.

    :raises WrongState: when it goes with another batch itself: that one is approved or cancelled, and it with that.
    """
    if batch.goes_with_id is not None:
        raise WrongState(_("These transcripts are approved or cancelled together with their certificates."))
    return [batch, *Batch.objects.select_for_update().filter(goes_with=batch)]


def ask_transcript(entry: BatchEntry, *, now: datetime) -> None:
    """Let the transcript of a person be issued, whose certificate the caller has just held and found issued."""
    for beside in _beside(entry):
        ask_entry(beside, now=now)


def leave_transcript_out(entry: BatchEntry, reason: str, *, actor: Actor, now: datetime) -> None:
    """Leave a person out of the transcripts, too, whom the caller left out of the certificates."""
    for beside in _beside(entry):
        refuse_step(beside, EntryStep.FAILED)
        beside.state = EntryState.FAILED
        leave_out(beside, reason, actor=actor, now=now)


def _beside(entry: BatchEntry) -> list[BatchEntry]:
    """Return, held, the transcript of an entry's person that nobody asked for yet."""
    rows = BatchEntry.objects.select_for_update(of=("self",)).filter(
        batch__goes_with=entry.batch_id, enrolment=entry.enrolment_id, state=EntryState.WAITING, tries=0
    )
    return list(rows)
