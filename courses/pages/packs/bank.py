"""The part of a pack that belongs to the item bank: topics, items, examination schemes, and who read the items.

In a pack a topic has its short name; in the bank it is BANK/name, because two programmes may use one word. The bank of
a pack is the code of its programme. A blueprint that draws from another bank writes the full name.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from courses.pages.packs.errors import PackError
from courses.pages.packs.faults import noted
from courses.pages.packs.item_pictures import with_named_pictures
from lms.core.codes import is_topic_code
from lms.exams.api import (
    CleanPicture,
    NewReview,
    ReleaseRule,
    bank_of,
    blueprint_with_rows,
    in_bank,
    item_hash,
    rows_of_blueprint,
    without_bank,
)

# How much of a content hash a reading needs to tell its wording from all others of the same item.
HASH_CHARACTERS = 16
SCHEME_FIELDS = {"code", "title", "duration_minutes", "pass_percent", "release", "blueprint", "basis"}


# Under this name pack.yaml has the topics of practice items that its lessons ask from other banks.
LENT_TOPICS = "lent_topics"


def lent_topics_in(bank: str, head: Mapping[str, Any]) -> tuple[dict, ...]:
    """Return the topics of other banks, under their full names, whose practice items the pack brings along.

    :raises PackError: a topic is one of the pack's own bank, or no full name.
    """
    topics = head.get(LENT_TOPICS, ())
    for topic in topics:
        with noted(f"pack.yaml {LENT_TOPICS}"):
            if bank_of(topic["code"]) in ("", bank) or not is_topic_code(topic["code"]):
                words = _(
                    "pack.yaml lent_topics %(code)s: only topics of other banks stand here, with their full names."
                )
                raise PackError(words % {"code": topic["code"]})
    return tuple(topics)


def refuse_lent_examination(items: Iterable[Mapping[str, Any]]) -> None:
    """Let a pack bring along practice items of other banks only.

    :raises PackError: naming an item of the examination.
    """
    for item in items:
        with noted("items"):
            if item["use"] != "practice":
                words = _("items %(code)s: of another bank a pack brings along practice items only.")
                raise PackError(words % {"code": item["code"]})


def refuse_unasked(
    lent: Iterable[Mapping[str, Any]], topics: Iterable[Mapping[str, Any]], asked: set[str]
) -> None:
    """Let a pack write into another bank no more than its own lessons ask.

    :raises PackError: naming an item that no lesson asks, or a topic that no such item has.
    """
    used = set()
    for item in lent:
        used.add(item["topic"])
        with noted("items"):
            if item["code"] not in asked:
                words = _("items %(code)s: it is another bank's, and no lesson of this pack asks it.")
                raise PackError(words % {"code": item["code"]})
    for topic in topics:
        with noted(f"pack.yaml {LENT_TOPICS}"):
            if topic["code"] not in used:
                words = _("pack.yaml lent_topics %(code)s: no item of this pack has it.")
                raise PackError(words % {"code": topic["code"]})


def refuse_twice(kind: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Refuse rows of one kind that share a code: the later one would silently win.

    :raises PackError: naming the code.
    """
    seen: set[str] = set()
    for row in rows:
        with noted(kind):
            if row["code"] in seen:
                raise PackError(_("%(place)s: this code stands twice.") % {"place": f"{kind} {row['code']}"})
            seen.add(row["code"])


def topics_in(bank: str, head: Mapping[str, Any]) -> tuple[dict, ...]:
    """Return the topics of pack.yaml under their full names.

    :raises PackError: a topic is written as one of another bank.
    """
    topics = head.get("topics", ())
    for topic in topics:
        with noted("pack.yaml topics"):
            if "/" in topic["code"]:
                words = _("pack.yaml topics %(code)s: a pack has topics of its own bank only.")
                raise PackError(words % {"code": topic["code"]})
    return tuple({**topic, "code": in_bank(bank, topic["code"])} for topic in topics)


def items_in(
    bank: str, items: Iterable[dict], topics: Iterable[dict], pictures: Mapping[str, CleanPicture]
) -> tuple[dict, ...]:
    """Return the items under the full names of their topics, with their pictures named by content.

    :raises PackError: an item names a topic that pack.yaml does not have or a picture that is not beside the items, or
        its code stands twice.
    """
    items, known = list(items), {topic["code"] for topic in topics}
    refuse_twice("items", items)
    found = []
    for item in items:
        with noted(f"items {item.get('code')}"):
            topic = in_bank(bank, item["topic"])
            if topic not in known:
                words = _("items %(code)s: there is no topic %(topic)s in pack.yaml.")
                raise PackError(words % {"code": item["code"], "topic": item["topic"]})
            found.append(with_named_pictures({**item, "topic": topic}, pictures))
    return tuple(found)


def schemes_in(bank: str, head: Mapping[str, Any]) -> tuple[dict, ...]:
    """Return the examination schemes with the full names of the topics that they draw from.

    :raises PackError: a scheme has a value that schemes do not have.
    """
    found = []
    for scheme in head["examination_schemes"]:
        with noted("pack.yaml scheme"):
            _check_scheme(scheme)
            blueprint = scheme["blueprint"]
            cells = [{**cell, "topic": in_bank(bank, cell["topic"])} for cell in rows_of_blueprint(blueprint)]
            found.append(
                {
                    "release": ReleaseRule.BY_TWO.value,
                    **scheme,
                    "blueprint": blueprint_with_rows(blueprint, cells),
                }
            )
    return tuple(found)


def _check_scheme(scheme: Mapping[str, Any]) -> None:
    unknown = sorted(set(scheme) - SCHEME_FIELDS)
    if unknown:
        place = f"pack.yaml scheme {scheme['code']}"
        raise PackError(
            _("%(place)s: nobody reads %(names)s.") % {"place": place, "names": ", ".join(unknown)}
        )


def reviews_in(rows: Iterable[dict], items: Iterable[dict]) -> tuple[NewReview, ...]:
    """Return the readings of reviews.yaml that are of the items as they stand now.

    A wording that changed since is a wording that nobody has read: its entry is passed over.

    :raises PackError: an entry names no item, or its date is none.
    """
    hashes = {item["code"]: item_hash(item) for item in items}
    found = []
    for row in rows:
        with noted("reviews.yaml"):
            found += _review(row, hashes)
    return tuple(found)


def _review(row: Mapping[str, Any], hashes: Mapping[str, str]) -> list[NewReview]:
    """Return the reading, or nothing where its wording is not the one that stands in the pack now."""
    code = row["item"]
    if code not in hashes or not isinstance(row["read_on"], date):
        words = _("reviews.yaml %(item)s: there is no such item, or read_on is no date.")
        raise PackError(words % {"item": code})
    if hashes[code][:HASH_CHARACTERS] != str(row["wording"]):
        return []
    note = row.get("note", "")
    return [
        NewReview(item=code, sha256=hashes[code], reader=row["reader"], read_on=row["read_on"], note=note)
    ]


def short_blueprint(bank: str, blueprint: Any) -> Any:
    """Return a blueprint with the topics as the bank's own pack writes them."""
    return blueprint_with_rows(blueprint, short_names(bank, rows_of_blueprint(blueprint)))


def short_names(bank: str, rows: Iterable[Mapping[str, Any]]) -> list[dict]:
    """Return items or blueprint cells with the topics as the bank's own pack writes them."""
    return [{**row, "topic": without_bank(bank, row["topic"])} for row in rows]
