"""The arithmetic of accepted learning, tried with generated values: nothing twice, nothing beyond cap or plan."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.delivery.hours import rules as hours
from lms.delivery.hours.learning import rules
from lms.delivery.hours.learning.rules import Accepted, LearningRule, Learnt, Row
from lms.delivery.hours.rules import ATTENDED, LEARNT, Part, Sum

PARTS = [Part("C", "U1", "theory"), Part("C", "U2", "theory"), Part("D", "U1", "theory")]
HALF = LearningRule(date(2020, 1, 1), 50, 50)
NINE = datetime(2026, 6, 1, 1, tzinfo=UTC)
laws = st.builds(LearningRule, st.just(date(2020, 1, 1)), st.integers(0, 100), st.integers(0, 100))
plans = st.fixed_dictionaries({part: st.integers(0, 600) for part in PARTS})


@st.composite
def histories(draw):
    """Days of learning: each with the rule and the plan of the day, and all that was learnt until then."""
    seconds, planned = Counter(), {lesson: draw(st.integers(1, 120)) for lesson in range(4)}
    days = []
    for _day in range(draw(st.integers(1, 4))):
        for lesson in planned:
            seconds[lesson] += draw(st.integers(0, 6000))
        learnt = [
            Learnt(lesson, draw(st.sampled_from(PARTS)), seconds[lesson], planned[lesson])
            for lesson in planned
        ]
        days.append((learnt, draw(plans), draw(laws)))
    return days


def lived(days):
    """Return the rows of accepted learning after these days, in their order."""
    rows = []
    for learnt, plan, rule in days:
        of = {one.lesson: one for one in learnt}
        for one in rules.acceptable(learnt, [row.accepted for row in rows], plan=plan, rule=rule):
            seen = of[one.lesson]
            rows.append(Row(one, seen.seconds, seen.planned_minutes, plan[one.part], rule))
    return rows


@given(histories())
def test_the_ledger_is_what_its_rows_come_to(days):
    assert rules.wrong_rows(lived(days)) == []


@given(histories())
def test_no_lesson_counts_for_more_than_it_is_worth_and_no_part_beyond_its_cap(days):
    rows = lived(days)
    of_lesson, of_part = Counter(), Counter()
    for row in rows:
        of_lesson[row.accepted.lesson] += row.accepted.minutes
        of_part[row.accepted.part] += row.accepted.minutes
        assert of_part[row.accepted.part] <= row.plan_minutes * row.rule.cap_percent / 100
        assert of_lesson[row.accepted.lesson] <= min(row.seconds / 60, row.planned_minutes)


@given(histories())
def test_the_same_wish_again_gives_nothing(days):
    given_before = [row.accepted for row in lived(days)]
    learnt, plan, rule = days[-1]
    assert rules.acceptable(learnt, given_before, plan=plan, rule=rule) == []


@given(histories(), st.lists(st.integers(0, 600), min_size=3, max_size=3))
def test_class_and_learning_together_never_exceed_the_plan(days, attended):
    plan = days[-1][1]
    entries = [Sum(part, ATTENDED, minutes) for part, minutes in zip(PARTS, attended, strict=True)]
    entries += [Sum(row.accepted.part, LEARNT, row.accepted.minutes) for row in lived(days)]
    standings = hours.against_plan(plan, entries)
    assert all(0 <= row.counted <= row.plan for row in standings)
    without = hours.against_plan(plan, entries[:3])
    assert all(more.counted >= less.counted for more, less in zip(standings, without, strict=True))


@given(histories(), st.data())
def test_a_row_that_was_changed_is_found(days, data):
    rows = lived(days)
    if not rows:
        return
    place = data.draw(st.integers(0, len(rows) - 1))
    old = rows[place]
    one = Accepted(old.accepted.lesson, old.accepted.part, old.accepted.minutes + 1)
    rows[place] = Row(one, old.seconds, old.planned_minutes, old.plan_minutes, old.rule)
    assert place in rules.wrong_rows(rows)


def test_half_of_each_minute_counts_up_to_half_of_the_planned_theory():
    learnt = [Learnt(1, PARTS[0], 3000, 45), Learnt(2, PARTS[0], 2700, 45)]
    found = rules.acceptable(learnt, [], plan={PARTS[0]: 80}, rule=HALF)
    # The first was learnt for longer than it is planned: 45 minutes, half of them 22; of the second 18 have room.
    assert [one.minutes for one in found] == [22, 18]
    assert rules.acceptable(learnt, [], plan={}, rule=HALF) == []


def test_a_lesson_that_moved_to_another_unit_is_not_accepted_there_again():
    before = [Accepted(1, PARTS[0], 22)]
    learnt = [Learnt(1, PARTS[1], 2700, 45)]
    assert rules.acceptable(learnt, before, plan={PARTS[1]: 450}, rule=HALF) == []


def test_what_was_learnt_in_class_is_left_out():
    def minutes(begins: int, ends: int):
        return NINE + timedelta(minutes=begins), NINE + timedelta(minutes=ends)

    classes = rules.merged([minutes(30, 60), minutes(0, 40), minutes(90, 100)])
    assert classes == [minutes(0, 60), minutes(90, 100)]
    assert rules.seconds_outside(minutes(50, 80), 1500, classes) == 1500 - 600
    assert rules.seconds_outside(minutes(0, 10), 600, classes) == 0
    assert rules.seconds_outside(minutes(61, 71), 600, classes) == 600


def test_the_setting_is_dated_and_nothing_is_accepted_before_the_first_rule():
    found = rules.read_rules("2020-01-01:50:50, 2026-07-01:0:0")
    assert rules.rule_in_force(found, date(2026, 6, 30)) == HALF
    assert rules.rule_in_force(found, date(2026, 7, 1)).cap_percent == 0
    assert rules.rule_in_force(found, date(2019, 12, 31)).cap_percent == 0
    for written in ("2020-01-01:50", "2020-01-01:101:50", "today:50:50", "2020-01-01:50:-1"):
        with pytest.raises(ValueError):
            rules.read_rules(written)
