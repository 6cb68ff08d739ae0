"""Rules of learning time, positions and notes: what a sign of life is believed, and what is not."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.delivery import rules
from lms.delivery.rules import ClockState, SeenPage, Sign, Slice, TimeRule, Verdict

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)  # in Shanghai
PAGE, OTHER_PAGE = UUID(int=1), UUID(int=2)
RULE = rules.TIME_RULES[0]


def after(seconds: float, *, since: datetime = NOON) -> datetime:
    return since + timedelta(seconds=seconds)


def sign(seq: int = 2, *, claimed: float = 30, quiet: float = 0, page: UUID = PAGE) -> Sign:
    return Sign(page, seq, int(claimed * 1000), int(quiet * 1000))


def begun(at: datetime = NOON) -> ClockState:
    return ClockState(at, at, (SeenPage(PAGE, 1),))


def test_the_first_sign_only_begins():
    counted = rules.count_sign(None, sign(1, claimed=30), now=NOON, rule=RULE)
    assert (counted.verdict, counted.seconds, counted.clock) == (Verdict.BEGUN, 0, begun())


@pytest.mark.parametrize(
    ("what", "passed", "given_sign", "verdict", "seconds"),
    [
        ("half a minute later", 30, sign(), Verdict.COUNTED, 30),
        ("no more than has passed", 12, sign(claimed=30), Verdict.COUNTED, 12),
        ("no more than is claimed", 60, sign(claimed=20), Verdict.COUNTED, 20),
        ("no more than one sign may claim", 85, sign(claimed=10_000), Verdict.COUNTED, 60),
        ("another page shares the same time", 30, sign(1, page=OTHER_PAGE), Verdict.COUNTED, 30),
        ("nothing is claimed", 30, sign(claimed=0), Verdict.NOTHING_NEW, 0),
        ("less than a second", 0.4, sign(), Verdict.NOTHING_NEW, 0),
        ("just before the gap", 90, sign(), Verdict.COUNTED, 30),
        ("after a gap it begins anew", 91, sign(), Verdict.BEGUN, 0),
        ("the machine slept for a day", 86_400, sign(claimed=60), Verdict.BEGUN, 0),
        ("quiet, but not too long", 30, sign(quiet=120), Verdict.COUNTED, 30),
        ("nobody did anything for too long", 30, sign(quiet=121), Verdict.QUIET, 0),
        ("the same sign again", 30, sign(1), Verdict.REPEATED, 0),
        ("the server's clock stepped back", -30, sign(), Verdict.CLOCK_BEHIND, 0),
        ("the server's clock was years ahead", -9e7, sign(), Verdict.BEGUN, 0),
    ],
)
def test_a_sign_adds(what, passed, given_sign, verdict, seconds):
    counted = rules.count_sign(begun(), given_sign, now=after(passed), rule=RULE)
    assert (counted.verdict, counted.seconds) == (verdict, seconds)


def test_after_a_quiet_time_only_new_time_counts():
    quiet = rules.count_sign(begun(), sign(2, quiet=500), now=after(60), rule=RULE)
    counted = rules.count_sign(quiet.clock, sign(3, claimed=60), now=after(70), rule=RULE)
    assert counted.seconds == 10


def test_a_page_that_opens_cannot_claim_what_passed_before_it():
    opened = rules.count_sign(begun(), sign(1, claimed=0, page=OTHER_PAGE), now=after(60), rule=RULE)
    counted = rules.count_sign(opened.clock, sign(2, claimed=30, page=OTHER_PAGE), now=after(63), rule=RULE)
    assert (opened.seconds, counted.seconds) == (0, 3)


def test_a_rest_of_less_than_a_second_is_not_lost():
    first = rules.count_sign(begun(), sign(2), now=after(29.6), rule=RULE)
    second = rules.count_sign(first.clock, sign(3), now=after(59.6), rule=RULE)
    assert (first.seconds, second.seconds) == (29, 30)


def test_signs_that_overtake_each_other_count_once():
    later = rules.count_sign(begun(), sign(3, claimed=30), now=after(60), rule=RULE)
    earlier = rules.count_sign(later.clock, sign(2, claimed=30), now=after(61), rule=RULE)
    assert (later.seconds, earlier.seconds) == (30, 0)


def signs_of(pages: list[int], *, each: float = 10) -> ClockState:
    """Return the clock after sign 2 of each page, one after the other."""
    clock = None
    for place, page in enumerate(pages):
        now = after(each * place)
        clock = rules.count_sign(clock, sign(2, page=UUID(int=page)), now=now, rule=RULE).clock
    return clock


@pytest.mark.parametrize("page", [1, 2, 3, 4])
@pytest.mark.parametrize(("passed", "seq"), [(30, 2), (30, 1), (1_000, 2), (-9e7, 2)])
def test_a_sign_of_the_last_four_pages_comes_again_and_changes_nothing(page, passed, seq):
    clock = signs_of([1, 2, 3, 4])
    again = rules.count_sign(clock, sign(seq, page=UUID(int=page)), now=after(passed + 30), rule=RULE)
    assert again == rules.Counted(clock, Verdict.REPEATED)


def test_of_the_fifth_page_back_a_sign_is_new_and_shares_the_time_that_passes():
    clock = signs_of([1, 2, 3, 4, 5])
    again = rules.count_sign(clock, sign(2, page=UUID(int=1)), now=after(50), rule=RULE)
    assert (again.verdict, again.seconds) == (Verdict.COUNTED, 10)
    assert [seen.page.int for seen in again.clock.pages] == [1, 5, 4, 3]


def test_a_page_that_goes_on_stays_remembered():
    clock = signs_of([1, 2, 3, 4])
    clock = rules.count_sign(clock, sign(3, page=PAGE), now=after(40), rule=RULE).clock
    assert clock.pages == tuple(SeenPage(UUID(int=n), seq) for n, seq in [(1, 3), (4, 2), (3, 2), (2, 2)])


@pytest.mark.parametrize(
    ("what", "passed", "quiet"),
    [("a gap", 100, 0), ("a quiet time", 30, 500), ("a step back", -30, 0), ("nothing new", 0, 0)],
)
def test_the_pages_before_are_remembered_over(what, passed, quiet):
    counted = rules.count_sign(begun(), sign(1, page=OTHER_PAGE, quiet=quiet), now=after(passed), rule=RULE)
    assert counted.verdict not in (Verdict.COUNTED, Verdict.REPEATED)
    assert counted.clock.pages == (SeenPage(OTHER_PAGE, 1), SeenPage(PAGE, 1))


def test_over_midnight_each_day_gets_its_own():
    before = MIDNIGHT - timedelta(seconds=10)
    counted = rules.count_sign(begun(before), sign(claimed=30), now=after(20, since=MIDNIGHT), rule=RULE)
    assert counted.slices == (
        Slice(before, MIDNIGHT, 10),
        Slice(MIDNIGHT, after(20, since=MIDNIGHT), 20),
    )
    assert [part.day for part in counted.slices] == [date(2026, 6, 1), date(2026, 6, 2)]


times = st.tuples(
    st.floats(-400, 200), st.sampled_from([PAGE, OTHER_PAGE]), st.integers(1, 30), st.floats(0, 500)
)


@given(st.lists(times, max_size=60))
def test_whatever_is_sent_no_second_counts_twice(events):
    """Tabs, replays, reordering, wrong claims: slices never overlap while the clock only stumbles a little."""
    clock, now, slices = None, NOON, []
    for moved, page, seq, claimed in events:
        now = after(max(moved, -100), since=now)
        if clock and now < clock.seen_at - rules.SMALL_STEP_BACK:
            now = clock.seen_at  # a clock set far back is another test's matter
        counted = rules.count_sign(clock, sign(seq, claimed=claimed, page=page), now=now, rule=RULE)
        clock = counted.clock
        slices += counted.slices
    for one, other in zip(slices, slices[1:], strict=False):
        assert one.ended_at <= other.began_at
    assert all(part.seconds <= (part.ended_at - part.began_at).total_seconds() for part in slices)


@pytest.mark.parametrize(
    ("already", "wanted", "counts"), [(0, 30, 30), (8_090, 30, 10), (8_100, 30, 0), (9_999, 30, 0)]
)
def test_a_lesson_of_45_minutes_counts_at_most_three_times_a_day(already, wanted, counts):
    assert rules.within_pace(wanted, already=already, planned_minutes=45, rule=RULE) == counts


def test_the_rule_of_the_day_is_the_newest_that_holds():
    old, new = (TimeRule(n, date(2026, n, 1), 120, 90, 60, 3) for n in (1, 7))
    days = [date(2025, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [rules.time_rule_on(day, (old, new)) for day in days] == [old, old, new]


@pytest.mark.parametrize(("between", "goes_on"), [(0, True), (90, True), (91, False), (-1, False)])
def test_a_period_goes_on_when_the_slice_follows_at_once(between, goes_on):
    part = Slice(after(between), after(between + 30), 30)
    assert rules.goes_on(NOON, part, rule=RULE) is goes_on


def test_a_terminal_is_never_ahead_of_the_server():
    ahead = int((NOON + timedelta(hours=1)).timestamp() * 1000)
    assert rules.position_instant(ahead, now=NOON) == NOON
    assert rules.position_instant(int(NOON.timestamp() * 1000) - 500, now=NOON) == after(-0.5)


@pytest.mark.parametrize(
    ("kept", "newer"), [(None, True), (after(-1), True), (NOON, False), (after(1), False)]
)
def test_only_a_newer_position_takes_the_place(kept, newer):
    assert rules.is_newer(NOON, than=kept) is newer


@pytest.mark.parametrize(
    ("kept", "wanted", "based_on", "is_change", "keeps_old"),
    [
        ("old", "new", 3, True, False),
        ("old", "new", 2, True, True),
        ("same", "same", 1, False, False),
        ("", "new", 1, True, False),
        ("  \n", "new", 1, True, False),
        ("old", "", 3, True, False),
        ("old", "", 0, True, True),
        ("old", "old and new", 2, True, False),
    ],
)
def test_a_note_of_another_terminal_is_kept_beside(kept, wanted, based_on, is_change, keeps_old):
    change = rules.change_note(kept=kept, revision=3, wanted=wanted, based_on=based_on)
    assert (change.is_change, change.keeps_old) == (is_change, keeps_old)
