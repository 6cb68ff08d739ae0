"""A draft in words, key included, for who may read it: as it was understood from its file."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.exams.intake.models import ItemDraft
from lms.exams.intake.presentation import line_of
from lms.exams.interchange.as_json import from_json
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Number, Option, Text


def shown_draft(draft: ItemDraft) -> dict[str, Any]:
    """Return the question, its options and its key in words."""
    item = from_json(draft.content)
    said = line_of(draft.place, draft.kind, "warned" if draft.remarks else "imported", draft.remarks)
    return {
        "kind": said.kind,
        "place": said.place,
        "remarks": said.messages,
        "stem": list(item.stem.values()),
        "options": [(option.name.upper(), _both(option.text)) for option in item.options],
        "matches": [(match.name.upper(), _both(match.text)) for match in item.matches],
        "key": _key(item),
        "rationale": list(item.rationale.values()),
        "topic": item.topic,
        "marks": item.marks,
    }


def _both(text: Text) -> str:
    return " / ".join(text.values())


def _key(item: DraftItem) -> list[str]:
    """Return the key, one line each; none if the file gives none."""
    key = item.key
    if key is None:
        return []
    if item.kind == Kind.TRUE_FALSE:
        return [pgettext("statement", "right") if key else pgettext("statement", "wrong")]
    if item.kind == Kind.MATCHING:
        return [f"{option.upper()} → {match.upper()}" for option, match in key.items()]
    if item.kind == Kind.NUMERIC:
        return [_number(each) for each in key]
    if item.kind == Kind.FILL_IN:
        return [_gap(each) for each in key]
    names = [key] if isinstance(key, str) else list(key)
    if item.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.ORDERING):
        return [_named(item.options, name) for name in names]
    return names


def _named(options: tuple[Option, ...], name: str) -> str:
    text = next((_both(option.text) for option in options if option.name == name), "")
    return f"{name.upper()} {text}".strip()


def _number(number: Number) -> str:
    tolerance = f"{number.tolerance * 100:f} %" if number.is_relative else f"{number.tolerance:f}"
    value = f"{number.value:f} {number.unit}".strip()
    return f"{value} ± {tolerance}" if number.tolerance else value


def _gap(gap: Gap) -> str:
    return _(" or ").join(gap.accepted)
