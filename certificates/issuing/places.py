"""What no certificate may say, whoever writes on it: where or why somebody learnt (invariant I3)."""

import unicodedata
from collections.abc import Collection, Iterable

from certificates.issuing.rules import comparable_name
from lms.core.unsaid import unsaid_word
from lms.organisations.api import Site

SHORTEST_CODE = 4  # a shorter one stands in many words
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def site_names() -> frozenset[str]:
    """Return the names of all training sites in both languages, and their codes."""
    rows = Site.objects.values_list("name_zh", "name_en", "code")
    names = {name for *pair, _code in rows for name in pair if name}
    return frozenset(names | {code for *_pair, code in rows if len(code) >= SHORTEST_CODE})


def betrays(text: str, names: Iterable[str]) -> bool:
    """Return whether a text holds one of these names, however it is spaced, cased or counted, or an unsaid word."""
    return _tells(text, _plain_names(names))


def site_named_in(text: str, names: Iterable[str]) -> str:
    """Return the longest of these names that a text holds, however it is spaced, cased or counted; empty for none."""
    plain = _plain(text)
    found = (name for name in names if (known := _plain(name)) and known in plain)
    return max(found, key=lambda name: (len(name), name), default="")


def betraying_among(texts: Collection[str]) -> frozenset[str]:
    """Return which of many texts tell it; one query, and none where there is no text."""
    plain = _plain_names(site_names()) if texts else []
    return frozenset(text for text in texts if _tells(text, plain))


def _tells(text: str, plain_names: list[str]) -> bool:
    plain = _plain(text)
    return unsaid_word(text) != "" or any(name in plain for name in plain_names)


def _plain_names(names: Iterable[str]) -> list[str]:
    return [plain for name in names if (plain := _plain(name))]


def _plain(text: str) -> str:
    """Return the letters and digits alone."""
    kept = comparable_name(unicodedata.normalize("NFKC", text)).translate(_NUMERALS)
    return "".join(mark for mark in kept if mark.isalnum())
