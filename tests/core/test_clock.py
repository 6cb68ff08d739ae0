"""Days and instants at both ends of the calendar."""

from datetime import UTC, date, timedelta

import pytest

from lms.core.clock import end_of_day, local_date, start_of_day
from lms.core.days import is_far_off

DAY = date(2026, 5, 31)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
@pytest.mark.parametrize("day", [date.min, date.max, DAY])
def test_every_day_that_can_be_typed_has_instants_in_the_database(day, zone) -> None:
    first, last = (of(day, zone=zone).astimezone(UTC) for of in (start_of_day, end_of_day))
    assert abs(local_date(first, zone=zone) - day) <= timedelta(days=1)
    assert first <= last


def test_a_slip_of_the_year_is_far_off() -> None:
    assert is_far_off(date(2208, 1, 1), today=DAY)
    assert not is_far_off(date(2036, 5, 31), today=DAY)
    assert not is_far_off(DAY, today=DAY)
