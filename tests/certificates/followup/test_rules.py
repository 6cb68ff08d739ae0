"""Due dates, lists and states by rule: examples by hand, and properties over any order of events."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.referrals.followup import rules
from certificates.referrals.followup.rules import Bucket, DatedPlan, Result, Said, due_dates, standing_on
from certificates.referrals.outcomes.rules import (
    FRESH,
    GRADES,
    STATE_OF,
    UNKNOWN,
    Fact,
    Grade,
    Kind,
    State,
    state_on,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
RELEASED = date(2026, 1, 31)
PLAN = due_dates(RELEASED, rules.DEFAULT_STEPS)


def test_the_plan_of_a_release_at_the_end_of_a_month() -> None:
    assert [day.isoformat() for day in PLAN] == [
        "2026-02-07",
        "2026-02-28",
        "2026-04-30",
        "2026-07-31",
        "2027-01-31",
        "2028-01-31",
        "2029-01-31",
    ]


@pytest.mark.parametrize(
    ("today", "settled", "bucket", "step"),
    [
        (date(2026, 1, 31), 0, Bucket.COMING, 1),
        (date(2026, 2, 6), 0, Bucket.COMING, 1),
        (date(2026, 2, 7), 0, Bucket.TODAY, 1),
        (date(2026, 2, 8), 0, Bucket.OVERDUE, 1),
        (date(2026, 2, 8), 1, Bucket.LATER, 2),
        (date(2026, 2, 14), 1, Bucket.COMING, 2),
        (date(2026, 4, 30), 0, Bucket.TODAY, 3),  # two were missed: one is asked for
        (date(2030, 1, 1), 6, Bucket.OVERDUE, 7),
        (date(2030, 1, 1), 7, Bucket.DONE, None),
    ],
)
def test_how_a_plan_stands(today: date, settled: int, bucket: Bucket, step: int | None) -> None:
    stands = standing_on(PLAN, settled, today)
    assert (stands.bucket, stands.step) == (bucket, step)


@given(DAYS, st.integers(0, 7), st.integers(-30, 1500))
def test_what_is_not_due_yet_is_never_due(released: date, settled: int, after: int) -> None:
    days, today = due_dates(released, rules.DEFAULT_STEPS), released + timedelta(days=after)
    stands = standing_on(days, settled, today)
    assert days == sorted(set(days))
    if stands.bucket in (Bucket.OVERDUE, Bucket.TODAY):
        assert stands.due_date is not None
        assert stands.due_date <= today
        assert stands.step is not None
        assert stands.step > settled
    elif stands.due_date is not None:
        assert stands.due_date > today


@given(DAYS, st.integers(0, 1500))
def test_settling_what_is_asked_for_leaves_nothing_due(released: date, after: int) -> None:
    days, today = due_dates(released, rules.DEFAULT_STEPS), released + timedelta(days=after)
    step = rules.step_of_contact(days, 0, today) or 0
    assert standing_on(days, step, today).bucket not in (Bucket.OVERDUE, Bucket.TODAY)
    assert rules.step_of_contact(days, step, today) is None  # the same day is outside of the plan then


@given(DAYS, DAYS)
def test_people_released_later_are_never_due_earlier(one: date, other: date) -> None:
    first, second = sorted((one, other))
    for step in rules.DEFAULT_STEPS:
        assert rules.due_date(first, step) <= rules.due_date(second, step)


def test_a_newer_plan_counts_for_later_releases_only() -> None:
    plans = [DatedPlan(date(2020, 1, 1), ("1w",)), DatedPlan(date(2026, 5, 1), ("2w", "6m"))]
    assert rules.plan_for(plans, date(2026, 4, 30)) == ("1w",)
    assert rules.plan_for(plans, date(2026, 5, 1)) == ("2w", "6m")
    assert rules.plan_for(plans, date(2019, 1, 1)) == ("1w",)


@pytest.mark.parametrize(
    "steps", [(), ("x",), ("",), ("0w",), ("-1m",), ("1d",), ("3m", "1m"), ("4w", "1m", "1m")]
)
def test_steps_that_cannot_be(steps: tuple[str, ...]) -> None:
    assert rules.steps_fault(steps)
    assert not rules.steps_fault(rules.DEFAULT_STEPS)


def test_a_contact_shortly_before_its_day_is_that_contact() -> None:
    assert rules.step_of_contact(PLAN, 1, date(2026, 2, 25)) == 2
    assert rules.step_of_contact(PLAN, 1, date(2026, 2, 24)) is None


@pytest.mark.parametrize("result", [Result.NOT_REACHED, Result.REFUSED, Result.STOP])
def test_who_was_not_reached_said_nothing(result: Result) -> None:
    found = rules.reasons_against(Said(result, work="working", wanted=("job",)))
    assert {field for field, _code in found} == {"work", "wanted"}
    assert rules.reasons_against(Said(Result.REACHED, work="working", wanted=("job",))) == []


@pytest.mark.parametrize(
    "number", ["", "1234", "１３８００００００００", "138x0000000", "1" * 21, "139\u202e000000"]
)
def test_what_is_no_number(number: str) -> None:
    assert not rules.is_phone(number)
    assert rules.is_phone("+86 (898) 1234-5678")


FACTS = st.lists(
    st.builds(
        Fact,
        st.sampled_from(list(Kind)),
        st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        st.sampled_from(list(Grade)),
        st.sampled_from(["", "a", "b"]),
    ),
    max_size=8,
)
DAY = st.dates(date(2025, 6, 1), date(2027, 6, 30))


@given(FACTS, DAY)
def test_nothing_is_known_without_a_fact_of_before(facts: list[Fact], day: date) -> None:
    found = state_on(facts, day)
    before = [one for one in facts if one.kind in STATE_OF and one.day <= day]
    if not before:
        assert found == UNKNOWN
    else:
        assert found.state in {State.UNKNOWN, *(STATE_OF[one.kind] for one in before)}
    assert (found.grade is None) == (found.state is State.UNKNOWN)


@given(FACTS, DAY)
def test_without_work_is_only_who_is_said_to_be(facts: list[Fact], day: date) -> None:
    if state_on(facts, day).state is State.NOT_EMPLOYED:
        said = [one for one in facts if one.kind in (Kind.EXIT, Kind.NOT_AT_WORK) and one.day <= day]
        assert said


@given(FACTS, DAY, st.randoms())
def test_the_order_of_writing_changes_nothing(facts: list[Fact], day: date, random) -> None:
    shuffled = random.sample(facts, len(facts))
    assert state_on(facts, day).state is state_on(shuffled, day).state


def test_a_start_alone_says_nothing_of_a_year_later() -> None:
    start = Fact(Kind.START, date(2026, 1, 1), Grade.EMPLOYER_CONFIRMED, "a")
    assert state_on([start], date(2026, 1, 1) + timedelta(days=FRESH)).state is State.EMPLOYED
    assert state_on([start], date(2026, 12, 31)) == UNKNOWN


def test_what_is_said_later_of_the_same_work_reaches_back() -> None:
    start = Fact(Kind.START, date(2026, 1, 1), Grade.DOCUMENT_SEEN, "a")
    told = Fact(Kind.AT_WORK, date(2026, 7, 1))
    left = Fact(Kind.EXIT, date(2026, 7, 1), Grade.SELF_REPORTED, "a")
    for later in (told, left):
        found = state_on([start, later], date(2026, 6, 1))
        assert found.state is State.EMPLOYED
        assert found.grade is GRADES[-1]
    assert state_on([start, left], date(2026, 7, 1)).state is State.NOT_EMPLOYED
    elsewhere = Fact(Kind.AT_WORK, date(2026, 7, 1), employer="b")
    assert state_on([start, elsewhere], date(2026, 6, 1)) == UNKNOWN


def test_a_new_start_on_the_day_of_an_exit_is_work() -> None:
    day = date(2026, 3, 1)
    facts = [Fact(Kind.START, day, employer="b"), Fact(Kind.EXIT, day, employer="a")]
    assert state_on(facts, day).state is State.EMPLOYED


@pytest.mark.parametrize(
    "note",
    [
        *("有HIV感染", "得过性病", "有前科", "毒 检"),
        *("is hiv positive", "has AIDS"),
    ],
)
def test_words_of_health_and_the_past_are_found(note: str) -> None:
    assert rules.word_of_health_or_past(note)


@pytest.mark.parametrize(
    "note",
    [
        *("消毒检查岗", "农药检测站", "照顾女性病人", "目前科室很忙"),
        *("works in the archive", "which ivory", "makes teaching aids"),
    ],
)
def test_the_same_characters_in_other_words_are_none_of_it(note: str) -> None:
    assert rules.word_of_health_or_past(note) == ""
