"""Small recordings made here byte by byte, for tests of what a file really is; a real film is the shipped one."""

import io
import struct
import wave
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

from courses.pages.models import Recording
from courses.pages.recordings.operations import RecordingWords, add_recording
from lms.core.actor import Actor
from tests.pages.authors import an_instructor, client_of

SHIPPED = Path(__file__).resolve().parents[2] / "courses" / "packs" / "low-voltage-electrician"
FILM = SHIPPED / "recordings" / "每月按一次试验按钮.mp4"
SHEET = SHIPPED / "handouts" / "漏电保护器检查记录表.pdf"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\n先断电。\n"
ACTOR, NOW = Actor.system("test"), datetime(2026, 11, 2, tzinfo=UTC)
PLACE = b"+22.5431+114.0579/"


def box(name: bytes, content: bytes) -> bytes:
    """Return a box of an MP4."""
    return struct.pack(">I", 8 + len(content)) + name + content


def track(handler: bytes, coding: bytes) -> bytes:
    """Return a track that is coded in this way."""
    described = box(b"stsd", bytes(8) + struct.pack(">I", 16) + coding + bytes(8))
    media = box(b"hdlr", bytes(8) + handler + bytes(12)) + box(b"minf", box(b"stbl", described))
    return box(b"trak", box(b"mdia", media))


def mp4(*tracks: bytes, seconds: int = 75, place: bytes = PLACE) -> bytes:
    """Return an MP4 of these tracks whose author's telephone noted the place."""
    header = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, 1000 * seconds) + bytes(80))
    notes = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(place), 0) + place))
    return (
        box(b"ftyp", b"isom" + bytes(4))
        + box(b"moov", header + b"".join(tracks) + notes)
        + box(b"mdat", b"x" * 64)
    )


def film(seconds: int = 75) -> bytes:
    """Return a film with sound."""
    return mp4(track(b"vide", b"avc1"), track(b"soun", b"mp4a"), seconds=seconds)


def wav(seconds: int = 1) -> bytes:
    """Return silence."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8000)
        file.writeframes(bytes([128]) * 8000 * seconds)
    return stream.getvalue()


def mp3(*, artist: bytes = b"Somebody") -> bytes:
    """Return frames of layer 3 behind a tag that names somebody, and with one of the old kind at the end."""
    frame = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s at 44 100 samples a second: 417 bytes
    named = b"TPE1" + struct.pack(">IH", len(artist) + 1, 0) + b"\x00" + artist
    tag = b"ID3\x03\x00\x00" + bytes([0, 0, 0, len(named)]) + named
    return tag + frame * 3 + b"TAG" + artist.ljust(125, b"\x00")


def webm(codec: bytes = b"V_VP9") -> bytes:
    """Return the head of a WebM file."""
    return b"\x1a\x45\xdf\xa3" + b"\x9f\x42\x82\x84webm" + bytes(40) + b"\x86" + codec + bytes(40)


def element(ident: str, content: bytes) -> bytes:
    """Return an element of a WebM, its length in eight bytes."""
    return bytes.fromhex(ident) + b"\x01" + len(content).to_bytes(7, "big") + content


def noted_webm(*tags: bytes) -> bytes:
    """Return a WebM whose program noted who made it; the tags come behind its first cluster."""
    info = element("bf", bytes(4)) + element("2ad7b1", b"\x0f\x42\x40") + element("5741", b"Somebody's phone")
    tracks = element("ae", element("86", b"V_VP9"))
    parts = [element("1549a966", info), element("1654ae6b", tracks), element("1f43b675", b"frames"), *tags]
    return element("1a45dfa3", element("4282", b"webm")) + element("18538067", b"".join(parts))


def noted_wav() -> bytes:
    """Return a WAV with notes of two kinds, one of them of an odd length."""
    notes = b"".join(
        name + struct.pack("<I", len(words)) + words + bytes(len(words) % 2)
        for name, words in ((b"LIST", b"INFOIART\x08\0\0\0Somebody"), (b"bext", b"Somebody's phone."))
    )
    return wav() + notes


def ogg(codec: bytes = b"OpusHead") -> bytes:
    """Return the first page of an Ogg file."""
    return b"OggS" + bytes(24) + codec + bytes(30)


def a_recording(content: bytes = b"", **words: str) -> Recording:
    """Return a film in the library."""
    written = RecordingWords(**{"title": "试验按钮", "captions_zh": CAPTIONS, **words})
    return add_recording(file=io.BytesIO(content or film()), words=written, actor=ACTOR, now=NOW)


def send_sheet(content: bytes, *, name: str = "记录表.pdf", way: str = "wagtaildocs:add") -> str:
    """Upload a sheet as an instructor; return the answer's words."""
    prefix = "document-chooser-upload-" if "chooser" in way else ""
    data = {
        f"{prefix}title": "记录表",
        f"{prefix}tags": "",
        f"{prefix}file": SimpleUploadedFile(name, content),
    }
    answer = client_of(an_instructor()).post(reverse(way), data)
    text = answer.content.decode()
    return text.encode().decode("unicode_escape") if prefix and text.isascii() else text


def a_sheet() -> str:
    """Upload the shipped sheet and return where it is fetched."""
    send_sheet(SHEET.read_bytes())
    return str(get_document_model().objects.latest("pk").url)
