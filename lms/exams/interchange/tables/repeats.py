"""Finds questions that come twice in a file, those that come twice with different keys, and codes that come twice."""

from collections.abc import Iterable, Sequence
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
    return _with_codes_said(kept)


def _with_codes_said(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries, saying of each whose code came before where that was; a plain number counts rows."""
    first: dict[str, str] = {}
    said = []
    for entry in entries:
        code = entry.item.code.strip() if entry.item else ""
        place = first.setdefault(code, entry.place) if code and not code.isdigit() else entry.place
        is_new = place == entry.place
        said.append(
            entry if is_new else replace(entry, remarks=(*entry.remarks, Remark("code_repeated", place)))
        )
    return said


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
