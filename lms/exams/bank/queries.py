"""Reads of the item bank. Only practice items are shown outside a paper."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from lms.core.language import pick
from lms.core.standing import Standing, standing_of
from lms.exams.bank import rules
from lms.exams.bank.alike import twin_groups
from lms.exams.bank.feedback import words_for_missing
from lms.exams.bank.models import Item, ItemAttachment, ItemReview, ItemUse, ItemVersion, Topic
from lms.exams.bank.rules.items import bank_of
from lms.exams.bank.showing import ShownItem, shape_of, shown
from lms.exams.errors import ItemNotFound, UnusableResponse


@dataclass(frozen=True, slots=True)
class BankItem:
    """An approved item with everything a paper's snapshot takes."""

    uuid: UUID
    code: str
    topic: str
    kind: str
    version: ItemVersion
    twin_group: str  # of all items that ask the same; empty for an item of its own

    @property
    def depth(self) -> str:
        """Return how deep this wording asks."""
        return self.version.depth

    @property
    def difficulty(self) -> str:
        """Return how hard its author says it is."""
        return self.version.difficulty


def practice_items(codes: Iterable[str]) -> list[ShownItem]:
    """Return the practice items with these codes, in this order; others are left out."""
    wanted = list(codes)
    found = {version.item.code: version for version in newest_practice_versions(wanted)}
    return [shown(found[code]) for code in wanted if code in found]


def newest_practice_versions(codes: Iterable[str]) -> list[ItemVersion]:
    """Return the newest approved wording of each practice item with one of these codes."""
    rows = _approved(ItemUse.PRACTICE).filter(item__code__in=list(codes))
    return _last_of_each(rows.prefetch_related("attachments"))


def practice_picture(attachment: int, name: str) -> str | None:
    """Return where the picture of a practice item is stored, or None: no item of an examination is looked at."""
    rows = ItemAttachment.objects.filter(pk=attachment, version__item__use=ItemUse.PRACTICE)
    file = rows.values_list("file", flat=True).first()
    return file if file and file.rpartition("/")[2] == name else None


def get_practice_version(code: str) -> ItemVersion:
    """Return the newest approved wording of a practice item. Never looks at an examination item.

    :raises ItemNotFound: when there is no such practice item.
    """
    versions = newest_practice_versions([code])
    if not versions:
        raise ItemNotFound(_("There is no such practice question."))
    return versions[0]


def read_whole_response(version: ItemVersion, raw: object) -> object:
    """Return a response from what a plain form sends.

    :raises UnusableResponse: when something is missing or of another form than the item asks.
    """
    response = rules.read_response(version.item.kind, raw)
    if not rules.has_answer(shape_of(version), response):
        raise UnusableResponse(words_for_missing(version.item.kind), field="response")
    return response


def practice_items_on(topics: Iterable[str]) -> list[BankItem]:
    """Return the newest approved version of each practice item of these topics."""
    return _bank_items(ItemUse.PRACTICE, topics)


def titles_of_topics(codes: Iterable[str]) -> dict[str, str]:
    """Return the titles of topics in the reader's language; a topic that nobody named keeps its code."""
    wanted = list(codes)
    named = {row.code: pick(row, "title") for row in Topic.objects.filter(code__in=wanted)}
    return {code: named.get(code, code) for code in wanted}


def banks_of(items: QuerySet[Item]) -> list[str]:
    """Return the codes of the banks that items belong to; the empty one for those of no bank."""
    topics = items.order_by().values_list("topic", flat=True).distinct()
    return sorted({bank_of(topic) for topic in topics})


def examination_items(topics: Iterable[str]) -> list[BankItem]:
    """Return the newest approved version of each examination item of these topics."""
    return _bank_items(ItemUse.EXAMINATION, topics)


def retired_among(codes: Iterable[str]) -> set[str]:
    """Return which of these codes are of items that are out of use."""
    return set(Item.objects.filter(code__in=codes, retired_at__isnull=False).values_list("code", flat=True))


def newest_wordings(bank: str) -> list[ItemVersion]:
    """Return the newest approved wording of each item of a bank, by code; topics of a bank begin with its name."""
    return _last_of_each(_wordings_of(bank).select_related("item"))


def newest_wordings_like(bank: str, is_like: Callable[[str, Mapping[str, str]], bool]) -> list[ItemVersion]:
    """Return the newest approved wordings of a bank whose kind and stem are like what is looked for, by code.

    Of all others these two are read only: a bank has thousands, and one reader waits for each page.
    """
    rows = _wordings_of(bank).values_list("item", "pk", "item__kind", "stem_zh", "stem_en")
    newest = {row[0]: row for row in rows}
    keys = [key for _item, key, kind, zh, en in newest.values() if is_like(kind, {"zh": zh, "en": en})]
    return list(ItemVersion.objects.filter(pk__in=keys).select_related("item").order_by("item__code"))


def _wordings_of(bank: str) -> QuerySet[ItemVersion]:
    return _in_use().filter(item__topic__begins=f"{bank}/").order_by("item__code", "number")


@dataclass(frozen=True, slots=True)
class ItemCount:
    """How many approved items a bank has in one topic, of one kind and use, and how many nobody has read."""

    topic: str
    kind: str
    use: str
    number: int
    unread: int


def count_items(bank: str) -> list[ItemCount]:
    """Return the items of a bank counted by topic (its short name), kind and use, in this order."""
    approved = _in_use()
    newer = approved.filter(item=OuterRef("item"), number__gt=OuterRef("number"))
    read = ItemReview.objects.filter(version=OuterRef("pk"))
    rows = (
        approved.filter(~Exists(newer), item__topic__begins=f"{bank}/")
        .order_by()
        .values("item__topic", "item__kind", "item__use")
        .annotate(number=Count("pk"), unread=Count("pk", filter=~Exists(read)))
        .values_list("item__topic", "item__kind", "item__use", "number", "unread")
    )
    cells = [
        ItemCount(rules.without_bank(bank, topic), kind, use, number, unread)
        for topic, kind, use, number, unread in rows
    ]
    return sorted(cells, key=lambda cell: (cell.topic, cell.kind, cell.use))


def compare_items(items: Iterable[Mapping[str, Any]]) -> Standing:
    """Return how items, as a content pack writes them, stand to the newest wordings of the bank."""
    hashes = {item["code"]: rules.content_hash(item) for item in items}
    rows = ItemVersion.objects.filter(item__code__in=hashes).order_by("number")
    return standing_of(hashes, dict(rows.values_list("item__code", "content_hash")))


def newest_versions(codes: Iterable[str]) -> list[ItemVersion]:
    """Return the newest wording of each of these items, whatever its state."""
    rows = ItemVersion.objects.filter(item__code__in=list(codes)).select_related("item")
    return _last_of_each(rows.order_by("item__code", "number"))


def topics_of_bank(bank: str) -> list[Topic]:
    """Return the topics of a bank in the order in which its pack names them."""
    return list(Topic.objects.filter(code__begins=f"{bank}/").order_by("pk"))


def reviews_of(versions: Iterable[ItemVersion]) -> list[ItemReview]:
    """Return the readings of these wordings, by item and reader."""
    rows = ItemReview.objects.filter(version__in=list(versions)).select_related("version__item")
    return list(rows.order_by("version__item__code", "reader"))


def _bank_items(use: ItemUse, topics: Iterable[str]) -> list[BankItem]:
    rows = _approved(use).filter(item__topic__in=list(topics))
    return bank_items(_last_of_each(rows))


def bank_items(versions: Sequence[ItemVersion]) -> list[BankItem]:
    """Return wordings with what drawing needs to know of their items; twins are found among these wordings."""
    groups = twin_groups(versions)
    return [
        BankItem(row.uuid, row.item.code, row.item.topic, row.item.kind, row, groups.get(row.pk, ""))
        for row in versions
    ]


def _approved(use: ItemUse) -> QuerySet[ItemVersion]:
    return _in_use().filter(item__use=use).select_related("item").order_by("item__code", "number")


def _in_use() -> QuerySet[ItemVersion]:
    """Return the wordings of items that were not retired."""
    return ItemVersion.objects.filter(item__retired_at__isnull=True)


def _last_of_each(rows: Iterable[ItemVersion]) -> list[ItemVersion]:
    return list({version.item_id: version for version in rows}.values())
