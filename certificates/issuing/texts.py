"""How a text that somebody typed is kept."""

import unicodedata


def tidy(text: str) -> str:
    """Return a text in one spelling of its characters, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())
