"""Papers of learning and survey platforms: types stand in the questions, right options are marked in the text."""

import pytest

from lms.exams.interchange import formats
from lms.exams.interchange.drafts import Kind
from lms.exams.interchange.tagged import lines_of
from tests.exams.interchange.tables_samples import outcome
from tests.support.pace import at_most

SURVEY = """1. 发现有人触电先做什么？ [单选题] *
A. 切断电源（正确答案）
B. 拉开伤者
答案解析：先断电才能施救。

2. 下列哪些是绝缘材料？ [多选题]
A. 橡胶（正确答案）
B. 铜
C. 陶瓷(正确答案)

3. 铜是导体。 [判断题]
对（正确答案）
错

4. 低压单相电压是____伏。 [填空题]
答案：220
"""
BARE = """1. 发现有人触电先做什么？[单选题]
切断电源 (正确答案)
拉开伤者

2. 木是导体。[判断题]
正确
错误 (正确答案)
"""
LEARNING = """1. (单选题)发现有人触电先做什么？
A. 切断电源
B. 拉开伤者
我的答案: B:拉开伤者;
正确答案: A:切断电源;

2. (多选题)下列哪些是绝缘材料？
A. 橡胶
B. 铜
C. 陶瓷
我的答案: AB:橡胶; 铜;
正确答案: AC:橡胶; 陶瓷;

3. (判断题)铜是导体。
A. 对
B. 错
我的答案: 错
正确答案: 对

4. (填空题)单相____伏，三相____伏。
我的答案：
(1) 110
(2) 220
正确答案：
(1) 220
(2) 380
"""
CLASSROOM = """[单选题] 发现有人触电先做什么？
A. 切断电源
B. 拉开伤者
答案：A
[多选题] 下列哪些是绝缘材料？
A. 橡胶
B. 铜
C. 陶瓷
答案：AC
[判断题] 铜是导体。
答案：正确
"""


def read(text: str):
    data = text.encode()
    assert formats.recognise(data, "paper.txt") == "aiken"
    return list(formats.read(data, "aiken").entries)


def outcomes(text: str) -> list[str]:
    return [outcome(entry).partition(" ")[2] for entry in read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SURVEY, ["1 single 切断电源", "7 multiple 橡胶,陶瓷", "12 true_false yes", "16 fill_in 220"]),
        (SURVEY.replace("\n", "\r\n"), None),
        (BARE, ["1 single 切断电源", "5 true_false no"]),
        (LEARNING, ["1 single 切断电源", "7 multiple 橡胶,陶瓷", "14 true_false yes", "20 fill_in 220;380"]),
        (CLASSROOM, ["1 single 切断电源", "5 multiple 橡胶,陶瓷", "10 true_false yes"]),
    ],
)
def test_papers_of_platforms(text, expected):
    expected = expected or [
        "1 single 切断电源",
        "6 multiple 橡胶,陶瓷",
        "11 true_false yes",
        "15 fill_in 220",
    ]
    assert [each.partition(" ")[2] for each in outcomes(text)] == [
        each.partition(" ")[2] for each in expected
    ]
    for entry in read(text):
        words = entry.item.stem["zh"]
        assert "题]" not in words
        assert "题)" not in words
        assert not any("正确答案" in option.text["zh"] for option in entry.item.options)


def test_what_is_marked_and_what_is_answered_have_to_be_the_same():
    (one,) = read("1. 哪个导电？ [单选题]\nA. 铜（正确答案）\nB. 木\n答案：B\n")
    assert one.item is None
    (same,) = read("1. 哪个导电？ [单选题]\nA. 铜（正确答案）\nB. 木\n答案：A\n")
    assert same.item.key == "a"


@pytest.mark.parametrize("answer", ["A:木;", "AB:铜; 木;", "A:铜; 木;", "C:铁;"])
def test_an_answer_whose_words_are_of_other_options_is_refused(answer):
    (one,) = read(f"1. (单选题)哪个导电？\nA. 铜\nB. 木\n正确答案: {answer}\n")
    assert one.item is None


def test_an_answer_of_the_candidate_is_never_the_key():
    (one,) = read("1. (单选题)哪个导电？\nA. 铜\nB. 木\n我的答案: B:木;\n正确答案: A:铜;\n")
    assert (one.item.key, len(one.item.options)) == ("a", 2)
    (other,) = read("1. (单选题)哪个导电？\nA. 铜（正确答案）\nB. 木\n我的答案: B:木;\n")
    assert other.item.key == "a"
    (last,) = read("1. (单选题)哪个导电？\nA. 铜\nB. 木\n我的答案: B:木;\n正确答案:\n")
    assert last.item is None


def test_a_statement_beside_options_that_say_something_else_is_refused():
    (one,) = read("1. (判断题)铜导电。\nA. 铜\nB. 木\n正确答案: 对\n")
    assert one.item is None


def test_a_paper_that_names_the_types_of_some_questions_only_is_read_as_before():
    text = "1. 哪个导电？\nA. 铜\nB. 木\n答案：A\n\n2. [多选题]哪些导电？\nA. 铜\nB. 铁\n答案：AB\n"
    assert read(text)[0].item.kind == Kind.SINGLE
    assert not any(line.content == Kind.MULTIPLE for line in lines_of(text))


@pytest.mark.parametrize(
    "row", ["1. 甲（单选题）" + "（" * 200, "[单选题]" * 50, "（正确答案）" * 60, "我的答案：" * 60]
)
def test_hostile_papers_take_no_time(row):
    with at_most(5):
        lines_of(f"{row}\n" * 2_000)
