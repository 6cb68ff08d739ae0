"""A pack as one file: the same bytes for the same content, and every trick of a ZIP refused by name."""

import contextlib
import io
import json
import stat
import zipfile
from datetime import UTC, datetime
from random import Random

import pytest

from courses.pages.packs import PackError
from courses.pages.packs.archive import MANIFEST, read_archive, write_archive

MADE_AT = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
FILES = {"pack.yaml": b"schema: 1\n", "drawings/a.svg": b"<svg/>", "lessons/X-L01.yaml": "课".encode()}


def _pack(files=FILES):
    return write_archive(code="x", files=files, made_at=MADE_AT)


def _with(change):
    """Return a pack's file whose entries were changed by `change(dict name -> bytes)`."""
    with zipfile.ZipFile(io.BytesIO(_pack())) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def _manifest_saying(**values):
    def change(entries):
        entries[MANIFEST] = json.dumps({**json.loads(entries[MANIFEST]), **values}).encode()

    return change


def test_what_is_written_is_read():
    assert read_archive(io.BytesIO(_pack())) == FILES


def test_the_same_content_is_the_same_file_but_for_the_time():
    assert _pack() == _pack(dict(reversed(FILES.items())))
    later = write_archive(code="x", files=FILES, made_at=MADE_AT.replace(year=2027))
    assert later != _pack()
    assert read_archive(io.BytesIO(later)) == FILES


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda entries: entries.update({"pack.yaml": b"schema: 2\n"}), "pack.yaml"),
        (lambda entries: entries.pop("drawings/a.svg"), "drawings/a.svg"),
        (lambda entries: entries.update({"more.yaml": b""}), "more.yaml"),
        (lambda entries: entries.pop(MANIFEST), "manifest.json"),
        (lambda entries: entries.update({MANIFEST: b"[]"}), "manifest.json"),
        (lambda entries: entries.update({MANIFEST: b"\xff"}), "manifest.json"),
        (_manifest_saying(format="something"), "manifest.json"),
        (_manifest_saying(schema=99), "99"),
        (_manifest_saying(files={}), "a.svg"),
        (lambda entries: entries.update({"../out.yaml": b""}), "out.yaml"),
        (lambda entries: entries.update({"/etc/passwd": b""}), "passwd"),
        (lambda entries: entries.update({"a\\b.yaml": b""}), "a"),
        (lambda entries: entries.update({"c:/b.yaml": b""}), "c:"),
        (lambda entries: entries.update({"folder/": b""}), "folder"),
        (lambda entries: entries.update({"bomb.svg": b"0" * 5_000_000}), "bomb.svg"),
    ],
)
def test_a_spoilt_pack_is_refused_by_name(change, words):
    with pytest.raises(PackError, match=words.replace("\\", r"\\")):
        read_archive(io.BytesIO(_with(change)))


def test_every_file_that_differs_is_named_at_once(in_english):
    def change(entries):
        entries |= {"pack.yaml": b"schema: 2\n", "drawings/a.svg": b"<svg />"}

    with pytest.raises(PackError) as refusal:
        read_archive(io.BytesIO(_with(change)))
    named = [text.split()[0] for text in (refusal.value.message, *refusal.value.reasons)]
    assert named == ["drawings/a.svg", "pack.yaml"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"<html>", _pack()[:200], _pack()[:-30]])
def test_what_is_no_zip_is_said_to_be_no_pack(content):
    with pytest.raises(PackError):
        read_archive(io.BytesIO(content))


@pytest.mark.parametrize(("limit", "most"), [("MOST_BYTES", 8_000), ("MOST_BYTES_OF_ONE", 3_000)])
def test_what_would_not_be_read_is_not_written(monkeypatch, limit, most):
    files = {**FILES, "recordings/long.mp4": Random(1).randbytes(3_500), "drawings/b.svg": b"<svg>  </svg>"}
    _pack(files)
    monkeypatch.setattr(f"courses.pages.packs.archive.{limit}", most)
    with pytest.raises(
        PackError, match=r": recordings/long\.mp4 \(0\.0 MB\), drawings/b\.svg|：recordings/long"
    ):
        _pack(files)


def test_a_file_that_a_reader_takes_for_a_trick_is_not_written():
    with pytest.raises(PackError, match="lessons/long"):
        _pack({**FILES, "lessons/long.yaml": b"a" * 5_000_000})


def test_a_link_is_no_plain_file():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("pack.yaml")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(PackError, match=r"pack\.yaml"):
        read_archive(target)


def test_a_flipped_bit_anywhere_is_noticed_or_harmless():
    whole, random = _pack(), Random(7)
    for _ in range(400):
        spoilt = bytearray(whole)
        spoilt[random.randrange(len(spoilt))] ^= 1 << random.randrange(8)
        with contextlib.suppress(PackError):
            assert read_archive(io.BytesIO(bytes(spoilt))) == FILES


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_is_packed_in_another_way_is_refused_before_it_is_unpacked(method, in_english):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("pack.yaml", Random(3).randbytes(2_000))
    spoilt = bytearray(target.getvalue())
    spoilt[200:220] = b"\xff" * 20
    for content in (target.getvalue(), bytes(spoilt)):
        with pytest.raises(PackError, match="ordinary ZIP file"):
            read_archive(io.BytesIO(content))


@pytest.mark.parametrize("method", [1, 9, 97])
def test_a_way_of_packing_that_nobody_here_knows_is_refused(method):
    spoilt = _pack().replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x08\x00",
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00" + bytes([method, 0]),
    )
    assert spoilt != _pack()
    with pytest.raises(PackError, match="manifest.json"):
        read_archive(io.BytesIO(spoilt))
