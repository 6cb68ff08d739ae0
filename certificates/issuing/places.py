"""What no certificate may say, whoever writes on it: where or why somebody learnt (invariant I3)."""

import unicodedata

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


def betrays(text: str, names: frozenset[str]) -> bool:
    """Return whether a text holds one of these names, however it is spaced, cased or counted, or an unsaid word."""
    plain = _plain(text)
    return unsaid_word(text) != "" or any(_plain(name) in plain for name in names if _plain(name))


def _plain(text: str) -> str:
    """Return the letters and digits alone."""
    kept = comparable_name(unicodedata.normalize("NFKC", text)).translate(_NUMERALS)
    return "".join(mark for mark in kept if mark.isalnum())
