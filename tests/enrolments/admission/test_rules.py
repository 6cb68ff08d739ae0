"""What one row of an admission says: every problem is found, each names its cell, none names an identity number."""

import contextlib
from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from lms.enrolments.admission.columns import CHOICES, HEADS, Column, code_of, column_of_head
from lms.enrolments.admission.dates import NoDate, day_of
from lms.enrolments.admission.planning import Line
from lms.enrolments.admission.presentation import rarest_first
from lms.enrolments.admission.rules import Given, Known, Problem, Verdict, judge, read_row, repeated
from lms.enrolments.admission.words import words_of
from lms.enrolments.admission.workbooks import SheetRow
from tests.enrolments.admission.samples import TODAY, made_up_id, person


def read(**changed):
    return read_row({column: Given(str(text)) for column, text in person(1, **changed).items()}, today=TODAY)


def codes(**changed):
    return [(problem.column.value, problem.code) for problem in read(**changed).problems]


def test_a_right_row_is_understood_whole() -> None:
    entrant = read(certificates="叉车证").entrant
    assert entrant is not None
    assert (entrant.number, entrant.schooling, entrant.language) == ("700001", "junior", "hainanese")
    assert (entrant.sex, entrant.birth_date) == ("male", date(1901, 1, 2))
    assert (entrant.admitted_date, entrant.release_date) == (date(2026, 5, 11), date(2028, 5, 10))
    assert (entrant.is_fit, entrant.fitness_date) == (True, date(2026, 5, 12))
    assert (entrant.notice_date, entrant.consent) == (date(2026, 5, 11), "refused")
    assert made_up_id(1) not in repr(entrant)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"number": ""}, ("number", "missing")),
        ({"number": "26A101"}, ("number", "number_form")),
        ({"number": "123"}, ("number", "number_form")),
        ({"name": " "}, ("name", "missing")),
        ({"name": "张" * 101}, ("name", "name_too_long")),
        ({"name": "张\u202e三"}, ("name", "name_control_character")),
        ({"identity": ""}, ("identity", "identity_missing")),
        ({"identity": "11010519491231"}, ("identity", "identity_wrong_form")),
        ({"identity": "１10105 491231002"}, ("identity", "identity_old_form")),
        ({"identity": "110105194912310021"}, ("identity", "identity_wrong_check_character")),
        ({"identity": made_up_id(0).replace("0", "O", 1)}, ("identity", "identity_letters")),
        ({"identity": made_up_id(0).replace("1", "l", 1)}, ("identity", "identity_letters")),
        ({"release": "无期"}, ("release", "release_not_a_date")),
        ({"identity": "暂无"}, ("sex", "sex_missing")),
        ({"sex": "女"}, ("sex", "sex_differs")),
        ({"born": "1980-01-01"}, ("born", "born_differs")),
        ({"schooling": "幼儿园"}, ("schooling", "not_in_list")),
        ({"admitted": "2026-06-02"}, ("admitted", "in_future")),
        ({"admitted": "3/11/2026"}, ("admitted", "not_a_date")),
        ({"admitted": "2026-02-30"}, ("admitted", "no_such_day")),
        ({"admitted": "46329"}, ("admitted", "date_as_number")),
        ({"admitted": "1949-10-01"}, ("admitted", "too_early")),
        ({"release": "2026-05-10"}, ("release", "release_before_admission")),
        ({"name": "TRUE"}, ("name", "name_truth")),
        ({"release": "2208-05-10"}, ("release", "far_off")),
        ({"fit_date": ""}, ("fit_date", "fitness_date_missing")),
        ({"fit": ""}, ("fit", "fitness_missing")),
        ({"notice": ""}, ("notice", "notice_missing")),
        ({"certificates": "证" * 501}, ("certificates", "text_too_long")),
    ],
)
def test_each_wrong_cell_is_named_alone(changed, problem) -> None:
    assert codes(**changed) == [problem]


@pytest.mark.parametrize(("text", "meant"), [("46153", "2026-05-11"), ("４６１５３", "2026-05-11")])
def test_the_number_of_a_day_is_refused_with_the_day_that_it_may_stand_for(text, meant) -> None:
    [problem] = read(admitted=text).problems
    assert problem == Problem(Column.ADMITTED, "date_as_number", meant)
    with override("en"):
        assert f"perhaps of {meant}" in words_of(problem)


@pytest.mark.parametrize(
    ("name", "is_usual"),
    [
        ("示例〇甲", True),
        ("古丽娜尔•阿不都热依木 ", True),
        ("买买提．吐尔逊", True),
        ("O'Neill-Smith Ann", True),
        ("示 例 甲", False),
        ("阿依古丽·麦麦提(女)", False),
        ("买买提·阿布都拉·", False),
        ("买买提··吐尔逊", False),
        ("张三1", False),
    ],
)
def test_a_name_that_is_hardly_one_is_kept_and_said(name, is_usual) -> None:
    found = read(name=name)
    assert found.entrant is not None
    assert ["name_unusual" in [doubt.code for doubt in found.doubts]] == [not is_usual]


@pytest.mark.parametrize(
    ("release", "doubts"),
    [("2026-05-11", ["release_passed"]), ("2026-05-31", ["release_passed"]), ("2026-06-01", [])],
)
def test_somebody_may_leave_on_the_day_of_coming_and_a_day_that_is_over_is_said(release, doubts) -> None:
    found = read(release=release)  # admitted on 2026-05-11
    assert found.problems == []
    assert [doubt.code for doubt in found.doubts if doubt.column == Column.RELEASE] == doubts


def test_the_first_day_of_the_law_is_no_day_too_early() -> None:
    assert codes(admitted="1990-12-28") == []
    assert codes(admitted="1990-12-27") == [("admitted", "too_early")]


def test_all_problems_of_a_row_are_named_at_once() -> None:
    assert [column for column, _ in codes(number="", identity="1", admitted="gestern")] == [
        "number",
        "identity",
        "admitted",
    ]


@pytest.mark.parametrize("told", ["不详", "", "Not known", "未知"])
def test_a_release_may_be_unknown(told) -> None:
    entrant = read(release=told).entrant
    assert entrant is not None
    assert entrant.release_date is None


@pytest.mark.parametrize("told", ["暂无", "none yet", "无"])
def test_there_may_be_no_identity_number_yet(told) -> None:
    entrant = read(identity=told, sex="女").entrant
    assert entrant is not None
    assert (entrant.resident_id, entrant.sex) == ("", "female")


def test_full_width_digits_are_digits_and_zeros_stay() -> None:
    entrant = read(
        number="００１２３４", identity="".join(chr(ord(c) + 0xFEE0) for c in made_up_id(1))
    ).entrant
    assert entrant is not None
    assert (entrant.number, entrant.resident_id) == ("001234", made_up_id(1))


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isprintable() and c != " " else c for c in text)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": "００１２３４"}, [("number", "read_as", "001234")]),
        ({"identity": _wide(made_up_id(1))}, [("identity", "read_plain", "")]),
        ({"admitted": "２０２６０１０３"}, [("admitted", "read_as", "2026-01-03")]),
        ({"notice": "2026－01－04"}, [("notice", "read_as", "2026-01-04")]),
        ({"number": " 001234　", "admitted": "2026年1月3日"}, []),
    ],
)
def test_what_was_full_width_is_said_with_what_it_was_read_as(changed, said) -> None:
    reading = read(**changed)
    assert reading.problems == []
    told = [(one.column.value, one.code, one.detail) for one in reading.doubts]
    assert [one for one in told if one[1] != "age_unusual"] == said
    assert all(made_up_id(1)[6:14] not in words_of(one) for one in reading.doubts)


@pytest.mark.parametrize(
    ("born", "is_unusual"),
    [("2012-05-11", False), ("2012-05-12", True), ("1935-05-12", False), ("1935-05-11", True)],
)
def test_a_child_or_somebody_of_a_hundred_is_asked_about(born, is_unusual) -> None:
    told = read(identity="暂无", sex="男", born=born, admitted="2026-05-11").doubts
    assert ("admitted", "age_unusual") in {(one.column.value, one.code) for one in told} or not is_unusual
    assert is_unusual or not told


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)), st.integers(0, 5))
def test_a_day_is_read_in_every_form(day, form) -> None:
    forms = (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.isoformat()} 00:00:00",
    )
    assert day_of(forms[form]) == day
    assert day_of("".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in forms[form])) == day


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_is_refused(text) -> None:
    with contextlib.suppress(NoDate):
        assert day_of(text).year >= 1000


@given(st.dictionaries(st.sampled_from(list(Column)), st.text(max_size=40)))
def test_any_row_is_understood_or_says_why_not_and_repeats_no_identity_number(texts) -> None:
    reading = read_row({column: Given(text) for column, text in texts.items()}, today=TODAY)
    assert (reading.entrant is None) == bool(reading.problems)
    typed = texts.get(Column.IDENTITY, "").strip()
    for problem in (*reading.problems, *reading.doubts):
        said = words_of(problem)
        assert (
            len(typed) < 6
            or typed not in said
            or typed in words_of(type(problem)(problem.column, problem.code))
        )


@given(st.sampled_from(list(CHOICES)), st.data())
def test_every_word_of_a_list_is_understood_in_both_languages(column, data) -> None:
    word = data.draw(st.sampled_from(CHOICES[column]))
    for text in (word.zh, word.en, str(word), word.en.upper(), f" {word.zh} "):
        assert code_of(column, text) == word.code


def test_every_head_is_found_in_both_languages() -> None:
    for head in HEADS:
        assert {column_of_head(text) for text in (head.zh, head.en, str(head))} == {head.column}


def test_the_same_number_twice_names_the_earlier_row() -> None:
    entrants = [read().entrant, read(number="700002").entrant, read(identity=made_up_id(9)).entrant, None]
    found = repeated(entrants, ["2", "3", "4", "5"])
    assert [[(p.column, p.detail) for p in problems] for problems in found] == [
        [],
        [(Column.IDENTITY, "2")],
        [(Column.NUMBER, "2")],
        [],
    ]


def test_a_row_of_another_sheet_is_named_with_its_sheet() -> None:
    with override("zh-hans"):
        assert words_of(Problem(Column.NUMBER, "repeated", "3")) == "和第3行重复。"
        assert words_of(Problem(Column.NUMBER, "repeated", "3|名单")) == "和工作表“名单”第3行重复。"


ENTRANT = read().entrant
HERE = Known(7, "700001", True, ENTRANT.full_name, admitted_date=ENTRANT.admitted_date, is_staying=True)
FORMERLY = replace(HERE, full_name="别人", former_names=frozenset({ENTRANT.full_name}))


@pytest.mark.parametrize(
    ("by_number", "by_identity", "verdict", "codes"),
    [
        (None, None, Verdict.NEW, []),
        (HERE, HERE, Verdict.DONE, []),
        (Known(None), None, Verdict.REFUSED, ["number_taken"]),
        (HERE, None, Verdict.REFUSED, ["number_of_namesake"]),
        (FORMERLY, None, Verdict.REFUSED, ["number_of_namesake"]),
        (replace(HERE, full_name="别人"), None, Verdict.REFUSED, ["number_taken"]),
        (replace(HERE, is_here=False), None, Verdict.REFUSED, ["number_taken"]),
        (None, Known(7, "", True, ENTRANT.full_name), Verdict.AGAIN, []),
        (None, Known(7, "700009", True, ENTRANT.full_name), Verdict.REFUSED, ["has_number"]),
        (HERE, Known(7, "700001", False, ENTRANT.full_name), Verdict.REFUSED, ["elsewhere"]),
        (HERE, Known(7, "700001", True, "别人"), Verdict.REFUSED, ["name_differs"]),
        (HERE, FORMERLY, Verdict.DONE, []),
        (None, Known(7, "", True, "别人", frozenset({ENTRANT.full_name})), Verdict.AGAIN, []),
        (
            Known(8, "700001", True, "别人"),
            Known(7, "", True, ENTRANT.full_name),
            Verdict.REFUSED,
            ["number_taken"],
        ),
        (
            HERE,
            replace(HERE, admitted_date=date(2025, 1, 1)),
            Verdict.REFUSED,
            ["staying"],
        ),
    ],
)
def test_what_becomes_of_a_row_beside_the_records(by_number, by_identity, verdict, codes) -> None:
    found = judge(ENTRANT, by_number=by_number, by_identity=by_identity)
    assert (found[0], [problem.code for problem in found[1]]) == (verdict, codes)


def test_a_trainee_number_of_another_name_is_wrong_at_its_own_cell() -> None:
    entrant = replace(ENTRANT, resident_id="")
    assert judge(entrant, by_number=FORMERLY, by_identity=None) == (Verdict.DONE, [])
    other = replace(HERE, full_name="别人")
    verdict, problems = judge(entrant, by_number=other, by_identity=None)
    assert (verdict, problems) == (Verdict.REFUSED, [Problem(Column.NUMBER, "number_named_otherwise")])


def test_what_is_rare_in_a_file_stands_before_what_many_rows_have() -> None:
    common, rare = Problem(Column.ADMITTED, "age_unusual"), Problem(Column.NAME, "name_unusual")
    lines = [Line(SheetRow("S", number), None, None, [], [common]) for number in range(2, 6)]
    lines.append(Line(SheetRow("S", 9), None, None, [], [common, rare]))
    assert [line.row.row for line in rarest_first(lines)] == [9, 2, 3, 4, 5]
