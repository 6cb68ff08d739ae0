"""What readers see of lesson blocks and records, in lines that can be compared: words, and titles in place of keys."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wagtail.documents import get_document_model
from wagtail.utils.text import text_from_html

from courses.pages.models import Picture, Recording
from courses.pages.packs.wording import Line, lines_of

# Field of a block -> the rows that it names by key.
FILES = {"image": Picture, "poster": Picture, "recording": Recording, "document": get_document_model()}
_END_OF_LINE = re.compile(r"</(?:p|li)>|<br\s*/?>")
Titles = Mapping[tuple[str, int], str]


def titles_of_files(bodies: Iterable[Iterable[dict]], keys: Mapping[str, int]) -> dict[tuple[str, int], str]:
    """Return what the files that blocks name are called, by field and key: one question for each kind of file.

    `keys` are those of the files of a pack; what is not here yet is called as in the pack.
    """
    wanted: dict[str, set[int]] = {name: set() for name in FILES}
    for body in bodies:
        for block in body:
            for name, pk in _files_in(block["value"]):
                wanted[name].add(pk)
    titles = {(name, key): file.rpartition("/")[2] for file, key in keys.items() for name in FILES}
    for name, model in FILES.items():
        rows = model.objects.filter(pk__in=wanted[name]).values_list("pk", "title")
        titles |= {(name, pk): title for pk, title in rows}
    return titles


def _files_in(value: Any) -> Iterator[tuple[str, int]]:
    if isinstance(value, Mapping):
        yield from ((name, value[name]) for name in FILES if isinstance(value.get(name), int))


def lines_of_block(block: Mapping[str, Any], titles: Titles) -> list[Line]:
    """Return the words of a block as they stand in StreamField data without frames."""
    value = block["value"]
    if block["type"] == "text":
        words = text_from_html(_END_OF_LINE.sub(r"\g<0>\n", str(value)))
        return [("", line.strip()) for line in words.splitlines() if line.strip()]
    if isinstance(value, Mapping):
        value = {**value, **{name: titles.get((name, pk), "") for name, pk in _files_in(value)}}
    return list(lines_of(value))
