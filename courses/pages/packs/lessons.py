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
# What the author called the page, where it is not the title in the plan; as long as Wagtail's titles.
PAGE_TITLE = "page_title"
LONGEST_TITLE = 255
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
        "title": unless_wrong(lambda: _title(lesson, context, place), "", place),
        "summary": unless_wrong(
            lambda: SUMMARY.read(lesson["summary"], context, f"{place}.summary"), "", place
        ),
        "objectives": unless_wrong(lambda: _objectives(lesson["objectives"], context, place), [], place),
        "body": _body(blocks, context, place),
    }


def _title(lesson: dict, context: Context, place: str) -> str:
    if PAGE_TITLE not in lesson:
        return str(lesson["title"][context.language])
    title = Text().read(lesson[PAGE_TITLE], context, f"{place}.{PAGE_TITLE}")
    if not 0 < len(title.strip()) <= LONGEST_TITLE:
        words = _("%(place)s: a title has 1 to %(most)s characters.")
        raise PackError(words % {"place": f"{place}.{PAGE_TITLE}", "most": LONGEST_TITLE})
    return title


def _objectives(source: Any, context: Context, place: str) -> list[str]:
    if isinstance(source, dict):  # another number of lines in each language
        source = source.get(context.language)
    return OBJECTIVES.read(source, context, f"{place}.objectives")


def _body(blocks: list, context: Context, place: str) -> list[dict]:
    """Return the blocks; those with a fault that is noted are left out."""
    body, asked = [], {}
    for number, source in enumerate(blocks, start=1):
        here = _("%(place)s, block %(number)s") % {"place": place, "number": number}
        with noted(here):
            block = block_of(source, context, here)
            problems = problems_of_block(block["type"], block["value"])
            if problems:
                raise PackError(f"{here} ({block['type']}): {' '.join(problems)}")
            body.append(block)
            if block["type"] == "practice":
                asked[number] = block["value"]["items"]
    _refuse_repeated(asked, place)
    return body


def _refuse_repeated(asked: dict[int, list[str]], place: str) -> None:
    for number, places in repeated_items(asked).items():
        here = _("%(place)s, block %(number)s") % {"place": place, "number": number}
        for at, code in places.items():
            with noted():
                words = _("%(place)s: this lesson has the practice item %(code)s already.")
                raise PackError(words % {"place": f"{here} (practice).items[{at + 1}]", "code": code})
