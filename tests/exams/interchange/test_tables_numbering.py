"""Numbers at the beginning of stems: of a sheet that counts its questions they are no words of theirs."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exams.interchange.tables import apply_mapping, look
from lms.exams.interchange.tables.numbering import counted_rows, without_number
from tests.exams.interchange.tables_samples import xlsx

HEAD = ["题型", "题目", "A", "B", "答案"]


def stems_of(*rows: list[Any]) -> list[str]:
    """Return the stems that come out of a sheet by its proposal."""
    seen = look(xlsx(题库=[HEAD, *rows]))
    reading = apply_mapping(seen.proposal, seen.book)
    return [entry.item.stem["zh"] for entry in reading.entries if entry.item]


def single(stem: str) -> list[str]:
    return ["单选题", stem, "对的", "错的", "A"]


def gap(stem: str) -> list[str]:
    return ["填空题", stem, "", "", "接地"]


COUNTED = [single("1、焊工作业先做什么？"), single("2．焊后做什么？"), single("（3）焊前查什么？")]
BARE = ["焊工作业先做什么？", "焊后做什么？", "焊前查什么？"]


def test_a_part_that_nobody_numbered_keeps_no_number_in_the_others():
    assert stems_of(*COUNTED, gap("电焊机外壳应____。")) == [*BARE, "电焊机外壳应____。"]


def test_headings_that_are_repeated_stand_between():
    assert stems_of(*COUNTED[:2], HEAD, *COUNTED[2:]) == BARE


def test_a_question_that_was_deleted_stops_no_counting():
    rows = [single(f"{number}、第{number}道讲什么？") for number in (1, 2, 4, 5, 6, 7)]
    assert stems_of(*rows)[2] == "第4道讲什么？"


def test_each_part_may_count_anew_and_a_sheet_may_go_on_from_another():
    anew = stems_of(*COUNTED, gap("1.外壳应____。"), gap("2.零线应____。"))
    assert anew == [*BARE, "外壳应____。", "零线应____。"]
    assert stems_of(single("41、先做什么？"), single("42、后做什么？")) == ["先做什么？", "后做什么？"]


@pytest.mark.parametrize(
    "other",
    [
        "1、断电 2、验电 3、接地，哪一步最要紧？",  # a list of its own
        "90. 这是温度，焊条要烘多久？",
        "1.5 mm² 的铜线能通多大电流？",
        "36、24、12伏中哪个安全？",
    ],
)
def test_what_is_no_number_of_a_question_stays(other):
    assert stems_of(*COUNTED, single(other))[-1] == other


@pytest.mark.parametrize(
    "stems",
    [
        ["1、断电以后做什么？", "谁来监护？"],
        ["1、断电以后做什么？", "谁来监护？", "谁来验电？", "2、谁来接地？", "谁来收工？"],
        ["3、断电", "9、验电", "20、接地"],
        ["2008. 标准叫什么？", "1. 它讲什么？", "谁写的？"],
    ],
)
def test_a_sheet_that_does_not_count_keeps_its_words(stems):
    assert stems_of(*map(single, stems)) == stems


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=30))
def test_rows_that_count_rise_or_begin_again(drawn):
    stems = [(row, f"{number}、题" if has else "题") for row, (number, has) in enumerate(drawn)]
    found = sorted(counted_rows(stems))
    assert all(stems[row][1] != "题" for row in found)
    assert not found or 2 * len(found) >= len(stems)
    numbers = [drawn[row][0] for row in found]
    assert all(after == 1 or before <= after for before, after in pairwise(numbers))
    assert all(without_number(stems[row][1]) == "题" for row in found)
