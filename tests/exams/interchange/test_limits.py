"""What one file may cost: its questions, texts, formulas and pictures are counted before they are read."""

import base64
import random

import pytest

from lms.core.unreadable import UnreadableFile
from lms.exams.interchange import formats, limits, plain
from lms.exams.interchange.gift import read_gift
from lms.exams.interchange.moodle import read_moodle
from lms.exams.interchange.plain import Marks, html_to_text, plain_to_text
from lms.exams.interchange.qti import packages, read, xml
from tests.exams.interchange.qti_samples import choice, is_right, item, package, response, rules, sets, when

GIFT = "Which?{=a ~b ~c}\n\n"
PICTURE = base64.b64encode(b"x" * 300_000).decode()


def moodle(stem: str, answers: str = "<answer fraction='100'><text>true</text></answer>") -> bytes:
    files = f"<file name='p.png' encoding='base64'>{PICTURE}</file>"
    other = "<answer fraction='0'><text>false</text></answer>"
    return (
        f"<quiz><question type='truefalse'><questiontext format='html'><text><![CDATA[{stem}]]></text>{files}"
        f"</questiontext>{answers}{other}</question></quiz>"
    ).encode()


@pytest.mark.parametrize(
    ("reader", "data"),
    [
        (read_gift, GIFT.encode() * 20),
        (read_gift, f"{'<b>' * 500}{{T}}".encode()),
        (read_gift, f"{'$$x$$ ' * 200}{{T}}".encode()),
        (read_moodle, moodle("".join(f"<img src='@@PLUGINFILE@@/p.png?{i}'>" for i in range(3)))),
    ],
    ids=["texts", "tags", "formulas", "pictures"],
)
def test_a_file_of_too_much_work_is_refused(reader, data, monkeypatch):
    assert reader(data).entries

    monkeypatch.setattr(limits, "MOST_WORK", 500)

    with pytest.raises(UnreadableFile, match="too_big"):
        reader(data)


def test_a_picture_that_is_shown_many_times_is_held_once():
    stem = "".join(f"<img src='@@PLUGINFILE@@/p.png?{number}'>" for number in range(20))

    [entry] = read_moodle(moodle(stem)).entries

    assert len({id(one.data) for one in entry.item.attachments}) == 1


@pytest.mark.parametrize(
    ("module", "limit", "most"),
    [
        (xml, "MOST_MARKUP_OF_PACKAGE", 10),
        (packages, "MOST_PICTURE_BYTES", 10),
        (packages, "MOST_OPTIONS", 1),
    ],
)
def test_a_package_of_too_much_is_refused_as_a_whole(module, limit, most, monkeypatch):
    pictured = item('<p><img src="p.png" alt="dot"/></p>' + choice("a", "b"), response("A"))
    data = package({"a.xml": pictured, "p.png": b"x" * 200})
    assert len(read(data).entries) == 1

    monkeypatch.setattr(module, limit, most)

    with pytest.raises(UnreadableFile, match="archive_too_big"):
        read(data)


def test_mere_words_are_read_as_with_a_parser(monkeypatch):
    rng = random.Random(7)
    signs = "ab  中\u3000\u00a0<&$\\[]{}_#\u200b\t\n\x85\u2028\ufdd0\ufeffé—'\">"
    texts = ["".join(rng.choices(signs, k=rng.randrange(7))) for _ in range(3000)]
    quick = [(html_to_text(text, attach=Marks()), plain_to_text(text, attach=Marks())) for text in texts]

    monkeypatch.setattr(plain, "mere_words", lambda _text: None)

    assert quick == [
        (html_to_text(text, attach=Marks()), plain_to_text(text, attach=Marks())) for text in texts
    ]


def test_the_same_rules_with_other_right_values_mark_otherwise():
    most = '<outcomeDeclaration identifier="MAXSCORE" baseType="float"><defaultValue><value>3</value></defaultValue>'
    rule = rules(when(is_right(), sets('<variable identifier="MAXSCORE"/>')))
    data = package(
        {
            f"{key}{marks}.xml": item(
                choice("a", "b"),
                response(key),
                f"{most.replace('3', marks)}</outcomeDeclaration>",
                processing=rule,
            )
            for key in "AB"
            for marks in "32"
        }
    )

    found = {entry.place: (entry.item.key, entry.item.marks) for entry in read(data).entries}

    assert found == {"A3.xml": ("a", 3), "A2.xml": ("a", 2), "B3.xml": ("b", 3), "B2.xml": ("b", 2)}


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.txt", "题干\t答案\n铜导电\t对\n".encode("utf-16"), "tsv"),
        ("a.xls", "题干,答案\n铜导电,对\n".encode("gbk"), "csv"),
        ("a.et", "题干\t答案\n铜导电\t对\n".encode(), "tsv"),
        ("a.txt", b"Is it?{T}\tx\nIs it\tso?{F}\n", "gift"),
    ],
)
def test_texts_that_are_tables(name, data, found):
    assert formats.recognise(data, name) == found


def test_a_page_that_is_named_like_a_workbook_is_none():
    page = "<html><body><table><tr><td>题干</td></tr></table></body></html>".encode("gbk")

    with pytest.raises(UnreadableFile, match="not_this_format .*HTML"):
        formats.recognise(page, "a.xls")


def test_a_package_of_more_questions_than_are_read_in_seconds_is_refused(monkeypatch):
    data = package({f"{number}.xml": item(choice("a", "b"), response("A")) for number in range(3)})
    monkeypatch.setattr(packages, "MOST_ITEMS", 3)
    assert len(read(data).entries) == 3

    monkeypatch.setattr(packages, "MOST_ITEMS", 2)

    with pytest.raises(UnreadableFile, match="archive_too_big .*2"):
        read(data)


@pytest.mark.parametrize(
    "html", ["<p>铜 &lt; 铁</p>", "<div> <p>铜 &lt; 铁</p>\n</div>", "<div><span>铜 &lt; 铁</span></div>"]
)
def test_words_in_wrappers_need_no_parser(html, monkeypatch):
    read_by_parser = html_to_text(f"{html}<b></b>", attach=Marks())

    monkeypatch.setattr(plain, "_parsed", None)

    assert html_to_text(html, attach=Marks()) == read_by_parser
