"""What a recording really is, by its bytes and never by its name. No Django; the words stand in words.py.

Only what the classroom's browsers play: films as MP4 (H.264, VP9, AV1) or WebM, sound as MP3, M4A, WAV, Ogg or WebM.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO

from courses.pages.recordings.mp4 import Damaged, Movie, read_movie
from courses.pages.recordings.notes import notes_of_wav, notes_of_webm

HEAD_BYTES = 4_096
WEBM_HEAD_BYTES = 256 * 1024
FILM, SOUND = "video", "audio"
# What a film may be coded with inside MP4, and what may stand beside it.
MP4_FILM = frozenset({"avc1", "avc3", "vp09", "av01"})
MP4_SOUND = frozenset({"mp4a", "Opus", "fLaC", ".mp3"})
_EBML, _WEBM = b"\x1a\x45\xdf\xa3", b"webm"
_WEBM_FILM, _WEBM_SOUND = (b"V_VP8", b"V_VP9", b"V_AV1"), (b"A_OPUS", b"A_VORBIS")
_OGG_SOUND = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC")
# Bits of a frame's head -> kbit/s (version 1, layer 3) and samples a second; what is missing is reserved.
_MP3_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MP3_RATES_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MP3_SAMPLES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


class Unplayable(Exception):
    """The file cannot be used: `strange` (no recording that we know), `codec` (`name` says which) or `damaged`."""

    def __init__(self, fault: str, name: str = "") -> None:
        super().__init__(fault)
        self.fault = fault
        self.name = name


@dataclass(frozen=True, slots=True)
class Format:
    """A format: `video` or `audio`, media type and ending; seconds where the file says so.

    `private` are the places where programs and telephones note who recorded what and where, each with the bytes that
    take the notes' place.
    """

    kind: str
    mime: str
    ending: str
    seconds: int | None = None
    private: tuple[tuple[int, bytes], ...] = ()


def format_of(file: IO[bytes]) -> Format:
    """Return what the file is; it is read from its beginning, and only as much as is needed.

    :raises Unplayable: it is none of ours.
    """
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head[4:8] == b"ftyp":
        return _mp4(file, size)
    if head.startswith(_EBML) and _WEBM in head[:64]:
        return replace(_webm(head + file.read(WEBM_HEAD_BYTES)), private=tuple(notes_of_webm(file, size)))
    if head.startswith(b"OggS"):
        return _ogg(head)
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return replace(_wav(head, size), private=tuple(notes_of_wav(file, size)))
    return _mp3(file, head)


def _mp4(file: IO[bytes], size: int) -> Format:
    try:
        movie = read_movie(file, size)
    except Damaged as error:
        raise Unplayable("damaged") from error
    strange = [codec for codec in movie.film if codec not in MP4_FILM]
    strange += [codec for codec in movie.sound if codec not in MP4_SOUND]
    if strange:
        raise Unplayable("codec", strange[0])
    if not movie.film and not movie.sound:
        raise Unplayable("damaged")
    return _movie_format(movie)


def _movie_format(movie: Movie) -> Format:
    private = tuple(movie.private)
    if movie.film:
        return Format(FILM, "video/mp4", "mp4", movie.seconds, private)
    return Format(SOUND, "audio/mp4", "m4a", movie.seconds, private)


def _webm(head: bytes) -> Format:
    if any(codec in head for codec in _WEBM_FILM):
        return Format(FILM, "video/webm", "webm")
    if any(codec in head for codec in _WEBM_SOUND):
        return Format(SOUND, "audio/webm", "weba")
    raise Unplayable("damaged")


def _ogg(head: bytes) -> Format:
    if any(codec in head[:128] for codec in _OGG_SOUND):
        return Format(SOUND, "audio/ogg", "ogg")
    raise Unplayable("codec", "Ogg")


def _wav(head: bytes, size: int) -> Format:
    place = head.find(b"fmt ")
    if place < 0 or len(head) < place + 20:
        raise Unplayable("damaged")
    coding = int.from_bytes(head[place + 8 : place + 10], "little")
    if coding not in (1, 3, 0xFFFE):  # whole numbers, fractions, or one of them said at length
        raise Unplayable("codec", f"WAV {coding}")
    a_second = int.from_bytes(head[place + 16 : place + 20], "little")
    return Format(SOUND, "audio/wav", "wav", size // a_second if a_second else None)


# --- MP3: no head of the file, only heads of frames ----------------


def _mp3(file: IO[bytes], head: bytes) -> Format:
    tag = _id3_length(head)
    file.seek(tag)
    frames = file.read(HEAD_BYTES)
    length = _frame_length(frames)
    if not length or not _frame_length(frames[length : length + 4]):
        raise Unplayable("damaged" if tag else "strange")
    return Format(SOUND, "audio/mpeg", "mp3", private=tuple(_tags(file, head, tag)))


def _tags(file: IO[bytes], head: bytes, tag: int) -> Iterator[tuple[int, bytes]]:
    """Yield what takes the place of a tag in front (an empty one as long) and of the old kind at the end."""
    if tag:
        yield 0, head[:5] + b"\x00" + head[6:10] + bytes(tag - 10)
    file.seek(max(0, file.seek(0, 2) - 128))
    place = file.tell()
    if file.read(3) == b"TAG":
        yield place, b"TAG" + bytes(124) + b"\xff"


def _id3_length(head: bytes) -> int:
    """Return how long the tag in front is, its head included; four bytes of seven bits say so."""
    if not head.startswith(b"ID3") or len(head) < 10:
        return 0
    length = 0
    for byte in head[6:10]:
        length = (length << 7) | (byte & 0x7F)
    return length + 10


def _frame_length(frame: bytes) -> int:
    """Return the length of the MPEG layer 3 frame that begins here, 0 where none does."""
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0 or (frame[1] >> 1) & 3 != 1:
        return 0
    version, rate, samples = (frame[1] >> 3) & 3, frame[2] >> 4, (frame[2] >> 2) & 3
    if version not in _MP3_SAMPLES or rate in (0, 15) or samples == 3:
        return 0
    kilobits = (_MP3_RATES if version == 3 else _MP3_RATES_LOW)[rate]
    factor = 144 if version == 3 else 72
    return factor * kilobits * 1000 // _MP3_SAMPLES[version][samples] + ((frame[2] >> 1) & 1)
