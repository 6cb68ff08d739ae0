"""How much equipment people need and what a room can offer: figures by hand, and laws for any figures."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.core.equipment import Days, Lack, Need, Outage, Stock, lacks, places

DAY = date(2026, 6, 1)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def test_a_class_needs_what_it_needs_and_people_what_they_share():
    assert [Need("OVEN", 2).wanted(people) for people in (0, 1, 30)] == [2, 2, 2]
    assert [Need("BENCH", 1, 1).wanted(people) for people in (0, 1, 12)] == [0, 1, 12]
    assert [Need("MIXER", 1, 4).wanted(people) for people in (0, 1, 4, 5, 12)] == [0, 1, 1, 2, 3]


def test_needs_of_one_kind_do_not_add_up_and_come_in_their_order():
    needs = [Need("OVEN", 1), Need("BENCH", 1, 1), Need("OVEN", 3)]
    assert lacks(needs, [Stock("BENCH", 5)], 6) == (Lack("OVEN", 3, 0), Lack("BENCH", 6, 5))
    assert lacks(needs, [Stock("BENCH", 6), Stock("OVEN", 3)], 6) == ()


def test_what_is_out_of_order_counts_on_its_days_only():
    stock = Stock("BENCH", 10, (Outage(4, day(2), day(4)), Outage(3, day(4)), Outage(99, day(9), day(9))))
    usable = [stock.usable(Days(day(n), day(n))) for n in range(11)]
    assert usable == [10, 10, 6, 6, 3, 7, 7, 7, 7, 0, 7]
    assert stock.usable(Days(day(0), day(3))) == 6
    assert stock.usable(Days(day(5), day(8))) == 7
    assert stock.usable(None) == 10


def test_places_end_where_the_first_kind_ends():
    needs = [Need("OVEN", 2), Need("BENCH", 1, 1), Need("MIXER", 2, 4)]
    assert places(needs, [Stock("OVEN", 2), Stock("BENCH", 14), Stock("MIXER", 7)]) == 12
    assert places(needs, [Stock("OVEN", 1), Stock("BENCH", 14), Stock("MIXER", 7)]) == 0
    assert places([Need("OVEN", 2)], [Stock("OVEN", 2)]) is None
    assert places([], []) is None


kinds = st.sampled_from("ABC")
needs_of = st.lists(
    st.builds(Need, kinds, st.integers(1, 5), st.none() | st.integers(1, 6)), min_size=1, max_size=4
)
outages = st.lists(
    st.builds(
        lambda count, first, length: Outage(
            count, day(first), None if length is None else day(first + length)
        ),
        st.integers(1, 9),
        st.integers(0, 9),
        st.none() | st.integers(0, 9),
    ),
    max_size=3,
).map(tuple)
rooms = st.lists(st.builds(Stock, kinds, st.integers(0, 30), outages), unique_by=lambda one: one.kind)
stretches = st.tuples(st.integers(0, 12), st.integers(0, 6)).map(
    lambda at: Days(day(at[0]), day(at[0] + at[1]))
)


@given(needs_of, rooms, stretches)
def test_nothing_is_lacking_for_exactly_so_many_people_as_there_are_places(needs, stocks, days):
    most = places(needs, stocks, days)
    if most is None:
        assert lacks(needs, stocks, 10_000, days) == ()
    else:
        assert lacks(needs, stocks, most + 1, days)
        if most:
            assert lacks(needs, stocks, most, days) == ()


@given(rooms, stretches)
def test_a_stretch_has_what_its_worst_day_has(stocks, days):
    each = [days.first + timedelta(days=n) for n in range((days.last - days.first).days + 1)]
    for stock in stocks:
        assert stock.usable(days) == min(stock.usable(Days(one, one)) for one in each)
        assert 0 <= stock.usable(days) <= stock.count
