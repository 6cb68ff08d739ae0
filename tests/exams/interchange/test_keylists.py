"""Typed papers whose keys stand below the questions: matched by number, refused where the numbers contradict."""

import pytest

from lms.exams.interchange import formats
from lms.exams.interchange.aiken import read_aiken
from tests.exams.interchange.test_aiken import _entries
from tests.exams.interchange.test_headed import _said
from tests.support.pace import at_most

CHOICES = "一、单选题\n1. 甲\nA. 铜\nB. 铁\n2. 乙\nA. 铜\nB. 铁\n3. 丙\nA. 铜 B. 铁 C. 木\n"
TRUTHS = "二、判断题\n1. 铜是导体。\n2. 木是导体。\n"
WORDS = "三、填空题\n1. ____和____是单位。\n四、简答题\n1. 什么是短路？\n"


def keys(text: str) -> list[object]:
    return [
        entry.item.key if entry.item else (entry.remarks[0].code, entry.remarks[0].detail)
        for entry in _entries(text)
    ]


@pytest.mark.parametrize(
    "listed",
    [
        "参考答案：1.A 2.B 3.C\n",
        "参考答案\n1.A 2.B 3.C\n",
        "答案：1-3 ABC\n",
        "答案：\n1-3：A B C\n",
        "答案：１．Ａ　２．Ｂ　３．Ｃ\n",
        "标准答案：1、A；2、B；3、C。\n",
        "参考答案及解析\n一、单选题\n1. A\n2. B\n3. C\n",
        "答案：1-2 AB 3.C\n",
        "Answer key: 1.a 2.b 3.c\n",
    ],
)
def test_a_list_of_keys_gives_each_question_its_own(listed: str) -> None:
    text = CHOICES + listed
    assert formats.recognise(text.encode(), "a.txt") == "aiken"
    assert keys(text) == ["a", "b", "c"]


def test_a_list_for_the_whole_paper_goes_by_its_headings() -> None:
    listed = "参考答案\n一、单选题\n1-3 ABC\n二、判断题\n1.√ 2.×\n三、填空题\n1. 安培；伏特\n"
    listed += "四、简答题\n1. 相线与零线\n直接相连\n"
    found = _said(CHOICES + TRUTHS + WORDS + listed)
    assert [key for _kind, _stem, key in found[:5]] == ["a", "b", "c", True, False]
    gaps, phrases = (key for _kind, _stem, key in found[5:])
    assert [list(gap.accepted) for gap in gaps] == [["安培"], ["伏特"]]
    assert phrases == ("相线与零线\n直接相连",)


def test_lists_below_each_section_are_of_that_section() -> None:
    text = CHOICES + "答案：1-3 ABC\n" + TRUTHS + "答案：1-2 √×\n"
    assert keys(text) == ["a", "b", "c", True, False]


def test_a_list_without_headings_goes_run_by_run() -> None:
    assert keys(CHOICES + TRUTHS + "参考答案：1.A 2.B 3.C 1.对 2.错\n") == ["a", "b", "c", True, False]


def test_numbers_that_go_on_over_all_sections_are_matched_by_number() -> None:
    truths = TRUTHS.replace("1. ", "4. ").replace("2. ", "5. ")
    assert keys(CHOICES + truths + "参考答案：1-3 ABC 4-5 √×\n") == ["a", "b", "c", True, False]


def test_several_letters_of_a_question_stay_together() -> None:
    text = "一、多选题\n1. 甲\nA. 铜\nB. 铁\nC. 木\n2. 乙\nA. 铜\nB. 铁\nC. 木\n答案：1-2 AB ABC\n"
    assert keys(text) == [("a", "b"), ("a", "b", "c")]


@pytest.mark.parametrize(
    ("listed", "counts"),
    [
        ("答案：1-3 ABCD\n", "4 / 3"),
        ("答案：1-4 ABCA\n", "4 / 3"),
        ("答案：1.A 2.B\n", "2 / 3"),
        ("答案：1.A 2.B 2.C\n", "3 / 3"),
        ("答案：2.A 3.B 4.C\n", "3 / 3"),
    ],
)
def test_a_list_with_other_numbers_gives_nobody_a_key(listed: str, counts: str) -> None:
    assert keys(CHOICES + listed) == [("keys_do_not_fit", counts)] * 3


def test_a_section_that_the_list_leaves_out_has_no_keys_and_the_others_have_theirs() -> None:
    listed = "参考答案\n一、单选题\n1-3 ABC\n"
    assert keys(CHOICES + TRUTHS + listed) == ["a", "b", "c", *[("keys_do_not_fit", "0 / 2")] * 2]


def test_a_list_that_does_not_fit_spoils_no_other_section() -> None:
    text = CHOICES + "答案：1-4 ABCA\n" + TRUTHS + "答案：1.对 2.错\n"
    assert keys(text) == [*[("keys_do_not_fit", "4 / 3")] * 3, True, False]


def test_a_list_that_contradicts_the_answer_below_a_question_refuses_it() -> None:
    text = "一、单选题\n1. 甲\nA. 铜\nB. 铁\n答案：A\n2. 乙\nA. 铜\nB. 铁\n答案：B\n参考答案：1.A 2.A\n"
    assert keys(text) == ["a", ("ambiguous", "B / A")]


def test_a_plain_paper_without_headings_gets_its_keys_too() -> None:
    text = "1. 甲\nA. 铜\nB. 铁\n2. 乙\nA. 铜\nB. 铁\n参考答案：1.A 2.B\n"
    assert keys(text) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("四、简答题\n1. 如何断电？\n答案：\n先拉闸\n再验电\n", ("先拉闸\n再验电",)),
        ("三、填空题\n1. ____和____\n答案：1.安 2.伏\n", None),
        ("一、单选题\n1. 甲\nA. 铜\nB. 铁\n答案：A\n", "a"),
    ],
)
def test_an_answer_of_one_question_is_no_list(text: str, key: object) -> None:
    (entry,) = _entries(text)
    assert entry.item is None or key is None or entry.item.key == key


def test_the_list_itself_is_said_to_be_no_question() -> None:
    reading = read_aiken((CHOICES + "答案：1-3 ABC\n").encode())
    assert [(one.place, one.code, one.words) for one in reading.asides] == [
        ("line 10", "answer_list", "答案：1-3 ABC")
    ]


def test_words_for_types_that_mean_different_things_are_said_and_unknown_ones_refused() -> None:
    text = (
        "四、计算题\n1. 求电流\n答案：2A\n五、识图题\n1. 看图\n答案：略\n2. 符号是\nA. 灯\nB. 闸\n答案：B\n"
    )
    found = [(e.item and e.item.kind, *(r.code for r in e.remarks)) for e in _entries(text)]
    assert found == [
        ("short_answer", "type_assumed"),
        (None, "type_not_supported"),
        ("single", "type_assumed"),
    ]


def test_hostile_lists_take_no_time() -> None:
    lines = "1-9999 " + "A" * 1900 + "\n"
    lines += "附" + " " * 1_900 + "答案\n答案：1 - 5" + " " * 1_900 + "\n"
    text = CHOICES + "答案：" + lines * 1_000 + "参考答案\n" * 5_000 + "1." * 50_000
    with at_most(4):
        _entries(text)
