"""Instants inside texts are told by the site's clock."""

import pytest

from lms.exams.local_times import in_local_time


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-11-27T13:06:45.077Z", "11-27 21:06:45"),
        ("2026-11-27T12:45:20+00:00 – 2026-11-27T16:48:00+00:00", "11-27 20:45:20 – 11-28 00:48:00"),
        ("插座跳闸 2026-11-27T21:06+08:00", "插座跳闸 11-27 21:06:00"),
        # What no clock shows stays as the terminal wrote it, and so does everything else.
        ("2026-13-45T99:99:99Z", "2026-13-45T99:99:99Z"),
        ("0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00+23:59"),
        ("paper:0f3a", "paper:0f3a"),
        ("", ""),
    ],
)
def test_instants_are_told_by_the_sites_clock(text: str, told: str) -> None:
    assert in_local_time(text) == told
