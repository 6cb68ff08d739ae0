"""Parts of a plan poured into the times of a week: in order, whole, and never more than they have."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.delivery.timetable.rules import Period, left_over, pour

MORNING = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def times(*minutes: int) -> list[Period]:
    """Return one time a day of so many minutes."""
    begins = [MORNING + timedelta(days=day) for day in range(len(minutes))]
    return [Period(at, at + timedelta(minutes=count)) for at, count in zip(begins, minutes, strict=True)]


def told(poured) -> list[list[tuple[int, int]]]:
    """Return by time the parts and their minutes."""
    return [
        [(one.part, int((one.period.ends - one.period.begins).total_seconds() // 60)) for one in pieces]
        for _period, pieces in poured
    ]


def test_a_part_that_ends_early_leaves_its_time_to_the_next_one() -> None:
    poured = pour([45, 0, 135], times(90, 90, 90))
    assert told(poured) == [[(0, 45), (2, 45)], [(2, 90)]]
    assert poured[0][1][1].period.begins == MORNING + timedelta(minutes=45)


def test_the_last_time_is_as_long_as_what_is_left() -> None:
    poured = pour([100], times(90, 90))
    assert poured[1][0].ends - poured[1][0].begins == timedelta(minutes=10)


@given(
    st.lists(st.integers(min_value=0, max_value=300), max_size=8),
    st.lists(st.integers(min_value=1, max_value=200), max_size=8),
)
def test_nothing_is_lost_doubled_or_out_of_order(minutes: list[int], lengths: list[int]) -> None:
    poured = pour(minutes, times(*lengths))
    flat = [piece for pieces in told(poured) for piece in pieces]
    assert [part for part, _count in flat] == sorted(part for part, _count in flat)
    given_to = [sum(count for part, count in flat if part == place) for place in range(len(minutes))]
    assert all(got <= count for got, count in zip(given_to, minutes, strict=True))
    assert sum(given_to) == min(sum(minutes), sum(lengths))
    assert left_over(minutes, poured) == sum(minutes) - sum(given_to)
