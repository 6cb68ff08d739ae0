"""Writes by second readers: what they saw, what they send back, what they approve; never what they wrote."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.errors import Busy
from lms.core.written_files import keep_once_committed, taken_back_on_failure
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.models import Item, ItemVersion
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk import rules
from lms.exams.desk.drafts import (
    Neighbours,
    findings_of,
    get_draft,
    had_a_part,
    lock_bank_of,
    lock_draft,
    lock_drafts,
    own,
)
from lms.exams.desk.kept import Prepared, prepare
from lms.exams.desk.operations.approving import CodeBook, keep_approved
from lms.exams.desk.operations.many import MOST_AT_ONCE, LeftOut
from lms.exams.desk.words import words_for
from lms.exams.errors import DraftChanged, DraftIncomplete, OwnDraft, UnusableDraft
from lms.exams.intake.models import Bank, DraftReading, DraftState, ItemDraft


@dataclass(frozen=True, slots=True)
class BulkReport:
    """What became of many drafts: how many are in the bank now, and each that is not."""

    approved: tuple[str, ...]
    left: tuple[LeftOut, ...]


def note_reading(*, uuid: UUID, revision: int, by: User, actor: Actor, now: datetime) -> DraftReading:
    """Keep that a reader had this revision of a waiting draft before the eyes.

    :raises DraftNotFound: there is none.
    :raises DraftStepRefused: it does not wait.
    :raises DraftChanged: another revision waits by now.
    """
    with transaction.atomic(durable=True):
        draft = lock_draft(uuid, step="approve", revision=revision)
        row, _created = DraftReading.objects.update_or_create(
            draft=draft, reader=by, defaults={"revision": revision, "at": now}
        )
        audit.record(actor=actor, action=AuditAction.READ_DRAFT, target=draft, now=now)
    return row


def send_back_draft(
    *, uuid: UUID, revision: int, note: str, by: User, actor: Actor, now: datetime
) -> ItemDraft:
    """Give a draft back to its writer, with what to mend.

    :raises UnusableDraft: nothing is said.
    :raises OwnDraft: the reader had a part in it; taking it back is for that.
    :raises DraftStepRefused: it does not wait.
    :raises DraftChanged: another revision waits by now.
    """
    words = note.strip()
    if not words:
        raise UnusableDraft(_("Say what should be mended."), field="note")
    with transaction.atomic(durable=True):
        draft = lock_draft(uuid, step="send_back", revision=revision)
        _refuse_own(draft, by)
        draft.state, draft.note, draft.read_by, draft.read_at = DraftState.OPEN, words[:1000], by, now
        draft.save(update_fields=["state", "note", "read_by", "read_at"])
        audit.record(actor=actor, action=AuditAction.SEND_BACK_DRAFT, target=draft, now=now)
    return draft


def approve_draft(*, uuid: UUID, revision: int, by: User, actor: Actor, now: datetime) -> ItemVersion:
    """Take a draft into the bank, as a new item or as the next wording of the item that it revises.

    :raises OwnDraft: who approves wrote, changed or submitted it.
    :raises DraftIncomplete: something is missing; the reasons name it.
    :raises DraftStepRefused: it does not wait, or somebody was first.
    :raises DraftChanged: somebody changed it meanwhile.
    """
    book = TopicBook(get_draft(uuid).bank.code)
    made = _prepared(get_draft(uuid), book)
    with one_code_each(), taken_back_on_failure(), transaction.atomic(durable=True):
        keep_once_committed()
        lock_bank_of(uuid)
        draft = lock_draft(uuid, step="approve", revision=revision)
        _refuse_own(draft, by)
        refuse_incomplete(draft, made, book)
        _lock_items([draft])
        return keep_approved([(draft, made)], codes=CodeBook(), by=by, actor=actor, now=now)[0]


def _prepared(draft: ItemDraft, book: TopicBook) -> Prepared:
    """Return a draft as the bank takes it, made before anything is locked: pictures and circuits take a while."""
    return prepare(draft, topic=book.find(draft.topic))


def approve_many(*, uuids: Sequence[UUID], by: User, actor: Actor, now: datetime) -> BulkReport:
    """Take all of these drafts into the bank that may be taken; say of each other one why not.

    Only what the reader had before the eyes, as it is now, is taken.
    """
    wanted = list(uuids)[:MOST_AT_ONCE]
    waiting = ItemDraft.objects.filter(uuid__in=wanted, state=DraftState.SUBMITTED).select_related("bank")
    books = {bank.pk: TopicBook(bank.code) for bank in Bank.objects.filter(drafts__in=waiting).distinct()}
    made = {row.uuid: _prepared(row, books[row.bank_id]) for row in waiting.prefetch_related("attachments")}
    chosen, left = [], []
    with one_code_each(), taken_back_on_failure(), transaction.atomic(durable=True), audit.at_the_end():
        keep_once_committed()
        rows = lock_drafts(ItemDraft.objects.filter(uuid__in=list(made)), DraftState.SUBMITTED)
        seen = dict(
            DraftReading.objects.filter(reader=by, draft__in=rows).values_list("draft_id", "revision")
        )
        their_own = set(
            ItemDraft.objects.filter(own(by), pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
        )
        others = Neighbours(rows)
        for draft in rows:
            about = made[draft.uuid], books[draft.bank_id], others
            reason = _reason_before(draft, their_own, seen) or " ".join(_missing(draft, *about))
            if reason:
                left.append(LeftOut(draft.uuid, draft.stem, reason))
            else:
                chosen.append(draft)
        _lock_items(chosen)
        pairs = [(draft, made[draft.uuid]) for draft in chosen]
        versions = keep_approved(pairs, codes=CodeBook(), by=by, actor=actor, now=now)
        approved = [version.item.code for version in versions]
    found = {row.uuid for row in rows}
    gone = [LeftOut(uuid, "", _("It does not wait any more.")) for uuid in wanted if uuid not in found]
    return BulkReport(tuple(approved), (*left, *gone))


@contextmanager
def one_code_each() -> Iterator[None]:
    """Say it in words when another bank took the same code at this moment; nothing was done then.

    Whatever else the database refuses is no such accident, and stays what it is.

    :raises Busy: to try again.
    """
    try:
        yield
    except IntegrityError as error:
        if not _is_of_a_code(error):
            raise
        raise Busy(_("The system is busy. Nothing was changed. Please try again in a moment.")) from error


def _is_of_a_code(error: IntegrityError) -> bool:
    """Return whether an item's code is there already; SQLite tells no constraint, but the column."""
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None:
        return bool(diagnosis.constraint_name == "exams_item_code_key")
    return str(error).endswith("exams_item.code")


def _reason_before(draft: ItemDraft, their_own: set[int], seen: dict[int, int]) -> str:
    """Return why this reader does not approve it now, whatever it says."""
    if draft.pk in their_own:
        return own_words()
    return "" if seen.get(draft.pk) == draft.revision else _("You have not read it as it is now.")


def _lock_items(drafts: Sequence[ItemDraft]) -> None:
    """Lock the items that get another wording, in one order: their versions are counted."""
    revised = {draft.revises_id for draft in drafts if draft.revises_id is not None}
    rows = Item.objects.select_for_update().filter(pk__in=revised).order_by("pk") if revised else ()
    items = {row.pk: row for row in rows}
    for draft in drafts:
        draft.revises = items[draft.revises_id] if draft.revises_id is not None else None


def refuse_incomplete(draft: ItemDraft, made: Prepared, book: TopicBook) -> None:
    """Refuse a draft with faults.

    :raises DraftIncomplete: the reasons name them.
    :raises DraftChanged: somebody changed it while it was made ready.
    """
    if made.revision != draft.revision:
        raise DraftChanged(_("Somebody has changed this question meanwhile. Read it again."))
    reasons = _missing(draft, made, book)
    if reasons:
        raise DraftIncomplete(_("This question cannot be approved yet."), reasons=reasons)


def _missing(
    draft: ItemDraft, made: Prepared, book: TopicBook, others: Neighbours | None = None
) -> list[str]:
    found = [words_for(one) for one in rules.errors(findings_of(draft, book, others))]
    return found or list(made.reasons)


def _refuse_own(draft: ItemDraft, by: User) -> None:
    if had_a_part(draft, by):
        raise OwnDraft(own_words())


def own_words() -> str:
    """Return why somebody may not approve."""
    return _("You had a part in this question. Another person reads and approves it.")
