"""The part of a pack that belongs to the item bank: topics, items, examination schemes, and who read the items.

In a pack a topic has its short name; in the bank it is BANK/name, because two programmes may use one word. The bank of
a pack is the code of its programme. A blueprint that draws from another bank writes the full name.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from courses.pages.packs.errors import PackError
from lms.exams.api import NewReview, in_bank, item_hash, without_bank


def topics_in(bank: str, head: Mapping[str, Any]) -> tuple[dict, ...]:
    """Return the topics of pack.yaml under their full names."""
    return tuple({**topic, "code": in_bank(bank, topic["code"])} for topic in head.get("topics", ()))


def items_in(bank: str, items: Iterable[dict], topics: Iterable[dict]) -> tuple[dict, ...]:
    """Return the items under the full names of their topics.

    :raises PackError: an item names a topic that pack.yaml does not have, or its code stands twice.
    """
    known, seen, found = {topic["code"] for topic in topics}, set(), []
    for item in items:
        topic = in_bank(bank, item["topic"])
        if topic not in known:
            raise PackError(f"items {item['code']}: there is no topic {item['topic']} in pack.yaml.")
        if item["code"] in seen:
            raise PackError(f"items {item['code']}: this code stands twice.")
        seen.add(item["code"])
        found.append({**item, "topic": topic})
    return tuple(found)


def schemes_in(bank: str, head: Mapping[str, Any]) -> tuple[dict, ...]:
    """Return the examination schemes with the full names of the topics that they draw from."""
    return tuple(
        {
            **scheme,
            "blueprint": [{**cell, "topic": in_bank(bank, cell["topic"])} for cell in scheme["blueprint"]],
        }
        for scheme in head.get("examination_schemes", ())
    )


def reviews_in(rows: Iterable[dict], items: Iterable[dict]) -> tuple[NewReview, ...]:
    """Return the readings of reviews.yaml that are of the items as they stand now.

    A wording that changed since is a wording that nobody has read: its entry is passed over.

    :raises PackError: an entry names no item, or its date is none.
    """
    hashes = {item["code"]: item_hash(item) for item in items}
    found = []
    for row in rows:
        if row["item"] not in hashes or not isinstance(row["read_on"], date):
            raise PackError(f"reviews.yaml {row['item']}: there is no such item, or read_on is no date.")
        if hashes[row["item"]].startswith(row["wording"]):
            review = NewReview(
                item=row["item"],
                sha256=hashes[row["item"]],
                reader=row["reader"],
                read_on=row["read_on"],
                note=row.get("note", ""),
            )
            found.append(review)
    return tuple(found)


def short_names(bank: str, rows: Iterable[dict]) -> list[dict]:
    """Return items or blueprint cells with the topics as the bank's own pack writes them."""
    return [{**row, "topic": without_bank(bank, row["topic"])} for row in rows]
