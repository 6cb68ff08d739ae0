"""What is wrong or unusual of a row is named in one round; names that are unusual, or alike, are asked about."""

import pytest

from lms.enrolments.admission import operations
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.presentation import wrong_rows
from lms.enrolments.admission.rules import Given, read_row
from tests.enrolments.admission.dialogues import admitted, sent
from tests.enrolments.admission.samples import TODAY, file_of, made_up_id, person
from tests.factories.accounts import registrar_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site

NAME = person(0)[Column.NAME]


def read(**changed):
    return read_row({column: Given(str(text)) for column, text in person(1, **changed).items()}, today=TODAY)


def said_of_name(name: str) -> list[str]:
    return [one.code for one in read(name=name).doubts if one.column is Column.NAME]


@pytest.fixture
def office():
    """A site and its registrar."""
    site = a_site()
    return registrar_at(site), site


def lines_of(office, *people):
    user, site = office
    return operations.plan_of_file(sent(user, site, file_of(people)), now=NOW).lines


def problems(lines) -> set[tuple[str, str]]:
    return {(line.row.place(one.column), one.code) for line in lines for one in line.problems}


def doubts(lines) -> list[set[str]]:
    return [{one.code for one in line.doubts} - {"age_unusual"} for line in lines]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Ａｌｉ　Ｋ", ["name_wide"]),
        ("Ali K", []),
        ("阿卜杜热合曼·阿卜杜克热木", []),
        ("张" * 30, []),
        ("张" * 31, ["name_long"]),
        ("ａ" * 60, ["name_wide", "name_long"]),
        ("张 三", ["name_unusual"]),
    ],
)
def test_full_width_letters_and_long_names_are_asked_about_and_kept(name, codes) -> None:
    assert said_of_name(name) == codes
    assert read(name=name).problems == []


def test_a_release_is_judged_though_the_admission_cannot_be_read() -> None:
    reading = read(admitted="2026-13-40", release="2020-01-01")
    assert [(one.column, one.code) for one in reading.problems] == [(Column.ADMITTED, "no_such_day")]
    assert (Column.RELEASE, "release_passed") in {(one.column, one.code) for one in reading.doubts}
    far = read(admitted="2026-13-40", release="2208-01-01")
    assert [one.code for one in far.problems] == ["no_such_day", "far_off"]


@pytest.mark.django_db
def test_what_is_unusual_in_a_wrong_row_can_be_corrected_in_the_same_round(office) -> None:
    lines = lines_of(office, person(0, admitted="2026-13-40", release="2020-01-01", name="张 三"))
    [row] = wrong_rows(lines)
    cells = {cell.place: cell.is_wrong for cell in row.cells}
    assert cells == {"I2": True, "J2": False, "B2": False}
    assert all(cell.words for cell in row.cells)


@pytest.mark.django_db
def test_the_same_number_is_named_though_name_or_day_are_wrong_too(office) -> None:
    user, site = office
    admitted(user, sent(user, site, file_of([person(0)])))
    lines = lines_of(
        office,
        person(5, number="700000", name="张\u202e三", admitted="2026-13-40"),
        person(6),
        person(7, number=person(6)[Column.NUMBER], name=""),
    )
    assert problems(lines) == {
        ("A2", "number_taken"),
        ("B2", "name_control_character"),
        ("I2", "no_such_day"),
        ("A4", "repeated"),
        ("B4", "missing"),
    }


@pytest.mark.django_db
def test_whether_somebody_is_here_already_is_not_said_while_the_day_of_admission_is_wrong(office) -> None:
    user, site = office
    admitted(user, sent(user, site, file_of([person(0)])))
    assert problems(lines_of(office, person(0, admitted="2026-13-40"))) == {("I2", "no_such_day")}
    assert problems(lines_of(office, person(0, admitted="2026-05-12"))) == {("C2", "staying")}


def born_on_a_day(*, other: bool) -> str:
    """Return two numbers of people who were born on one day."""
    return made_up_id(0, male=not other)


@pytest.mark.django_db
def test_namesakes_with_other_numbers_are_asked_about_where_they_were_born_on_one_day(office) -> None:
    first, second, third = person(0), person(1, name=NAME), person(2, name=NAME)
    assert doubts(lines_of(office, first, second, third)) == [set(), set(), set()]
    twin = person(1, name=NAME, identity=born_on_a_day(other=True))
    lines = lines_of(office, first, twin, third)
    assert doubts(lines) == [{"born_alike"}, {"born_alike"}, set()]
    assert problems(lines) == set()


@pytest.mark.django_db
def test_one_row_twice_is_not_said_to_have_two_identity_numbers(office) -> None:
    lines = lines_of(office, person(0), person(0))
    assert doubts(lines) == [set(), set()]
    assert problems(lines) != set()


@pytest.mark.django_db
def test_so_is_who_has_the_name_and_birth_of_somebody_who_is_here(office) -> None:
    user, site = office
    admitted(user, sent(user, site, file_of([person(0)])))
    twin = person(1, name=NAME, identity=born_on_a_day(other=True))
    assert doubts(lines_of(office, twin, person(2, name=NAME))) == [{"born_alike_here"}, set()]
    unproved = person(3, name=NAME, identity="暂无", sex="男")
    assert doubts(lines_of(office, unproved)) == [{"namesake_here"}]
