"""All that is to be corrected in a row, or doubtful, is said at once, and what has to fit it stands beside it."""

import pytest
from django.test import Client
from django.utils import translation

from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.operations import plan_of_file
from lms.enrolments.admission.planning import Line
from lms.enrolments.admission.presentation import same_wrong, wrong_rows
from lms.enrolments.admission.words import words_of
from lms.enrolments.models import Admission
from tests.enrolments.admission.dialogues import admitted, sent
from tests.enrolments.admission.samples import file_of, made_up_id, person
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    site = a_site()
    return registrar_at(site), site


def lines_of(office, *people) -> list[Line]:
    return list(plan_of_file(sent(*office, file_of(people)), now=NOW).lines)


def faults(line: Line) -> set[tuple[Column, str]]:
    return {(problem.column, problem.code) for problem in line.problems}


def test_a_row_that_is_wrong_is_also_looked_at_beside_the_others_and_the_records(office) -> None:
    admitted(office[0], sent(*office, file_of([person(0)])))
    wrong = {Column.BORN: "1990-01-02", Column.CONSENT: "x"}
    _first, twice, kept = lines_of(
        office, person(1), person(2, **{Column.IDENTITY: made_up_id(1), **wrong}), person(0, **wrong)
    )
    told = {(Column.BORN, "born_differs"), (Column.CONSENT, "not_in_list")}
    assert faults(twice) == {*told, (Column.IDENTITY, "repeated")}
    assert faults(kept) >= told
    assert not kept.person
    assert kept.verdict == "refused"


def test_of_who_is_named_wrongly_the_records_are_not_asked(office) -> None:
    admitted(office[0], sent(*office, file_of([person(0)])))
    (line,) = lines_of(office, person(0, **{Column.NAME: "1"}))
    assert {column for column, _code in faults(line)} == {Column.NAME}


def test_what_has_to_fit_the_identity_number_stands_beside_it(office) -> None:
    lines = lines_of(
        office,
        person(1),
        person(2, **{Column.IDENTITY: made_up_id(1), Column.BORN: "1901-01-03", Column.SEX: "男"}),
    )
    first, row = wrong_rows(lines)  # which of the two bears the wrong number nobody knows
    assert ("c-0-identity", False) in [(cell.field, cell.is_wrong) for cell in first.cells]
    told = {cell.field.rpartition("-")[2]: (cell.text, cell.is_wrong) for cell in row.cells}
    assert told["identity"] == (made_up_id(1), True)
    assert (told["sex"], told["born"]) == (("男", False), ("1901-01-03", True))
    for cell in row.cells:
        assert cell.text not in dict(cell.choices)


def test_a_list_to_choose_from_shows_both_words_to_who_reads_english(office) -> None:
    lines = lines_of(office, *(person(number, **{Column.SCHOOLING: "x"}) for number in range(3)))
    for language, primary in (("en", "小学 primary"), ("zh-hans", "小学")):
        with translation.override(language):
            (cell,) = [one for one in wrong_rows(lines)[0].cells if one.choices]
            (alike,) = same_wrong(lines)
        assert dict(cell.choices)["小学"] == dict(alike.choices)["小学"] == primary
        assert ("小学 primary" in " ".join(cell.words)) is (language == "en")


@pytest.mark.parametrize(
    ("name", "problem", "doubt"),
    [
        ("王𰀀", set(), "𰀀"),
        ("王𠮷", set(), ""),
        ("李😀", {(Column.NAME, "name_sign")}, ""),
        ("李☆", {(Column.NAME, "name_sign")}, ""),
    ],
)
def test_a_character_that_no_document_prints_is_said_and_a_picture_is_no_name(
    office, name, problem, doubt
) -> None:
    (line,) = lines_of(office, person(0, **{Column.NAME: name}))
    assert faults(line) == problem
    told = [one.detail for one in line.doubts if one.code == "name_not_printed"]
    assert told == ([doubt] if doubt else [])
    assert (doubt or "–") in "".join(map(words_of, line.doubts)) + "–"


def test_the_page_of_cards_names_who_is_to_be_completed_by_hand(office) -> None:
    user, site = office
    admitted(user, sent(user, site, file_of([person(0, **{Column.NAME: "王𰀀"}), person(1)])))
    client = sign_in(Client(), user)
    chosen = {"deed": "cards", "stay": [str(row.uuid) for row in Admission.objects.all()]}
    page = client.get(client.post("/authoring/admissions/chosen/", chosen)["Location"])
    assert [one.full_name for one in page.context["unprinted"]] == ["王𰀀"]
