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
from lms.core.workbooks.cells import Seen
from lms.core.written_files import keep_once_committed, store, taken_back_on_failure
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.models import Item
from lms.exams.bank.topicbook import LONGEST_SAID
from lms.exams.errors import UnusableBank
from lms.exams.intake.codes import with_codes_said
from lms.exams.intake.considering import Considered, Ready, considered, without_repeats
from lms.exams.intake.drafts import free_hashes
from lms.exams.intake.known import with_known_said
from lms.exams.intake.models import Bank, DraftAttachment, DraftState, ItemDraft, ItemImport, SameCodes
from lms.exams.intake.pictures import PicturesOfFile
from lms.exams.interchange.drafts import DraftItem, Reading

BATCH = 500
EVERY = 200
FOLDER = "items"


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What is kept of a file: its name and hash, never its bytes, which hold keys."""

    name: str
    sha256: str
    mapping: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """One question that becomes a draft: where it was in the file, what it is, and the question it is to revise."""

    place: str
    ready: Ready
    revises: Item | None


@dataclass(frozen=True, slots=True)
class NewImport:
    """What is written down of a file that is taken in."""

    bank: str
    file: ImportedFile
    format: str
    encoding: str
    by: User | None
    same_codes: str = SameCodes.NEW


def look_over(*, bank: str, reading: Reading, seen: Seen | None = None) -> list[Considered]:
    """Return what taking the file in would do, entry by entry, and write nothing.

    Pictures are cleaned, and questions that came before, in this file or in the bank's drafts, are refused. Of those
    with a code that the bank has, it is said.

    :raises UnusableBank: `bank` is no code.
    """
    refuse_no_code(bank)
    return with_codes_said(bank, _without_known(bank, consider(reading, seen)))[0]


def consider(reading: Reading, seen: Seen | None = None) -> list[Considered]:
    """Return the entries with clean pictures; `seen` hears how many of how many are done."""
    entries, pictures = [], PicturesOfFile()
    for entry in reading.entries:
        entries.append(considered(entry, pictures))
        if seen and len(entries) % EVERY == 0:
            seen(len(entries), len(reading.entries))
    return entries


def take_in(
    *, bank: str, reading: Reading, file: ImportedFile, by: User | None, actor: Actor, now: datetime
) -> list[Considered]:
    """Keep the items of a file as drafts of a bank; return what became of each entry.

    :raises UnusableBank: `bank` is no code.
    """
    refuse_no_code(bank)
    entries = consider(reading)  # takes long where there are pictures: before the lock
    about = NewImport(bank, file, reading.format, reading.encoding, by)
    with taken_back_on_failure(), transaction.atomic(durable=True):
        keep_once_committed()
        _origin, rows = keep_entries(about, entries, actor=actor, now=now)
    return rows


def keep_entries(
    about: NewImport, entries: Sequence[Considered], *, actor: Actor, now: datetime
) -> tuple[ItemImport, list[Considered]]:
    """Keep entries inside the caller's transaction, which stands in `taken_back_on_failure`."""
    locked = lock_bank(about.bank)
    hashes = _hashes_of(about.bank)
    fresh = _without_known(about.bank, entries, hashes)
    as_next = about.same_codes == SameCodes.NEXT
    rows, revised = with_codes_said(about.bank, fresh, as_next=as_next)
    origin = ItemImport.objects.create(
        bank=locked,
        file_name=about.file.name[:150],
        sha256=about.file.sha256,
        format=about.format,
        encoding=about.encoding,
        mapping=about.file.mapping,
        report=[one.report for one in rows],
        by=about.by,
        at=now,
    )
    pairs = zip(rows, revised, strict=True)
    kept = [_Kept(row.entry.place, row.ready, item) for row, item in pairs if row.ready]
    retired = [digest for one in kept if hashes.get(digest := one.ready.content_hash)]
    if retired:
        free_hashes(locked, retired)
    _keep(kept, origin)
    facts = {"bank": about.bank, "sha256": about.file.sha256, "items": len(kept)}
    audit.record(actor=actor, action=AuditAction.IMPORT_ITEMS, target=origin, after=facts, now=now)
    return origin, rows


def refuse_no_code(bank: str) -> None:
    """Refuse what cannot be the code of a bank.

    :raises UnusableBank: always then.
    """
    if not is_code(bank):
        words = _("A bank needs a code of at most 30 letters, digits, hyphens and underscores.")
        raise UnusableBank(words, field="bank")


def lock_bank(code: str) -> Bank:
    """Return the bank of this code, locked: of two who bring the same, the second sees what the first brought."""
    Bank.objects.get_or_create(code=code)
    return Bank.objects.select_for_update().get(code=code)


def _without_known(
    bank: str, entries: Sequence[Considered], hashes: Mapping[str, bool] | None = None
) -> list[Considered]:
    held = _hashes_of(bank) if hashes is None else hashes
    fresh = without_repeats(entries, {digest for digest, is_retired in held.items() if not is_retired})
    return with_known_said(bank, list(fresh))


def _hashes_of(bank: str) -> dict[str, bool]:
    """Return the hashes of a bank's drafts that were not discarded, with whether their question was retired since."""
    drafts = ItemDraft.objects.filter(bank__code=bank).exclude(state=DraftState.DISCARDED)
    rows = drafts.values_list("content_hash", "version__item__retired_at")
    return {digest: retired_at is not None for digest, retired_at in rows}


def folder_of(origin: ItemImport) -> str:
    """Return where the pictures of an import are: it shares none with others, so that undoing it takes only its own."""
    return f"{FOLDER}/{origin.uuid.hex}"


def _keep(kept: Sequence[_Kept], origin: ItemImport) -> None:
    """Write drafts a batch at a time: as rows a large file takes several times the memory that its items take."""
    folder = folder_of(origin)
    pictures = {picture.name: picture.content for one in kept for picture in one.ready.pictures.values()}
    for name, content in pictures.items():
        store(default_storage, f"{folder}/{name}", ContentFile(content))
    for first in range(0, len(kept), BATCH):
        _keep_batch(kept[first : first + BATCH], origin, folder)


def _keep_batch(kept: Sequence[_Kept], origin: ItemImport, folder: str) -> None:
    drafts = [_draft(one, origin) for one in kept]
    ItemDraft.objects.bulk_create(drafts)
    pairs = zip(drafts, kept, strict=True)
    attached = [row for draft, one in pairs for row in _attachments(draft, one.ready, folder)]
    DraftAttachment.objects.bulk_create(attached)


def _draft(kept: _Kept, origin: ItemImport) -> ItemDraft:
    ready, item = kept.ready, kept.revises
    use = {"use": item.use} if item else {}
    return ItemDraft(
        bank=origin.bank,
        kind=str(ready.item.kind),
        stem=ready.item.stem.get("zh") or ready.item.stem.get("en", ""),
        topic=ready.item.topic[:LONGEST_SAID],
        content=ready.content,
        content_hash=ready.content_hash,
        origin=origin,
        place=kept.place[:200],
        remarks=[[remark.code, remark.detail] for remark in ready.remarks],
        author=origin.by,
        created_at=origin.at,
        revises=item,
        **use,
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
