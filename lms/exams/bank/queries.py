"""Reads of the item bank. Only practice items are shown outside a paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.core.language import in_language, pick
from lms.exams.bank import rules
from lms.exams.bank.models import Item, ItemState, ItemUse, ItemVersion
from lms.exams.errors import ItemNotFound, UnusableResponse


@dataclass(frozen=True, slots=True)
class PracticeItem:
    """A practice item as a lesson shows it: words and options in the reader's language, no key."""

    code: str
    kind: str
    stem: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PracticeFeedback:
    """What a lesson answers to a practice response."""

    is_correct: bool
    rationale: str
    right_options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BankItem:
    """An approved examination item with everything a paper's snapshot takes."""

    uuid: UUID
    code: str
    topic: str
    kind: str
    version: ItemVersion


def practice_items(codes: Iterable[str]) -> list[PracticeItem]:
    """Return the practice items with these codes, in this order; others are left out."""
    wanted = list(codes)
    found = {version.item.code: version for version in _newest(ItemUse.PRACTICE, wanted)}
    return [_shown(found[code]) for code in wanted if code in found]


def practice_faults(codes: Iterable[str]) -> dict[str, str]:
    """Return for each code why a lesson may not show it ("" when it may): unknown, examination, draft, no_key."""
    wanted = set(codes)
    uses = dict(Item.objects.filter(code__in=wanted).values_list("code", "use"))
    approved = {version.item.code: version for version in _newest(ItemUse.PRACTICE, list(wanted))}
    return {code: _fault_of(uses.get(code), approved.get(code)) for code in wanted}


def _fault_of(use: str | None, version: ItemVersion | None) -> str:
    if use is None:
        return "unknown"
    if use != ItemUse.PRACTICE:
        return "examination"
    if version is None:
        return "draft"
    return "no_key" if version.key in (None, "", []) else ""


def search_practice_items(*, words: str = "", topic: str = "", kind: str = "") -> list[str]:
    """Return the codes of approved practice items that a lesson may show, in the order of their codes.

    All words must be in the code, the topic or the wording. No other item of the bank is looked at.
    """
    rows = ItemVersion.objects.filter(state=ItemState.APPROVED, item__use=ItemUse.PRACTICE)
    rows = rows.filter(item__topic=topic) if topic else rows
    rows = rows.filter(item__kind=kind) if kind else rows
    newest = rows.order_by("item__code", "-number").select_related("item")
    return [row.item.code for row in _first_of_each(newest) if _matches(row, words.casefold().split())]


def list_practice_topics() -> list[str]:
    """Return the topics that have approved practice items."""
    rows = Item.objects.filter(use=ItemUse.PRACTICE, versions__state=ItemState.APPROVED)
    return list(rows.order_by("topic").values_list("topic", flat=True).distinct())


def _first_of_each(rows: Iterable[ItemVersion]) -> list[ItemVersion]:
    found: dict[int, ItemVersion] = {}
    for row in rows:
        found.setdefault(row.item_id, row)
    return list(found.values())


def _matches(version: ItemVersion, words: list[str]) -> bool:
    item = version.item
    text = f"{item.code} {item.topic} {version.stem_zh} {version.stem_en}".casefold()
    return all(word in text for word in words)


def check_practice_answer(item_code: str, response: object) -> PracticeFeedback:
    """Return whether a practice response is right, and why. Never looks at an examination item.

    :raises ItemNotFound: when there is no such practice item.
    :raises UnusableResponse: when the response is of another form than the item asks.
    """
    versions = _newest(ItemUse.PRACTICE, [item_code])
    if not versions:
        raise ItemNotFound(_("There is no such practice question."))
    version = versions[0]
    kind, names = version.item.kind, [option["id"] for option in version.options]
    response = rules.read_response(kind, response)
    if not response and response is not False or not rules.is_response(kind, names, response):
        raise UnusableResponse(_("Choose an answer first."), field="response")
    return PracticeFeedback(
        is_correct=rules.is_correct(kind, version.key, response),
        rationale=pick(version, "rationale"),
        right_options=tuple(version.key) if isinstance(version.key, list) else (str(version.key).lower(),),
    )


def examination_items(topics: Iterable[str]) -> list[BankItem]:
    """Return the newest approved version of each examination item of these topics."""
    rows = _approved(ItemUse.EXAMINATION).filter(item__topic__in=list(topics))
    return [
        BankItem(version.uuid, version.item.code, version.item.topic, version.item.kind, version)
        for version in _last_of_each(rows)
    ]


def _newest(use: ItemUse, codes: list[str]) -> list[ItemVersion]:
    return _last_of_each(_approved(use).filter(item__code__in=codes))


def _approved(use: ItemUse) -> QuerySet[ItemVersion]:
    rows = ItemVersion.objects.filter(state=ItemState.APPROVED, item__use=use)
    return rows.select_related("item").order_by("item__code", "number")


def _last_of_each(rows: Iterable[ItemVersion]) -> list[ItemVersion]:
    return list({version.item_id: version for version in rows}.values())


def _shown(version: ItemVersion) -> PracticeItem:
    options: tuple[tuple[str, str], ...]
    if version.item.kind == rules.TRUE_FALSE:
        options = (("true", _("Right")), ("false", _("Wrong")))
    else:
        options = tuple((option["id"], in_language(option)) for option in version.options)
    return PracticeItem(version.item.code, version.item.kind, pick(version, "stem"), options)
