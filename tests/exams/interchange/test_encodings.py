"""Bytes become text only when their encoding is said or sure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.encodings import MOST_BYTES, declared_in_xml, decode

SIMPLIFIED = "下列关于安全用电的说法，正确的是（ ）。\nA. 带电作业\nB. 停电\n答案：B\n"
TRADITIONAL = "下列關於安全用電的說法，正確的是（ ）。\nA. 帶電作業\nB. 停電\n答案：B\n"


def _refused(data: bytes, encoding: str = "") -> str:
    with pytest.raises(UnreadableFile) as refused:
        decode(data, encoding)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "written_as", "found"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "utf-32", "utf-32"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED + "𠮷", "gb18030", "gb18030"),
        (SIMPLIFIED * 20_000, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        ("安全电压 A", "gbk", "gb18030"),
        ("plain", "ascii", "utf-8"),
    ],
)
def test_an_encoding_is_found(text: str, written_as: str, found: str) -> None:
    assert decode(text.encode(written_as)) == (text, found)


@pytest.mark.parametrize(
    ("text", "written_as"),
    [
        ("한국어 시험 문제를 읽는 것입니다 다음 중 옳은 것은", "euc_kr"),
        ("次のうち正しいものはどれか。電気工事の安全", "euc_jp"),
        ("次のうち正しいものはどれか。電気工事の安全", "shift_jis"),
        ("вопрос какой из них правильный ответ", "koi8-r"),
        ("вопрос какой из них правильный ответ", "cp1251"),
        ("Größe für déjà vu", "cp1252"),
        ("的", "gbk"),
    ],
)
def test_what_is_not_sure_is_not_guessed_but_can_be_named(text: str, written_as: str) -> None:
    assert _refused(text.encode(written_as)) == "encoding_unknown"
    assert decode(text.encode(written_as), written_as)[0] == text


def test_a_named_encoding_wins_or_refuses() -> None:
    assert decode(SIMPLIFIED.encode("gbk"), "GB2312") == (SIMPLIFIED, "gb2312")
    assert decode("é".encode("cp1252"), "windows-1252") == ("é", "cp1252")
    assert decode(b"\xef\xbb\xbfx", "UTF-8") == ("x", "utf-8")
    assert _refused(SIMPLIFIED.encode("gbk"), "utf-8") == "encoding_unknown"
    assert [_refused(b"x", name) for name in ("zlib", "unicode_escape", "none such", "\x00")] == [
        "encoding_unknown"
    ] * 4


def test_a_declared_encoding_is_believed_where_it_fits() -> None:
    assert decode("é".encode("cp1252"), declared="windows-1252") == ("é", "cp1252")
    assert decode(SIMPLIFIED.encode("gbk"), declared="utf-8")[1] == "gb18030"
    assert decode(b"<a/>", declared="UTF-16") == ("<a/>", "utf-8")
    assert declared_in_xml(b'<?xml version="1.0" encoding="GB2312"?>') == "GB2312"
    assert declared_in_xml(b"<a encoding='x'/>") == ""


def test_what_is_no_text_is_refused() -> None:
    assert _refused(b"a\x00\x00b") == "broken"
    assert _refused("a\x00b".encode("utf-16")) == "broken"
    assert _refused(b"\xff" * 50) == "encoding_unknown"
    assert _refused(b"\xed\xa0\x80") == "encoding_unknown"
    assert _refused(b"x" * (MOST_BYTES + 1)) == "too_big"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_become_clean_text_or_are_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except UnreadableFile:
        return
    assert "\x00" not in text
    text.encode("utf-8")
