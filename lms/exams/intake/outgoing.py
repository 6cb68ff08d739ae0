"""The items of a bank in the form that writers take: approved wordings first, then drafts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.models import AttachmentKind
from lms.exams.bank.queries import newest_wordings
from lms.exams.bank.topicbook import TopicBook
from lms.exams.errors import ItemNotFound
from lms.exams.intake.drafts import whole_item_of
from lms.exams.intake.models import Bank, DraftState, ItemDraft
from lms.exams.intake.wording import draft_of
from lms.exams.interchange import gift, moodle, qti, tables
from lms.exams.interchange.beginnings import first_words
from lms.exams.interchange.drafts import Attachment, DraftItem, Kind, Scoring
from lms.exams.interchange.gaps import scoring_of
from lms.exams.interchange.written import Written

ENDINGS = {"xlsx": "xlsx", "gift": "gift.txt", "moodle-xml": "xml", "qti3": "zip"}  # of the names of files
FORMATS = tuple(ENDINGS)
_WRITERS: Mapping[str, Callable[[Iterable[DraftItem]], Written]] = {
    "gift": gift.write_gift,
    "moodle-xml": moodle.write_moodle,
    "qti3": qti.write_qti,
}


@dataclass(frozen=True, slots=True)
class Going:
    """An item on its way out, and the draft that it is still, if it is one."""

    item: DraftItem
    draft: UUID | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """An item that is not in a file: its place among all that were to go out, counted from 1, and why.

    `code` is the item's own; a draft has often none, but its `draft`. `stem` are its first words.
    """

    number: int
    code: str
    reason: str
    stem: str
    draft: UUID | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file of items, and why each item that its format cannot hold is not in it."""

    data: bytes
    written: int
    left_out: tuple[Left, ...] = ()


def export_items(*, bank: str, format_name: str, actor: Actor, now: datetime) -> Outgoing:
    """Return a file of everything in a bank; it holds keys, so that it is written down who asked for it.

    :raises ItemNotFound: the bank has no items.
    """
    made = make_file(bank=bank, format_name=format_name)
    with transaction.atomic(durable=True):
        record_export(made, bank=bank, format_name=format_name, actor=actor, now=now)
    return made


def make_file(*, bank: str, format_name: str) -> Outgoing:
    """Return a file of everything in a bank; who hands it on records that.

    :raises ItemNotFound: the bank has no items.
    """
    items = items_of(bank)
    if not items:
        raise ItemNotFound(_("The bank %(code)s has no items.") % {"code": bank})
    return write_items(by_name(items, bank), format_name)


def record_export(made: Outgoing, *, bank: str, format_name: str, actor: Actor, now: datetime) -> None:
    """Write down, inside the caller's transaction, who had a file of keys made."""
    facts = {"format": format_name, "sha256": sha256(made.data).hexdigest(), "items": made.written}
    row, _created = Bank.objects.get_or_create(code=bank)
    audit.record(actor=actor, action=AuditAction.EXPORT_ITEMS, target=row, after=facts, now=now)


def items_of(bank: str) -> list[Going]:
    """Return every item of a bank that was not discarded, in a fixed order."""
    versions = newest_wordings(bank)
    prefetch_related_objects(versions, "attachments")
    approved = [Going(draft_of(version, bank=bank)) for version in versions]
    drafts = ItemDraft.objects.filter(bank__code=bank).exclude(
        state__in=[DraftState.DISCARDED, DraftState.APPROVED]
    )
    return [*approved, *going(drafts.order_by("pk"))]


def going(drafts: QuerySet[ItemDraft]) -> list[Going]:
    """Return drafts as they go out."""
    return [Going(whole_item_of(draft), draft.uuid) for draft in drafts.prefetch_related("attachments")]


def for_files(item: DraftItem) -> DraftItem:
    """Return an item as files can hold it: a circuit is the picture that was drawn of it, a share of one gap is all."""
    is_per_part = item.kind == Kind.FILL_IN and item.scoring == Scoring.PER_PART
    scoring = scoring_of(item.key) if is_per_part else item.scoring
    return replace(item, scoring=scoring, attachments=tuple(map(_as_picture, item.attachments)))


def _as_picture(attachment: Attachment) -> Attachment:
    if attachment.kind != AttachmentKind.CIRCUIT:
        return attachment
    name = f"{attachment.name or 'circuit'}.svg"
    return Attachment(AttachmentKind.PICTURE, name, attachment.data, alternative=attachment.told)


def by_name(all_going: Iterable[Going], bank: str) -> list[Going]:
    """Return items of a bank with the names of their topics: its codes say nothing elsewhere."""
    book = TopicBook(bank)
    return [replace(one, item=replace(one.item, topic=book.in_words(one.item.topic))) for one in all_going]


def write_items(all_going: Sequence[Going], format_name: str) -> Outgoing:
    """Return a file of items in a format of `FORMATS`."""
    items = [for_files(one.item) for one in all_going]
    if format_name == "xlsx":
        data, reasons = tables.write_xlsx(items), tables.left_out(items)
    else:
        made = _WRITERS[format_name](items)
        data, reasons = made.data, [(row.index, row.reason) for row in made.left_out]
    left = tuple(_left(all_going[place], place + 1, reason) for place, reason in reasons)
    return Outgoing(data, len(items) - len(left), left)


def _left(one: Going, number: int, reason: str) -> Left:
    stem = one.item.stem.get("zh") or one.item.stem.get("en", "")
    return Left(number, one.item.code, reason, first_words(stem), one.draft)
