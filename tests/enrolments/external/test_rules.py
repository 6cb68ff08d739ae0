"""Numbers, days and standings of outside certificates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.enrolments.external.rules import (
    PROVINCES,
    Due,
    Kind,
    Paper,
    Standing,
    due_stage,
    identity_of,
    is_valid_on,
    licence_days,
    masked,
    plain_number,
    reasons_against_number,
    reasons_against_paper,
    standing_of,
)

TODAY = date(2026, 6, 1)
ISSUED = date(2025, 5, 6)
LICENCE = {"kind": Kind.SPECIAL_OPERATION, "level": None}
GOOD = "S000046000001255000017"


def paper(kind: str = Kind.SKILL_LEVEL, number: str = GOOD, **changes) -> Paper:
    values = {"occupation": "电工", "level": 5, "issued": ISSUED, **changes}
    return Paper(kind=kind, number=number, **values)


def test_a_skill_level_number_of_the_right_form_fits() -> None:
    assert len(GOOD) == 22
    assert reasons_against_number(paper()) == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"number": GOOD[:-1]}, "not_22"),
        ({"number": "1" + GOOD[1:]}, "not_22"),
        ({"number": GOOD[:15] + "6" + GOOD[16:]}, "not_22"),
        ({"number": GOOD[:5] + "99" + GOOD[7:]}, "province"),
        ({"issued": date(2024, 5, 6)}, "year"),
        ({"level": 4}, "level"),
        ({"level": None}, "level"),
    ],
)
def test_what_does_not_fit_in_a_skill_level_number_is_named(changed, reason) -> None:
    assert reasons_against_number(paper(**changed)) == [reason]


@given(
    body=st.integers(0, 9999),
    province=st.sampled_from(sorted(PROVINCES)),
    site=st.integers(0, 999999),
    level=st.integers(1, 5),
    issued=st.dates(date(2019, 1, 1), date(2040, 1, 1)),
    serial=st.integers(0, 999999),
    place=st.integers(0, 21),
)
def test_every_number_built_by_the_scheme_fits_and_none_that_lost_a_character(
    body, province, site, level, issued, serial, place
) -> None:
    number = f"Y{body:04d}{province}{site:06d}{issued.year % 100:02d}{level}{serial:06d}"
    assert reasons_against_number(paper(number=number, level=level, issued=issued)) == []
    cut = number[:place] + number[place + 1 :]
    assert reasons_against_number(paper(number=cut, level=level, issued=issued)) == ["not_22"]


def test_numbers_of_the_other_kinds() -> None:
    old = date(2015, 3, 4)
    assert reasons_against_number(paper(Kind.QUALIFICATION, "1546000000500012", issued=old)) == []
    assert reasons_against_number(paper(Kind.QUALIFICATION, "1446000000500012", issued=old)) == ["year"]
    assert reasons_against_number(paper(Kind.QUALIFICATION, "154600000050001", issued=old)) == ["not_16"]
    licence = "T11010519491231002X"
    assert reasons_against_number(paper(Kind.SPECIAL_OPERATION, licence)) == []
    assert reasons_against_number(paper(Kind.SPECIAL_OPERATION, licence[1:])) == ["not_t"]
    other = paper(Kind.SPECIAL_OPERATION, licence, holder_number="440524188001010014")
    assert reasons_against_number(other) == ["other_holder"]
    assert reasons_against_number(paper(Kind.SINGLE_SKILL, "whatever")) == []


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"issued": date(2026, 6, 2)}, "issued_in_future"),
        ({"kind": Kind.QUALIFICATION, "issued": date(2021, 1, 1)}, "kind_ended"),
        ({"level": None}, "level_missing"),
        ({"kind": Kind.TRAINING}, "level_unknown"),
        ({"expires": date(2025, 5, 5)}, "ends_before_issue"),
        ({"expires": date(2037, 1, 1)}, "ends_far_off"),
        ({"issued": date(1949, 9, 30)}, "issued_too_early"),
        ({"issued": date(1985, 1, 1), "born": date(1990, 3, 5)}, "issued_before_birth"),
        ({"review_due": date(2026, 5, 5)}, "review_unknown"),
        ({**LICENCE, "review_due": date(2025, 5, 5)}, "review_before_issue"),
        ({**LICENCE, "review_due": date(2037, 1, 1)}, "review_far_off"),
    ],
)
def test_what_cannot_be_is_named(changed, reason) -> None:
    assert reasons_against_paper(paper(**changed), today=TODAY) == [reason]


def test_a_plain_paper_has_nothing_against_it() -> None:
    assert reasons_against_paper(paper(), today=TODAY) == []


def test_licences_of_one_holder_are_told_apart_and_a_number_is_read_as_typed() -> None:
    low = paper(Kind.SPECIAL_OPERATION, "T1", occupation="低压电工作业", level=None)
    high = paper(Kind.SPECIAL_OPERATION, "T1", occupation="高压电工作业", level=None)
    assert identity_of(low) != identity_of(high)
    assert identity_of(paper(issuer="甲")) == identity_of(paper(issuer="乙"))
    assert identity_of(paper(Kind.TRAINING, "1", issuer="甲")) != identity_of(
        paper(Kind.TRAINING, "1", issuer="乙")
    )
    assert plain_number(" s0000-4600 ０１") == "S0000460001"


def test_a_licence_ends_after_six_years_and_is_reviewed_after_three() -> None:
    assert licence_days(date(2024, 2, 29)) == (date(2030, 2, 28), date(2027, 2, 28))


@pytest.mark.parametrize(
    ("days", "stage"),
    [(-1, Due.PAST), (0, Due.SOON), (30, Due.SOON), (31, Due.LATER), (90, Due.LATER), (91, None)],
)
def test_days_are_past_soon_later_or_far(days, stage) -> None:
    assert due_stage(TODAY + timedelta(days=days), today=TODAY) is stage


@given(st.dates(), st.dates(), st.dates())
def test_in_force_is_never_outside_of_the_two_days(issued, expires, day) -> None:
    assert is_valid_on(issued, expires, day=day) == (issued <= day <= expires)


@given(st.text(max_size=30))
def test_a_mask_keeps_the_length_and_shows_four_characters_at_most(number) -> None:
    shown = masked(number)
    assert len(shown) == len(number)
    assert sum(a == b and b != "*" for a, b in zip(shown, number, strict=True)) <= 4


@given(st.lists(st.sampled_from(["confirmed", "differs", "not_found"])))
def test_the_last_answer_counts(results) -> None:
    wanted = Standing.UNASKED if not results else None
    wanted = wanted or (Standing.CONFIRMED if results[-1] == "confirmed" else Standing.DOUBTED)
    assert standing_of(results) is wanted
