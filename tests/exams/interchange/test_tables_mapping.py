"""A mapping can be written down and used again; what of it does not fit a file is said by column or row."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.exams.interchange.drafts import Kind, Status
from lms.exams.interchange.tables import (
    Mapping,
    SheetMapping,
    UnusableMapping,
    apply_mapping,
    check_file,
    check_mapping,
    from_json,
    look,
    to_json,
)
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.mapping import ANSWER_STYLES, ColumnUse, Conventions
from tests.exams.interchange.tables_samples import outcome, read, xlsx

_ROWS = [["题干", "选项A", "选项B", "答案"], ["甲", "铜", "木", "A"], ["乙", "铜", "木", "B"]]


def _written(**more: Any) -> dict[str, Any]:
    columns = [
        {"column": "A", "role": "stem"},
        {"column": "B", "role": "option", "letter": "a"},
        {"column": "C", "role": "option", "letter": "b"},
        {"column": "D", "role": "answer"},
    ]
    sheet = {
        "sheet": "*",
        "header_row": 1,
        "columns": columns,
        "defaults": {"type": "single"},
        "conventions": {},
    }
    return {"version": 1, "language": "zh", "sheets": [sheet | more]}


def test_a_mapping_written_by_hand_reads_every_sheet_it_names() -> None:
    seen = look(xlsx(一=_ROWS, 二=[["题干", "选项A", "选项B", "答案"], ["丙", "铜", "木", "B"]]))
    reading = apply_mapping(
        from_json(_written(defaults={"type": "single", "topic": "安全", "marks": "2"})), seen.book
    )
    assert [entry.place for entry in reading.entries] == [
        "sheet 一, row 2",
        "sheet 一, row 3",
        "sheet 二, row 2",
    ]
    assert [outcome(entry) for entry in reading.entries] == ["2 single 铜", "3 single 木", "2 single 木"]
    assert {(str(entry.item.marks), entry.item.topic) for entry in reading.entries if entry.item} == {
        ("2", "安全")
    }


def test_columns_in_english_stand_in_english() -> None:
    seen = look(xlsx(一=_ROWS))
    (first, _) = apply_mapping(from_json(_written() | {"language": "en"}), seen.book).entries
    assert first.item is not None
    assert first.item.stem == {"en": "甲"}


def test_without_a_type_a_row_is_refused_not_guessed() -> None:
    seen = look(xlsx(一=_ROWS))
    reading = apply_mapping(from_json(_written(defaults={})), seen.book)
    assert {entry.remarks[0].code for entry in reading.entries} == {"type_unknown"}
    assert reading.counted()["status"] == {Status.REFUSED: 2}


def test_a_proposal_can_be_written_down_and_used_on_the_next_file() -> None:
    saved = json.dumps(to_json(look(xlsx(单选题=_ROWS)).proposal), ensure_ascii=False)
    following = look(xlsx(单选题=[*_ROWS, ["丙", "铜", "木", "A"]]))
    mapping = from_json(json.loads(saved))
    assert check_file(mapping, following.book) == []
    assert len(apply_mapping(mapping, following.book).entries) == 3


def test_a_saved_mapping_that_no_longer_fits_says_where() -> None:
    mapping = look(xlsx(单选题=_ROWS)).proposal
    moved = look(
        xlsx(单选题=[["题干", "答案", "选项A"], ["甲", "A", "铜"]], 判断题=[["题干", "答案"], ["乙", "对"]])
    )
    problems = [(sheet, each.code, each.place) for sheet, each in check_file(mapping, moved.book)]
    assert problems == [
        ("单选题", "header_differs", "column B"),
        ("单选题", "header_differs", "column C"),
        ("单选题", "column_empty", "column D"),
        ("单选题", "header_differs", "column D"),
        ("判断题", "sheet_not_mapped", ""),
    ]
    gone = look(xlsx(多选题=_ROWS))
    assert ("单选题", "sheet_missing") in [
        (sheet, each.code) for sheet, each in check_file(mapping, gone.book)
    ]


@pytest.mark.parametrize(
    ("columns", "header_row", "problems"),
    [
        ((ColumnUse(0, Role.STEM),), 1, [("no_answer_column", "")]),
        ((ColumnUse(3, Role.ANSWER),), 1, [("no_stem_column", "")]),
        (
            (ColumnUse(0, Role.STEM), ColumnUse(1, Role.STEM), ColumnUse(3, Role.ANSWER)),
            1,
            [("column_twice", "column B")],
        ),
        (
            (ColumnUse(0, Role.STEM), ColumnUse(1, Role.OPTION), ColumnUse(3, Role.ANSWER)),
            1,
            [("letter_missing", "column B")],
        ),
        ((ColumnUse(0, Role.STEM), ColumnUse(30, Role.ANSWER)), 1, [("column_empty", "column AE")]),
        ((ColumnUse(0, Role.STEM), ColumnUse(3, Role.ANSWER)), 99, [("no_rows", "row 100")]),
        ((ColumnUse(0, Role.STEM), ColumnUse(1, Role.STEM, "en"), ColumnUse(3, Role.ANSWER)), 1, []),
    ],
)
def test_what_is_wrong_with_a_mapping_is_named(
    columns: tuple[ColumnUse, ...], header_row: int, problems: list[tuple[str, str]]
) -> None:
    (sheet,) = look(xlsx(一=_ROWS)).book.sheets
    found = check_mapping(SheetMapping("一", columns, header_row), sheet)
    assert [(each.code, each.place) for each in found] == problems


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ([], "version"),
        ({"version": 2}, "version"),
        ({"version": 1, "sheets": []}, "sheets"),
        ({"version": 1, "sheets": [1]}, "sheets[0]"),
        (_written() | {"language": "fr"}, "language"),
        (_written() | {"colour": 1}, "colour"),
        (_written(columns=[]), "sheets[0].columns"),
        (_written(columns=[{"column": "A", "role": "title"}]), "sheets[0].columns"),
        (_written(columns=[{"column": "a1", "role": "stem"}]), "sheets[0].columns"),
        (_written(columns=[{"column": "A", "role": "stem", "hue": "x"}]), "sheets[0].hue"),
        (_written(header_row=-1), "sheets[0].header_row"),
        (_written(first_row=True), "sheets[0].first_row"),
        (_written(defaults={"stem": "x"}), "sheets[0].defaults"),
        (_written(defaults={"type": "riddle"}), "sheets[0].defaults.type"),
        (_written(conventions=[]), "sheets[0].conventions"),
        (_written(conventions={"guess": True}), "sheets[0].conventions.guess"),
        (_written(conventions={"choice_answers": "maybe"}), "sheets[0].conventions.choice_answers"),
        (_written(conventions={"key_in_stem": 1}), "sheets[0].conventions.key_in_stem"),
        (_written(conventions={"true_words": "A"}), "sheets[0].conventions.true_words"),
        (_written(conventions={"types": {"x": "riddle"}}), "sheets[0].conventions.types"),
        (_written(conventions={"types": {"x": []}}), "sheets[0].conventions.types"),
    ],
)
def test_an_unusable_mapping_is_refused_with_the_place(value: Any, place: str) -> None:
    with pytest.raises(UnusableMapping) as caught:
        from_json(value)
    assert place in [problem.place for problem in caught.value.problems]


_words = st.text(min_size=1, max_size=8)
_uses = st.builds(
    ColumnUse,
    st.integers(0, 255),
    st.sampled_from(Role),
    st.sampled_from(["", "zh", "en"]),
    st.sampled_from(["", "a", "z"]),
    _words,
)
_conventions = st.builds(
    Conventions,
    choice_answers=st.sampled_from(ANSWER_STYLES),
    true_words=st.lists(st.sampled_from(["a", "对", "1"])).map(tuple),
    types=st.dictionaries(st.sampled_from(["甲", "乙题"]), st.sampled_from([str(Kind.SINGLE), "choice"])),
    option_separator=st.sampled_from(["", "、", "\n"]),
    key_in_stem=st.booleans(),
    own_layout=st.booleans(),
)
_sheets = st.builds(
    SheetMapping,
    _words,
    st.lists(_uses, min_size=1, max_size=5).map(tuple),
    st.integers(0, 50),
    st.integers(0, 50),
    st.dictionaries(st.sampled_from(["topic", "marks"]), _words),
    _conventions,
)


@settings(max_examples=50, deadline=None)
@given(st.lists(_sheets, min_size=1, max_size=3))
def test_a_mapping_survives_being_written_down(sheets: list[SheetMapping]) -> None:
    mapping = Mapping((*sheets, SheetMapping("x", (), is_left_out=True)))
    assert from_json(json.loads(json.dumps(to_json(mapping)))) == mapping
    assert from_json(to_json(replace(mapping, language="en"))).language == "en"


@pytest.mark.parametrize(
    ("rows", "language"),
    [
        ([["Question", "A", "B", "Answer"], ["Unit of current?", "Volt", "Ampere", "B"]], "en"),
        ([["题干", "A", "B", "答案"], ["Unit of current?", "Volt", "Ampere", "B"]], "en"),
        ([["Question", "A", "B", "Answer"], ["Unit of current?", "伏", "安", "B"]], "zh"),
        (
            [["Question", "Topic", "A", "B", "Answer"], ["Unit of current?", "电工", "Volt", "Ampere", "B"]],
            "en",
        ),
        ([["题干", "A", "B", "答案"], ["1 + 1 = ?", "1", "2", "B"]], "zh"),
    ],
)
def test_the_words_of_the_questions_say_their_language(rows: list[list[str]], language: str) -> None:
    data = xlsx(单选题=rows)
    assert look(data).proposal.language == language
    (entry,) = read(data).entries
    assert entry.item is not None
    assert list(entry.item.stem) == [language]
    assert look(data, language="zh").proposal.language == "zh"
