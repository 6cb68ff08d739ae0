"""Where WAV and WebM note who recorded what with which program: found, so that it can be emptied. No Django.

Nothing moves: a note becomes room that players skip, as long as it was.
"""

from collections.abc import Iterator
from typing import IO

# Chunks of a RIFF that a player needs; every other one is a note or says nothing without one.
_NEEDED = frozenset({b"fmt ", b"data", b"fact"})
_ROOM = b"JUNK"
MOST_PARTS = 10_000
# WebM: what holds other elements on the way, what is emptied whole, and which words inside the head are overwritten.
_SEGMENT, _INFO, _CHECKSUM = 0x18538067, 0x1549A966, 0xBF
_WHOLE = frozenset({0x1254C367, 0x1941A469})  # tags, attachments
# Title, programs, day, names of this file and its neighbours.
_WORDS = frozenset({0x7BA9, 0x4D80, 0x5741, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB})
_VOID = b"\xec"
# Programs make room of a note and leave its words in it.
_ROOM_OF_WEBM = 0xEC
_NOTHING = bytes(64 * 1024)
# A size of all ones: the part goes on to the end of the part around it.
_OPEN = -1

Note = tuple[int, bytes]


def notes_of_wav(file: IO[bytes], size: int) -> Iterator[Note]:
    """Yield what takes the place of the notes of a WAV; a file whose chunks do not fit is left as it is from there."""
    place = 12
    for _part in range(MOST_PARTS):
        file.seek(place)
        head = file.read(8)
        length = int.from_bytes(head[4:8], "little")
        if len(head) < 8 or place + 8 + length > size:
            return
        if head[:4] not in _NEEDED:
            yield place, _ROOM
            yield from _zeros(place + 8, place + 8 + length)
        place += 8 + length + length % 2


def notes_of_webm(file: IO[bytes], size: int) -> Iterator[Note]:
    """Yield what takes the place of the notes of a WebM; a part without a length ends the search."""
    for ident, _begins, body, end in _elements(file, 0, size):
        if ident == _SEGMENT:
            yield from _notes_of_segment(file, body, size if end == _OPEN else end)
            return


def _notes_of_segment(file: IO[bytes], body: int, limit: int) -> Iterator[Note]:
    for ident, begins, inside, end in _elements(file, body, limit):
        if end == _OPEN:
            return
        if ident in _WHOLE:
            head = _head_of_void(end - begins)
            yield begins, head
            yield from _zeros(begins + len(head), end)
        elif ident == _ROOM_OF_WEBM:
            yield from _zeros(inside, end)
        elif ident == _INFO:
            for inner, begins_at, words, stops in _elements(file, inside, end):
                if inner in _WORDS or inner == _ROOM_OF_WEBM:
                    yield from _zeros(words, stops)
                elif inner == _CHECKSUM:  # of words that are gone
                    yield begins_at, _VOID


def _zeros(begins: int, ends: int) -> Iterator[Note]:
    """Yield pieces without words; all are the same bytes, as a hostile note may be as long as the file."""
    for place in range(begins, ends, len(_NOTHING)):
        yield place, _NOTHING[: ends - place]


def _head_of_void(length: int) -> bytes:
    """Return how an element of this length begins that says nothing."""
    if length < 9:
        return _VOID + bytes([0x80 | (length - 2)])
    return _VOID + b"\x01" + (length - 9).to_bytes(7, "big")


def _elements(file: IO[bytes], place: int, limit: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield name, where the element begins, where its content begins and where it ends (_OPEN: it does not say)."""
    for _part in range(MOST_PARTS):
        if place >= limit:
            return
        file.seek(place)
        head = file.read(12)
        wide = _width(head[:1])
        long = _width(head[wide : wide + 1])
        if not 0 < wide <= 4 or not long or len(head) < wide + long:
            return
        length = int.from_bytes(head[wide : wide + long], "big") & ((1 << (7 * long)) - 1)
        body = place + wide + long
        is_open = length == (1 << (7 * long)) - 1
        if not is_open and body + length > limit:
            return
        yield int.from_bytes(head[:wide], "big"), place, body, _OPEN if is_open else body + length
        place = limit if is_open else body + length


def _width(first: bytes) -> int:
    """Return of how many bytes a number is that begins with this one; 0 where none begins."""
    return 9 - first[0].bit_length() if first and first[0] else 0
