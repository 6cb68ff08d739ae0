"""Files that are no questions in a format of ours are refused as a whole, by name where people know one."""

import io
import zipfile

import pytest

from lms.core.unreadable import UnreadableFile
from lms.exams.intake.reports import refusal_of
from lms.exams.interchange import formats
from lms.exams.interchange.reasons import OF_KNOWN_FILES

PROGRAM = '''"""Cut a text."""
import re

NAMES: dict[str, int] = {}

def cut(text):
    answer: str = f"{text}"
    if not text:
        raise ValueError(f"{text!r} is {len(text)} long")
    return {"a": answer, **NAMES}
'''
STYLE = "body { color: red; }\n\n.a { margin: 0 }\n\n.b {}\n"
LETTER = "Dear {name},\n\nyour order {number} was sent to {street}.\n"
DATA = '{"question": "Which?",\n\n "options": ["a", "b"], "key": {"a": 1}}\n'
PAPER = "\\documentclass{article}\n\n\\begin{document}\n\nHow much is $\\frac{1}{2}$?\n\n\\end{document}\n"
PAGE = "{# a note #}\n{% if x %}{{ x }}{% endif %}\n\n<p>{{ y }}</p>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
FIRST_VERSION = '<?xml version="1.0"?><!DOCTYPE questestinterop SYSTEM "a.dtd"><questestinterop/>'


def archive(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return held.getvalue()


def whole(data: bytes, name: str) -> list:
    return list(formats.read(data, formats.recognise(data, name)).entries)


@pytest.mark.parametrize("text", [PROGRAM, STYLE, LETTER, DATA, PAPER, PAGE])
@pytest.mark.parametrize("name", ["a.txt", "a.py", "a"])
def test_a_text_with_braces_is_not_taken_for_questions(text, name):
    with pytest.raises(UnreadableFile) as refused:
        whole(text.encode(), name)

    assert refused.value.code == "not_this_format"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Copper conducts. {T}\n", "gift"),
        ("铜导电。{ 错 }", "gift"),
        ("What is an RCD? {}\n\nWhy? {\n}\n", "gift"),
        ("How much? {#=3:1}\n\nAnd \\{this\\}? {####none\n=a ~b}", "gift"),
        ("::Half::How much is $\\frac{1}{2}$? {=0.5 ~2}", "gift"),
        ("Which?\na) x\nb) y\nanswer: b\n", "aiken"),
        ("哪个？\nA、甲\nB、乙\n参考答案：B\n", "aiken"),
        ("Which?\nA. x\nB. y\nANSWER: B. y (both)\n", "aiken"),
    ],
)
def test_what_is_typed_as_questions_still_is(text, found):
    assert formats.recognise(text.encode(), "a.txt") == found


@pytest.mark.parametrize(
    ("data", "code", "detail"),
    [
        (b"%PDF-1.7\n", "not_this_format", "PDF"),
        (b"{\\rtf1\\ansi Which? {=a ~b}}", "not_this_format", "RTF"),
        (OLE + "WordDocument".encode("utf-16-le"), "not_this_format", "Word"),
        (archive("[Content_Types].xml", "word/document.xml"), "not_this_format", "Word"),
        (archive("h5p.json", "content/content.json"), "not_this_format", "H5P"),
        (archive("moodle_backup.xml", "questions.xml"), "not_this_format", "Moodle backup"),
        (archive("Index/Document.iwa", "Metadata/Properties.plist"), "not_this_format", "iWork"),
        (b"MZ\x90\x00\x03" + bytes(80), "not_this_format", "exe"),
        (b"BM\x36\x10" + bytes(60), "not_this_format", "BMP"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(40), "not_this_format", "WebP"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "not_this_format", "HEIC"),
        (b"\x09\x08\x08\x00\x00\x05\x10\x00" + bytes(40), "not_this_format", "Excel 95"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related\n", "not_this_format", "HTML"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "not_this_format", "HTML"),
        (archive("17__0__qpl_1/17__0__qti_1.xml"), "version_unknown", "QTI 1 (ILIAS)"),
        (archive("bank/imsmanifest.xml", "bank/a.xml"), "no_manifest", "bank/imsmanifest.xml"),
        (FIRST_VERSION.encode(), "version_unknown", "QTI 1"),
    ],
)
def test_other_systems_are_refused_by_name(data, code, detail):
    with pytest.raises(UnreadableFile) as refused:
        whole(data, "a.bin")

    assert (refused.value.code, refused.value.detail) == (code, detail)
    if code != "no_manifest":
        message = refusal_of(refused.value)["message"]
        assert message.startswith(str(OF_KNOWN_FILES[detail]))
        assert detail in message


def test_a_typed_question_may_begin_like_a_picture():
    text = "BM is short for\nA. building management\nB. big motor\nANSWER: A\n"
    assert [entry.item.key for entry in whole(text.encode(), "a.txt")] == ["a"]


def test_any_other_document_type_is_refused_as_one():
    with pytest.raises(UnreadableFile, match="doctype"):
        whole(b'<!DOCTYPE a [<!ENTITY b "c">]><assessmentItem/>', "a.xml")
