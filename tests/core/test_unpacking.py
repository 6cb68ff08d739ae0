"""Archives: what is packed safely is read, everything else refuses the whole."""

import io
import stat
import zipfile

import pytest

from lms.core.unpacking import Limits, is_archive, unpacked
from lms.core.unreadable import UnreadableFile
from tests.exams.interchange.qti_samples import zipped


def code_of(data: bytes, **limits) -> str:
    """Return what refuses an archive, on opening or on reading all of it."""
    with pytest.raises(UnreadableFile) as refused:
        dict(unpacked(data, limits=Limits(**limits)))
    return refused.value.code


def with_entry(name: str, *, mode: int = 0, flags: int = 0, data: bytes = b"x") -> bytes:
    """Return an archive of one entry, as hostile as wanted."""
    target = io.BytesIO()
    entry = zipfile.ZipInfo("placeholder-of-a-name"[: len(name.encode())].ljust(len(name.encode()), "_"))
    entry.external_attr = mode << 16
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(entry, data)
    packed = target.getvalue().replace(entry.filename.encode(), name.encode())
    if flags:
        place = packed.index(b"PK\x01\x02")
        packed = packed[: place + 8] + flags.to_bytes(2, "little") + packed[place + 10 :]
    return packed


def test_files_are_read_by_their_paths():
    archive = unpacked(zipped({"a/b.xml": b"<b/>", "图.png": b"1"}))
    assert dict(archive) == {"a/b.xml": b"<b/>", "图.png": b"1"}
    assert is_archive(zipped({"a": b""}))


def test_a_name_may_begin_where_the_archive_does():
    assert list(unpacked(zipped({"./a/b.xml": b""}))) == ["a/b.xml"]


def test_names_that_chinese_systems_write():
    packed = zipped({"XXXX.xml": b"1"}).replace(b"XXXX", "题目".encode("gbk"))
    assert list(unpacked(packed)) == ["题目.xml"]


@pytest.mark.parametrize(
    "name",
    [
        *("../a.xml", "a/../../b", "/etc/passwd", "a\\b.xml", "C:/a.xml", "c:a", "a//b", "a/./b"),
        *("CON", "a/nul.txt", "LPT1.xml", "com1", "a.", "a ", "a\x00.xml", "a\nb", "a:b", "./../a"),
        *("/".join("abcdefghijklmnopqrst"), "a" * 300),
    ],
)
def test_names_that_are_not_safe(name):
    assert code_of(with_entry(name)) == "archive_unsafe"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices(kind):
    assert code_of(with_entry("a.xml", mode=kind | 0o777)) == "archive_unsafe"


def test_one_name_twice_even_in_other_letters():
    assert code_of(zipped({"a.xml": b"1", "A.XML": b"2"})) == "archive_unsafe"
    assert code_of(zipped({"é.xml": b"1", "e\u0301.xml": b"2"})) == "archive_unsafe"


def test_encrypted_files():
    assert code_of(with_entry("a.xml", flags=1)) == "encrypted"


@pytest.mark.parametrize(
    ("files", "limits"),
    [
        ({str(number): b"" for number in range(4)}, {"files": 3}),
        ({"a": b"x" * 100}, {"file_bytes": 99}),
        ({"a": b"x" * 60, "b": b"y" * 60}, {"all_bytes": 100}),
        ({"a": b"\x00" * 3_000_000}, {}),
    ],
)
def test_more_than_is_allowed(files, limits):
    assert code_of(zipped(files), **limits) == "archive_too_big"


def test_bytes_are_counted_not_believed():
    packed = zipped({"a": b"x" * 50_000})
    place = packed.index(b"PK\x01\x02") + 24
    lying = packed[:place] + (10).to_bytes(4, "little") + packed[place + 4 :]
    assert code_of(lying) == "broken"


def test_entries_that_share_their_bytes():
    packed = bytearray(zipped({"aa": b"x" * 100, "bb": b"y" * 100}))
    second = packed.rindex(b"PK\x01\x02") + 42
    packed[second : second + 4] = (0).to_bytes(4, "little")
    assert code_of(bytes(packed)) == "archive_unsafe"


# Named: a test may not be called after bytes that hold the time, or two processes collect different tests.
@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04", b"PK\x05\x06" + bytes(10), zipped({"a": b"x" * 900})[:-30], b"PK\x03\x04" * 9],
    ids=["head", "end", "cut", "heads"],
)
def test_damaged_archives(data):
    assert code_of(data) == "broken"
