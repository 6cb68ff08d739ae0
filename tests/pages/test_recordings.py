"""What a recording really is, by its bytes; captions; parts of a file."""

import contextlib
import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.pages.recordings import captions
from courses.pages.recordings import mp4 as mp4_boxes
from courses.pages.recordings.captions import BadCaptions, read_captions
from courses.pages.recordings.errors import UnusableRecording
from courses.pages.recordings.formats import Unplayable, format_of
from courses.pages.recordings.intake import take_in
from courses.pages.recordings.mp4 import HEADER_BYTES, MOST_LEVELS
from courses.pages.recordings.words import CAPTIONS, FILES
from lms.core.sending import OutOfReach, Part, part_wanted
from tests.pages.recordings import (
    FILM,
    PLACE,
    box,
    element,
    film,
    mp3,
    mp4,
    noted_wav,
    noted_webm,
    ogg,
    track,
    wav,
    webm,
)

KNOWN = {
    "film": (film(), "video/mp4", 75),
    "AV1 without sound": (mp4(track(b"vide", b"av01")), "video/mp4", 75),
    "m4a": (mp4(track(b"soun", b"mp4a")), "audio/mp4", 75),
    "wav": (wav(3), "audio/wav", 3),
    "mp3 with tags": (mp3(), "audio/mpeg", None),
    "webm": (webm(), "video/webm", None),
    "sound in webm": (webm(b"A_OPUS"), "audio/webm", None),
    "ogg": (ogg(), "audio/ogg", None),
    "shipped film": (FILM.read_bytes(), "video/mp4", 18),
}
HTML = b"<!doctype html><script>alert(1)</script>" * 30
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>' * 20
REFUSED = {
    "empty": (b"", "strange"),
    "program": (b"MZ\x90\x00" + bytes(600), "strange"),
    "page": (HTML, "strange"),
    "drawing": (SVG, "strange"),
    "two bytes of MP3": (b"\xff\xfb\x90\x00" + HTML, "strange"),
    "page behind a tag": (b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10) + HTML, "damaged"),
    "Matroska": (webm().replace(b"webm", b"matr"), "strange"),
    "webm of nothing": (webm(b"S_TEXT"), "damaged"),
    "HEVC": (mp4(track(b"vide", b"hvc1"), track(b"soun", b"mp4a")), "codec"),
    "Theora": (ogg(b"\x80theora"), "codec"),
    "telephone sound in WAV": (
        wav().replace(b"fmt \x10\x00\x00\x00\x01", b"fmt \x10\x00\x00\x00\x31"),
        "codec",
    ),
    "MP4 without tracks": (mp4(), "damaged"),
    "MP4 cut off": (film()[:-40], "damaged"),
    "MP4 of a head": (film()[:16] + HTML, "damaged"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_terminals_play_is_known_by_its_bytes(name) -> None:
    content, mime, seconds = KNOWN[name]
    found = format_of(io.BytesIO(content))
    assert (found.mime, found.seconds) == (mime, seconds)
    assert found.kind == mime.split("/")[0]


@pytest.mark.parametrize("name", REFUSED)
def test_anything_else_is_refused(name) -> None:
    content, fault = REFUSED[name]
    with pytest.raises(Unplayable) as refused:
        format_of(io.BytesIO(content))
    assert refused.value.fault == fault
    assert fault in FILES


NOTED = {
    "wav": noted_wav(),
    "webm": noted_webm(element("1254c367", b"Somebody")),
    "wav with words in its room": wav() + b"JUNK\x08\0\0\0Somebody",
    "webm with words in its room": noted_webm(element("ec", b"Somebody")),
    "webm with a long tag": noted_webm(element("1254c367", b"Somebody" * 10_000)),
    "webm with a tiny tag": noted_webm(bytes.fromhex("1254c36780"), element("1941a469", b"Somebody")),
}


@pytest.mark.parametrize("name", NOTED)
def test_what_a_program_noted_is_emptied_and_nothing_moves(name) -> None:
    content = NOTED[name]
    file = io.BytesIO(content)
    first = take_in(file)
    kept = file.getvalue()
    assert b"Somebody" in content
    assert b"Somebody" not in kept
    assert len(kept) == len(content)
    assert format_of(file).mime == format_of(io.BytesIO(content)).mime
    assert take_in(file).sha256 == first.sha256  # a pack brings it back, and it is the same file
    for part in (b"frames", b"V_VP9", b"WAVEfmt ", wav()[36:]):
        assert content.find(part) == kept.find(part)


def test_a_file_whose_parts_do_not_fit_is_left_as_it_is() -> None:
    for content in (
        noted_webm(b"\x12\x54\xc3\x67\x01" + b"\xff" * 7),
        noted_wav()[:-30] + b"LIST\xff\xff\xff\xff",
    ):
        for cut in range(0, len(content), 3):
            with contextlib.suppress(UnusableRecording):
                take_in(io.BytesIO(content[:cut]))
        file = io.BytesIO(content)
        take_in(file)
        assert len(file.getvalue()) == len(content)


def test_boxes_in_boxes_are_followed_a_few_levels_only() -> None:
    """Each level was copied once, and one call deeper."""
    for level, fault in ((MOST_LEVELS - 5, ""), (MOST_LEVELS - 3, "damaged"), (5_000, "damaged")):
        inside = track(b"vide", b"avc1")
        for _level in range(level):
            inside = box(b"trak", inside)
        assert fault_of(mp4(inside)) == fault


def test_a_level_is_a_view_and_no_copy(monkeypatch) -> None:
    read = []
    monkeypatch.setitem(mp4_boxes._READERS, "hdlr", lambda content, _movie: read.append(content))
    huge = box(b"trak", box(b"mdia", box(b"hdlr", bytes(4 * 1024**2))))
    assert fault_of(mp4(huge)) == "damaged"
    assert [len(content) for content in read] == [HEADER_BYTES]


@pytest.mark.parametrize(("content", "told"), [(film(), PLACE), (mp3(), b"Somebody")], ids=["mp4", "mp3"])
def test_place_and_person_are_emptied_and_nothing_moves(content, told) -> None:
    assert told in content
    file = io.BytesIO(content)
    first = take_in(file)
    kept = file.getvalue()
    assert told not in kept
    assert len(kept) == len(content)
    assert format_of(io.BytesIO(kept)).mime == first.format.mime
    assert take_in(io.BytesIO(kept)).sha256 == first.sha256


def test_a_broken_file_is_refused_and_never_stumbled_over() -> None:
    chance = random.Random(4)
    for content, _mime, _seconds in KNOWN.values():
        for _try in range(60):
            broken = bytearray(
                content[: chance.randrange(len(content))] if chance.random() < 0.3 else content
            )
            for _byte in range(min(6, len(broken))):
                broken[chance.randrange(min(len(broken), 600))] = chance.randrange(256)
            assert fault_of(bytes(broken)) in ("", *FILES)


def fault_of(content: bytes) -> str:
    """Return why a file is refused, or nothing."""
    try:
        format_of(io.BytesIO(content))
    except Unplayable as refused:
        return refused.fault
    return ""


# --- captions ----------------

CUE = "00:01.000 --> 00:04.500\n先断电。"
TWO = f"WEBVTT\n\n{CUE}\n\n1\n00:00:05.000 --> 00:00:07.000 align:start\n<v 老师><b>再</b>验电。\n"


def test_captions_are_brought_into_one_form() -> None:
    text, cues = read_captions("\ufeff" + TWO.replace("\n", "\r\n") + "\r\n\r\n")
    assert text == TWO
    assert [(cue.begins, cue.ends, cue.words) for cue in cues] == [
        (1000, 4500, "先断电。"),
        (5000, 7000, "再验电。"),
    ]
    assert read_captions(text)[0] == text


def test_notes_and_a_head_with_words_are_read_over() -> None:
    assert len(read_captions(f"WEBVTT - 断电\nKind: captions\n\nNOTE\n说明\n\n{CUE}\n")[1]) == 1


@pytest.mark.parametrize(
    ("text", "fault", "line"),
    [
        ("", "no_head", 1),
        ("1\n00:00:01,000 --> 00:00:04,000\n字幕\n", "no_head", 1),
        ("WEBVTTX\n\n" + CUE, "no_head", 1),
        (f"WEBVTT\n{CUE}\n", "no_gap", 2),
        (f"WEBVTT\n\n{CUE}\n00:05.000 --> 00:06.000\n再\n", "no_gap", 5),
        ("WEBVTT\n\nNOTE 还没有\n", "no_cue", 1),
        ("WEBVTT\n\n00:01,000 --> 00:04,000\n字\n", "times", 3),
        ("WEBVTT\n\n1\n00:75.000 --> 00:80.000\n字\n", "times", 4),
        ("WEBVTT\n\n字\n\n" + CUE, "times", 4),
        ("WEBVTT\n\n00:04.000 --> 00:01.000\n字\n", "backwards", 3),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n\n", "words", 3),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n<script>alert(1)</script>\n", "tag", 4),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n一\n<img src=x onerror=alert(1)>\n", "tag", 5),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n一 < 二\n", "tag", 4),
        ("WEBVTT\n\nSTYLE\n::cue { background: url(//x.example) }\n\n" + CUE, "block", 3),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\n" + "字" * 501, "long", 4),
        ("WEBVTT\n\n" + f"{CUE}\n\n" * 9000, "too_many", 1),
    ],
)
def test_broken_captions_are_refused_with_the_line(text, fault, line) -> None:
    with pytest.raises(BadCaptions) as refused:
        read_captions(text)
    assert (refused.value.fault, refused.value.line) == (fault, line)
    assert fault in CAPTIONS


def test_a_tag_without_end_is_walked_through_once(monkeypatch) -> None:
    """Twenty thousand million steps where each length of a name is tried with each length of the rest."""
    text = f"WEBVTT\n\n00:01.000 --> 00:02.000\n<{'a' * 190_000}\n"
    with pytest.raises(BadCaptions, match="long"):
        read_captions(text)
    monkeypatch.setattr(captions, "LONGEST_LINE", len(text))
    with pytest.raises(BadCaptions, match="tag"):
        read_captions(text)


@given(st.text(alphabet="WEBVT\n\r 0123:.->字<>/bvNOTESYL", max_size=120))
def test_any_text_is_read_or_refused(text) -> None:
    try:
        kept, _cues = read_captions("WEBVTT\n\n" + text)
    except BadCaptions:
        return
    assert read_captions(kept)[0] == kept


# --- parts ----------------


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", Part(0, 999)),
        ("bytes=0-0", Part(0, 0)),
        ("bytes = 10 - 19", Part(10, 19)),
        ("BYTES=990-2000", Part(990, 999)),
        ("bytes=-10", Part(990, 999)),
        ("bytes=-5000", Part(0, 999)),
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=5", None),
        ("bytes=9-5", None),
        ("bytes=0-1,5-6", None),
        ("bytes=a-b", None),
        ("bytes=٣-٤", None),
        ("bytes=-1-2", None),
        ("bytes=" + "9" * 5000 + "-", None),
        ("lines=0-5", None),
    ],
)
def test_a_part_is_what_was_asked_or_the_whole(header, part) -> None:
    assert part_wanted(header, 1000) == part


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0), ("bytes=-5", 0)]
)
def test_a_part_behind_the_end_is_out_of_reach(header, size) -> None:
    with pytest.raises(OutOfReach):
        part_wanted(header, size)


@given(st.text(alphabet="bytes=-,0123456789 ", max_size=30), st.integers(0, 50))
def test_a_part_always_lies_in_the_file(header, size) -> None:
    try:
        part = part_wanted(header, size)
    except OutOfReach:
        return
    assert part is None or 0 <= part.first <= part.last < size
