"""What a draft asks, read from its row: alone, or with everything that its marks stand for."""

import hashlib
from collections.abc import Collection
from dataclasses import replace

from django.db.models import QuerySet

from lms.exams.intake.models import Bank, DraftAttachment, DraftState, ItemDraft
from lms.exams.intake.wording import attachment_in
from lms.exams.interchange.as_json import from_json
from lms.exams.interchange.drafts import DraftItem
from lms.exams.interchange.marks import renumbered


def asking(drafts: QuerySet[ItemDraft]) -> QuerySet[ItemDraft]:
    """Return the drafts that still ask something: neither discarded, nor become a question that was retired."""
    return drafts.exclude(state=DraftState.DISCARDED).exclude(version__item__retired_at__isnull=False)


def free_hashes(bank: Bank, hashes: Collection[str]) -> None:
    """Let a bank have anew what it retired, inside the caller's lock on it: the drafts of then get other hashes."""
    old = ItemDraft.objects.filter(
        bank=bank, state=DraftState.APPROVED, version__item__retired_at__isnull=False
    )
    for draft in old.filter(content_hash__in=hashes):
        draft.content_hash = hash_of_its_own(draft, draft.content_hash)
        draft.save(update_fields=["content_hash"])


def hash_of_its_own(draft: ItemDraft, digest: str) -> str:
    """Return a hash that no other draft has, for one that asks what another asks."""
    return hashlib.sha256(f"{digest} {draft.uuid}".encode()).hexdigest()


def item_of(draft: ItemDraft) -> DraftItem:
    """Return the question of a draft, without its pictures, formulas and circuits."""
    return from_json(draft.content)


def without_gaps(draft: ItemDraft) -> tuple[DraftItem, list[DraftAttachment]]:
    """Return the question with its marks numbered from 1 without a gap, and its attachments in the order of these.

    While somebody writes, numbers stay what they were when one in their middle goes.
    """
    rows = sorted(draft.attachments.all(), key=lambda row: row.number)
    numbers = {row.number: place for place, row in enumerate(rows, start=1)}
    return renumbered(item_of(draft), numbers), rows


def whole_item_of(draft: ItemDraft) -> DraftItem:
    """Return the question of a draft with everything that its marks stand for, numbered from 1 without a gap."""
    item, rows = without_gaps(draft)
    return replace(item, attachments=tuple(attachment_in(row) for row in rows))
