"""What the command and the pages say of a whole file: what its questions have, lines that are none, unread sheets."""

import contextlib
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from lms.exams.intake.looks import look_as_kept
from lms.exams.intake.reading import Wishes, read_file
from lms.exams.intake.summing import facts_in_words, summary_as_kept
from lms.exams.interchange.tables import from_json, look, write_xlsx
from tests.exams.interchange.tables_samples import book, csv, saved, xlsx

pytestmark = pytest.mark.django_db

HEADINGS = ["题型", "题目", "选项A", "选项B", "答案", "解析", "章节", "难度"]
ROWS = [
    ["单选题", "甲", "铜", "木", "A", "因为", "第一章", "易"],
    ["多选题", "乙", "铜", "铁", "B", None, "第一章", None],
    ["判断题", "丙", None, None, "对", None, None, "难"],
    ["单选题", "丁", "铜", None, None, None, None, None],
    ["合计", None, None, None, None, None, None, None],
]


def said(tmp_path: Any, name: str, data: bytes, *, by_proposal: bool = True) -> dict[str, Any]:
    """Return what the command says of a file, read as it proposes."""
    path = tmp_path / name
    path.write_bytes(data)
    facts = _run(path)
    if by_proposal and "needs_mapping" in facts:
        mapping = tmp_path / "mapping.json"
        mapping.write_text(json.dumps(facts["needs_mapping"]["proposal"]))
        return _run(path, "--mapping", str(mapping))
    return facts


def _run(path: Any, *options: str) -> dict[str, Any]:
    output = io.StringIO()
    with contextlib.suppress(CommandError):
        call_command("import_items", str(path), "--bank", "OWN", "--json", *options, stdout=output)
    return json.loads(output.getvalue())


def hidden_book() -> bytes:
    made = book(题库=[HEADINGS, *ROWS], 旧题=[HEADINGS, ROWS[0]], 封面=[["某校"]])
    made["旧题"].sheet_state = "hidden"
    return saved(made)


def test_what_questions_have_and_lack_is_counted(tmp_path: Any) -> None:
    facts = said(tmp_path, "a.xlsx", hidden_book())
    assert facts["known"] == {
        "rationale": {"have": 1, "lack": 2},
        "topic": {"have": 2, "lack": 1},
        "difficulty": {"have": 2, "lack": 1},
    }
    assert facts["counts"]["type"] == {"single": 1, "multiple": 1, "true_false": 1}


def test_questions_without_a_topic_and_hidden_sheets_are_said(tmp_path: Any) -> None:
    facts = said(tmp_path, "a.xlsx", hidden_book())
    assert [note["code"] for note in facts["notes"]] == ["topic_missing", "hidden_sheet"]
    assert "旧题" in facts["notes"][1]["message"]
    assert facts["sheets_not_read"] == [
        {"sheet": "旧题", "rows": 2, "is_hidden": True},
        {"sheet": "封面", "rows": 1, "is_hidden": False},
    ]


def test_lines_that_are_no_questions_are_listed_with_what_they_are(tmp_path: Any) -> None:
    facts = said(tmp_path, "a.xlsx", hidden_book())
    (line,) = facts["not_questions"]
    assert (line["position"], line["reason"], line["words"]) == ("sheet 题库, row 6", "total_line", "合计")
    assert line["message"]
    assert not {"合计"} & {item["position"] for item in facts["items"]}


def test_a_refused_row_has_a_type_and_all_its_reasons(tmp_path: Any) -> None:
    rows = [["题目", "选项A", "选项B", "答案"], ["一、单选题（每题2分，共40分）"], ["甲", "铜", None, None]]
    facts = said(tmp_path, "a.xlsx", xlsx(题库=rows))
    (item,) = facts["items"]
    assert (item["type"], [one["code"] for one in item["remarks"]]) == (
        "single",
        ["too_few_options", "no_key"],
    )


def test_a_formula_without_its_value_names_the_cell_and_what_to_do(tmp_path: Any) -> None:
    rows = [["题目", "选项A", "选项B", "答案"], ["甲", "铜", "木", "=A1"]]
    (item,) = said(tmp_path, "a.xlsx", xlsx(单选题=rows))["items"]
    assert item["reason"] == "formula_without_value"
    assert "D2" in item["message"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("nothing.xlsx", xlsx(一=[]), "empty"),
        ("nothing.csv", b"", "empty"),
        (
            "headings.xlsx",
            xlsx(单选题=[["题干", "选项A", "选项B", "答案"]], 说明=[["请填写"]]),
            "no_questions",
        ),
        ("headings.csv", csv("题干,选项A,选项B,答案\n"), "no_questions"),
        ("letter.csv", csv("尊敬的老师：\n您好！\n附件是题库。\n"), "no_table"),
        ("letter.xlsx", xlsx(一=[["尊敬的老师："], ["您好！"]]), "no_table"),
        ("program.xlsx", b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + "程序".encode() * 300, "not_this_format"),
        ("program.csv", b"\x7fELF\x02\x01\x01" + bytes(60) + b"a,b\n" * 90, "not_this_format"),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(300), "not_this_format"),
    ],
)
def test_a_file_without_questions_gets_one_refusal_and_no_columns(
    tmp_path: Any, name: str, data: bytes, reason: str
) -> None:
    facts = said(tmp_path, name, data, by_proposal=False)
    assert facts["refused"]["reason"] == reason
    assert facts["refused"]["message"]
    assert "needs_mapping" not in facts


def test_a_table_that_nothing_recognises_is_asked_about_not_refused(tmp_path: Any) -> None:
    rows = [["Frage", "Antwort"], ["Was leitet?", "Kupfer"], ["Was nicht?", "Holz"]]
    facts = said(tmp_path, "a.xlsx", xlsx(Fragen=rows), by_proposal=False)
    assert [one["code"] for one in facts["needs_mapping"]["decisions"]] == ["sheet_left_out"]


def test_words_of_lines_are_decided_where_words_of_types_are() -> None:
    rows = [
        ["题目", "答案"],
        ["一、判断题"],
        ["甲", "对"],
        ["四、计算题"],
        ["乙", "2A"],
        ["五、识图题"],
        ["丙", "略"],
    ]
    seen = look(xlsx(题库=rows))
    (sheet,) = look_as_kept(seen, None)["sheets"]
    assert sheet["types"] == [["判断题", 1, "true_false"], ["计算题", 1, ""], ["识图题", 1, ""]]
    asked = [(one.code, one.detail) for one in seen.decisions]
    assert asked == [("type_word", "计算题 (1)"), ("type_word", "识图题 (1)")]
    assert dict(seen.proposal.sheets[0].conventions.types) == {"计算题": "short_answer"}


def test_words_for_right_and_wrong_are_shown_as_written() -> None:
    rows = [["题目", "答案"], ["甲", "True"], ["乙", "TRUE"], ["丙", "Ｆ"], ["丁", "错误"]]
    (sheet,) = look_as_kept(look(xlsx(判断题=rows)), None)["sheets"]
    assert sheet["truths"] == [["True", 2, "true"], ["Ｆ", 1, "false"], ["错误", 1, "false"]]


def test_an_export_has_one_word_for_right_and_one_for_wrong() -> None:
    rows = [
        ["题目", "选项A", "选项B", "答案"],
        ["甲", "正确", "错误", "A"],
        ["乙", "T", "F", "F"],
        ["丙", None, None, "√"],
    ]
    read = read_file(xlsx(判断题=rows), "a.xlsx", Wishes(), look(xlsx(判断题=rows)).proposal)
    exported = look(write_xlsx([entry.item for entry in read.reading.entries if entry.item]))
    answers = [texts[-1] for row, texts in sorted(exported.book.sheets[0].rows.items()) if row > 1]
    assert answers == ["对", "错", "对"]


def test_the_page_lists_the_same_in_words() -> None:
    data = hidden_book()
    read = read_file(data, "a.xlsx", Wishes(), look(data).proposal)
    with translation.override("zh-hans"):
        facts = [str(value) for _label, value in facts_in_words(summary_as_kept(read, []))]
    assert facts[3:] == ["合计行 (1)", "旧题", "封面"]
    assert from_json(read.mapping).sheets[1].is_left_out
