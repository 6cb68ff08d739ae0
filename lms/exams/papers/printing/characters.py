"""Characters that the typeface of papers lacks: small figures are set from plain ones, others cannot be printed."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lms.core.printing import fonts
from lms.core.printing.errors import NotPrintable
from lms.exams.papers.models import PaperVersion
from lms.exams.papers.rules import printed_numbers

_TAGS = {"<sub>": "sub", "<super>": "sup"}


def as_html(escaped: str) -> str:
    """Return an escaped text in which lowered and raised characters without a glyph are lowered and raised plain ones.

    R₁ and R₂ are in every question on resistors.
    """
    for mark in set(escaped):
        html = _as_plain(mark)
        if html and fonts.missing_characters(mark):
            escaped = escaped.replace(mark, html)
    return escaped


def _as_plain(mark: str) -> str:
    tag, _space, codes = unicodedata.decomposition(mark).partition(" ")
    if tag not in _TAGS:
        return ""
    plain = "".join(chr(int(code, 16)) for code in codes.split())
    return f"<{_TAGS[tag]}>{plain}</{_TAGS[tag]}>"


def unprintable_in(texts: Iterable[str]) -> list[str]:
    """Return the characters of texts that no paper can show, in a fixed order."""
    missing = fonts.missing_characters("".join(texts).replace("\n", "").replace("\r", "").replace("\t", ""))
    return [mark for mark in missing if not _as_plain(mark)]


def refuse_unprintable(paper: PaperVersion) -> None:
    """Refuse to print a paper with characters that it cannot show, before anybody opens it.

    :raises NotPrintable: naming the questions by their numbers on the paper and the characters.
    """
    items = paper.content["items"]
    printed = printed_numbers(items, seed=paper.sha256)
    found = {
        printed[place]: marks
        for place, item in enumerate(items, start=1)
        if (marks := unprintable_in(_texts_of(item)))
    }
    if found:
        listed = "; ".join(f"{number}: {named(marks)}" for number, marks in sorted(found.items()))
        words = _("Questions of this paper have characters that cannot be printed: %(questions)s")
        raise NotPrintable(words % {"questions": listed})


def named(marks: Sequence[str]) -> str:
    """Return characters with their numbers, since who cannot print one may not see it either."""
    return ", ".join(f"{mark} (U+{ord(mark):04X})" for mark in marks)


def _texts_of(item: Mapping[str, Any]) -> list[str]:
    rows = [item["stem"], *item["options"], *item.get("matches", ())]
    texts = [str(row.get(language, "")) for row in rows for language in ("zh", "en")]
    return [*texts, *(word for words in item.get("gaps", ()) for word in words)]
