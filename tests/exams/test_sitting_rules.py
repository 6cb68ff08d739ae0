"""Pure rules of planning: who sits where, which forms lie there, who may come, how a room's seats stand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exams.sittings.eligibility import Conditions, Standing, judge, months_later
from lms.exams.sittings.seating import alike_neighbours, draw_seats, forms_of, places_of, spread_over
from lms.organisations.rules import faults_of, numbered, plan_from_lines, plan_or_numbers, seats_of

DAY = date(2026, 11, 26)


@given(
    rows=st.integers(1, 8),
    columns=st.integers(1, 8),
    gaps=st.sets(st.integers(1, 64)),
    forms=st.integers(2, 6),
    taken=st.integers(0, 64),
    seed=st.text(max_size=8),
)
def test_neighbours_never_have_the_same_form_whatever_the_room(rows, columns, gaps, forms, taken, seed):
    plan = [["" if int(name) in gaps else name for name in row] for row in numbered(rows, columns)]
    drawn = draw_seats(list(range(taken)), plan, seed=seed)
    given_forms = forms_of(drawn.values(), plan, forms)
    assert set(given_forms) == set(drawn.values())
    assert alike_neighbours(given_forms, plan) == []


def test_two_forms_in_a_full_room_are_given_equally_often():
    plan = numbered(5, 6)
    forms = list(forms_of(seats_of(plan), plan, 2).values())
    assert (forms.count(0), forms.count(1)) == (15, 15)


def test_single_seats_between_gaps_get_all_forms_equally_often():
    plan = [[name, ""] for name in "abcd"]
    plan = [row for pair in ([one, ["", ""]] for one in plan) for row in pair]
    forms = list(forms_of("abcd", plan, 2).values())
    assert sorted(forms) == [0, 0, 1, 1]


def test_a_gap_parts_neighbours_and_the_same_form_beside_one_is_told():
    plan = [["a", "b", "", "c"], ["d", "", "", ""]]
    assert alike_neighbours({"a": 1, "b": 1, "c": 1, "d": 2}, plan) == [("a", "b")]
    assert places_of(plan)["c"] == (0, 3)


def test_the_same_seed_draws_the_same_seats_and_another_one_others():
    plan = numbered(5, 6)
    first = draw_seats(list(range(30)), plan, seed="one")
    assert first == draw_seats(list(range(30)), plan, seed="one")
    assert first != draw_seats(list(range(30)), plan, seed="two")
    assert len(set(first.values())) == 30


@pytest.mark.parametrize(("taken", "neighbours"), [(4, 0), (12, 0), (15, 0), (16, 1)])
def test_nobody_sits_beside_another_while_there_is_room(taken, neighbours):
    plan = numbered(5, 6)
    seats = draw_seats(list(range(taken)), plan, seed="one").values()
    # With the same paper for all, whoever has a neighbour has one who is alike.
    beside = alike_neighbours(dict.fromkeys(seats, "same"), plan)
    assert len(set(seats)) == taken
    assert bool(beside) == bool(neighbours)


def test_while_every_second_row_is_enough_nobody_sits_aslant_either():
    assert spread_over(numbered(4, 4), 4) == ["1", "3", "9", "11"]
    assert spread_over([["a", "", "b"]], 2) == ["a", "b"]
    assert spread_over([["a", "b"]], 5) == ["a", "b"]


@pytest.mark.parametrize(
    ("standing", "conditions", "codes"),
    [
        (Standing(), Conditions(), ()),
        (Standing(is_withdrawn=True), Conditions(), ("withdrawn",)),
        (Standing(is_here=False), Conditions(), ("elsewhere",)),
        (Standing(is_asked=False), Conditions(), ("not_asked",)),
        (Standing(passed_on=DAY), Conditions(), ("passed",)),
        (Standing(clash="other"), Conditions(), ("clash",)),
        (Standing(tries=1), Conditions(resits=1), ()),
        (Standing(tries=2), Conditions(resits=1), ("no_resits",)),
        (Standing(tries=1), Conditions(resits=0), ("no_resits",)),
        (Standing(tries=99), Conditions(), ()),
        (Standing(), Conditions(after="THEORY"), ("before_missing",)),
        (Standing(before_on=date(2020, 1, 1)), Conditions(after="THEORY"), ()),
        (Standing(before_on=date(2025, 11, 26)), Conditions(after="THEORY", after_months=12), ()),
        (
            Standing(before_on=date(2025, 11, 25)),
            Conditions(after="THEORY", after_months=12),
            ("before_expired",),
        ),
        (Standing(is_withdrawn=True, tries=3), Conditions(resits=1), ("withdrawn", "no_resits")),
    ],
)
def test_each_reason_stands_against_an_admission_alone_and_together(standing, conditions, codes):
    judgement = judge(standing, conditions, on=DAY)
    assert judgement.against == codes
    assert judgement.is_eligible == (not codes)


def test_lessons_that_are_missing_warn_and_refuse_nobody():
    judgement = judge(Standing(lessons_done=3, lessons=9), Conditions(), on=DAY)
    assert (judgement.is_eligible, judgement.warnings) == (True, ("lessons",))


@pytest.mark.parametrize("what", ["waits", "writes", "unmarked"])
def test_who_is_in_the_same_examination_elsewhere_may_come_but_is_not_proposed(what):
    judgement = judge(Standing(going_on=what, going_on_in="other"), Conditions(), on=DAY)
    assert (judgement.warnings, judgement.is_eligible, judgement.is_proposed) == ((what,), True, False)
    assert judge(Standing(), Conditions(), on=DAY).is_proposed
    assert judge(Standing(lessons_done=3, lessons=9), Conditions(), on=DAY).is_proposed


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_end_on_the_last_day_where_there_is_no_such_day(day, months, later):
    assert months_later(day, months) == later


def test_a_room_without_a_plan_has_numbered_seats_in_rows_of_six():
    plan = plan_or_numbers([], 8)
    assert plan == [["1", "2", "3", "4", "5", "6"], ["7", "8", "", "", "", ""]]
    assert plan_or_numbers([["A"]], 8) == [["A"]]


def test_a_plan_is_written_in_lines_with_gaps_where_nothing_stands():
    plan = plan_from_lines("A1, A2,, A3\n\nB1，B2\n")
    assert plan == [["A1", "A2", "", "A3"], ["B1", "B2", "", ""]]


@pytest.mark.parametrize(
    ("plan", "faults"),
    [
        ([], ["empty"]),
        ([["", ""]], ["empty"]),
        ([["A", "A"]], ["twice"]),
        ([["A" * 21]], ["too_long"]),
        (numbered(31, 2), ["too_large"]),
        (numbered(30, 20), []),
    ],
)
def test_plans_that_cannot_be_are_refused(plan, faults):
    assert faults_of(plan) == faults
