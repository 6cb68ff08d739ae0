"""Answers in words, which somebody reads and marks; key phrases only help who does."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.exams.bank.rules.entering import LONGEST_ANSWER, is_text
from lms.exams.bank.rules.keys import BY_HAND

SHORT_ANSWER = "short_answer"
KINDS = (SHORT_ANSWER,)
SCORINGS = {SHORT_ANSWER: (BY_HAND,)}


def reasons_against(item: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the key phrases; there may be none."""
    key = item.get("key") or []
    are_words = isinstance(key, list) and all(isinstance(phrase, str) and phrase.strip() for phrase in key)
    return [] if are_words else ["key_not_usable"]


def key_of(item: Mapping[str, Any]) -> list[str]:
    """Return the key phrases as they are kept."""
    return [phrase.strip() for phrase in item.get("key") or []]


def written_key(kind: str, key: Sequence[str]) -> list[str]:
    """Return kept phrases as a content pack writes them."""
    return list(key)


def read_response(kind: str, raw: object) -> object:
    """Return a response from what a form sends: one text."""
    return raw[0] if isinstance(raw, list) and len(raw) == 1 else raw


def is_response(response: object) -> bool:
    """Return whether a response is a text that may be kept."""
    return is_text(response, most=LONGEST_ANSWER, lines=True)


def is_complete(response: Any) -> bool:
    """Return whether something was written."""
    return bool(response.strip())
