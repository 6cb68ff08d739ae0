"""What the bank makes of a reader's entries before anything is kept: clean pictures, and no question twice."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lms.exams.intake.pictures import CleanPicture, PictureRefused, PicturesOfFile
from lms.exams.interchange.as_json import to_json
from lms.exams.interchange.drafts import Attachment, DraftItem, Entry, Kind, Remark

# What a file says about a question beside the question itself.
_ABOUT = ("code", "topic", "source", "year")


@dataclass(frozen=True, slots=True)
class Ready:
    """An item that can be kept: the hash of what is asked, clean pictures by number, and its content as JSON."""

    item: DraftItem
    content_hash: str
    pictures: Mapping[int, CleanPicture]
    remarks: tuple[Remark, ...]

    @property
    def attached(self) -> list[str]:
        """Return what its marks stand for: names of clean pictures, and words of formulas."""
        return _attached(self.item, self.pictures)

    @property
    def content(self) -> dict[str, Any]:
        """Return what is kept; made anew each time, for of a large file all of it would be much to hold."""
        return to_json(self.item)


@dataclass(frozen=True, slots=True)
class Considered:
    """One entry of a file, and its item if it can be kept."""

    entry: Entry
    ready: Ready | None = None

    @property
    def report(self) -> dict[str, Any]:
        """Return what is said of the entry: its place, type, status, remarks, first words and code, as they are."""
        return {
            "position": self.entry.place,
            "type": str(self.ready.item.kind) if self.ready else self.entry.named_type,
            "status": str(self.entry.status),
            "remarks": [[remark.code, remark.detail] for remark in self.entry.remarks],
            "stem": self.entry.begins,
            "code": self.ready.item.code if self.ready else "",
        }


def considered(entry: Entry, file: PicturesOfFile) -> Considered:
    """Return the entry with its pictures cleaned; those that cannot be shown are remarks."""
    if entry.item is None:
        return Considered(entry)
    pictures, remarks = _pictures_of(entry.item.attachments, file)
    said = tuple(dict.fromkeys([*entry.remarks, *remarks]))
    ready = Ready(entry.item, _hash_of(to_json(entry.item), entry.item, pictures), pictures, said)
    return Considered(replace(entry, remarks=said), ready)


def _pictures_of(
    attachments: Iterable[Attachment], file: PicturesOfFile
) -> tuple[dict[int, CleanPicture], list[Remark]]:
    pictures, remarks = {}, []
    for number, attachment in enumerate(attachments, start=1):
        if attachment.kind != "picture":
            continue
        try:
            pictures[number] = file.cleaned(attachment.data)
        except PictureRefused:
            remarks.append(
                Remark("picture_refused" if attachment.data else "picture_missing", attachment.name)
            )
    return pictures, remarks


def _hash_of(content: Mapping[str, Any], item: DraftItem, pictures: Mapping[int, CleanPicture]) -> str:
    return hash_of(content, _attached(item, pictures))


def _attached(item: DraftItem, pictures: Mapping[int, CleanPicture]) -> list[str]:
    return [
        pictures[number].name if number in pictures else attachment.tex or attachment.name
        for number, attachment in enumerate(item.attachments, start=1)
    ]


def hash_of(content: Mapping[str, Any], attached: Sequence[str]) -> str:
    """Return SHA-256 over a question: its words, key, marking, explanation, depth and difficulty; `attached` are names
    of pictures and sources of formulas. Code, topic, source and year do not count, nor what matches are called.
    """
    asked = {name: value for name, value in content.items() if name not in (*_ABOUT, *_idle(content))}
    if content["matches"] and isinstance(content["key"], Mapping):
        places = {match["name"]: place for place, match in enumerate(content["matches"])}
        asked["matches"] = [match["text"] for match in content["matches"]]
        asked["key"] = {option: places.get(match, match) for option, match in content["key"].items()}
    canonical = json.dumps([asked, attached], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _idle(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what means nothing for an item: formats differ in it, and in how they name matches."""
    lists = any(gap["choices"] for gap in content["key"] or ()) if content["kind"] == Kind.FILL_IN else False
    return () if lists or content["options"] else ("is_shuffled",)


def without_repeats(rows: Iterable[Considered], known: set[str]) -> Iterator[Considered]:
    """Yield the entries; an item that the bank has, or that came before in the file, is refused."""
    first: dict[str, str] = {}
    for row in rows:
        if row.ready is None:
            yield row
        elif row.ready.content_hash in known:
            yield refused(row.entry, row.ready, Remark("in_bank"))
        elif row.ready.content_hash in first:
            yield refused(row.entry, row.ready, Remark("repeated", first[row.ready.content_hash]))
        else:
            first[row.ready.content_hash] = row.entry.place
            yield row


def refused(entry: Entry, ready: Ready, remark: Remark) -> Considered:
    """Return an entry that is not kept, and why."""
    named = entry.named_type or str(ready.item.kind)
    return Considered(
        replace(
            entry,
            item=None,
            remarks=tuple(dict.fromkeys((remark, *entry.remarks))),
            named_type=named,
            words=entry.begins,
        )
    )


def said_too(row: Considered, remark: Remark) -> Considered:
    """Return an entry of which one thing more is said."""
    if row.ready is None:
        return row
    ready = replace(row.ready, remarks=(*row.ready.remarks, remark))
    return replace(row, entry=replace(row.entry, remarks=(*row.entry.remarks, remark)), ready=ready)
