"""What a draft asks, read from its row: alone, or with everything that its marks stand for."""

from dataclasses import replace

from lms.exams.intake.models import DraftAttachment, ItemDraft
from lms.exams.intake.wording import attachment_in
from lms.exams.interchange.as_json import from_json
from lms.exams.interchange.drafts import DraftItem
from lms.exams.interchange.marks import renumbered


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
