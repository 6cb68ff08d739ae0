"""Says of a question what comes twice: the question itself in its file, with the same key or another; its options."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from lms.exams.interchange.alike import answered, asked_in_file
from lms.exams.interchange.drafts import Entry, Option, Remark


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
        asked, key = asked_in_file(entry.item), answered(entry.item)
        if asked not in seen:
            seen[asked] = (entry.place, key)
            yield entry
        else:
            place, first = seen[asked]
            remark = Remark("repeated" if key == first else "keys_contradict", place)
            yield replace(entry, remarks=(*entry.remarks, remark))


def _has_equal(options: Sequence[Option]) -> bool:
    texts = [tuple(sorted(option.text.items())) for option in options]
    return len(set(texts)) < len(texts)
