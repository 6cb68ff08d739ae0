"""Which codes are neutral, what history means for a day, and when people of a class are mixed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.enrolments.apart.rules import Belonging, Span, code_on, first_day_mixed, is_code, spans_of

FIRST = date(2026, 6, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


@pytest.mark.parametrize("code", ["A", "Z", "A1", "B12"])
def test_a_letter_and_at_most_two_digits_is_a_code(code):
    assert is_code(code)


@pytest.mark.parametrize("code", ["", "a", "AB", "HIV", "A123", "1", "A\n", "A ", "甲", "Ａ", "A１", "A-1"])
def test_nothing_that_can_be_read_as_a_word_is_a_code(code):
    assert not is_code(code)


def test_the_last_word_of_a_day_counts_and_the_stay_ends_it():
    spans = spans_of([("A", day(0)), ("B", day(5)), ("C", day(5)), ("", day(8)), ("A", day(9))], day(12))
    found = "".join(code_on(spans, day(number)) or "-" for number in range(-1, 14))
    assert found == "-AAAAACCC-AAA--"


def test_who_left_before_is_in_nobodys_way():
    left = Belonging((Span("A", day(0)),), day(0), day(3))
    coming = Belonging((Span("B", day(0)),), day(3))
    assert first_day_mixed([left, coming], day(0)) is None


def test_people_in_no_group_are_apart_from_every_group_and_not_from_each_other():
    none, other, grouped = (
        Belonging((), day(0)),
        Belonging((), day(0)),
        Belonging((Span("A", day(0)),), day(0)),
    )
    assert first_day_mixed([none, other], day(0)) is None
    assert first_day_mixed([none, grouped], day(0)) == day(0)


def test_the_first_day_is_that_of_the_change_and_a_change_after_the_last_day_is_in_no_way():
    one = Belonging((Span("A", day(0)),), day(0))
    two = Belonging((Span("A", day(0), day(4)), Span("B", day(4))), day(0))
    assert first_day_mixed([one, two], day(0)) == day(4)
    assert first_day_mixed([one, two], day(0), day(3)) is None
    assert first_day_mixed([one, two], day(6)) == day(6)


days = st.integers(min_value=0, max_value=12)


@st.composite
def belongings(draw) -> Belonging:
    changes = sorted(draw(st.lists(st.tuples(days, st.sampled_from(["", "A", "B"])), max_size=3)))
    joined = draw(days)
    left = draw(st.none() | st.integers(min_value=joined, max_value=13))
    spans = spans_of([(code, day(number)) for number, code in changes], None)
    return Belonging(spans, day(joined), None if left is None else day(left))


@given(st.lists(belongings(), max_size=4), days, st.none() | days)
def test_it_is_what_looking_at_every_single_day_finds(people, first, length):
    last = None if length is None else first + length
    asked = range(first, 40 if last is None else last + 1)

    def codes(number: int) -> set[str]:
        here = [
            one for one in people if one.joined_on <= day(number) and (one.left_on or date.max) > day(number)
        ]
        found = set()
        for one in here:
            said = [span for span in one.spans if span.since <= day(number) < (span.until or date.max)]
            found.add(said[0].code if said else "")
        return found

    expected = next((day(number) for number in asked if len(codes(number)) > 1), None)
    assert first_day_mixed(people, day(first), None if last is None else day(last)) == expected
