"""The audit's verdicts, outcomes and what if; the target rule; sums of credits."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.enrolments.completion.rules import (
    HOURS,
    MOST_MINUTES_A_DAY,
    Hindrance,
    Horizon,
    Need,
    Outcome,
    State,
    assume,
    days_in_training,
    is_met,
    judge,
    outcome_of,
)
from lms.enrolments.credits.rules import Entry, earned, further_credits
from lms.enrolments.target.rules import (
    Distinct,
    Held,
    LeftOut,
    TargetRule,
    read_rules,
    rule_in_force,
    target_on,
)

TODAY = date(2026, 6, 1)
ORDER = [State.IMPOSSIBLE, State.NOT_YET, State.MET]
OUTCOMES = [Outcome.NOTHING, Outcome.PARTIAL_STUDY, Outcome.STUDY_COMPLETION, Outcome.GRADUATION]
KINDS = ("lessons_completed", HOURS, "examination_passed", "credits_earned")
needs = st.builds(
    Need,
    code=st.sampled_from("ABCD"),
    kind=st.sampled_from(KINDS),
    percent=st.integers(0, 100).map(Decimal),
    is_met=st.booleans(),
    counted=st.none() | st.tuples(st.integers(0, 9000), st.integers(1, 9000)),
)
horizons = st.builds(
    Horizon,
    today=st.just(TODAY),
    until=st.none() | st.integers(-5, 60).map(lambda days: TODAY + timedelta(days=days)),
    is_withdrawn=st.booleans(),
)


def test_met_not_yet_and_impossible_each_for_its_reason() -> None:
    need = Need("A", HOURS, counted=(0, 2 * MOST_MINUTES_A_DAY))
    assert judge(need, Horizon(TODAY)).state is State.NOT_YET
    assert judge(need, Horizon(TODAY, TODAY + timedelta(days=1))).state is State.NOT_YET
    assert judge(need, Horizon(TODAY, TODAY)).hindrance is Hindrance.HOURS_DO_NOT_FIT
    assert judge(need, Horizon(TODAY, TODAY - timedelta(days=1))).hindrance is Hindrance.TIME_OVER
    assert judge(need, Horizon(TODAY, is_withdrawn=True)).hindrance is Hindrance.WITHDRAWN
    assert judge(replace(need, counted=(720, 720)), Horizon(TODAY, is_withdrawn=True)).state is State.MET
    assert judge(Need("A", "examination_passed"), Horizon(TODAY, TODAY)).state is State.NOT_YET


@given(needs, horizons, st.integers(0, 9000))
def test_more_evidence_never_makes_a_requirement_worse(need, horizon, more) -> None:
    before = ORDER.index(judge(need, horizon).state)
    richer = replace(need, counted=need.counted and (need.counted[0] + more, need.counted[1]))
    assert ORDER.index(judge(richer, horizon).state) >= before
    assert judge(replace(need, is_met=True), horizon).state is State.MET


@given(needs, horizons, st.integers(1, 400))
def test_more_time_never_makes_a_requirement_worse(need, horizon, days) -> None:
    longer = replace(horizon, until=horizon.until and horizon.until + timedelta(days=days))
    assert ORDER.index(judge(need, longer).state) >= ORDER.index(judge(need, horizon).state)


@given(st.lists(needs, max_size=5), st.booleans(), st.integers(0, 900), st.integers(0, 4))
def test_more_evidence_never_makes_the_outcome_worse(rows, is_diploma, days, place) -> None:
    def outcome(some) -> int:
        judged = [judge(one, Horizon(TODAY)) for one in some]
        return OUTCOMES.index(outcome_of(judged, is_diploma=is_diploma, days_enrolled=days))

    richer = [replace(one, is_met=True) if index == place else one for index, one in enumerate(rows)]
    assert outcome(richer) >= outcome(rows)


@pytest.mark.parametrize(
    ("lessons", "exam", "days", "outcome"),
    [
        (True, True, 1, Outcome.GRADUATION),
        (True, False, 1, Outcome.STUDY_COMPLETION),
        (False, True, 365, Outcome.PARTIAL_STUDY),
        (False, True, 364, Outcome.NOTHING),
    ],
)
def test_a_diploma_programme_ends_with_the_outcome_of_the_school_rules(lessons, exam, days, outcome) -> None:
    rows = [Need("L", "lessons_completed", is_met=lessons), Need("E", "examination_passed", is_met=exam)]
    judged = [judge(one, Horizon(TODAY)) for one in rows]
    assert outcome_of(judged, is_diploma=True, days_enrolled=days) is outcome
    if outcome is not Outcome.GRADUATION:
        assert outcome_of(judged, is_diploma=False, days_enrolled=days) is Outcome.NOTHING


def test_what_asks_for_no_hours_at_all_is_not_met_by_none() -> None:
    assert not is_met(Need("A", HOURS, counted=(0, 0)))
    assert is_met(Need("A", HOURS, counted=(1, 1)))


@pytest.mark.parametrize(
    ("rests", "days"),
    [
        ([], 100),
        ([(10, 30)], 80),
        ([(-20, 10)], 90),  # it began before the enrolment did
        ([(90, 130)], 90),  # its end is not here yet
        ([(90, None)], 90),
        ([(-20, -10), (120, 130)], 100),
        ([(0, 40), (40, 100)], 0),
        ([(10, 30), (20, None)], 10),  # recorded late, a day of both is taken off once
        ([(20, 30), (10, 60)], 50),
    ],
)
def test_days_of_training_are_those_between_that_no_interruption_takes(rests, days) -> None:
    def day(number: int | None) -> date | None:
        return None if number is None else TODAY + timedelta(days=number)

    taken = [(day(left), day(back)) for left, back in rests]
    assert days_in_training(TODAY, TODAY + timedelta(days=100), taken) == days


def test_a_version_that_asks_for_nothing_graduates_nobody() -> None:
    assert outcome_of([], is_diploma=True, days_enrolled=900) is Outcome.PARTIAL_STUDY


@given(st.lists(needs, max_size=6), st.sets(st.sampled_from("ABCD")))
def test_what_if_meets_what_is_named_and_leaves_everything_else(rows, codes) -> None:
    for before, after in zip(rows, assume(rows, codes), strict=True):
        if before.code in codes:
            assert is_met(after)
            assert after.is_assumed == (not is_met(before))
        else:
            assert after == before


# --- the target rule ----------------

RULE = TargetRule(date(2021, 6, 28))


def held(key: str, kind: str = "skill_level", occupation: str = "电工", **changes) -> Held:
    return Held(key, kind, occupation, **{"awarded": date(2026, 1, 1), **changes})


@pytest.mark.parametrize(
    ("papers", "missing"),
    [
        ([], 2),
        ([held("1")], 1),
        ([held("1"), held("2")], 1),
        ([held("1"), held("2", "qualification")], 1),
        ([held("1"), held("2", occupation="中式面点师")], 0),
        ([held("1"), held("2", "special_operation")], 0),
        ([held("1"), held("2", "training")], 1),
        ([held("1", "diploma", "")], 0),
    ],
)
def test_two_are_two_when_occupation_or_kind_differs(papers, missing) -> None:
    found = target_on(papers, RULE, day=TODAY)
    assert (found.missing, found.is_reached) == (missing, missing == 0)
    assert len(found.counted) + len(found.left_out) == len(papers)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"is_confirmed": False}, LeftOut.UNCONFIRMED),
        ({"awarded": TODAY + timedelta(days=1)}, LeftOut.LATER),
        ({"expires": TODAY - timedelta(days=1)}, LeftOut.ENDED),
    ],
)
def test_why_a_paper_does_not_count(changes, reason) -> None:
    assert target_on([held("1", **changes)], RULE, day=TODAY).left_out[0][1] is reason
    assert not target_on([held("1", "diploma", **changes)], RULE, day=TODAY).has_diploma


def test_a_licence_that_ends_before_the_release_counts_now_and_not_then() -> None:
    papers = [held("1"), held("2", "special_operation", expires=date(2026, 7, 1))]
    assert target_on(papers, RULE, day=TODAY).is_reached
    assert target_on(papers, RULE, day=date(2026, 7, 1)).is_reached  # its last day
    assert not target_on(papers, RULE, day=date(2026, 7, 2)).is_reached


papers = st.builds(
    held,
    st.uuids().map(str),
    st.sampled_from(["skill_level", "qualification", "special_operation", "training", "diploma"]),
    st.sampled_from(["电工", "焊工"]),
    awarded=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    is_confirmed=st.booleans(),
)


@given(st.lists(papers, max_size=6), papers, st.sampled_from(Distinct))
def test_a_further_paper_never_takes_anything_away(some, further, distinct) -> None:
    rule = replace(RULE, distinct=distinct)
    assert target_on([*some, further], rule, day=TODAY).missing <= target_on(some, rule, day=TODAY).missing


@given(st.lists(papers, max_size=6))
def test_the_same_paper_twice_is_one_when_numbers_count(some) -> None:
    rule = replace(RULE, distinct=Distinct.NUMBER)
    assert target_on([*some, *some], rule, day=TODAY).missing == target_on(some, rule, day=TODAY).missing


def test_the_rule_of_the_day_is_read_from_the_setting() -> None:
    rules = read_rules("2021-06-28:2:occupation_or_kind, 2027-01-01:3:occupation")
    assert rule_in_force(rules, date(2026, 12, 31)).minimum == 2
    assert rule_in_force(rules, date(2027, 1, 1)).distinct is Distinct.OCCUPATION
    assert rule_in_force([], TODAY).minimum == 2
    for bad in ("2021", "2021-06-28:0:kind", "2021-06-28:2:colour"):
        with pytest.raises(ValueError, match=r"."):
            read_rules(bad)


# --- credits ----------------

entries = st.lists(
    st.builds(
        Entry,
        st.sampled_from(["a", "b", "c", "d"]),
        st.integers(1, 20),
        st.sampled_from(["core", "basic", ""]),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda entry: entry.source_key,
)


@given(entries)
def test_no_source_is_counted_twice_and_blocks_add_up(rows) -> None:
    assert earned([*rows, *rows]) == earned(rows) == sum(row.credits for row in rows)
    assert earned(rows, block="core") + earned(rows, block="basic") <= earned(rows)
    assert earned(rows, electives_only=True) <= earned(rows)


@given(st.integers(0, 50), st.integers(0, 50))
def test_what_is_given_further_never_goes_over_what_is_recognised(recognised, before) -> None:
    more = further_credits(recognised, before)
    assert more >= 0
    assert before + more <= max(recognised, before)
