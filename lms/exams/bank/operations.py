"""Writes to the item bank."""

from collections.abc import Iterable, Mapping
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
from lms.exams.bank.models import Item, ItemReview, ItemVersion, Topic
from lms.exams.errors import UnusableItem, UnusableTopic

Text = dict[str, str]


class NewItem(TypedDict):
    """One item as a content pack writes it; the key counts options from 1."""

    code: str
    topic: str
    type: str
    use: str
    stem: Text
    key: bool | int | list[int] | list[list[str]] | dict[str, str]
    options: NotRequired[list[Text]]
    matches: NotRequired[list[Text]]
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


def load_items(*, bank_items: list[NewItem], actor: Actor, now: datetime) -> LoadReport:
    """Keep items of a content pack, all or none; the same content again changes nothing.

    Other content under a known code is a new version; its kind, its use and its bank stay.

    :raises UnusableItem: naming the item: a kind we do not have, no words, a key that fits no option, or a known code
        with another kind, another use or in another bank.
    """
    for written in bank_items:
        _check(written)
    items = [rules.normal_item(written) for written in bank_items]
    with transaction.atomic(savepoint=False):
        codes = [item["code"] for item in items]
        known = {row.code: row for row in Item.objects.select_for_update().filter(code__in=codes)}
        for item in items:
            _check_change(known.get(item["code"]), item)
        newest = {
            row.item_id: row for row in ItemVersion.objects.filter(item__code__in=codes).order_by("number")
        }
        wanted = [_wording(item, known, newest, now=now) for item in items]
        fresh = [version for version in wanted if version is not None]
        ItemVersion.objects.bulk_create(fresh)
        changes = [audit.Change(version, after={"hash": version.content_hash}) for version in fresh]
        audit.record_all(actor=actor, action=AuditAction.LOAD_ITEM, changes=changes, now=now)
    created = sum(version.number == 1 for version in fresh)
    return LoadReport(created, len(fresh) - created, len(wanted) - len(fresh))


def _check(item: NewItem) -> None:
    reasons = rules.reasons_against_item(item)
    if reasons:
        words = {
            "kind_not_supported": _("this kind of question is not supported yet"),
            "kind_for_practice_only": _(
                "questions of this kind can be practised, but an examination cannot show them yet"
            ),
            "difficulty_unknown": _("its difficulty is neither easy, medium nor hard"),
            "matches_missing": _("it needs at least two matches, each with Chinese wording"),
            "number_not_usable": _(
                "its key needs a value and a tolerance from 0 on, both as quoted decimal numbers"
            ),
            "gaps_and_key_differ": _("its key needs a list of accepted answers for each gap of the wording"),
            "code_or_topic_missing": _("it has no code or no topic"),
            "code_not_usable": _(
                "its code is not made of at most 30 letters, digits, hyphens and underscores"
            ),
            "topic_not_usable": _(
                "its topic is not made of at most 30 letters, digits, hyphens and underscores"
            ),
            "use_unknown": _("its use is neither examination nor practice"),
            "stem_missing": _("it has no Chinese wording"),
            "rationale_not_usable": _("its rationale is not given by language"),
            "year_not_usable": _("its year is not a whole number"),
            "options_missing": _("it needs at least two options"),
            "option_without_words": _("an option has no Chinese wording"),
            "key_not_usable": _("its key fits no option"),
        }
        raise _unusable(item, [words[reason] for reason in reasons])


def _check_change(row: Item | None, item: Mapping[str, Any]) -> None:
    """Refuse what a known code may not change, before anything of the pack is kept."""
    if row is None:
        return
    kept = {"type": row.kind, "use": row.use, "topic": row.topic}
    reasons = rules.reasons_against_change(kept, item)
    if reasons:
        words = {
            "type_changed": _(
                "this code is known with another kind of question; a question of this kind needs a new code"
            ),
            "use_changed": _("this code is known for another use; an item for this use needs a new code"),
            "code_of_another_bank": _(
                "this code belongs to an item of another bank; this item needs a new code"
            ),
        }
        raise _unusable(item, [words[reason] for reason in reasons])


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
        return None
    number = latest.number + 1 if latest else 1
    kept = _put_item(row, item)
    return ItemVersion(item=kept, number=number, content_hash=digest, created_at=now, **_words(item))


def _put_item(row: Item | None, item: Mapping[str, Any]) -> Item:
    row = row or Item(code=item["code"], kind=item["type"], use=item["use"])
    row.topic = item["topic"]
    row.save()
    return row


def _words(item: Mapping[str, Any]) -> dict[str, Any]:
    rationale = item.get("rationale") or {}
    return {
        "stem_zh": item["stem"]["zh"],
        "stem_en": item["stem"].get("en", ""),
        "options": rules.named_options(item.get("options") or []),
        "matches": rules.named_matches(item.get("matches") or []),
        "key": rules.key_of(item),
        "rationale_zh": rationale.get("zh", ""),
        "rationale_en": rationale.get("en", ""),
        "depth": item.get("depth", ""),
        "difficulty": item.get("difficulty", ""),
        "source": item.get("source", ""),
        "source_year": item.get("year"),
    }


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
