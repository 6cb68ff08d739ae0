"""What a document costs once: its streams are compressed for the file alone, and the tests' letters are cut once."""

from __future__ import annotations

import zlib

import pytest

from lms.core.printing import press, written
from lms.core.printing.press import Press
from lms.core.printing.sheet import Sheet
from tests.support.letters import cut_once

SHEET = Sheet("<html lang='zh'><title>t</title><body><p>示范毕业证书 Diploma 㛃</p></body></html>")


def printed() -> bytes:
    return Press(style="body { font-family: 'Noto Serif CJK SC' }").print(SHEET)


def test_the_file_is_the_one_that_pydyf_writes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    once = printed()
    monkeypatch.setattr(press, "finish", None)

    assert printed() == once


def test_each_stream_is_compressed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    real = zlib.compressobj
    monkeypatch.setattr("pydyf.zlib.compressobj", lambda *args, **kw: seen.append(1) or real(*args, **kw))
    content = printed()
    streams = content.count(b"/FlateDecode")

    # The stream of objects comes later, and is compressed for the digest too.
    assert len(seen) == streams + 1 > 5

    seen.clear()
    monkeypatch.setattr(press, "finish", lambda document, pdf: None)
    printed()
    assert len(seen) > streams + 3


def test_nothing_is_added_to_what_is_written() -> None:
    stream = written.pydyf.Stream([b"first"], compress=True)
    stream.number = 7
    kept = written.Written(stream)
    stream.stream.append(b"second")

    assert kept.number == 7
    assert not kept.compressible
    assert b"endstream" in kept.indirect
    assert kept.data != stream.data


class Letters:
    """A typeface as WeasyPrint has it in its hands."""

    def __init__(self, name: bytes = b"/Serif", *, missing: bool = False) -> None:
        self.name, self.index, self.file_content = name, 0, b"whole file"
        self.missing = {1: 2} if missing else {}


@pytest.mark.parametrize(
    ("other", "letters", "hinting"),
    [
        (Letters(), {1: "a"}, False),
        (Letters(), {1: "a", 2: "b"}, True),
        (Letters(b"/Bold"), {1: "a", 2: "b"}, False),
        (Letters(missing=True), {1: "a", 2: "b"}, False),
    ],
    ids=["fewer letters", "hinting", "another face", "a missing letter"],
)
def test_other_letters_are_cut_anew(other: Letters, letters: dict[int, str], hinting: bool) -> None:
    cuts: list[object] = []

    def cut(font: Letters, wanted: dict[int, str], with_hinting: bool) -> None:
        cuts.append(font)
        font.file_content = b"cut %d" % len(cuts)

    quick = cut_once(cut)
    first, same = Letters(), Letters()
    for one in (first, same):
        quick(one, {2: "b", 1: "a"}, False)
    quick(other, letters, hinting)

    assert cuts == [first, other]
    assert first.file_content == same.file_content == b"cut 1"
    assert other.file_content == b"cut 2"
