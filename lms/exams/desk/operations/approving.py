"""What approval makes of a draft: an item or its next wording, with pictures and the mark of its reading.

A building block: the caller holds the locks and has checked who approves.
"""

from datetime import datetime
from typing import Any

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.codes import MOST_CHARACTERS
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.models import Item, ItemReview, ItemVersion
from lms.exams.bank.operations import load_items
from lms.exams.desk.kept import Prepared
from lms.exams.intake.codes import can_be_code
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import DraftState, ItemDraft

LONGEST_NUMBER = 8


class CodeBook:
    """The codes that items have, asked once for many; gives the next free one of a bank."""

    def __init__(self) -> None:
        self.taken = set(Item.objects.values_list("code", flat=True))
        self._last: dict[str, int] = {}

    def code_for(self, bank: str, said: str) -> str:
        """Return what a file calls the question if it can be the question's code here, else a new one."""
        code = said.strip()
        if not can_be_code(code) or code in self.taken:
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
    draft: ItemDraft, made: Prepared, *, codes: CodeBook, by: User, actor: Actor, now: datetime
) -> ItemVersion:
    """Make the item's wording of a draft without faults, and let the draft be approved."""
    code = draft.revises.code if draft.revises else codes.code_for(draft.bank.code, item_of(draft).code)
    item: Any = {**made.item, "code": code}
    load_items(bank_items=[item], files=made.files, actor=actor, now=now)
    version = ItemVersion.objects.select_related("item").filter(item__code=code).latest("number")
    ItemReview.objects.create(version=version, reader=actor.role, read_on=local_date(now))
    draft.state, draft.version, draft.read_by, draft.read_at = DraftState.APPROVED, version, by, now
    draft.save(update_fields=["state", "version", "read_by", "read_at"])
    after = {"hash": version.content_hash, "item": code, "version": version.number}
    audit.record(actor=actor, action=AuditAction.APPROVE_DRAFT, target=draft, after=after, now=now)
    return version
