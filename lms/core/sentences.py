"""Sentences and lists in the language of the moment: Chinese has no space after its full stop, and its own comma."""

from collections.abc import Iterable

from django.utils.translation import get_language

_STOPS = ("。", "！", "？", "；", "：")


def sentences(parts: Iterable[object]) -> str:
    """Return sentences one after another; after a Chinese full stop comes no space."""
    whole = ""
    for part in map(str, parts):
        whole += part if not whole or whole.endswith(_STOPS) else f" {part}"
    return whole


def enumerated(parts: Iterable[object]) -> str:
    """Return names or other short things in a row."""
    return ("、" if _is_chinese() else ", ").join(map(str, parts))


def clauses(parts: Iterable[object]) -> str:
    """Return parts of a sentence that have commas of their own, one after another."""
    return ("；" if _is_chinese() else "; ").join(map(str, parts))


def said_of(name: object, words: object) -> str:
    """Return a name and what is said of it, with the colon of the language between them."""
    return f"{name}{'：' if _is_chinese() else ': '}{words}"


def in_brackets(words: object, more: object) -> str:
    """Return words with what is added to them in the brackets of the language."""
    return f"{words}（{more}）" if _is_chinese() else f"{words} ({more})"


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
