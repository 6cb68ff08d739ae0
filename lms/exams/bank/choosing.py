"""Reads for authors who choose practice items: what may be shown, and how it is found. No key leaves."""

from collections.abc import Iterable

from lms.exams.bank.models import Item, ItemUse, ItemVersion
from lms.exams.bank.queries import newest_practice_versions, titles_of_topics


def practice_faults(codes: Iterable[str]) -> dict[str, str]:
    """Return for each code why a lesson may not show it ("" when it may): unknown, examination, retired, no_key."""
    wanted = set(codes)
    uses = dict(Item.objects.filter(code__in=wanted).values_list("code", "use"))
    approved = {version.item.code: version for version in newest_practice_versions(wanted)}
    return {code: _fault_of(uses.get(code), approved.get(code)) for code in wanted}


def _fault_of(use: str | None, version: ItemVersion | None) -> str:
    if use is None:
        return "unknown"
    if use != ItemUse.PRACTICE:
        return "examination"
    if version is None:
        return "retired"
    return "no_key" if version.key in (None, "", [], {}) else ""


def search_practice_items(*, words: str = "", bank: str = "", topic: str = "", kind: str = "") -> list[str]:
    """Return the codes of approved practice items that a lesson may show, in the order of their codes.

    All words must be in the code, the topic or the wording; `bank` is the code of a programme. No item of an
    examination is looked at.
    """
    rows = ItemVersion.objects.filter(item__retired_at__isnull=True, item__use=ItemUse.PRACTICE)
    rows = rows.filter(item__topic__begins=f"{bank}/") if bank else rows
    rows = rows.filter(item__topic=topic) if topic else rows
    rows = rows.filter(item__kind=kind) if kind else rows
    newest = rows.order_by("item__code", "-number").select_related("item")
    return [row.item.code for row in _first_of_each(newest) if _matches(row, words.casefold().split())]


def list_practice_topics() -> list[tuple[str, str]]:
    """Return (code, title) of the topics that have approved practice items."""
    rows = Item.objects.filter(use=ItemUse.PRACTICE, retired_at__isnull=True, versions__isnull=False)
    codes = rows.order_by("topic").values_list("topic", flat=True).distinct()
    return list(titles_of_topics(codes).items())


def _first_of_each(rows: Iterable[ItemVersion]) -> list[ItemVersion]:
    found: dict[int, ItemVersion] = {}
    for row in rows:
        found.setdefault(row.item_id, row)
    return list(found.values())


def _matches(version: ItemVersion, words: list[str]) -> bool:
    item = version.item
    text = f"{item.code} {item.topic} {version.stem_zh} {version.stem_en}".casefold()
    return all(word in text for word in words)
