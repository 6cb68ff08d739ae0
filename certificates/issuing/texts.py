"""How a text that somebody typed is kept, and which characters no paper has."""

import unicodedata

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def tidy(text: str) -> str:
    """Return a text in one spelling of its characters, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def has_unseen(text: str) -> bool:
    """Return whether it has characters that nobody sees, as control marks and turns of direction."""
    return any(unicodedata.category(one) in UNSEEN for one in text)
