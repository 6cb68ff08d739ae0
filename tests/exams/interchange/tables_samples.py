"""Small sheets as schools have them, and hostile ones: made here, with what must come out of each."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl

from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.drafts import DraftItem, Kind, Reading
from lms.exams.interchange.reasons import OF_FILES
from lms.exams.interchange.tables import apply_mapping, from_json, look, to_json

Rows = Sequence[Sequence[Any]]


def xlsx(**sheets: Rows) -> bytes:
    """Return a workbook of some sheets, written by another program's library."""
    return saved(book(**sheets))


def book(**sheets: Rows) -> openpyxl.Workbook:
    """Return a workbook that can still be changed."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name)
        for row in rows:
            page.append(list(row))
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    """Return a workbook as a file."""
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def csv(text: str, encoding: str = "utf-8") -> bytes:
    """Return a text as a file."""
    return text.encode(encoding)


@dataclass(frozen=True)
class Sample:
    """A file, what is decided beyond the proposal, and what must come out."""

    name: str
    data: bytes
    outcomes: tuple[str, ...]
    decisions: tuple[str, ...] = ()
    decided: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    asides: tuple[str, ...] | None = (
        None  # rows that are no questions, each with what it is; None: not looked at
    )


def read(
    data: bytes, decided: dict[str, Any] | None = None, defaults: dict[str, str] | None = None
) -> Reading:
    """Return what comes out of a file by its proposal, with some conventions decided."""
    seen = look(data)
    written = to_json(seen.proposal)
    for sheet in written["sheets"]:
        if not sheet.get("left_out"):
            sheet["conventions"] |= decided or {}
            sheet["defaults"] |= defaults or {}
    return apply_mapping(from_json(written), seen.book)


def refused(data: bytes) -> str:
    """Return the code for which a file is refused as a whole."""
    try:
        look(data)
    except UnreadableFile as error:
        return error.code if error.code in OF_FILES else f"unknown: {error.code}"
    return ""


def outcome(entry: Any) -> str:
    """Return an entry in one line: row, kind and key, or the reason for which it was refused."""
    row = entry.place.rpartition("row ")[2]
    said = "+".join(remark.code for remark in entry.remarks)
    if entry.item is None:
        return f"{row} {said}"
    return " ".join(filter(None, [row, str(entry.item.kind), key_of(entry.item), said and f"({said})"]))


def key_of(item: DraftItem) -> str:
    """Return a key as the texts that it names."""
    texts = {option.name: next(iter(option.text.values())) for option in item.options}
    if item.kind == Kind.SINGLE:
        return texts[item.key]
    if item.kind in (Kind.MULTIPLE, Kind.ORDERING):
        return ",".join(texts[name] for name in item.key)
    if item.kind == Kind.TRUE_FALSE:
        return "yes" if item.key else "no"
    if item.kind == Kind.FILL_IN:
        return ";".join("|".join(gap.accepted) for gap in item.key)
    if item.kind == Kind.MATCHING:
        matches = {match.name: next(iter(match.text.values())) for match in item.matches}
        return ",".join(f"{texts[name]}={matches[match]}" for name, match in item.key.items())
    if item.kind == Kind.NUMERIC:
        return ",".join(f"{number.value}±{number.tolerance}{number.unit}" for number in item.key)
    return "/".join(item.key or ())
