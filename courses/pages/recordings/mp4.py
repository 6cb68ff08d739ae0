"""Looks into an MP4: what its tracks are coded with, how long it takes, and where it names places and people.

An MP4 is boxes in boxes: four bytes of length, four of name. Only the box of descriptions is read, never the film.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

MOST_DESCRIPTIONS = 16 * 1024 * 1024
MOST_BOXES = 10_000
# moov/trak/mdia/minf/stbl are five.
MOST_LEVELS = 8
# A header says all that is read here at its beginning.
HEADER_BYTES = 64
# On the way to what a track is coded with.
INNER = frozenset({"moov", "trak", "mdia", "minf", "stbl"})
# What telephones and programs note: place, device, author, title.
PRIVATE = frozenset({"udta", "meta", "uuid"})


class Damaged(Exception):
    """The boxes do not fit into each other, or the file ends too early."""


@dataclass
class Movie:
    """Codings of the film and sound tracks, seconds, and what takes the place of private notes: nothing, as long."""

    film: list[str] = field(default_factory=list)
    sound: list[str] = field(default_factory=list)
    seconds: int | None = None
    private: list[tuple[int, bytes]] = field(default_factory=list)
    handler: str = ""
    boxes: int = 0


def read_movie(file: IO[bytes], size: int) -> Movie:
    """Return what the file says about itself.

    :raises Damaged: it says nothing, or says that it is longer than it is.
    """
    movie, found = Movie(), False
    for name, place, body, end in _top(file, size):
        if name in PRIVATE:
            movie.private += _emptied(place, body, end)
        if name == "moov":
            if found or end - body > MOST_DESCRIPTIONS:
                raise Damaged
            found = True
            file.seek(body)
            _read(memoryview(file.read(end - body)), body, movie, level=1)
    if not found:
        raise Damaged
    return movie


def _top(file: IO[bytes], size: int) -> Iterator[tuple[str, int, int, int]]:
    place = count = 0
    while place < size:
        file.seek(place)
        name, body, end = _box(file.read(16), place, size)
        yield name, place, body, end
        place, count = end, count + 1
        if count > MOST_BOXES:
            raise Damaged


def _box(head: bytes, place: int, limit: int) -> tuple[str, int, int]:
    """Return name, where the content begins and where the box ends."""
    if len(head) < 8:
        raise Damaged
    length, begins = int.from_bytes(head[:4], "big"), 8
    if length == 1:
        length, begins = int.from_bytes(head[8:16], "big"), 16
    elif length == 0:
        length = limit - place
    if length < begins or place + length > limit:
        raise Damaged
    return head[4:8].decode("latin-1"), place + begins, place + length


def _emptied(place: int, body: int, end: int) -> list[tuple[int, bytes]]:
    """Return what makes a box one of free space: nothing after it moves."""
    return [(place + 4, b"free"), (body, bytes(end - body))]


def _read(data: memoryview, offset: int, movie: Movie, level: int) -> None:
    """Walk the boxes of a piece of the file that begins at `offset`; a view, so that no level copies the others."""
    if level > MOST_LEVELS:
        raise Damaged
    place = 0
    while place + 8 <= len(data):
        movie.boxes += 1
        if movie.boxes > MOST_BOXES:
            raise Damaged
        name, body, end = _box(bytes(data[place : place + 16]), place, len(data))
        if name in PRIVATE:
            movie.private += _emptied(offset + place, offset + body, offset + end)
        elif name in INNER:
            _read(data[body:end], offset + body, movie, level + 1)
        elif name in _READERS:
            _READERS[name](bytes(data[body : min(end, body + HEADER_BYTES)]), movie)
        place = end


def _header(content: bytes, movie: Movie) -> None:
    """The movie's header: version 1 has longer numbers."""
    wide = content[:1] == b"\x01"
    begin, width = (20, 8) if wide else (12, 4)
    scale = int.from_bytes(content[begin : begin + 4], "big")
    length = int.from_bytes(content[begin + 4 : begin + 4 + width], "big")
    movie.seconds = length // scale if scale else None


def _handler(content: bytes, movie: Movie) -> None:
    handler = content[8:12].decode("latin-1")
    if handler in (
        "vide",
        "soun",
        "meta",
        "text",
        "sbtl",
        "tmcd",
    ):  # QuickTime has handlers of data beside them
        movie.handler = handler


def _codings(content: bytes, movie: Movie) -> None:
    coding = content[12:16].decode("latin-1")
    if movie.handler == "vide":
        movie.film.append(coding)
    elif movie.handler == "soun":
        movie.sound.append(coding)


_READERS = {"mvhd": _header, "hdlr": _handler, "stsd": _codings}
