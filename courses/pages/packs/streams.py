"""Lesson bodies of a pack: source blocks into StreamField data of one language, and back."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from courses.pages.packs.errors import PackError
from courses.pages.packs.shapes import (
    Code,
    Context,
    Each,
    Fields,
    File,
    Markup,
    NotParallel,
    Only,
    Plain,
    Text,
    same,
)
from courses.pages.packs.yaml_words import as_written

STEP = Fields(text=Text(), warning=Text(optional=True))
TERM = Fields(
    {"en": "english"}, term=Plain(str), pinyin=Plain(str), en=Plain(str), meaning=Text(optional=True)
)
INGREDIENT = Fields(
    {"base": "is_base"},
    name=Text(),
    percent=Plain(int, float, str, to=str),
    base=Plain(bool, default=False),
    fen_per_kg=Plain(int, default=None),
    allergen=Text(optional=True),
)

BLOCKS: dict[str, Any] = {
    "heading": Only("text", Text()),
    "text": Markup(),
    "drawing": Fields({"file": "image"}, file=File("drawings"), alt=Text(), caption=Text(optional=True)),
    "recording": Fields(
        {"file": "recording"},
        file=File("recordings", each=True),
        title=Text(),
        poster=File("drawings", optional=True),
        transcript=Text(),
    ),
    "handout": Fields(
        {"file": "document"}, file=File("handouts", each=True), title=Text(), purpose=Text(optional=True)
    ),
    "hazard": Fields(level=Plain(str), title=Text(), body=Text()),
    "steps": Fields(
        title=Text(),
        minutes=Plain(int, default=None),
        warning=Text(optional=True),
        tools=Each(Text(), optional=True),
        steps=Each(STEP),
    ),
    "compare": Fields(right=Text(), wrong=Text()),
    "table": Fields(caption=Text(), header=Each(Text()), rows=Each(Each(Text()))),
    "formula": Fields(
        tex=Plain(str),
        spoken=Text(),
        symbols=Each(Fields(tex=Plain(str), meaning=Text(), unit=Plain(str, default="")), optional=True),
    ),
    "circuit": Fields(spec=Plain(str), alt=Text(), caption=Text(optional=True)),
    "recipe": Fields(
        title=Text(),
        portions=Fields(count=Plain(int), unit=Text()),
        base_grams=Plain(int),
        ingredients=Each(INGREDIENT),
    ),
    "vocabulary": Fields(entries=Each(TERM)),
    "task": Fields(rubric=Code(gettext_noop("rubric"))),
    "practice": Fields(items=Each(Code(gettext_noop("practice item")))),
    "examination": Fields(scheme=Code(gettext_noop("examination scheme"))),
}


def block_of(block: Any, context: Context, place: str) -> dict:
    """Return StreamField data for a source block in the context's language.

    :raises PackError: naming the block and the value that is wrong.
    """
    kind = block.get("type") if isinstance(block, Mapping) else None
    if kind not in BLOCKS:
        words = _("%(place)s: there is no block of type %(kind)s; known: %(known)s.")
        raise PackError(words % {"place": place, "kind": as_written(kind), "known": ", ".join(BLOCKS)})
    return {"type": kind, "value": BLOCKS[kind].read(block, context, f"{place} ({kind})")}


def source_of(streams: Mapping[str, list[dict]], context: Context) -> list[dict] | dict[str, list[dict]]:
    """Return the source of a lesson body from its StreamField data by language.

    Side by side when the languages are built alike, else one list of blocks for each language.
    """
    try:
        return _side_by_side(streams, context)
    except NotParallel:
        return {language: _alone(language, blocks, context) for language, blocks in streams.items()}


def _side_by_side(streams: Mapping[str, list[dict]], context: Context) -> list[dict]:
    kinds = same({language: [block["type"] for block in blocks] for language, blocks in streams.items()})
    return [
        {
            "type": kind,
            **BLOCKS[kind].write(
                {language: blocks[n]["value"] for language, blocks in streams.items()}, context
            ),
        }
        for n, kind in enumerate(kinds)
    ]


def _alone(language: str, blocks: list[dict], context: Context) -> list[dict]:
    return _side_by_side({language: blocks}, context)
