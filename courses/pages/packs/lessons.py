"""A lesson of a pack: in which languages it stands, and what its page says in one of them."""

from typing import Any

from django.utils.translation import gettext as _

from courses.pages.content_checks import repeated_items
from courses.pages.packs.errors import PackError
from courses.pages.packs.faults import noted, unless_wrong
from courses.pages.packs.shapes import LANGUAGES, Context, Each, Text
from courses.pages.packs.sources import problems_of_block
from courses.pages.packs.streams import block_of

SUMMARY = Text(optional=True)
OBJECTIVES = Each(Text(), optional=True)


def languages_of(lesson: dict) -> tuple[str, ...]:
    """Return the languages that the lesson has pages in: both, unless it says otherwise.

    :raises PackError: it names a language we do not have, or leaves the Chinese out.
    """
    languages = tuple(lesson.get("languages", LANGUAGES))
    if languages[:1] != ("zh",) or not set(languages) <= set(LANGUAGES):
        words = _("lessons/%(code)s.languages: zh, or zh and en.")
        raise PackError(words % {"code": lesson["code"]})
    return languages


def page_of(lesson: dict, context: Context, place: str) -> dict[str, Any]:
    """Return title, summary, objectives and body of a lesson's page in the context's language.

    :raises PackError: naming the block and the value that is wrong.
    """
    language, blocks = context.language, lesson["blocks"]
    if isinstance(blocks, dict):
        if language not in blocks:
            words = _("%(place)s: the language %(language)s is missing.")
            raise PackError(words % {"place": f"{place}.blocks", "language": language})
        blocks = blocks[language]
    if not isinstance(blocks, list):
        raise PackError(_("%(place)s: a list is expected.") % {"place": f"{place}.blocks"})
    return {
        "title": lesson["title"][language],
        "summary": unless_wrong(
            lambda: SUMMARY.read(lesson["summary"], context, f"{place}.summary"), "", place
        ),
        "objectives": unless_wrong(lambda: _objectives(lesson["objectives"], context, place), [], place),
        "body": _body(blocks, context, place),
    }


def _objectives(source: Any, context: Context, place: str) -> list[str]:
    if isinstance(source, dict):  # another number of lines in each language
        source = source.get(context.language)
    return OBJECTIVES.read(source, context, f"{place}.objectives")


def _body(blocks: list, context: Context, place: str) -> list[dict]:
    """Return the blocks; those with a fault that is noted are left out."""
    body: list[dict] = []
    for number, source in enumerate(blocks, start=1):
        here = _("%(place)s, block %(number)s") % {"place": place, "number": number}
        with noted(here):
            block = block_of(source, context, here)
            problems = problems_of_block(block["type"], block["value"])
            if problems:
                raise PackError(f"{here} ({block['type']}): {' '.join(problems)}")
            body.append(block)
    with noted(place):
        if repeated := repeated_items(body):
            words = _(
                "%(place)s (%(language)s): a lesson asks each question once; these stand twice: %(codes)s."
            )
            about = {"place": place, "language": context.language, "codes": ", ".join(sorted(repeated))}
            raise PackError(words % about)
    return body
