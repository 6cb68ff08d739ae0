"""Texts in several languages inside one text, as Moodle's filters mark them.

Three notations are read: `<span lang="en" class="multilang">`, the older `<lang lang="en">`, and `{mlang en}`...
What stands outside of all marks belongs to every language.
"""

import re
from collections.abc import Iterator, Mapping

from lms.exams.interchange.drafts import Language

_OPENING = re.compile(
    r"""<span\s+lang=["']?([\w-]{2,12})["']?\s+class=["']?multilang["']?\s*>"""
    r"""|<span\s+class=["']?multilang["']?\s+lang=["']?([\w-]{2,12})["']?\s*>"""
    r"""|<lang\s+lang=["']?([\w-]{2,12})["']?\s*>"""
    r"""|\{mlang\s+([\w-]{2,12}(?:,[\w-]{2,12}){0,8})\s*\}""",
    re.IGNORECASE,
)
OTHER = "other"  # what `{mlang other}` shows to all who have no text of their own
_CLOSING = ("</span>", "</span>", "</lang>", "{mlang}")


def split(raw: str) -> Mapping[str, str] | None:
    """Return a text by language, or None if nothing in it is marked.

    A text that is marked only for other languages is returned under "" as its first one.
    """
    pieces = list(_pieces(raw)) if is_marked(raw) else []
    if not any(languages for languages, _ in pieces):
        return None
    found = {language for languages, _ in pieces for language in languages or ()}
    wanted = [str(language) for language in Language if str(language) in found or OTHER in found]
    if not wanted:
        first = next(iter(languages[0] for languages, _ in pieces if languages))
        return {"": _joined(pieces, first)}
    return {language: _joined(pieces, language if language in found else OTHER) for language in wanted}


def is_marked(raw: str) -> bool:
    """Return whether a text names languages."""
    return ("lang" in raw or "LANG" in raw) and _OPENING.search(raw) is not None


def _joined(pieces: list[tuple[tuple[str, ...] | None, str]], language: str) -> str:
    return "".join(text for languages, text in pieces if languages is None or language in languages)


def _pieces(raw: str) -> Iterator[tuple[tuple[str, ...] | None, str]]:
    """Yield the pieces of a text and their languages; None for what belongs to all. An open mark ends nothing."""
    done = 0
    while found := _OPENING.search(raw, done):
        group = next(number for number in range(1, 5) if found[number])
        closing = _CLOSING[group - 1]
        end = _found(raw, closing, found.end())
        if end < 0:
            break
        yield None, raw[done : found.start()]
        yield tuple(_bare(one) for one in found[group].split(",")), raw[found.end() : end]
        done = end + len(closing)
    yield None, raw[done:]


def _found(raw: str, closing: str, start: int) -> int:
    place = raw.find(closing, start)
    return place if place >= 0 else raw.find(closing.upper(), start)


def _bare(language: str) -> str:
    return re.split("[_-]", language.strip().lower())[0]
