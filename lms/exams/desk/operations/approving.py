"""What approval makes of a draft: an item or its next wording, with pictures and the mark of its reading.

A building block: the caller holds the locks and has checked who approves.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.codes import MOST_CHARACTERS
from lms.core.errors import Busy
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
    pairs: Sequence[tuple[ItemDraft, Prepared]], *, codes: CodeBook, by: User, actor: Actor, now: datetime
) -> list[ItemVersion]:
    """Make the items' wordings of drafts without faults, and let the drafts be approved; all in one go.

    :raises Busy: a pack brought the code of a new question at this moment; to try again.
    """
    items: list[Any] = []
    files: dict[str, bytes] = {}
    for draft, made in pairs:
        code = draft.revises.code if draft.revises else codes.code_for(draft.bank.code, item_of(draft).code)
        items.append({**made.item, "code": code})
        files |= made.files
    load_items(bank_items=items, files=files, actor=actor, now=now)
    rows = ItemVersion.objects.select_related("item").filter(item__code__in=[item["code"] for item in items])
    newest = {row.item.code: row for row in rows.order_by("number")}
    versions = [newest[item["code"]] for item in items]
    _refuse_overtaken(pairs, versions)
    read_on = local_date(now)
    ItemReview.objects.bulk_create(
        ItemReview(version=version, reader=actor.role, read_on=read_on) for version in versions
    )
    drafts = [draft for draft, _made in pairs]
    for draft, version in zip(drafts, versions, strict=True):
        draft.state, draft.version, draft.read_by, draft.read_at = DraftState.APPROVED, version, by, now
    ItemDraft.objects.bulk_update(drafts, ["state", "version", "read_by", "read_at"])
    changes = [
        audit.Change(draft, after={"hash": row.content_hash, "item": row.item.code, "version": row.number})
        for draft, row in zip(drafts, versions, strict=True)
    ]
    audit.record_all(actor=actor, action=AuditAction.APPROVE_DRAFT, changes=changes, now=now)
    return versions


def _refuse_overtaken(pairs: Sequence[tuple[ItemDraft, Prepared]], versions: Sequence[ItemVersion]) -> None:
    """Refuse a new question that would be the next wording of another one: its code was free a moment ago."""
    firsts = [version for (draft, _made), version in zip(pairs, versions, strict=True) if not draft.revises]
    if any(version.number > 1 for version in firsts):
        raise Busy(_("The system is busy. Nothing was changed. Please try again in a moment."))
