"""Takes what a reader understood into a bank, as drafts: all of it in one transaction, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.codes import is_code
from lms.core.written_files import keep_once_committed, store, taken_back_on_failure
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import UnusableBank
from lms.exams.intake.considering import Considered, Ready, considered, without_repeats
from lms.exams.intake.models import Bank, DraftAttachment, DraftState, ItemDraft, ItemImport
from lms.exams.interchange.drafts import DraftItem, Reading

BATCH = 500


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What is kept of a file: its name and hash, never its bytes, which hold keys."""

    name: str
    sha256: str
    mapping: Mapping[str, Any] | None = None


def look_over(*, bank: str, reading: Reading) -> list[Considered]:
    """Return what taking the file in would do, entry by entry, and write nothing.

    Pictures are cleaned, and questions that came before, in this file or in the bank's drafts, are refused.

    :raises UnusableBank: `bank` is no code.
    """
    _refuse_no_code(bank)
    return _without_known(bank, [considered(entry) for entry in reading.entries])


def take_in(
    *, bank: str, reading: Reading, file: ImportedFile, by: User | None, actor: Actor, now: datetime
) -> list[Considered]:
    """Keep the items of a file as drafts of a bank; return what became of each entry.

    :raises UnusableBank: `bank` is no code.
    """
    _refuse_no_code(bank)
    entries = [
        considered(entry) for entry in reading.entries
    ]  # takes long where there are pictures: before the lock
    with taken_back_on_failure(), transaction.atomic(durable=True):
        keep_once_committed()
        locked = _locked_bank(bank)
        rows = _without_known(bank, entries)
        origin = ItemImport.objects.create(
            bank=locked,
            file_name=file.name[:150],
            sha256=file.sha256,
            format=reading.format,
            encoding=reading.encoding,
            mapping=file.mapping,
            report=[one.report for one in rows],
            by=by,
            at=now,
        )
        ready = [(one.entry.place, one.ready) for one in rows if one.ready]
        _keep(ready, origin)
        facts = {"bank": bank, "sha256": file.sha256, "items": len(ready)}
        audit.record(actor=actor, action=AuditAction.IMPORT_ITEMS, target=origin, after=facts, now=now)
    return rows


def _refuse_no_code(bank: str) -> None:
    if not is_code(bank):
        raise UnusableBank(_("A bank needs a code of at most 30 letters, digits, hyphens and underscores."))


def _locked_bank(code: str) -> Bank:
    """Return the bank, locked: of two files with one question, the second sees what the first brought."""
    Bank.objects.get_or_create(code=code)
    return Bank.objects.select_for_update().get(code=code)


def _without_known(bank: str, entries: Sequence[Considered]) -> list[Considered]:
    drafts = ItemDraft.objects.filter(bank__code=bank).exclude(state=DraftState.DISCARDED)
    return list(without_repeats(entries, set(drafts.values_list("content_hash", flat=True))))


def _folder(origin: ItemImport) -> str:
    """Return where the pictures of an import are: it shares none with others, so that undoing it takes only its own."""
    return f"items/{origin.uuid.hex}"


def _keep(ready: Sequence[tuple[str, Ready]], origin: ItemImport) -> None:
    drafts = [_draft(place, item, origin) for place, item in ready]
    ItemDraft.objects.bulk_create(drafts, batch_size=BATCH)
    pairs = zip(drafts, ready, strict=True)
    folder = _folder(origin)
    pictures = {picture.name: picture.content for _place, item in ready for picture in item.pictures.values()}
    for name, content in pictures.items():
        store(default_storage, f"{folder}/{name}", ContentFile(content))
    attached = [row for draft, (_place, item) in pairs for row in _attachments(draft, item, folder)]
    DraftAttachment.objects.bulk_create(attached, batch_size=BATCH)


def _draft(place: str, ready: Ready, origin: ItemImport) -> ItemDraft:
    return ItemDraft(
        bank=origin.bank,
        kind=str(ready.item.kind),
        stem=ready.item.stem.get("zh") or ready.item.stem.get("en", ""),
        topic=ready.item.topic[:60],
        content=ready.content,
        content_hash=ready.content_hash,
        origin=origin,
        place=place[:200],
        remarks=[[remark.code, remark.detail] for remark in ready.remarks],
        author=origin.by,
        created_at=origin.at,
    )


def _attachments(draft: ItemDraft, ready: Ready, folder: str) -> Iterator[DraftAttachment]:
    for number, attachment in enumerate(ready.item.attachments, start=1):
        picture = ready.pictures.get(number)
        yield DraftAttachment(
            draft=draft,
            number=number,
            kind=attachment.kind,
            name=attachment.name[:150],
            file=f"{folder}/{picture.name}" if picture else "",
            source=attachment.tex,
            **{f"alternative_{_language_of(ready.item)}": attachment.alternative},
        )


def _language_of(item: DraftItem) -> str:
    """Return the language that the words of an item's pictures are in."""
    return "zh" if item.stem.get("zh") or not item.stem.get("en") else "en"
