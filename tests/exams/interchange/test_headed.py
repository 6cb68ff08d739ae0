"""Typed papers: headings name the type of what follows, questions are numbered, options may stand on one line."""

import pytest

from lms.exams.interchange import formats
from lms.exams.interchange.drafts import Gap, Kind, Scoring
from tests.exams.interchange.test_aiken import _entries

PAPER = """某校电工题库
一、单选题（每题2分，共4分）
1. 电流的单位是（ ）。
A. 安培
B. 伏特
答案：A
解析：基本单位
2、36V是（ B ）
A. 高压 B. 安全电压 C. 低频

二、多项选择题
3. 属于导体的有
A、铜  B、铁
C、木
答案：A、B
三、判断题
4. 铜是导体。（ √ ）
5. 木是导体。
答案：错
6. 铁是导体
A. 正确
B. 错误
答案：A
四、填空题
7. ____和____是单位。
答案：安培；伏特
五、简答题
8. 什么是短路？
怎样避免？
答案：相线与零线直接相连
"""


def _said(text: str) -> list[tuple[object, ...]]:
    """Return of each entry its stem and key, or the reason for which it is refused."""
    return [
        (entry.item.kind, entry.item.stem["zh"], entry.item.key)
        if entry.item
        else (entry.remarks[0].code, entry.place)
        for entry in _entries(text)
    ]


def test_a_paper_gives_each_question_its_type_and_key() -> None:
    assert formats.recognise(PAPER.encode(), "a.txt") == "aiken"
    assert _said(PAPER) == [
        (Kind.SINGLE, "电流的单位是（ ）。", "a"),
        (Kind.SINGLE, "36V是（ ）", "b"),
        (Kind.MULTIPLE, "属于导体的有", ("a", "b")),
        (Kind.TRUE_FALSE, "铜是导体。（ ）", True),
        (Kind.TRUE_FALSE, "木是导体。", False),
        (Kind.TRUE_FALSE, "铁是导体", True),
        (Kind.FILL_IN, "____和____是单位。", (Gap({"安培": 1}), Gap({"伏特": 1}))),
        (Kind.SHORT_ANSWER, "什么是短路？\n怎样避免？", ("相线与零线直接相连",)),
    ]


def test_options_explanations_and_marking_come_along() -> None:
    entries = _entries(PAPER)
    items = [entry.item for entry in entries]
    assert items[0] is not None
    assert items[0].rationale == {"zh": "基本单位"}
    assert [option.text["zh"] for option in items[1].options] == ["高压", "安全电压", "低频"]
    assert [option.text["zh"] for option in items[2].options] == ["铜", "铁", "木"]
    assert [item.scoring for item in items[6:]] == [Scoring.PER_PART, Scoring.BY_HAND]
    said = [[remark.code for remark in entry.remarks] for entry in entries]
    assert said == [[], ["key_in_stem"], [], ["key_in_stem"], [], [], [], []]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("一、单选题\n1. 甲\nA. 铜\nB. 铁\n答案：AB\n", ("key_unusable", "line 2")),
        ("一、多选题\n1. 甲\nA. 铜\nB. 铁\n答案：AC\n", ("key_unusable", "line 2")),
        ("一、多选题\n1. 甲\nA. 铜\nC. 铁\n答案：AC\n", ("ambiguous", "line 2")),
        ("一、判断题\n1. 甲\n答案：也许\n", ("key_unusable", "line 2")),
        ("一、判断题\n1. 甲\n2. 乙\n答案：对\n", ("no_key", "line 2")),
        ("一、填空题\n1. ____和____\n答案：甲\n", ("key_unusable", "line 2")),
        ("一、填空题\n1. ____\n答案：甲|乙\n", ("ambiguous", "line 2")),
        ("一、单选题\n1. 甲（A）\nA. 铜\nB. 铁\n答案：B\n", ("ambiguous", "line 2")),
        ("一、判断题\n1. 甲（错误）\n答案：对\n", ("ambiguous", "line 2")),
        ("一、填空题\n1. 甲\nA. 铜\nB. 铁\n答案：A\n", ("ambiguous", "line 2")),
        ("一、实操题\n1. 甲\n答案：乙\n", ("type_not_supported", "line 2")),
        ("一、选择题\n1. 甲\nA. 铜\nB. 铁\n答案：AB\n", (Kind.MULTIPLE, "甲", ("a", "b"))),
        ("一、选择题\n1. 3.5V是\nA. 铜\nB. 铁\n答案：B\n", (Kind.SINGLE, "3.5V是", "b")),
        ("一、简答题\n1. 甲\n计算：1+1=?\n答案：2\n", (Kind.SHORT_ANSWER, "甲\n计算：1+1=?", ("2",))),
        ("一、选择题\n如图 2、3 端是\nA. 铜\nB. 铁\n答案：B\n", (Kind.SINGLE, "如图 2、3 端是", "b")),
        ("一、选择题\n3.5V是\nA. 铜\nB. 铁\n答案：B\n", (Kind.SINGLE, "3.5V是", "b")),
    ],
)
def test_what_a_heading_says_is_kept_to(text: str, outcome: tuple[object, ...]) -> None:
    assert _said(text)[0] == outcome


@pytest.mark.parametrize(
    ("text", "stem", "key", "remarks"),
    [
        ("一、单选题\n1. 甲（Ｂ）\nA. 铜\nB. 铁\n答案：B\n", "甲（ ）", "b", ["key_in_stem"]),
        ("一、多选题\n1. 甲（BA）。\nA. 铜\nB. 铁\n答案：A、B\n", "甲（ ）。", ("a", "b"), ["key_in_stem"]),
        ("一、判断题\n1. 甲（×）\n答案：错\n", "甲（ ）", False, ["key_in_stem"]),
        ("一、判断题\n1. 单位是安培（A）\n答案：对\n", "单位是安培（A）", True, []),
        ("一、简答题\n1. 单位（A）\n答案：乙\n", "单位（A）", ("乙",), []),
    ],
)
def test_a_key_in_the_stem_beside_an_answer_is_not_shown_to_those_examined(
    text: str, stem: str, key: object, remarks: list[str]
) -> None:
    (entry,) = _entries(text)
    assert entry.item is not None
    assert (entry.item.stem, entry.item.key) == ({"zh": stem}, key)
    assert [remark.code for remark in entry.remarks] == remarks


def test_plain_aiken_stays_what_it_is() -> None:
    text = "1. 哪个？\nA. see B. below\nB. y\nANSWER: B\n\nSingle choice\nA) x\nB) y\nANSWER: A\n"
    assert _said(text) == [(Kind.SINGLE, "1. 哪个？", "b"), (Kind.SINGLE, "Single choice", "a")]


def test_framed_words_facts_and_keys_before_a_statement_are_read() -> None:
    text = (
        "一、选择题\n1.甲（2分）\nA.铜\nB.木\n【答案】A\n【解析】铜导电\n难度：易\n知识点：导体\n分值：2分\n"
        "2.乙（ ）。A.铜 B.木\n【答案】B【难度】难\n"
        "二、判断题\n（√）1.丙。\n( × )2.丁。\n"
    )
    entries = _entries(text)
    items = [entry.item for entry in entries]
    assert [item and (item.stem["zh"], item.key) for item in items] == [
        ("甲（2分）", "a"),
        ("乙（ ）。", "b"),
        ("丙。（ ）", True),
        ("丁。（ ）", False),
    ]
    first, second = items[:2]
    assert first is not None
    assert (first.rationale, first.difficulty, first.topic, first.marks) == (
        {"zh": "铜导电"},
        "易",
        "导体",
        2,
    )
    assert second is not None
    assert (second.difficulty, [one.text["zh"] for one in second.options]) == ("难", ["铜", "木"])


def test_a_framed_answer_is_no_part_of_the_next_question() -> None:
    text = "1. 甲\nA. 铜\nB. 木\n【答案】A\n【解析】因为\n\n2. 乙\nA. 铜\nB. 木\n【正确答案】B\n"
    items = [entry.item for entry in _entries(text)]
    assert [item and (item.stem["zh"], item.key) for item in items] == [("1. 甲", "a"), ("2. 乙", "b")]
