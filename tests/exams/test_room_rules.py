"""Pure decisions of the room: the clock through pauses, outages and reopenings, second persons, kept time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exams.sittings import room_rules, rules
from tests.exams.test_rules import MINUTE, NINE, START, Fact, arrival

DAY = timedelta(days=1)


def at(minutes):
    return NINE + minutes * MINUTE


def away(since, until, seconds=0):
    return Fact("outage", at(until), seconds, at(since), at(until))


@pytest.mark.parametrize(
    ("events", "minutes"),
    [
        ([START, away(5, 15, 600)], 40),
        # Handed in after ten minutes and reopened a quarter later: twenty are left.
        ([START, Fact("close", at(10)), Fact("reopen", at(25))], 45),
        ([START, Fact("close", at(10)), Fact("reopen", at(25), 300)], 50),
        # The time was up: what the reopening gives counts from now.
        ([START, Fact("close", at(31)), Fact("reopen", at(60), 600)], 70),
        # Reopened by a clock that was set back: nothing is taken away.
        ([START, Fact("close", at(10)), Fact("reopen", at(2))], 30),
        # Ended while it stood still: the pause was given back first.
        ([START, Fact("pause", at(10)), Fact("close", at(20)), Fact("reopen", at(30))], 50),
        ([START, Fact("reopen", at(5), 600)], 30),
        ([Fact("extra", at(0), 300), START], 30),
    ],
)
def test_pauses_outages_and_reopenings_only_give_time(events, minutes):
    assert rules.clock_of(events).deadline == at(minutes)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["pause", "resume", "extra", "outage", "close", "reopen"]), st.integers(0, 7200)
        ),
        max_size=14,
    )
)
def test_no_act_in_any_order_by_any_clock_brings_the_deadline_nearer(steps):
    events, before = [START], at(30)
    for kind, second in steps:
        now = NINE + timedelta(seconds=second)
        events.append(Fact(kind, now, 30, now, now + MINUTE))
        clock = rules.clock_of(events)
        assert clock.deadline >= before
        before = clock.deadline


PAUSED = [START, Fact("pause", at(10)), Fact("resume", at(20))]
REOPENED = [START, Fact("close", at(10)), Fact("reopen", at(20))]


@pytest.mark.parametrize(
    ("events", "made", "received", "held"),
    [
        (PAUSED, 10.5, 25, ""),  # the terminal had not heard of it yet
        (PAUSED, 15, 25, rules.PAUSED),
        (PAUSED, 21, 25, ""),
        (PAUSED, 39, 39, ""),
        (PAUSED[:2], 15, 16, rules.PAUSED),
        (REOPENED, 9, 25, ""),
        (REOPENED, 15, 25, rules.AFTER_END),
        (REOPENED, 21, 25, ""),
        (REOPENED, 41, 41, rules.AFTER_DEADLINE),
        # Made after the deadline and before the end that came a minute later: a reopening does not let it in.
        ([START, Fact("close", at(31)), Fact("reopen", at(60), 600)], 30.5, 61, rules.AFTER_END),
        ([START, Fact("close", at(31)), Fact("reopen", at(60), 600)], 29, 61, ""),
    ],
)
def test_what_was_made_while_nobody_might_write_is_held(events, made, received, held):
    facts = arrival(received=received * MINUTE, made=made * MINUTE)
    assert rules.reason_to_hold(facts, rules.clock_of(events)) == held


@pytest.mark.parametrize(
    ("events", "made", "is_claim"),
    [
        ([START, away(20, 28)], 25, True),
        ([START, away(20, 28)], 19, False),
        ([START, away(20, 28)], 29, False),
        ([START, away(20, 45)], 31, False),  # after the deadline
        ([START, away(20, 28), Fact("close", at(24))], 25, False),  # after the end
        ([START, away(20, 28), Fact("close", at(31))], 25, True),
        ([START], 25, False),
    ],
)
def test_only_what_was_made_in_time_during_a_confirmed_outage_is_let_in_by_rule(events, made, is_claim):
    facts = arrival(received=90 * MINUTE, made=made * MINUTE, is_open=False)
    assert rules.is_claim_of_outage(facts, rules.clock_of(events)) is is_claim
    stranger = arrival(received=90 * MINUTE, made=made * MINUTE, is_known=False)
    assert not rules.is_claim_of_outage(stranger, rules.clock_of(events))


@pytest.mark.parametrize(
    ("events", "minutes"),
    [
        ([START], 10),
        ([Fact("start", at(15), 1800)], 5),  # started while it was away: only from then on
        ([START, Fact("pause", at(12)), Fact("resume", at(14))], 8),
        ([START, Fact("pause", at(5))], 0),  # stands still: the resuming gives it back
        ([START, Fact("close", at(5))], 0),
        ([START, Fact("close", at(14))], 4),  # handed in before it was agreed: what was shown holds
        ([START, Fact("close", at(25))], 10),
        ([Fact("start", at(0), 540)], 0),  # the time was up before it began
        ([], 0),
    ],
)
def test_an_outage_gives_back_what_it_took(events, minutes):
    span = rules.Span(at(10), at(20))
    assert rules.outage_credit(rules.clock_of(events), span) == minutes * MINUTE


HELD = [(1, rules.AFTER_DEADLINE), (2, rules.AFTER_END), (3, rules.OTHER_SEAT)]


@pytest.mark.parametrize(
    ("decisions", "waiting", "accepted"),
    [
        ([], [2, 3], set()),
        ([([2], True)], [3], {2}),
        ([([2, 3], False)], [], set()),
        ([([2, 3], True), ([3], False)], [], {2}),
        ([([2], False), ([1, 2], True)], [3], {1, 2}),
    ],
)
def test_the_later_decision_holds_and_what_was_too_late_waits_for_nobody(decisions, waiting, accepted):
    assert rules.undecided(HELD, decisions) == waiting
    assert rules.accepted_in(decisions) == accepted


@pytest.mark.parametrize(
    ("kind", "minutes", "is_for_all", "reasons"),
    [
        ("pause", 0, True, []),
        ("extra", 5, True, []),
        ("extra", 0, True, ["minutes_out_of_range"]),
        ("extra", 121, False, ["minutes_out_of_range"]),
        ("reopen", 0, False, []),
        ("reopen", 121, True, ["minutes_out_of_range", "one_candidate_only"]),
        ("reopen", 0, True, ["one_candidate_only"]),
        ("void", 0, True, ["one_candidate_only"]),
        ("force", 0, True, ["one_candidate_only"]),
    ],
)
def test_an_act_is_refused_for_a_named_reason(kind, minutes, is_for_all, reasons):
    found = room_rules.reasons_against_act(kind, minutes=minutes, is_for_all=is_for_all)
    assert found == reasons


@pytest.mark.parametrize(
    ("times", "is_alone"),
    [
        ([], False),
        ([("start", False), ("pause", True)], True),
        ([("start", False), ("pause", False)], False),
        ([("pause", True), ("pause", False)], True),
        ([("pause", False), ("pause", True)], False),
        ([("pause", True), ("resume", True)], False),
        ([("pause", True), ("resume", True), ("pause", False)], False),
        ([("pause", True), ("close", False), ("reopen", True)], False),
    ],
)
def test_who_was_stopped_alone_is_told_from_a_room_that_was_stopped(times, is_alone):
    assert room_rules.is_stopped_alone(times) is is_alone


@pytest.mark.parametrize(
    ("kind", "is_paused", "changes"),
    [("pause", False, True), ("pause", True, False), ("resume", True, True), ("resume", False, False)],
)
def test_a_room_is_stopped_once_and_goes_on_once(kind, is_paused, changes):
    assert room_rules.changes_room(kind, is_paused=is_paused) is changes


@pytest.mark.parametrize(
    ("kind", "minutes", "before", "by_two"),
    [
        ("extra", 30, 0, False),
        ("extra", 31, 0, True),
        ("extra", 5, 26, True),  # no limit is passed in small steps
        ("reopen", 0, 0, True),
        ("void", 0, 0, True),
        ("pause", 0, 90, False),
        ("force", 0, 0, False),
    ],
)
def test_who_may_act_alone(kind, minutes, before, by_two):
    assert room_rules.needs_second_person(kind, minutes=minutes, given_before=before) is by_two


@pytest.mark.parametrize(
    ("acts", "paused"),
    [([], False), (["pause"], True), (["pause", "extra"], True), (["pause", "resume", "extra"], False)],
)
def test_a_room_stands_still_until_it_goes_on(acts, paused):
    assert room_rules.is_room_paused(acts) is paused


@pytest.mark.parametrize(
    ("gap", "is_running", "doubt"),
    [
        (timedelta(0), True, ""),
        (timedelta(seconds=-20), True, ""),
        (-MINUTE, False, "behind"),
        (timedelta(days=-9000), True, "behind"),
        (timedelta(hours=3), True, ""),
        (timedelta(hours=5), True, "ahead"),
        (10 * DAY, False, ""),
        (60 * DAY, False, "ahead"),
    ],
)
def test_a_clock_that_disagrees_with_the_kept_time_is_doubted(gap, is_running, doubt):
    assert room_rules.clock_doubt(NINE, NINE + gap, is_running=is_running) == doubt


def test_inside_a_process_a_jump_of_the_wall_clock_changes_nothing_and_is_known():
    process = room_rules.ProcessClock(NINE, 100.0)
    assert process.now(NINE + MINUTE, 160.0) == NINE + MINUTE
    assert process.now(NINE + DAY, 220.0) == at(2)
    assert process.jump == DAY - 2 * MINUTE
    assert process.now(NINE - DAY, 280.0) == at(3)
    # A time server moves it by a second: that is followed.
    assert process.now(at(4) + timedelta(seconds=1), 340.0) == at(4) + timedelta(seconds=1)
    assert not process.jump


@pytest.mark.parametrize(
    ("act", "state", "is_paused", "is_meant"),
    [
        ("pause", "in_progress", False, True),
        ("pause", "in_progress", True, False),
        ("resume", "in_progress", True, True),
        ("extra", "prepared", False, False),
        ("force", "in_progress", True, True),
        ("force", "handed_in", False, False),
        ("reopen", "closed_by_time", False, True),
        ("reopen", "voided", False, False),
        ("void", "ended_by_staff", False, True),
        ("void", "prepared", False, False),
        ("outage", "handed_in", False, True),
        ("outage", "prepared", False, False),
    ],
)
def test_an_act_means_attempts_in_a_state_for_it(act, state, is_paused, is_meant):
    assert rules.is_target(act, state, is_paused=is_paused) is is_meant
