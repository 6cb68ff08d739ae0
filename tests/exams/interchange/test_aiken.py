"""Aiken files as the format has them and as people write them: clear ones are read, others refused at their line."""

import contextlib

import pytest

from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.aiken import read_aiken
from lms.exams.interchange.drafts import Entry, Kind, Remark
from lms.exams.interchange.formats import recognise
from tests.support.pace import at_most

FUSE = "What melts?\nA) A fuse\nB) A relay\nC) A lamp\nANSWER: A\n"


def _entries(text: str) -> list[Entry]:
    return list(read_aiken(text.encode()).entries)


def _only(text: str) -> Entry:
    (entry,) = _entries(text)
    return entry


def _refusals(text: str) -> list[tuple[str, str]]:
    return [(entry.place, entry.remarks[0].code) for entry in _entries(text) if entry.item is None]


def test_a_question_is_a_single_choice() -> None:
    item = _only(FUSE).item

    assert item is not None
    assert (item.kind, item.stem, item.key) == (Kind.SINGLE, {"zh": "What melts?"}, "a")
    assert [option.text["zh"] for option in item.options] == ["A fuse", "A relay", "A lamp"]


@pytest.mark.parametrize(
    "text",
    [
        FUSE,
        FUSE.replace(")", "."),
        FUSE.replace("A) ", "A)"),
        FUSE.replace("\n", "\r\n"),
        FUSE.replace("\n", "\n\n"),
        FUSE.replace("ANSWER: A", "answer: a"),
        FUSE.replace("ANSWER: A", "Answer:A."),
        FUSE.replace("ANSWER: A", "ANSWER: A) A fuse"),
        FUSE.replace("A) ", "a) ").replace("B) ", "b) ").replace("C) ", "c) "),
        "\ufeff" + FUSE + "\n\n\n",
    ],
)
def test_ways_of_writing_that_stay_clear_are_read_without_a_word(text: str) -> None:
    entry = _only(text)

    assert entry.remarks == ()
    assert entry.item is not None
    assert (entry.item.key, len(entry.item.options), entry.item.stem) == ("a", 3, {"zh": "What melts?"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FUSE.replace("ANSWER: A", "答案：A"), "答案：A"),
        (FUSE.replace("ANSWER: A", "正确答案: A"), "正确答案: A"),
        (FUSE.replace("ANSWER: A", "ANSWER：Ａ"), "ANSWER：Ａ"),
        (FUSE.replace("ANSWER: A", "ANSWER A"), "ANSWER A"),
        (FUSE.replace("A) ", "A、").replace("B) ", "B、").replace("C) ", "C、"), "A、A fuse"),
        ("Chapter 1\n\n" + FUSE, "What melts?"),
    ],
)
def test_what_is_not_the_way_of_the_format_is_read_and_said(text: str, said: str) -> None:
    entry = _only(text)

    assert entry.remarks == (Remark("ambiguous", said),)
    assert entry.item is not None
    assert entry.item.key == "a"


def test_words_and_options_of_several_lines_belong_together() -> None:
    item = _only("What\nmelts?\nA) A fuse\nof glass\nB) A relay\nANSWER: B\n解析：it is hot").item

    assert item is not None
    assert item.stem == {"zh": "What\nmelts?"}
    assert item.options[0].text == {"zh": "A fuse\nof glass"}
    assert (item.key, item.rationale) == ("b", {"zh": "it is hot"})


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FUSE.replace("ANSWER: A", "ANSWER:"), "no_key"),
        (FUSE.replace("ANSWER: A", ""), "no_key"),
        (FUSE.replace("ANSWER: A", "ANSWER: A, C"), "ambiguous"),
        (FUSE.replace("ANSWER: A", "ANSWER: AC"), "ambiguous"),
        (FUSE.replace("ANSWER: A", "ANSWER: A. A relay"), "ambiguous"),
        (FUSE.replace("ANSWER: A", "ANSWER: D"), "key_unusable"),
        (FUSE.replace("ANSWER: A", "ANSWER: fuse"), "key_unusable"),
        (FUSE.replace("B) ", "A) "), "ambiguous"),
        (FUSE.replace("C) ", "D) "), "ambiguous"),
        ("Only one\nA) this\nANSWER: A", "too_few_options"),
        ("Empty\nA) this\nB)\nANSWER: A", "too_few_options"),
        ("A) this\nB) that\nANSWER: A", "no_stem"),
    ],
)
def test_what_gives_no_sure_key_is_refused(text: str, reason: str) -> None:
    assert _refusals(text) == [("line 1", reason)]


def test_a_broken_question_does_not_stop_the_others() -> None:
    unanswered, without_options = "\nNever answered\nA) x\nB) y\n\nANSWER: \n\n", "No options\nANSWER: A\n"
    text = f"{FUSE}{unanswered}{FUSE}{without_options}Unfinished\nA) x\nB) y\n{FUSE}"

    entries = _entries(text)

    assert [entry.item is not None for entry in entries] == [True, False, True, False, False, True]
    assert [entry.place for entry in entries] == [
        "line 1",
        "line 7",
        "line 13",
        "line 18",
        "line 20",
        "line 23",
    ]


def test_a_file_of_something_else_is_refused_as_a_whole() -> None:
    with pytest.raises(UnreadableFile, match="not_this_format"):
        read_aiken(b"Dear all,\n\nthe meeting is on Monday.\n")
    with pytest.raises(UnreadableFile, match="empty"):
        read_aiken(b"\n \n")


def test_chinese_files_in_their_own_encoding_are_read() -> None:
    text = "下列关于安全用电的说法正确的是\nA. 带电作业\nB. 停电验电\nANSWER: B\n"

    reading = read_aiken(text.encode("gbk"))

    assert reading.encoding == "gb18030"
    assert reading.entries[0].item is not None
    assert reading.entries[0].item.options[1].text == {"zh": "停电验电"}


@pytest.mark.parametrize("piece", ["x\n", "A) x\n", "ANSWER: A\n", "x\n\n", "A. x\nx\n"])
def test_long_files_are_read_in_linear_time(piece: str) -> None:
    with at_most(5), contextlib.suppress(UnreadableFile):
        read_aiken(piece.encode() * 6_000)


def test_a_question_that_begins_with_a_tag_is_no_damaged_xml() -> None:
    text = FUSE.replace("What melts?", "<p>What melts?</p>").replace("A fuse", "<p>A fuse</p>")
    assert recognise(text.encode(), "quiz.txt") == "aiken"
    item = _only(text).item
    assert item is not None
    assert (item.stem, item.options[0].text, item.key) == ({"zh": "What melts?"}, {"zh": "A fuse"}, "a")
    assert recognise(b"<p:assessmentItem xmlns:p='x'>ANSWER: A</p:assessmentItem>", "a.xml") == "qti"
    assert recognise(b"<p>nothing of a question</p>", "a.xml") == "qti"


@pytest.mark.parametrize(
    ("line", "stem", "key"),
    [
        ("1. 铜丝可以代替。 答案：错", "铜丝可以代替。", False),
        ("1. 铜丝可以代替。正确答案：错", "铜丝可以代替。", False),
        ("1. 铜丝可以代替（　）　答案: √", "铜丝可以代替（　）", True),
    ],
)
def test_an_answer_may_stand_behind_its_statement(line: str, stem: str, key: bool) -> None:
    entry = _only(f"三、判断题\n{line}\n")
    assert entry.item is not None
    assert (entry.item.kind, entry.item.stem, entry.item.key) == (Kind.TRUE_FALSE, {"zh": stem}, key)


def test_an_answer_behind_the_last_option_is_said_where_no_heading_names_types() -> None:
    entry = _only("什么会熔断？\nA. 铜 B. 铁 答案：B\n")
    assert entry.item is not None
    assert (entry.item.key, entry.item.options[1].text) == ("b", {"zh": "铁"})
    assert entry.remarks[0].code == "ambiguous"


@pytest.mark.parametrize("stem", ["请选出正确答案：", "答案在哪里？", "怎样写答案：用笔"])
def test_a_stem_that_speaks_of_answers_is_no_answer(stem: str) -> None:
    entry = _only(f"{stem}\nA) 铜\nB) 铁\nANSWER: B\n")
    assert entry.item is not None
    assert entry.item.stem == {"zh": stem}
