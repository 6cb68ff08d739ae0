"""Somebody says what the columns of a file mean: what is asked, what is kept, what does not fit."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lms.exams.errors import (
    FileNotReady,
    MappingNotFound,
    UnusableName,
)
from lms.exams.intake import operations
from lms.exams.intake.mappings import get_mapping
from lms.exams.intake.models import QuestionUpload
from lms.exams.intake.operations import ToCorrect, ToMap
from lms.exams.intake.reading import Wishes
from tests.exams.intake.dialogues import (
    GBK,
    actor_of,
    fresh,
    read,
    sent,
    taken,
)
from tests.exams.interchange.tables_samples import xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]
OWN_WORDS = xlsx(题库=[["题型", "题干", "选项A", "选项B", "答案"], ["情景题", "乙？", "断电", "浇水", "A"]])


def now():
    return timezone.now()


def mapped(row: QuestionUpload, **changes: object) -> QuestionUpload:
    """Say that the proposal is right, or with changes of the first sheet's conventions, and have it read."""
    written = row.mapping
    if changes:
        first = {**written["sheets"][0]}
        first["conventions"] = {**first["conventions"], **changes}
        written = {**written, "sheets": [first, *written["sheets"][1:]]}
    operations.map_upload(uuid=row.uuid, said=ToMap(written), actor=actor_of(row.by), now=now())
    return read(row)


def test_a_table_waits_until_somebody_says_what_its_columns_mean(who):
    row = read(sent(who, GBK))
    assert (row.state, row.found["encoding"]) == ("mapping", "gb18030")
    sheet = row.look["sheets"][0]
    assert [column["header"] for column in sheet["columns"]] == ["题型", "题干", "选项", "答案"]
    assert sheet["sample"][0] == [2, ["单选", "触电后先做什么？", "A.断电 B.浇水 C.拉人", "A"]]
    with pytest.raises(FileNotReady):
        operations.confirm_upload(uuid=row.uuid, round_=row.round, actor=actor_of(who), now=now())
    row = mapped(row)
    assert (row.state, [entry[2] for entry in row.report]) == ("ready", ["imported", "imported"])
    assert taken(row).origin.mapping == row.mapping


def test_words_of_the_schools_own_are_asked_once_and_then_left_out_or_understood(who):
    row = read(sent(who, OWN_WORDS, "a.xlsx"))
    assert row.look["sheets"][0]["types"] == [["情景题", 1, ""]]
    left = mapped(row)
    assert (left.state, left.report[0][2]) == ("ready", "refused"), "asked before, not answered: left out"
    again = mapped(left, types={"情景题": "single"})
    assert (again.state, again.report[0][2]) == ("ready", "imported")


def test_another_choice_of_columns_brings_up_new_questions(who):
    book = xlsx(题库=[["题干", "选项A", "选项B", "答案", "备注"], ["乙？", "断电", "浇水", "A", "情景题"]])
    row = read(sent(who, book, "a.xlsx"))
    first = {**row.mapping["sheets"][0]}
    first["columns"] = [*first["columns"][:4], {"column": "E", "role": "type"}]
    said = ToMap({**row.mapping, "sheets": [first]})
    operations.map_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    row = read(row)
    assert row.state == "mapping"
    assert row.look["sheets"][0]["types"] == [["情景题", 1, ""]]
    assert [each["code"] for each in row.look["decisions"]] == ["type_word"]


def test_a_mapping_is_saved_and_reads_the_next_file(who):
    row = read(sent(who, GBK))
    whole = {**row.mapping, "sheets": [{**row.mapping["sheets"][0], "sheet": "*"}]}
    said = ToMap(row.mapping, "老系统", whole)
    operations.map_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    assert get_mapping("老系统") == whole
    table = [["题型", "题干", "选项", "答案"], ["判断", "新题。", None, "√"]]
    other = read(sent(who, xlsx(Sheet9=table), "new.xlsx"))
    operations.map_upload_as_saved(uuid=other.uuid, name="老系统", actor=actor_of(who), now=now())
    assert [entry[2] for entry in read(other).report] == ["imported"]
    with pytest.raises(MappingNotFound):
        operations.map_upload_as_saved(uuid=other.uuid, name="nobody's", actor=actor_of(who), now=now())


def test_a_saved_mapping_that_does_not_fit_says_where(who):
    row = read(sent(who, GBK))
    said = ToMap(
        row.mapping, "老系统", {**row.mapping, "sheets": [{**row.mapping["sheets"][0], "sheet": "*"}]}
    )
    operations.map_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    other = read(sent(who, xlsx(Sheet9=[["题干", "答案"], ["新题。", "√"]]), "new.xlsx"))
    operations.map_upload_as_saved(uuid=other.uuid, name="老系统", actor=actor_of(who), now=now())
    other = read(other)
    assert other.state == "mapping"
    assert "sheet Sheet9, column A" in {problem["place"] for problem in other.problems}
    assert "header_differs" in {problem["code"] for problem in other.problems}


@pytest.mark.parametrize("name", [" ", "x" * 61, "a\x00b", "a\nb"])
def test_a_mapping_needs_a_name_or_nothing_is_done(who, name):
    row = read(sent(who, GBK))
    with pytest.raises(UnusableName):
        operations.map_upload(uuid=row.uuid, said=ToMap(row.mapping, name), actor=actor_of(who), now=now())
    assert fresh(row).state == "mapping"


def test_a_language_that_is_corrected_keeps_what_the_columns_mean(who):
    row = mapped(read(sent(who, GBK)))
    said = ToCorrect("NEW", Wishes("", "", "en"))
    operations.correct_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    row = read(row)
    assert (row.state, row.bank, row.found["languages"]) == ("ready", "NEW", ["en"])
    said = ToCorrect("NEW", Wishes("", "gb18030", "en"))
    operations.correct_upload(uuid=row.uuid, said=said, actor=actor_of(who), now=now())
    assert read(row).state == "mapping", "with another encoding it may be another table"


def test_a_yes_to_an_older_report_takes_nothing_in(who):
    row = mapped(read(sent(who, GBK)))
    shown = row.round
    operations.map_upload(uuid=row.uuid, said=ToMap(row.mapping), actor=actor_of(who), now=now())
    with pytest.raises(FileNotReady):
        operations.confirm_upload(uuid=row.uuid, round_=shown, actor=actor_of(who), now=now())
    read(row)
    with pytest.raises(FileNotReady):
        operations.confirm_upload(uuid=row.uuid, round_=shown, actor=actor_of(who), now=now())


def test_progress_of_ten_thousand_rows_is_told_as_it_goes(who):
    rows = [f"第{number}题？,甲{number},乙,A" for number in range(3000)]
    content = "\n".join(["题干,选项A,选项B,答案", *rows]).encode()
    row = read(sent(who, content, "big.csv"))
    row.mapping["sheets"][0]["conventions"] = {"type_by_answer": True}
    operations.map_upload(uuid=row.uuid, said=ToMap(row.mapping), actor=actor_of(who), now=now())
    heard: list[tuple[int, float]] = []
    operations.read_upload(
        uuid=row.uuid,
        now=now(),
        parts=lambda part: lambda done, total: heard.append((part, done / total)),
    )
    assert fresh(row).state == "ready"
    assert heard == sorted(heard)
    assert len([1 for part, _share in heard if part == 1]) >= 5
    assert len([1 for part, _share in heard if part == 2]) >= 10
    assert heard[-1] == (2, 1.0)
