"""Writes to the item bank."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NotRequired, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.codes import is_topic_code
from lms.exams.audit_actions import AuditAction
from lms.exams.bank import rules
from lms.exams.bank.keeping import BATCH, Files, keep_wordings
from lms.exams.bank.models import Item, ItemReview, ItemVersion, Topic
from lms.exams.bank.sentences import sentences_against, sentences_against_change
from lms.exams.errors import UnusableItem, UnusableTopic

Text = dict[str, str]


class NewItem(TypedDict):
    """One item as a content pack writes it; key and weights count options, matches and regions from 1.

    A picture among its attachments is named by its content; its bytes come beside the items.
    """

    code: str
    topic: str
    type: str
    use: str
    stem: Text
    key: Any
    options: NotRequired[list[Text]]
    matches: NotRequired[list[Text]]
    regions: NotRequired[list[dict[str, Any]]]
    attachments: NotRequired[list[dict[str, Any]]]
    scoring: NotRequired[str]
    weights: NotRequired[dict[str, str]]
    shuffled: NotRequired[bool]
    twins: NotRequired[str]
    rationale: NotRequired[Text]
    depth: NotRequired[str]
    difficulty: NotRequired[str]
    source: NotRequired[str]
    year: NotRequired[int]


@dataclass(frozen=True, slots=True)
class NewReview:
    """One reading of one wording, which its content hash names."""

    item: str
    sha256: str
    reader: str
    read_on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How many items were new, got a new version, or stood already."""

    created: int = 0
    revised: int = 0
    unchanged: int = 0


def load_items(
    *,
    bank_items: list[NewItem],
    files: Files | None = None,
    only_new: bool = False,
    actor: Actor,
    now: datetime,
) -> LoadReport:
    """Keep items of a content pack, all or none; the same content again changes nothing.

    Other content under a known code is a new version; its kind, its use and its bank stay. `files` are the pictures of
    the items by their names, and the drawings of their circuits (`files_with_drawings`); who brings any stands inside
    `taken_back_on_failure`. With `only_new` an item that is here keeps the words that it has here.

    :raises UnusableItem: naming the item: a kind we do not have, no words, a key that fits no option, a picture that is
        not there, or a known code with another kind, another use or in another bank.
    """
    for written in bank_items:
        _check(written)
    items = [rules.normal_item(written) for written in bank_items]
    with transaction.atomic(savepoint=False):
        codes = [item["code"] for item in items]
        # In the order in which everybody locks items: by their codes it would be another one.
        locked = Item.objects.select_for_update().filter(code__in=codes).order_by("pk")
        known = {row.code: row for row in locked}
        for item in items:
            _check_change(known.get(item["code"]), item)
        if only_new:  # decided under the lock: another load may have brought newer words a moment ago
            items = [item for item in items if item["code"] not in known]
        rows = ItemVersion.objects.filter(item__code__in=codes).select_related("item")
        newest = {row.item_id: row for row in rows.order_by("number")}
        wanted = [_wording(item, known, newest, now=now) for item in items]
        _keep_items([row.item for row in wanted if row is not None])
        pairs = [(row, item) for row, item in zip(wanted, items, strict=True) if row is not None]
        fresh = keep_wordings(pairs, files or {})
        changes = [audit.Change(version, after={"hash": version.content_hash}) for version in fresh]
        audit.record_all(actor=actor, action=AuditAction.LOAD_ITEM, changes=changes, now=now)
    created = sum(version.number == 1 for version in fresh)
    return LoadReport(created, len(fresh) - created, len(wanted) - len(fresh))


def _check(item: NewItem) -> None:
    reasons = sentences_against(item)
    if reasons:
        raise _unusable(item, reasons)


def _check_change(row: Item | None, item: Mapping[str, Any]) -> None:
    """Refuse what a known code may not change, before anything of the pack is kept."""
    if row is None:
        return
    kept = {"type": row.kind, "use": row.use, "topic": row.topic}
    reasons = sentences_against_change(kept, item)
    if reasons:
        raise _unusable(item, reasons)


def _unusable(item: Mapping[str, Any], reasons: list[str]) -> UnusableItem:
    message = _("Item %(code)s cannot be used.") % {"code": item.get("code", "?")}
    return UnusableItem(message, field="type", reasons=reasons)


def load_topics(*, topics: list[dict[str, Any]], actor: Actor, now: datetime) -> None:
    """Name topics as a content pack does: rows are {code, title}; the same words again change nothing.

    :raises UnusableTopic: a code that cannot stand in a file's name, which is named; no topic is kept.
    """
    for topic in topics:
        if not is_topic_code(topic["code"]):
            message = _(
                "The topic “%(code)s” needs a code of at most 30 letters, digits, hyphens and underscores."
            )
            raise UnusableTopic(message % {"code": topic["code"]}, field="topics")
    with transaction.atomic(savepoint=False):
        known = {row.code: row for row in Topic.objects.select_for_update()}
        for topic in topics:
            row = known.get(topic["code"]) or Topic(code=topic["code"])
            words = (topic["title"]["zh"], topic["title"].get("en", ""))
            if words == (row.title_zh, row.title_en):
                continue
            row.title_zh, row.title_en = words
            row.save()
            audit.record(actor=actor, action=AuditAction.LOAD_TOPIC, target=row, now=now)


def _wording(
    item: Mapping[str, Any], known: dict[str, Item], newest: dict[int, ItemVersion], *, now: datetime
) -> ItemVersion | None:
    """Return the version that the item adds, not saved yet, or None when the bank has it."""
    row = known.get(item["code"])
    latest = newest.get(row.pk) if row else None
    digest = rules.content_hash(item)
    if latest is not None and latest.content_hash == digest:
        _put_twins(latest.item, item)
        return None
    number = latest.number + 1 if latest else 1
    return ItemVersion(item=_item(row, item), number=number, content_hash=digest, created_at=now)


def _item(row: Item | None, item: Mapping[str, Any]) -> Item:
    """Return the item of a new wording, not saved yet."""
    row = row or Item(code=item["code"], kind=item["type"], use=item["use"])
    row.topic = item["topic"]
    row.twin_group = item.get("twins") or row.twin_group
    return row


def _keep_items(rows: Sequence[Item]) -> None:
    known = [row for row in rows if row.pk is not None]
    Item.objects.bulk_update(known, ["topic", "twin_group"], batch_size=BATCH)
    Item.objects.bulk_create([row for row in rows if row.pk is None], batch_size=BATCH)


def _put_twins(row: Item, item: Mapping[str, Any]) -> None:
    """Keep which items ask the same thing; a pack that says nothing of it leaves what is known here."""
    if item.get("twins") not in (None, row.twin_group):
        row.twin_group = item["twins"]
        row.save(update_fields=["twin_group"])


def record_reviews(*, reviews: Iterable[NewReview], actor: Actor, now: datetime) -> int:
    """Keep that second readers found wordings fit for use; return how many readings were new.

    A reading of a wording that is not in the bank says nothing of what is, and is passed over.
    """
    rows = list(reviews)
    with transaction.atomic(savepoint=False):
        wordings = ItemVersion.objects.filter(item__code__in={row.item for row in rows})
        found = {
            (version.item.code, version.content_hash): version for version in wordings.select_related("item")
        }
        kept = ItemReview.objects.filter(version__in=found.values())
        known = set(kept.values_list("version_id", "reader"))
        fresh = [
            ItemReview(version=version, reader=row.reader, read_on=row.read_on, note=row.note)
            for row in rows
            if (version := found.get((row.item, row.sha256))) and (version.pk, row.reader) not in known
        ]
        ItemReview.objects.bulk_create(fresh)
        changes = [audit.Change(review) for review in fresh]
        audit.record_all(actor=actor, action=AuditAction.REVIEW_ITEM, changes=changes, now=now)
    return len(fresh)
