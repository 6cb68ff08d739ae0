"""Says of a question what comes twice: the question itself in its file, with the same key or another; its options."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from lms.exams.interchange.drafts import DraftItem, Entry, Option, Remark


def repeats_said(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries; an item that came before is kept and says where that was, and whether its key is another.

    One with two equal options, of which candidates cannot tell the right one, says so too.
    """
    seen: dict[bytes, tuple[str, Any]] = {}
    for entry in entries:
        if entry.item is None:
            yield entry
            continue
        if _has_equal(entry.item.options) or _has_equal(entry.item.matches):
            entry = replace(entry, remarks=(*entry.remarks, Remark("options_repeated")))
        asked = _asked(entry.item)
        if asked in seen:
            place, key = seen[asked]
            remark = Remark("repeated" if key == entry.item.key else "keys_contradict", place)
            yield replace(entry, remarks=(*entry.remarks, remark))
        else:
            seen[asked] = (entry.place, entry.item.key)
            yield entry


def _has_equal(options: Sequence[Option]) -> bool:
    texts = [tuple(sorted(option.text.items())) for option in options]
    return len(set(texts)) < len(texts)


def _asked(item: DraftItem) -> bytes:
    """Return a digest of what a candidate sees."""
    pictures = [(one.tex, sha256(one.data).digest()) for one in item.attachments]
    asked = (item.kind, item.stem, item.options, item.matches, item.regions, pictures)
    return sha256(repr(asked).encode("utf-8", "surrogatepass")).digest()
