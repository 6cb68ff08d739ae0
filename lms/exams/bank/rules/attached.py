"""Pictures, formulas and circuits of an item, and the marks `[[1]]` in its texts that stand for them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

PICTURE, FORMULA, CIRCUIT = "picture", "formula", "circuit"
ATTACHMENT_KINDS = (PICTURE, FORMULA, CIRCUIT)
MARK = re.compile(r"\[\[([1-9][0-9]?)\]\]")
# A picture is named by its content: 64 digits of SHA-256 and an ending.
PICTURE_NAME = re.compile(r"[0-9a-f]{64}\.(?:png|jpg|svg)")
MOST_ATTACHMENTS = 20
_LONGEST = {"name": 150, "source": 10_000}


def reasons_against_attachments(item: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the attachments of an item as a content pack gives it."""
    attachments = item.get("attachments") or []
    if not isinstance(attachments, list) or len(attachments) > MOST_ATTACHMENTS:
        return ["attachment_not_usable"]
    return [] if all(_is_usable(one) for one in attachments) else ["attachment_not_usable"]


def _is_usable(attachment: object) -> bool:
    if not isinstance(attachment, Mapping) or attachment.get("kind") not in ATTACHMENT_KINDS:
        return False
    if not isinstance(attachment.get("alternative") or {}, Mapping):
        return False
    texts = {name: attachment.get(name) or "" for name in ("name", "source", "file")}
    if not all(isinstance(text, str) for text in texts.values()):
        return False
    if any(len(texts[name]) > most for name, most in _LONGEST.items()):
        return False
    is_picture = attachment["kind"] == PICTURE
    return bool(PICTURE_NAME.fullmatch(texts["file"]) if is_picture else texts["source"].strip())


def marks_in(texts: Iterable[str]) -> Iterator[int]:
    """Yield the numbers of the marks in texts as they come."""
    for text in texts:
        yield from (int(found[1]) for found in MARK.finditer(text))


def pieces_of(text: str) -> list[str | int]:
    """Return a text in pieces: words, and the numbers of attachments that stand between them."""
    parts = MARK.split(text)
    return [int(part) if place % 2 else part for place, part in enumerate(parts) if part or place % 2]
