"""What a lesson says to its reader, block by block: values in, words out. No Django; everybody asks here.

Search finds by these words, the checks judge them, and the report of contents counts them.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from courses.pages.reading import count_chinese

# Values that are names, numbers or drawings' descriptions: they say nothing to a reader.
NAMES = frozenset(
    {
        "id",
        "type",
        "image",
        "items",
        "rubric",
        "scheme",
        "level",
        "spec",
        "tex",
        "recording",
        "poster",
        "document",
    }
)
# Beside the text of a page: how a term is said, and what it is called in the other language.
NOT_READ = NAMES | {"pinyin", "english"}
NOT_WORDS = NOT_READ | {"term", "alt", "spoken"}
# What alone makes a block more than empty.
REFERENCES = ("image", "items", "rubric", "scheme", "spec", "tex", "recording", "document")
# From this share of Chinese characters among the letters on, an English text is one that nobody has translated.
UNTRANSLATED_SHARE = 0.5
_TAG = re.compile(r"<[^>]*>")
_LATIN = re.compile(r"[A-Za-z]")
_PARAGRAPH_END = re.compile(r"</(?:p|li)>|<br\s*/?>")


def plain(value: Any) -> Any:
    """Return a block's value with the items of lists without their envelopes."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [
            plain(inner["value"] if isinstance(inner, Mapping) and inner.get("type") == "item" else inner)
            for inner in value
        ]
    return value


def texts_of(value: Any, skipped: frozenset[str] = NOT_READ) -> Iterator[str]:
    """Yield all words of a value, tags taken away."""
    if isinstance(value, str):
        yield html.unescape(_TAG.sub("", _PARAGRAPH_END.sub("\n", value)))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in skipped:
                yield from texts_of(inner, skipped)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner, skipped)


def words_of(block: Mapping[str, Any]) -> str:
    """Return what a reader reads of a block, one part a line."""
    return "\n".join(text for text in texts_of(plain(block["value"]), NOT_WORDS) if text.strip())


def all_words_of(block: Mapping[str, Any]) -> str:
    """Return every word that a block says, terms and what stands for pictures included, one part a line.

    Pinyin says a Chinese word once more, in letters: it is no further word, and none of English.
    """
    said = texts_of(plain(block["value"]), NAMES | {"pinyin"})
    return "\n".join(text for text in said if text.strip())


def words_in_place_of(block: Mapping[str, Any]) -> list[str]:
    """Return what stands for pictures and formulas of a block where nobody sees them, each by itself."""
    return list(_in_place(plain(block["value"])))


def _in_place(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (str(value[name]) for name in ("alt", "spoken") if value.get(name))
        yield from (text for inner in value.values() for text in _in_place(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in _in_place(inner))


def codes_of(blocks: Iterable[Mapping[str, Any]], kind: str, name: str) -> list[Any]:
    """Return the values named `name` of all blocks of a kind, lists laid out."""
    found: list[Any] = []
    for block in blocks:
        if block["type"] == kind:
            value = plain(block["value"]).get(name)
            found += value if isinstance(value, list) else [value]
    return [value for value in found if value]


def is_empty(value: Any) -> bool:
    """Return whether a block holds no word and names nothing."""
    if isinstance(value, Mapping) and any(value.get(name) for name in REFERENCES):
        return False
    return not any(text.strip() for text in texts_of(value, NAMES))


def is_untranslated(text: str) -> bool:
    """Return whether a text of an English page still stands in Chinese; a Chinese term among English words may stay."""
    chinese = count_chinese(text)
    return bool(chinese) and chinese >= UNTRANSLATED_SHARE * (chinese + len(_LATIN.findall(text)))
