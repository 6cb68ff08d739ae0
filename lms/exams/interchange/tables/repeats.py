"""Finds questions that come twice in a file, and those that come twice with different keys."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lms.exams.interchange.alike import answered, without_idle_blanks
from lms.exams.interchange.drafts import DraftItem, Entry, Remark


def without_repeats(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries; an exact repeat is refused, and with it both of two that contradict each other."""
    kept: list[Entry] = []
    first: dict[Any, int] = {}
    for entry in entries:
        kept.append(entry)
        if entry.item is None:
            continue
        place = first.setdefault(_asked(entry.item), len(kept) - 1)
        before = kept[place]
        if before is entry:
            continue
        if before.item is not None and answered(before.item) == answered(entry.item):
            kept[-1] = _refused(entry, Remark("repeated", before.place))
        else:
            kept[-1] = _refused(entry, Remark("keys_contradict", before.place))
            if before.item is not None:
                kept[place] = _refused(before, Remark("keys_contradict", entry.place))
    return kept


def _refused(entry: Entry, remark: Remark) -> Entry:
    """Return an entry that is not taken."""
    return replace(entry, item=None, remarks=(remark, *entry.remarks), words=entry.begins)


def _asked(item: DraftItem) -> Any:
    """Return what a question asks, whatever stands around it."""
    return (
        str(item.kind),
        _texts(item.stem),
        tuple(sorted(_texts(option.text) for option in item.options)),
        tuple(sorted(_texts(match.text) for match in item.matches)),
        tuple((each.tex, each.data) for each in item.attachments),
    )


def _texts(text: Any) -> tuple[tuple[str, str], ...]:
    """Return a text for comparing."""
    return tuple(sorted((language, without_idle_blanks(words)) for language, words in text.items()))
