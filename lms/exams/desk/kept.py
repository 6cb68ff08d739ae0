"""What the bank would keep of a draft: looked over quickly while somebody writes, and made whole for approval."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from lms.exams.bank import rules as bank
from lms.exams.bank.models import Attached, AttachmentKind
from lms.exams.bank.operations import NewItem
from lms.exams.bank.sentences import sentences_against
from lms.exams.desk.rules import difficulty_of
from lms.exams.intake.drafts import whole_item_of, without_gaps
from lms.exams.intake.models import ItemDraft
from lms.exams.intake.wording import wording_of
from lms.exams.interchange.drafts import DraftItem

# A question gets its code when it is approved; what stands here until then is no part of its hash.
NO_CODE_YET = "X"


def _as_kept(item: DraftItem, topic: str) -> DraftItem:
    return replace(item, code=NO_CODE_YET, topic=topic, difficulty=difficulty_of(item.difficulty) or "")


def look_over(draft: ItemDraft, *, topic: str) -> tuple[str, list[str]]:
    """Return the hash that the wording would have, and in words why it cannot be kept. Draws and cleans nothing."""
    asked, rows = without_gaps(draft)
    item = _as_kept(asked, topic)
    found = wording_of(item, use=draft.use).item
    written: Mapping[str, Any] = bank.without_empty({**found, "attachments": [_told(row) for row in rows]})
    reasons = sentences_against(written)
    return "" if reasons else bank.content_hash(written), reasons


def _told(row: Attached) -> dict[str, Any]:
    """Return an attachment as the bank writes it, without looking into its file."""
    told = {"kind": row.kind, "name": row.name}
    alternative = {"zh": row.alternative_zh, "en": row.alternative_en}
    if row.kind == AttachmentKind.PICTURE:
        return told | {"file": PurePosixPath(row.file).name, "alternative": alternative}
    return told | {"source": row.source, "alternative": alternative}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A revision of a draft as the bank takes it, and what stands against that."""

    revision: int
    item: NewItem
    files: Mapping[str, bytes]
    reasons: tuple[str, ...]


def prepare(draft: ItemDraft, *, topic: str) -> Prepared:
    """Return a draft as the bank takes it. Draws circuits and cleans pictures: not for the inside of a transaction."""
    made = wording_of(_as_kept(whole_item_of(draft), topic), use=draft.use)
    return Prepared(draft.revision, made.item, made.files, made.reasons)
