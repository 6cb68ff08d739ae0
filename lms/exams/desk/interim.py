"""A draft in the form in which the bank keeps wordings, for the kinds that the bank has."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from lms.exams.bank import rules
from lms.exams.bank.models import ItemVersion
from lms.exams.desk.rules import difficulty_of
from lms.exams.intake import outgoing
from lms.exams.interchange.drafts import Attachment, DraftItem, Kind, Number

PLACEHOLDER = "X"


def fields_of(item: DraftItem, *, topic: str, use: str) -> tuple[dict[str, Any], list[str]]:
    """Return the columns of a wording, or why the bank cannot keep it."""
    written = _written(item, topic, use)
    reasons = rules.reasons_against_item(written)
    if reasons:
        return {}, reasons
    kept = rules.normal_item(written)
    rationale = kept.get("rationale") or {}
    return {
        "stem_zh": kept["stem"]["zh"],
        "stem_en": kept["stem"].get("en", ""),
        "options": rules.named_options(kept.get("options") or []),
        "matches": rules.named_matches(kept.get("matches") or []),
        "key": rules.key_of(kept),
        "is_shuffled": item.is_shuffled,
        "rationale_zh": rationale.get("zh", ""),
        "rationale_en": rationale.get("en", ""),
        "depth": kept.get("depth", ""),
        "difficulty": kept.get("difficulty", ""),
        "source": kept.get("source", ""),
        "source_year": kept.get("year"),
        "content_hash": rules.content_hash(kept),
    }, []


def _written(item: DraftItem, topic: str, use: str) -> dict[str, Any]:
    written = {
        "code": PLACEHOLDER,
        "topic": topic,
        "type": str(item.kind),
        "use": use,
        "stem": dict(item.stem),
        "options": [_text(option.text) for option in item.options],
        "matches": [_text(match.text) for match in item.matches],
        "key": _key(item),
        "rationale": dict(item.rationale),
        "depth": item.depth,
        "difficulty": difficulty_of(item.difficulty) or "",
        "source": item.source,
        "year": item.year,
    }
    return {name: value for name, value in written.items() if value not in ("", None, [], {})}


def _text(text: Mapping[str, str]) -> dict[str, str]:
    return {"zh": text.get("zh", ""), "en": text.get("en", "")}


def _key(item: DraftItem) -> Any:
    places = {option.name: number for number, option in enumerate(item.options, start=1)}
    matches = {match.name: number for number, match in enumerate(item.matches, start=1)}
    key = item.key
    if key is None or item.kind == Kind.TRUE_FALSE:
        return key
    if item.kind == Kind.SINGLE:
        return places.get(key)
    if item.kind in (Kind.MULTIPLE, Kind.ORDERING):
        return [places.get(name) for name in key]
    if item.kind == Kind.MATCHING:
        return [matches.get(key.get(name)) for name in places]
    if item.kind == Kind.NUMERIC:
        return _number(key[0]) if key else None
    return [list(gap.accepted) for gap in key] if item.kind == Kind.FILL_IN else None


def _number(number: Number) -> dict[str, str]:
    tolerance = abs(number.value) * number.tolerance if number.is_relative else number.tolerance
    return {"value": str(number.value), "tolerance": str(Decimal(tolerance)), "unit": number.unit}


def draft_item_of(version: ItemVersion, bank: str) -> DraftItem:
    """Return a wording of the bank as a draft, without its pictures."""
    return outgoing._of_version(version, bank)


def attachment_of(row: Any) -> Attachment:
    """Return what a mark stands for, with its bytes."""
    return outgoing._attachment(row)
