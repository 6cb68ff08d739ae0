"""Drafts and wordings made ready to be seen: words with the addresses of their pictures."""

from django.urls import reverse

from lms.exams.bank.models import Attached, AttachmentKind, ItemVersion
from lms.exams.bank.rules.items import bank_of
from lms.exams.desk.seen import Showing
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import ItemDraft
from lms.exams.intake.wording import draft_of


def showing_of_draft(draft: ItemDraft) -> Showing:
    """Return a draft as it was last kept."""

    def address_of(row: Attached) -> str:
        # A circuit is drawn anew: somebody may be writing it.
        is_there = row.source.strip() if row.kind == AttachmentKind.CIRCUIT else row.file
        return reverse("question_bank:draft_attached", args=[draft.uuid, row.number]) if is_there else ""

    return Showing(item_of(draft), draft.attachments.all(), address_of)


def showing_of_wording(version: ItemVersion) -> Showing:
    """Return a wording of the bank."""
    item = version.item

    def address_of(row: Attached) -> str:
        return reverse("question_bank:attached", args=[item.code, version.number, row.number])

    return Showing(draft_of(version, bank=bank_of(item.topic)), version.attachments.all(), address_of)
