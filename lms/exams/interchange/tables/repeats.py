"""Finds questions that come twice in a file, those that come twice with different keys, and codes that come twice."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from lms.exams.interchange.alike import answered, asked_in_file, says_no_more
from lms.exams.interchange.drafts import Entry, Remark


def without_repeats(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries; an exact repeat is refused, and with it both of two that contradict each other."""
    kept: list[Entry] = []
    first: dict[Any, int] = {}
    for entry in entries:
        kept.append(entry)
        if entry.item is None:
            continue
        place = first.setdefault(asked_in_file(entry.item), len(kept) - 1)
        before = kept[place]
        if before is entry:
            continue
        if before.item is not None and answered(before.item) == answered(entry.item):
            kept[-1] = _repeated(entry, before)
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


def _repeated(entry: Entry, before: Entry) -> Entry:
    """Return an entry that asks and answers what one before does: not taken, unless it has words of its own."""
    remark = Remark("repeated", before.place)
    if entry.item is None or before.item is None or says_no_more(entry.item, before.item):
        return _refused(entry, remark)
    return replace(entry, remarks=(*entry.remarks, remark))


def _refused(entry: Entry, remark: Remark) -> Entry:
    """Return an entry that is not taken."""
    return replace(entry, item=None, remarks=(remark, *entry.remarks), words=entry.begins)
