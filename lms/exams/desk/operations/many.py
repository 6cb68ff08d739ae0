"""Hand many drafts to a second reader at once: what is whole; the rest says what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk import rules
from lms.exams.desk.drafts import Neighbours, findings_of, lock_drafts
from lms.exams.desk.words import words_for
from lms.exams.intake.models import DraftState, ItemDraft

MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A draft that was left out, and why."""

    uuid: UUID
    stem: str
    reason: str


@dataclass(frozen=True, slots=True)
class SubmitReport:
    """How many drafts wait for their reader now, and each that does not."""

    submitted: int
    left: tuple[LeftOut, ...]


def submit_many(*, uuids: Sequence[UUID], by: User, actor: Actor, now: datetime) -> SubmitReport:
    """Hand all of these drafts to a second reader that are whole; say of each other one what is missing."""
    left, ready = [], []
    with transaction.atomic(durable=True):
        wanted = ItemDraft.objects.filter(uuid__in=list(uuids)[:MOST_AT_ONCE])
        rows = lock_drafts(wanted, DraftState.OPEN)
        books = {bank.pk: TopicBook(bank.code) for bank in {row.bank for row in rows}}
        others = Neighbours(rows)
        for draft in rows:
            missing = rules.errors(findings_of(draft, books[draft.bank_id], others))
            if missing:
                left.append(LeftOut(draft.uuid, draft.stem, " ".join(words_for(one) for one in missing)))
                continue
            draft.state, draft.submitted_by, draft.submitted_at = DraftState.SUBMITTED, by, now
            ready.append(draft)
        ItemDraft.objects.bulk_update(ready, ["state", "submitted_by", "submitted_at"])
        changes = [audit.Change(draft) for draft in ready]
        audit.record_all(actor=actor, action=AuditAction.SUBMIT_DRAFT, changes=changes, now=now)
    return SubmitReport(len(ready), tuple(left))
