"""How the places of changed words are called, in the reader's language: fields of lesson blocks and of records."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail import blocks

from courses.pages.models import LessonPage

_FIELDS: dict[str, str | Promise] = {
    "zh": gettext_lazy("Chinese"),
    "en": gettext_lazy("English"),
    "title": gettext_lazy("title"),
    "stem": gettext_lazy("question"),
    "options": gettext_lazy("answers to choose from"),
    "matches": gettext_lazy("what they are matched with"),
    "key": gettext_lazy("right answer"),
    "rationale": gettext_lazy("explanation"),
    "topic": gettext_lazy("topic"),
    "type": gettext_lazy("kind of question"),
    "depth": gettext_lazy("depth"),
    "difficulty": gettext_lazy("difficulty"),
    "use": pgettext_lazy("item", "use"),
    "source": gettext_lazy("source"),
    "year": gettext_lazy("year"),
    "subject": gettext_lazy("subject"),
    "task": gettext_lazy("task"),
    "tools": gettext_lazy("tools"),
    "criteria": gettext_lazy("criteria"),
    "veto": gettext_lazy("veto items"),
    "marks": gettext_lazy("marks"),
    "minutes": gettext_lazy("minutes"),
    "duration_minutes": gettext_lazy("minutes"),
    "pass_percent": gettext_lazy("pass mark in percent"),
    "release": gettext_lazy("release of results"),
    "basis": gettext_lazy("rests on"),
    "blueprint": gettext_lazy("questions of the paper"),
    "count": pgettext_lazy("examination", "number"),
    "groups": gettext_lazy("groups of tasks"),
    "tasks": pgettext_lazy("practical", "tasks"),
    "weight": gettext_lazy("weight in percent"),
    "least_assessors": gettext_lazy("assessors at least"),
    "aggregation": gettext_lazy("how marks are put together"),
    "spread_limit": gettext_lazy("marks that assessors may differ by"),
    "tries": gettext_lazy("tries on the day"),
}


def label_of_record(at: str) -> str:
    """Return how a place in an item, a rubric, a scheme or captions is called."""
    names = [name for name in at.split(".") if name not in ("text", "id")]
    return " · ".join(str(_FIELDS.get(name, name)) for name in names)


def name_of_block(kind: str) -> str:
    """Return how a kind of block is called."""
    known = _blocks()
    return str(known[kind].label) if kind in known else kind


def shown_row(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a changed line of a block with the name of its place; a choice with what it is called."""
    block, names = _blocks().get(kind), []
    for name in row["at"].split(".") if row["at"] else ():
        block = getattr(block, "child_block", block)
        block = getattr(block, "child_blocks", {}).get(name)
        names.append(str(block.label) if block is not None else name)
    sides = {side: _called(block, row[side]) for side in ("old", "new")}
    return {**row, **sides, "label": " · ".join(names) or name_of_block(kind)}


def _called(block: Any, pieces: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    if not isinstance(block, blocks.ChoiceBlock) or not pieces:
        return pieces
    value = "".join(piece["text"] for piece in pieces)
    return [{"text": str(dict(block.field.choices).get(value, value)), "is_changed": True}]


def _blocks() -> Mapping[str, Any]:
    return LessonPage._meta.get_field("body").stream_block.child_blocks
