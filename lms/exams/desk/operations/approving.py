"""What approval makes of a draft: an item or its next wording, with pictures and the mark of its reading.

A building block: the caller holds the locks and has checked who approves.
"""

from datetime import datetime

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.codes import MOST_CHARACTERS, is_code
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.models import Item, ItemAttachment, ItemReview, ItemVersion
from lms.exams.desk.drafts import item_of
from lms.exams.desk.interim import fields_of
from lms.exams.desk.topics import TopicBook
from lms.exams.intake.models import DraftState, ItemDraft

FEWEST_OF_CODE = 3
LONGEST_NUMBER = 8


class CodeBook:
    """The codes that items have, asked once for many; gives the next free one of a bank."""

    def __init__(self) -> None:
        self.taken = set(Item.objects.values_list("code", flat=True))
        self._last: dict[str, int] = {}

    def code_for(self, bank: str, said: str) -> str:
        """Return what a file calls the question if it can be the question's code here, else a new one."""
        code = said.strip()
        is_name = is_code(code) and len(code) >= FEWEST_OF_CODE and not code.isdigit()
        if not is_name or code in self.taken:
            code = self._next(bank)
        self.taken.add(code)
        return code

    def _next(self, bank: str) -> str:
        stem = f"{bank[: MOST_CHARACTERS - LONGEST_NUMBER]}-"
        if stem not in self._last:
            numbers = (code.removeprefix(stem) for code in self.taken if code.startswith(stem))
            known = [int(number) for number in numbers if number.isascii() and number.isdigit()]
            self._last[stem] = max(known, default=0)
        self._last[stem] += 1
        return f"{stem}{self._last[stem]:04d}"


def keep_approved(
    draft: ItemDraft, *, book: TopicBook, codes: CodeBook, by: User, actor: Actor, now: datetime
) -> ItemVersion:
    """Make the item's wording of a draft without faults, and let the draft be approved."""
    item = item_of(draft)
    topic = book.find(item.topic)
    fields, _reasons = fields_of(item, topic=topic, use=draft.use)
    row = draft.revises or Item(
        code=codes.code_for(draft.bank.code, item.code), kind=str(item.kind), use=draft.use
    )
    row.topic = topic
    row.save()
    newest = row.versions.order_by("-number").first()
    number = newest.number + 1 if newest else 1
    version = ItemVersion.objects.create(item=row, number=number, created_at=now, **fields)
    _keep_attachments(draft, version)
    ItemReview.objects.create(version=version, reader=actor.role, read_on=local_date(now))
    draft.state, draft.version, draft.read_by, draft.read_at = DraftState.APPROVED, version, by, now
    draft.save(update_fields=["state", "version", "read_by", "read_at"])
    after = {"hash": version.content_hash, "item": row.code, "version": version.number}
    audit.record(actor=actor, action=AuditAction.APPROVE_DRAFT, target=draft, after=after, now=now)
    return version


def _keep_attachments(draft: ItemDraft, version: ItemVersion) -> None:
    names = ("number", "kind", "name", "file", "source", "alternative_zh", "alternative_en")
    rows = draft.attachments.all()
    ItemAttachment.objects.bulk_create(
        ItemAttachment(version=version, **{name: getattr(row, name) for name in names}) for row in rows
    )
