"""Writes to drafts by those who write questions: begin, change, submit, take back, discard, fetch back."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.codes import is_code
from lms.core.errors import Busy
from lms.core.picture_sizes import SMALLEST, size_if_too_small
from lms.core.written_files import keep_once_committed, store, taken_back_on_failure
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.models import Attached, AttachmentKind, Item, ItemUse
from lms.exams.bank.rules.items import bank_of
from lms.exams.desk import rules
from lms.exams.desk.drafts import (
    attached_names,
    findings_of,
    hash_unless_taken,
    lock_bank_of,
    lock_draft,
    repeats_of,
)
from lms.exams.desk.sorting import is_only_sorted
from lms.exams.desk.words import words_for
from lms.exams.errors import (
    DraftIncomplete,
    DraftStepRefused,
    ItemNotFound,
    ItemRefused,
    UnusableBank,
    UnusableDraft,
)
from lms.exams.intake.considering import hash_of
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import (
    WAITING,
    Bank,
    DraftAttachment,
    DraftContributor,
    DraftState,
    ItemDraft,
)
from lms.exams.intake.operations.taking import lock_bank
from lms.exams.intake.pictures import CleanPicture, PictureRefused, PictureRepeats, cleaned
from lms.exams.intake.wording import draft_of
from lms.exams.interchange.as_json import to_json
from lms.exams.interchange.drafts import DraftItem, Kind

MOST_ATTACHMENTS = 30


@dataclass(frozen=True, slots=True)
class NewDraft:
    """Where a new question belongs, and what it is."""

    bank: str
    kind: Kind = Kind.SINGLE
    use: str = ItemUse.EXAMINATION
    topic: str = ""


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """What a mark stands for from now on; a picture without `data` keeps the file that it has."""

    number: int
    kind: str
    name: str = ""
    source: str = ""
    alternative_zh: str = ""
    alternative_en: str = ""
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as its writer has it on the screen, and the revision that it was made from."""

    item: DraftItem
    use: str
    revision: int
    attachments: Sequence[NewAttachment] = field(default_factory=tuple)


def begin_draft(*, new: NewDraft, by: User, actor: Actor, now: datetime) -> ItemDraft:
    """Begin an empty question.

    :raises UnusableBank: the bank's code is none.
    """
    if not is_code(new.bank):
        raise UnusableBank(
            _("A bank needs a code of at most 30 letters, digits, hyphens and underscores."), field="bank"
        )
    options, matches = rules.empty_options(new.kind), rules.empty_matches(new.kind)
    item = DraftItem(new.kind, {}, None, options=options, matches=matches, topic=new.topic)
    with transaction.atomic(durable=True):
        bank, _created = Bank.objects.get_or_create(code=new.bank)
        draft = ItemDraft(bank=bank, author=by, created_at=now, use=new.use, changed_by=by, changed_at=now)
        _put(draft, item, [])
        draft.save()
        audit.record(actor=actor, action=AuditAction.BEGIN_DRAFT, target=draft, now=now)
    return draft


def begin_next_wording(*, code: str, by: User, actor: Actor, now: datetime) -> ItemDraft:
    """Begin another wording of an item, as a copy of the newest; one that somebody has begun is returned.

    The bank is locked before the item, as everybody does who brings or approves wordings.

    :raises ItemNotFound: there is no such item.
    :raises ItemRefused: it was retired.
    :raises Busy: it came into another bank at this moment; to try again.
    """
    topic = Item.objects.filter(code=code).values_list("topic", flat=True).first()
    if topic is None:
        raise ItemNotFound(_("There is no such question in the bank."))
    with transaction.atomic(durable=True):
        bank = lock_bank(bank_of(topic) or "bank")
        item = Item.objects.select_for_update().filter(code=code).first()
        version = item.versions.order_by("-number").first() if item else None
        if item is None or version is None:
            raise ItemNotFound(_("There is no such question in the bank."))
        if bank_of(item.topic) != bank_of(topic):
            raise Busy(_("The system is busy. Nothing was changed. Please try again in a moment."))
        if item.retired_at is not None:
            raise ItemRefused(_("This question was retired. Take it into use again first."))
        open_ones = item.drafts.filter(state__in=WAITING)
        if (begun := open_ones.first()) is not None:
            return begun
        draft = ItemDraft(
            bank=bank, author=by, created_at=now, use=item.use, revises=item, changed_by=by, changed_at=now
        )
        rows = [_copied(row) for row in version.attachments.all()]
        _put(draft, draft_of(version, bank=bank.code), rows)
        draft.save()
        _keep_attachments(draft, rows)
        audit.record(actor=actor, action=AuditAction.BEGIN_DRAFT, target=draft, now=now)
    return draft


def change_draft(*, uuid: UUID, wording: Wording, by: User, actor: Actor, now: datetime) -> ItemDraft:
    """Keep a question as its writer has it; the same again changes nothing.

    :raises DraftNotFound: there is none.
    :raises DraftStepRefused: it waits for its reader, or was approved or discarded.
    :raises DraftChanged: somebody else changed it meanwhile; nothing is written over.
    :raises UnusableDraft: another kind or use for a known item, too many attachments, or a picture that is none.
    """
    pictures = _cleaned(wording.attachments)  # takes long: before the lock
    with taken_back_on_failure(), transaction.atomic(durable=True):
        keep_once_committed()
        lock_bank_of(uuid)
        draft = lock_draft(uuid, step="change", revision=wording.revision)
        _refuse_another_item(draft, wording)
        before = {row.number: row for row in draft.attachments.all()}
        rows = [_attachment(draft, one, pictures, before) for one in wording.attachments]
        if _is_as_kept(draft, wording, before, rows):
            return draft
        if not is_only_sorted(item_of(draft), wording.item) or _is_other(draft, wording.use, before, rows):
            DraftContributor.objects.get_or_create(draft=draft, user=by)
        old = draft.content_hash
        draft.use, draft.revision = wording.use, draft.revision + 1
        draft.changed_by, draft.changed_at = by, now
        _put(draft, wording.item, rows)
        draft.save()
        draft.attachments.all().delete()
        _keep_attachments(draft, rows)
        audit.record(
            actor=actor,
            action=AuditAction.CHANGE_DRAFT,
            target=draft,
            before={"hash": old},
            after={"hash": draft.content_hash},
            now=now,
        )
    return draft


def submit_draft(*, uuid: UUID, revision: int, by: User, actor: Actor, now: datetime) -> ItemDraft:
    """Hand a question to its second reader.

    :raises DraftIncomplete: something is missing; the reasons name it.
    :raises DraftStepRefused: it is not open.
    :raises DraftChanged: somebody changed it meanwhile.
    """
    with transaction.atomic(durable=True):
        lock_bank_of(uuid)
        draft = lock_draft(uuid, step="submit", revision=revision)
        missing = rules.errors(findings_of(draft))
        if missing:
            raise DraftIncomplete(
                _("This question cannot be submitted yet."), reasons=[words_for(one) for one in missing]
            )
        draft.state, draft.submitted_by, draft.submitted_at = DraftState.SUBMITTED, by, now
        draft.save(update_fields=["state", "submitted_by", "submitted_at"])
        audit.record(actor=actor, action=AuditAction.SUBMIT_DRAFT, target=draft, now=now)
    return draft


def take_back_draft(*, uuid: UUID, actor: Actor, now: datetime) -> ItemDraft:
    """Take a question back from its reader to change it.

    :raises DraftStepRefused: it does not wait any more.
    """
    return _move(uuid, "take_back", AuditAction.TAKE_BACK_DRAFT, actor=actor, now=now)


def discard_draft(*, uuid: UUID, actor: Actor, now: datetime) -> ItemDraft:
    """Put a question aside; it can be fetched back.

    :raises DraftStepRefused: it was approved or discarded.
    """
    return _move(uuid, "discard", AuditAction.DISCARD_DRAFT, actor=actor, now=now)


def fetch_draft(*, uuid: UUID, actor: Actor, now: datetime) -> ItemDraft:
    """Fetch a discarded question back among the drafts.

    :raises DraftStepRefused: it was not discarded, or its question has another next wording by now.
    """
    return _move(uuid, "fetch", AuditAction.FETCH_DRAFT, actor=actor, now=now)


def _move(uuid: UUID, step: str, action: AuditAction, *, actor: Actor, now: datetime) -> ItemDraft:
    with transaction.atomic(durable=True):
        lock_bank_of(uuid)
        draft = lock_draft(uuid, step=step)
        before = draft.state
        if step == "fetch":
            _refuse_second_wording(draft)
        draft.state = rules.STEPS[step][1]
        draft.content_hash = _free_hash(draft, list(draft.attachments.all()))
        draft.save(update_fields=["state", "content_hash"])
        after = {"state": draft.state}
        audit.record(actor=actor, action=action, target=draft, before={"state": before}, after=after, now=now)
    return draft


def _refuse_second_wording(draft: ItemDraft) -> None:
    """Refuse to fetch back the next wording of a question that has got another one meanwhile.

    :raises DraftStepRefused: it has.
    """
    others = ItemDraft.objects.filter(revises=draft.revises_id, state__in=WAITING)
    if draft.revises_id is not None and others.exists():
        words = _("Another next wording of this question is being written. Finish or discard that one first.")
        raise DraftStepRefused(words)


# --- the row ----------------


def _put(draft: ItemDraft, item: DraftItem, rows: Sequence[DraftAttachment]) -> None:
    draft.kind, draft.topic = str(item.kind), item.topic[:60]
    draft.stem = item.stem.get("zh") or item.stem.get("en", "")
    draft.content = to_json(item)
    draft.content_hash = _free_hash(draft, rows)


def _free_hash(draft: ItemDraft, rows: Sequence[DraftAttachment]) -> str:
    digest = hash_of(draft.content, attached_names(rows))
    return hash_unless_taken(draft, digest, is_taken=repeats_of(draft, digest).exists())


def _is_as_kept(
    draft: ItemDraft, wording: Wording, before: dict[int, DraftAttachment], rows: Sequence[DraftAttachment]
) -> bool:
    is_same = draft.content == to_json(wording.item)
    return is_same and not _is_other(draft, wording.use, before, rows)


def _is_other(
    draft: ItemDraft, use: str, before: dict[int, DraftAttachment], rows: Sequence[DraftAttachment]
) -> bool:
    """Return whether a question gets another use or other attachments."""
    return draft.use != use or [_values(row) for row in before.values()] != [_values(row) for row in rows]


def _values(row: Attached) -> tuple[object, ...]:
    return (row.number, row.kind, row.name, row.file, row.source, row.alternative_zh, row.alternative_en)


def _refuse_another_item(draft: ItemDraft, wording: Wording) -> None:
    """Refuse what another wording of a known item may not change: papers and mocks rely on it."""
    if draft.revises is None:
        return
    if str(wording.item.kind) != draft.revises.kind:
        raise UnusableDraft(_("The next wording of a question keeps its kind."), field="kind")
    if wording.use != draft.revises.use:
        raise UnusableDraft(_("The next wording of a question keeps its use."), field="use")


# --- attachments ----------------


def _cleaned(attachments: Sequence[NewAttachment]) -> dict[int, CleanPicture]:
    if len(attachments) > MOST_ATTACHMENTS:
        words = _("A question has at most %(most)d pictures, formulas and circuits.")
        raise UnusableDraft(words % {"most": MOST_ATTACHMENTS}, field="attachments")
    pictures = {}
    for one in attachments:
        if one.data:
            _refuse_tiny(one)
            try:
                pictures[one.number] = cleaned(one.data)
            except PictureRepeats as error:
                words = _(
                    "“%(name)s” repeats its shapes too many times, or is nested too deep, to be printed. "
                    "Simplify the drawing."
                )
                raise UnusableDraft(words % {"name": one.name}, field="attachments") from error
            except PictureRefused as error:
                words = _(
                    "“%(name)s” is no picture that can be shown. PNG, JPEG, GIF, WebP and plain SVG can."
                )
                raise UnusableDraft(words % {"name": one.name}, field="attachments") from error
    return pictures


def _refuse_tiny(one: NewAttachment) -> None:
    size = size_if_too_small(io.BytesIO(one.data))
    if size is not None:
        words = _(
            "“%(name)s” is too small: %(width)s × %(height)s points. The smallest is %(least)s × %(least)s. "
            "Choose a larger picture."
        )
        facts = {"name": one.name, "width": size[0], "height": size[1], "least": SMALLEST}
        raise UnusableDraft(words % facts, field="attachments")


def _attachment(
    draft: ItemDraft,
    one: NewAttachment,
    pictures: dict[int, CleanPicture],
    before: dict[int, DraftAttachment],
) -> DraftAttachment:
    is_picture = one.kind == AttachmentKind.PICTURE
    kept = before.get(one.number)
    file = kept.file if is_picture and kept is not None else ""
    if one.number in pictures:
        picture = pictures[one.number]
        # A folder of each change: undoing one takes only its own.
        folder = f"items/{draft.uuid.hex}-{draft.revision}"
        file = store(default_storage, f"{folder}/{picture.name}", ContentFile(picture.content))
    return DraftAttachment(
        number=one.number,
        kind=one.kind,
        name=one.name[:150],
        file=file,
        source="" if is_picture else one.source,
        alternative_zh=one.alternative_zh,
        alternative_en=one.alternative_en,
    )


def _copied(row: Attached) -> DraftAttachment:
    names = ("number", "kind", "name", "source", "alternative_zh", "alternative_en")
    file = row.file if row.kind == AttachmentKind.PICTURE else ""
    return DraftAttachment(file=file, **{name: getattr(row, name) for name in names})


def _keep_attachments(draft: ItemDraft, rows: Sequence[DraftAttachment]) -> None:
    for row in rows:
        row.pk, row.draft = None, draft
    DraftAttachment.objects.bulk_create(rows)
