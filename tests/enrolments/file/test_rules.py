"""The picture of a file: everything inside, in the order of days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lms.enrolments.file.rules import LEFT, WIDTH, Bar, Lane, Mark, picture_of

TODAY = date(2026, 6, 1)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@st.composite
def lanes(draw):
    first, length = draw(days), draw(st.integers(0, 900))
    last = draw(st.sampled_from([None, first + timedelta(days=length)]))
    marks = tuple(Mark(day, "rest", "x") for day in draw(st.lists(days, max_size=4)))
    return Lane("lane", (Bar(first, last, "bar"),), marks)


@given(st.lists(lanes(), max_size=4))
def test_whatever_happened_everything_is_inside_the_picture(found) -> None:
    picture = picture_of(found, today=TODAY)
    for drawn in (*picture.marks, *picture.bars, *picture.ticks):
        assert LEFT <= drawn.x <= WIDTH - LEFT
        assert 0 <= drawn.y <= picture.height
    assert all(bar.width >= 3 for bar in picture.bars)
    assert len(picture.ticks) <= 13
    assert all(tick.x + 60 <= WIDTH for tick in picture.ticks if tick.text), "no word is cut off"
    assert LEFT <= picture.today <= WIDTH - LEFT


def test_what_is_later_stands_further_right() -> None:
    marks = tuple(Mark(TODAY + timedelta(days=number * 40), "rest", str(number)) for number in range(5))
    places = [mark.x for mark in picture_of([Lane("lane", (), marks)], today=TODAY).marks]
    assert places == sorted(places)
    assert len(set(places)) == 5


def test_a_bar_that_lasts_ends_today() -> None:
    lane = Lane("lane", (Bar(TODAY - timedelta(days=90), None, "bar"),))
    picture = picture_of([lane], today=TODAY)
    assert picture.bars[0].x + picture.bars[0].width == picture.today
    assert picture.bars[0].kind == "running"
