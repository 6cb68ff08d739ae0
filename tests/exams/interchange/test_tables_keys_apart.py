"""Keys that stand below a table, or on a sheet of their own, come beside the questions by number, and that is asked."""

from typing import Any

import pytest

from lms.core.workbooks.cells import Sheet, Workbook
from lms.exams.interchange.tables import apply_mapping, look, unread_sheets
from lms.exams.interchange.tables.keyed import with_keys
from tests.exams.interchange.tables_samples import csv, outcome, xlsx
from tests.support.pace import at_most

HEAD = ["题号", "题目", "A", "B", "C", "D"]
WORDS = ["接地", "漏电", "绝缘", "短路", "过载", "断路"]


def asked(count: int, about: str = "电") -> list[list[Any]]:
    """Return some choices, counted from 1."""
    return [
        [n, f"{about}里{WORDS[n - 1]}指的是哪一种？", "甲", "乙", "丙", "丁"] for n in range(1, count + 1)
    ]


def read(data: bytes) -> tuple[list[str], list[str], list[str]]:
    """Return what comes out by the proposal, the codes of what is asked, and the places of lists of keys."""
    seen = look(data)
    reading = apply_mapping(seen.proposal, seen.book)
    lists = [each.place for each in reading.asides if each.code == "answer_list"]
    codes = [each.code for each in seen.decisions if each.code.startswith(("key", "no_answer"))]
    return [outcome(entry) for entry in reading.entries], codes, lists


STATEMENTS = [["题号", "题目"], [1, "铜导电。"], [2, "木导电。"]]
LISTS: dict[str, list[list[Any]]] = {
    "two columns": [["题号", "答案"], [1, "A"], [2, "B"], [3, "CD"]],
    "a title above": [["参考答案"], ["题号", "正确答案"], [1, "A"], [2, "B"], [3, "C、D"]],
    "two columns twice": [["题号", "答案", "题号", "答案"], [1, "A", 3, "CD"], [2, "B"]],
    "rows": [["题号", 1, 2, 3], ["答案", "A", "B", "CD"]],
    "a line": [["1.A 2.B 3.CD"]],
    "a range": [["1-3", "A B CD"]],
    "cells": [["1.A", "2.B", "3.CD"]],
    "pairs without headings": [[1, "A"], [2, "B"], [3, "CD"]],
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("sheet", ["答案", "Answer key"])
def test_a_sheet_of_keys(name, sheet):
    outcomes, codes, lists = read(xlsx(**{"不定项": [HEAD, *asked(3)], sheet: LISTS[name]}))
    keys = [each.partition(" ")[2].removeprefix("multiple ").removeprefix("single ") for each in outcomes]
    assert [key.partition(" (")[0] for key in keys] == ["甲", "乙", "丙,丁"]
    assert (codes, lists) == (["key_list"], [f"sheet {sheet}, row 1"])


@pytest.mark.parametrize(
    "below",
    [
        [["参考答案"], ["1-3 ABC"]],
        [["", "答案："], [1, "A"], [2, "B"], [3, "C"]],
        [["题号", "答案"], [1, "A"], [2, "B"], [3, "C"]],
        [["答案：1-3 ABC"]],
        [["正确答案", "", ""], ["1.A", "2.B", "3.C"]],
    ],
)
def test_keys_below_the_table(below):
    outcomes, codes, lists = read(xlsx(单选题=[HEAD, *asked(3), [], *below]))
    assert outcomes == ["2 single 甲", "3 single 乙", "4 single 丙"]
    assert codes == ["key_list"]
    assert lists == ["sheet 单选题, row 6"]


def test_keys_below_a_text_with_tabs_or_commas():
    rows = "\n".join(",".join(map(str, row)) for row in [HEAD, *asked(2)])
    data = csv(f"{rows}\n参考答案,,,,,\n1,B,,,,\n2,A,,,,\n")
    outcomes, codes, _lists = read(data)
    assert codes == ["key_list"]
    assert len(outcomes) == 2


def test_sections_that_count_anew_have_the_keys_below_their_own_words():
    paper = [HEAD, ["一、单选题"], *asked(2), ["二、判断题"], [1, "铜导电。"], [2, "木导电。"]]
    keys = [["一、单选题"], ["1.B 2.A"], ["二、判断题"], ["1.√ 2.×"]]
    outcomes, codes, _lists = read(xlsx(试卷=paper, 答案=keys))
    assert outcomes == ["3 single 乙", "4 single 甲", "6 true_false yes", "7 true_false no"]
    assert codes == ["key_list"]


def test_each_section_may_have_its_keys_below_it():
    rows = [
        HEAD,
        ["一、单选题"],
        *asked(2),
        ["答案：1-2 BA"],
        ["二、单选题"],
        *asked(3, "水"),
        ["答案："],
        [1, "C"],
    ]
    rows += [[2, "D"], [3, "A"], ["三、判断题"], [1, "铜导电。"], [2, "木导电。"]]
    outcomes, codes, _lists = read(xlsx(试卷=rows))
    of_choices = ["3 single 乙", "4 single 甲", "7 single 丙", "8 single 丁", "9 single 甲"]
    assert outcomes == [*of_choices, "15 no_key", "16 no_key"]
    assert codes == ["key_list"]


def test_one_list_for_several_sheets_names_their_types():
    keys = [
        ["题型", "题号", "答案"],
        ["判断题", 1, "对"],
        ["判断题", 2, "错"],
        ["单选题", 1, "D"],
        ["单选题", 2, "A"],
    ]
    outcomes, codes, _lists = read(xlsx(单选题=[HEAD, *asked(2)], 判断题=STATEMENTS, 答案=keys))
    assert outcomes == ["2 single 丁", "3 single 甲", "2 true_false yes", "3 true_false no"]
    assert codes == ["key_list", "key_list"]


def test_several_lists_are_for_the_sheets_that_they_are_named_after():
    first, second = [["题号", "答案"], [1, "A"], [2, "B"]], [["题号", "答案"], [2, "错"], [1, "对"]]
    data = xlsx(单选题=[HEAD, *asked(2)], 判断题=STATEMENTS, 判断题答案=second, **{"单选题-答案": first})
    assert read(data)[0] == ["2 single 甲", "3 single 乙", "2 true_false yes", "3 true_false no"]


def test_what_explains_a_key_comes_along():
    keys = [["题号", "答案", "解析"], [1, "A", "甲最好"], [2, "B", ""]]
    seen = look(xlsx(单选题=[HEAD, *asked(2)], 答案=keys))
    entries = apply_mapping(seen.proposal, seen.book).entries
    assert [entry.item.rationale for entry in entries] == [{"zh": "甲最好"}, {}]


@pytest.mark.parametrize(
    "keys",
    [
        [["题号", "答案"], [1, "A"], [2, "B"]],
        [["题号", "答案"], [1, "A"], [2, "B"], [4, "C"]],
        [["题号", "答案"], [1, "A"], [1, "B"], [3, "C"]],
        [["1-3 AB"], ["2.C"]],
    ],
)
def test_a_list_with_other_numbers_gives_no_key_and_that_is_said(keys):
    seen = look(xlsx(单选题=[HEAD, *asked(3)], 答案=keys))
    assert not [use for sheet in seen.proposal.sheets for use in sheet.columns if use.role == "answer"]
    assert "key_list_differs" in [each.code for each in seen.decisions]
    assert [each.sheet for each in unread_sheets(seen.book, seen.proposal)] == ["答案"]


def test_a_list_of_one_of_two_sheets_gives_neither_a_key():
    """Both count from 1: the keys may be of either."""
    seen = look(
        xlsx(单选题=[HEAD, *asked(2)], 判断题=STATEMENTS, 答案=[["题号", "答案"], [1, "A"], [2, "B"]])
    )
    assert [each.code for each in seen.decisions].count("key_list_differs") == 2


@pytest.mark.parametrize(
    "sheets",
    [
        {"单选题": [[*HEAD, "答案"], [*asked(1)[0], "A"]], "答案": [["题号", "答案"], [1, "B"]]},
        {"单选题": [HEAD, *asked(2)], "答案说明": [["本卷答案不外传"]]},
        {"单选题": [HEAD, *asked(2)], "人员": [["题号", "姓名"], [1, "A"], [2, "B"]]},
        {
            "判断题": [["题目", "备注"], ["铜导电（√）。", "一"], ["木导电（×）。", "二"]],
            "答案": [["1.× 2.√"]],
        },
    ],
)
def test_nothing_is_moved_where_answers_stand_already_or_there_is_no_list(sheets):
    seen = look(xlsx(**sheets))
    assert not any(sheet.key_lists for sheet in seen.book.sheets)


def test_large_tables_take_no_time():
    rows = {1: list(HEAD)} | {n + 1: [str(n), f"第{n}题指的是哪一种？", "甲", "乙"] for n in range(1, 9_001)}
    keys = {1: ["题号", "答案"]} | {n + 1: [str(n), "A"] for n in range(1, 9_001)}
    with at_most(5):
        book = with_keys(Workbook("xlsx", (Sheet("单选题", rows=rows), Sheet("答案", rows=keys))))
        assert book.sheets[0].key_lists[0].fits
        assert not book.sheets[1].rows
