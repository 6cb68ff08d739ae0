"""Many open drafts get a topic, a difficulty or a depth at once; first is shown what changes, nothing else does."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.bank import rules as bank_rules
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk.drafts import lock_drafts, rehash
from lms.exams.desk.operations.many import MOST_AT_ONCE
from lms.exams.desk.sorting import Given, Sorting, given_to, sorted_item
from lms.exams.errors import DraftChanged, UnusableDraft, UnusableTopic
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import DraftState, ItemDraft
from lms.exams.interchange.as_json import to_json


@dataclass(frozen=True, slots=True)
class Planned:
    """One draft and what it gets."""

    draft: ItemDraft
    given: list[Given]


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be done: the drafts that get something, how many have it already, and a mark of all that was seen."""

    rows: tuple[Planned, ...]
    already: int
    seen: str


def plan_sorting(*, uuids: Sequence[UUID], wish: Sorting) -> Plan:
    """Return what giving this to the open ones of these drafts would change. Writes nothing.

    :raises UnusableDraft: nothing is given.
    :raises UnusableTopic: the bank has no such topic, or the drafts lie in several banks.
    """
    wanted = ItemDraft.objects.filter(uuid__in=list(uuids)[:MOST_AT_ONCE], state=DraftState.OPEN)
    return _plan(list(wanted.select_related("bank").order_by("pk")), wish)


def sort_many(
    *, uuids: Sequence[UUID], wish: Sorting, seen: str, by: User, actor: Actor, now: datetime
) -> int:
    """Give this to the open ones of these drafts; return how many changed. `seen` is the mark of the plan shown.

    :raises UnusableDraft: nothing is given.
    :raises UnusableTopic: the bank has no such topic, or the drafts lie in several banks.
    :raises DraftChanged: it would not be what was shown; nothing was changed.
    """
    with transaction.atomic(durable=True):
        wanted = ItemDraft.objects.filter(uuid__in=list(uuids)[:MOST_AT_ONCE])
        plan = _plan(lock_drafts(wanted, DraftState.OPEN), wish)
        if plan.seen != seen:
            raise DraftChanged(_("Something was changed meanwhile. Look at what would be done now."))
        for row in plan.rows:
            item = sorted_item(item_of(row.draft), row.given)
            row.draft.topic, row.draft.content = item.topic[:60], to_json(item)
            row.draft.revision += 1
            row.draft.changed_by, row.draft.changed_at = by, now
        rows = [row.draft for row in plan.rows]
        rehash(rows)
        names = ["topic", "content", "content_hash", "revision", "changed_by", "changed_at"]
        ItemDraft.objects.bulk_update(rows, names)
        audit.record_all(
            actor=actor,
            action=AuditAction.CHANGE_DRAFT,
            changes=[_change(row) for row in plan.rows],
            now=now,
        )
    return len(plan.rows)


def _change(row: Planned) -> audit.Change:
    before = {one.name: one.old for one in row.given}
    return audit.Change(row.draft, before=before, after={one.name: one.new for one in row.given})


def _plan(drafts: list[ItemDraft], wish: Sorting) -> Plan:
    if wish.is_empty():
        raise UnusableDraft(_("Choose what the drafts get."), field="topic")
    banks = sorted({draft.bank.code for draft in drafts})
    if wish.topic and len(banks) > 1:
        words = _("These drafts lie in several banks, and each has topics of its own. Choose one bank first.")
        raise UnusableTopic(words, field="topic")
    books = {bank: TopicBook(bank) for bank in banks}
    if wish.topic and not all(book.find(wish.topic) for book in books.values()):
        raise UnusableTopic(_("Choose a topic."), field="topic")
    found = [Planned(draft, _given(draft, wish, books[draft.bank.code])) for draft in drafts]
    rows = tuple(row for row in found if row.given)
    return Plan(rows, len(found) - len(rows), _mark(rows, wish))


def _given(draft: ItemDraft, wish: Sorting, book: TopicBook) -> list[Given]:
    return given_to(item_of(draft), wish, lambda said: bank_rules.without_bank(book.bank, book.find(said)))


def _mark(rows: Sequence[Planned], wish: Sorting) -> str:
    told = "\n".join(f"{row.draft.uuid} {row.draft.revision}" for row in rows)
    return hashlib.sha256(f"{wish}\n{told}".encode()).hexdigest()
