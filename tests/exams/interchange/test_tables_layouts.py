"""Every small sheet gives exactly the entries, kinds and keys that stand beside it."""

import json

import pytest

from lms.exams.interchange.drafts import Status
from lms.exams.interchange.tables import from_json, look, look_as_json
from tests.exams.interchange import (
    tables_answers,
    tables_layouts,
    tables_papers,
    tables_platforms,
    tables_schools,
    tables_statements,
    tables_unheaded,
)
from tests.exams.interchange.tables_samples import Sample, outcome, read, xlsx

_SAMPLES = (
    *tables_answers.SAMPLES,
    *tables_layouts.SAMPLES,
    *tables_platforms.SAMPLES,
    *tables_schools.SAMPLES,
    *tables_papers.SAMPLES,
    *tables_statements.SAMPLES,
    *tables_unheaded.SAMPLES,
)


@pytest.mark.parametrize("sample", _SAMPLES, ids=lambda sample: sample.name)
def test_a_sheet_gives_exactly_what_stands_in_it(sample: Sample) -> None:
    seen = look(sample.data)
    assert tuple(decision.code for decision in seen.decisions) == sample.decisions
    assert seen.needs_mapping
    reading = read(sample.data, sample.decided, sample.defaults)
    assert tuple(outcome(entry) for entry in reading.entries) == sample.outcomes
    if sample.asides is not None:
        assert (
            tuple(f"{one.place.rpartition('row ')[2]} {one.code}" for one in reading.asides) == sample.asides
        )


def test_every_entry_says_where_it_stands_and_why_it_was_refused() -> None:
    reading = read(xlsx(单选=[["题干", "选项A", "选项B", "答案"], ["甲", "1x", "2x", "Z"]]))
    (entry,) = reading.entries
    assert entry.place == "sheet 单选, row 2"
    assert (entry.status, entry.remarks[0].code, entry.remarks[0].detail) == (
        Status.REFUSED,
        "key_unusable",
        "Z",
    )


def test_what_stands_beside_a_question_comes_along() -> None:
    heading = [
        "试题编号",
        "章节",
        "知识点",
        "题干",
        "选项A",
        "选项B",
        "答案",
        "解析",
        "分值",
        "年份",
        "难度",
        "来源",
    ]
    row = ["DG-7", "第一章", "欧姆定律", "甲", "1x", "2x", "A", "因为", "2分", "2021年", "易", "教材"]
    (entry,) = read(xlsx(单选题=[heading, row])).entries
    item = entry.item
    assert entry.status == Status.IMPORTED
    assert item is not None
    assert (item.code, item.topic, item.rationale) == ("DG-7", "第一章 / 欧姆定律", {"zh": "因为"})
    assert (str(item.marks), item.year, item.difficulty, item.source) == ("2", 2021, "易", "教材")


def test_a_value_that_cannot_be_read_is_named_and_the_question_kept() -> None:
    rows = [["题干", "选项A", "选项B", "答案", "分值", "年份"], ["甲", "1x", "2x", "A", "很多", "去年"]]
    (entry,) = read(xlsx(单选题=rows)).entries
    assert [(remark.code, remark.detail) for remark in entry.remarks] == [
        ("value_unusable", "很多"),
        ("value_unusable", "去年"),
    ]
    assert entry.item is not None


def test_both_languages_are_read_from_their_columns() -> None:
    heading = [
        "中文题干",
        "英文题干",
        "选项A（中文）",
        "选项A（英文）",
        "选项B（中文）",
        "选项B（英文）",
        "答案",
    ]
    (entry,) = read(xlsx(单选=[heading, ["导体", "conductor", "铜", "copper", "木", "wood", "A"]])).entries
    assert entry.item is not None
    assert entry.item.stem == {"zh": "导体", "en": "conductor"}
    assert entry.item.options[1].text == {"zh": "木", "en": "wood"}


def test_looking_shows_titles_samples_and_how_sure_each_column_is() -> None:
    (sheet,) = look(
        xlsx(
            单选题=[
                ["某校题库"],
                ["题干", "选项A", "选项B", "参考答案说明", "经办"],
                ["甲", "1x", "2x", "A", "张"],
            ]
        )
    ).sheets
    assert (sheet.titles, sheet.header_row, sheet.rows) == (("某校题库",), 2, 1)
    assert [(column.role, str(column.certainty)) for column in sheet.columns] == [
        ("stem", "certain"),
        ("option", "certain"),
        ("option", "certain"),
        ("answer", "likely"),
        ("ignored", "unknown"),
    ]
    assert sheet.columns[4].samples == ("张",)


def test_what_was_seen_can_be_printed_and_its_proposal_used() -> None:
    seen = look(xlsx(判断题=[["题干", "答案"], ["甲", "A"]]))
    printed = json.loads(json.dumps(look_as_json(seen)))
    assert printed["needs_mapping"] is True
    assert printed["decisions"][0]["code"] == "truth_words"
    assert printed["sheets"][0]["columns"][0]["role"] == "stem"
    assert from_json(printed["proposal"]) == seen.proposal


def test_a_code_that_comes_twice_says_where_it_stood_first() -> None:
    rows = [
        [code, stem, "1x", "2x", "A"]
        for code, stem in (("A-1", "甲"), ("A-1", "乙"), ("7", "丙"), ("7", "丁"))
    ]
    reading = read(xlsx(单选=[["试题编号", "题干", "选项A", "选项B", "答案"], *rows]))
    said = [[(each.code, each.detail) for each in entry.remarks] for entry in reading.entries]
    assert said == [[], [("code_repeated", "sheet 单选, row 2")], [], []]


def test_a_type_is_taken_out_of_the_stem_where_nothing_says_another() -> None:
    rows = [
        ["题型", "题目", "选项", "答案"],
        [None, "（单选题，2 分）甲是（ ）", "A.铜\nB.铁", "A"],
        ["多选题", "（单选题）乙", "A.铜\nB.铁", "A"],
        ["单选题", "丙[单选题]", "A.铜\nB.铁", "A"],
    ]
    items = [entry.item for entry in read(xlsx(题库=rows)).entries]
    assert [item and (item.kind, item.stem["zh"]) for item in items] == [
        ("single", "甲是（ ）"),
        ("multiple", "（单选题）乙"),
        ("single", "丙"),
    ]
