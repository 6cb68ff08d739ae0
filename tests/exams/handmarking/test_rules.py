"""What marks may be given, who is wanted next, what an answer is worth."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exams.handmarking import rules
from lms.exams.handmarking.rules import FIRST, SECOND, THIRD, Answer, Limits, Whole

TEN = Fraction(10)
LIMITS = Limits()


def an_answer(*marks: str, decided: str | None = None, is_blank: bool = False) -> Answer:
    given = {turn: Decimal(mark) for turn, mark in zip(rules.TURNS, marks, strict=False)}
    return Answer(TEN, given, Decimal(decided) if decided else None, is_blank)


@pytest.mark.parametrize(
    ("mark", "reasons"),
    [
        ("0", []),
        ("7.5", []),
        ("10", []),
        ("7.3", ["not_in_steps"]),
        ("10.5", ["not_in_range"]),
        ("-0.5", ["not_in_range"]),
        ("NaN", ["not_in_range"]),
        ("Infinity", ["not_in_range"]),
    ],
)
def test_marks_go_in_steps_from_nothing_to_the_full_marks(mark, reasons):
    assert rules.reasons_against_mark(Decimal(mark), out_of=TEN, limits=LIMITS) == reasons


def test_full_marks_may_be_given_whatever_the_steps():
    limits = Limits(step=Decimal(2))
    assert rules.reasons_against_mark(Decimal(7), out_of=Fraction(7), limits=limits) == []
    assert rules.reasons_against_mark(Decimal(5), out_of=Fraction(7), limits=limits) == ["not_in_steps"]


@pytest.mark.parametrize(
    ("first", "automatic", "is_needed"),
    [
        ("10", 50, True),  # just passed
        ("10", 55, True),  # 65 of 100: five percent above
        ("10", "55.1", False),
        ("0", 55, True),  # five percent below
        ("0", "54.9", False),
        ("10", 80, False),
        (None, 50, False),  # not known yet
    ],
)
def test_near_the_pass_mark_a_second_person_marks(first, automatic, is_needed):
    answers = {"1": an_answer(*([first] if first else []))}
    whole = Whole(Fraction(str(automatic)), Fraction(100), Decimal(60))
    assert rules.needs_second(answers, whole, LIMITS) is is_needed


def test_drawn_attempts_are_marked_twice_wherever_they_stand():
    whole = Whole(Fraction(0), Fraction(100), Decimal(60), is_drawn=True)
    assert rules.needs_second({"1": an_answer("1")}, whole, LIMITS)
    assert not rules.needs_second({"1": an_answer(is_blank=True)}, whole, LIMITS)


@pytest.mark.parametrize(
    ("answer", "second", "wanted", "worth"),
    [
        (an_answer(), False, FIRST, None),
        (an_answer("6"), False, None, Fraction(6)),
        (an_answer("6"), True, SECOND, None),
        (an_answer("6", "7"), True, None, Fraction(13, 2)),
        (an_answer("6", "7.5"), True, THIRD, None),
        (an_answer("6", "7.5", "6.5"), True, None, Fraction(13, 2)),
        (an_answer("6", "9", decided="8"), True, None, Fraction(8)),
        (an_answer("6", "9", "7", decided="8"), True, None, Fraction(8)),
        (an_answer(is_blank=True), True, None, Fraction(0)),
    ],
)
def test_who_is_wanted_and_what_an_answer_is_worth(answer, second, wanted, worth):
    assert rules.wanted_turn(answer, is_second_needed=second, limits=LIMITS) == wanted
    assert rules.worth(answer, is_second_needed=second, limits=LIMITS) == worth


def test_the_whole_has_no_worth_while_one_answer_waits():
    answers = {"1": an_answer("6"), "2": an_answer()}
    whole = Whole(Fraction(0), Fraction(100), Decimal(60))
    assert rules.worths(answers, whole, LIMITS) is None
    assert rules.wanted_turns(answers, whole, LIMITS) == {"1": None, "2": FIRST}


def test_a_sample_is_the_same_each_time_and_about_as_large_as_asked():
    names = [f"attempt-{number}" for number in range(2000)]
    drawn = [name for name in names if rules.is_drawn("seed", name, Decimal(10))]
    assert drawn == [name for name in names if rules.is_drawn("seed", name, Decimal(10))]
    assert 140 < len(drawn) < 260
    assert not any(rules.is_drawn("seed", name, Decimal(0)) for name in names)
    assert all(rules.is_drawn("seed", name, Decimal(100)) for name in names)


def test_an_order_of_reading_is_the_markers_own():
    names = [str(number) for number in range(20)]
    first = sorted(names, key=lambda name: rules.place_in_order("a", name))
    second = sorted(names, key=lambda name: rules.place_in_order("b", name))
    assert first != second != names
    assert sorted(first, key=int) == names


def test_who_marks_after_somebody_lets_their_mark_stand():
    assert rules.is_replaced(FIRST, frozenset({FIRST, SECOND}))
    assert not rules.is_replaced(SECOND, frozenset({FIRST, SECOND}))


_half = st.integers(0, 20).map(lambda number: Decimal(number) / 2)


@given(marks=st.lists(_half, max_size=3), second=st.booleans())
def test_an_answer_is_worth_from_nothing_to_its_full_marks(marks, second):
    answer = an_answer(*(str(mark) for mark in marks))
    worth = rules.worth(answer, is_second_needed=second, limits=LIMITS)
    wanted = rules.wanted_turn(answer, is_second_needed=second, limits=LIMITS)
    assert (worth is None) == (wanted is not None)
    assert worth is None or min(marks) <= worth <= max(marks)
