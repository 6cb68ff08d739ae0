"""Names sort as people count."""

import pytest

from lms.core.natural import natural_key


@pytest.mark.parametrize(
    "in_order",
    [
        ["机房", "机房1", "机房2", "机房10", "机房10A", "机房11"],
        ["1", "2", "9", "10", "99", "100", "a1"],
        ["a2", "A10", "b1"],
        ["1-9", "1-10", "2-1"],
        ["2排3座", "2排10座", "10排1座"],
        [
            "教室",
            "教室一",
            "教室二",
            "教室三",
            "教室四",
            "教室九",
            "教室十",
            "教室十一",
            "教室二十",
            "教室一百零五",
        ],
        ["一楼九室", "一楼十室", "二楼一室", "十楼一室"],
        ["九室", "10室", "十一室", "二〇三室"],
        ["9", "1" * 15, "2" * 15, "1" * 200],
    ],
)
def test_numbers_in_names_sort_by_their_value(in_order) -> None:
    backwards = in_order[::-1]
    assert sorted(backwards, key=natural_key) == in_order


@pytest.mark.parametrize(
    ("one", "other"), [("机房０２", "机房2"), ("A3", "a3"), ("007", "7"), ("0", "00"), ("教室三", "教室3")]
)
def test_the_same_written_in_another_way_stands_at_the_same_place(one, other) -> None:
    assert natural_key(one) == natural_key(other)


@pytest.mark.parametrize(
    "odd", ["", "２" * 60, "²³", "٣", "\x00", "1a" * 30, "一a" * 30, "百百十十", "十" * 60]
)
def test_any_name_has_a_place(odd) -> None:
    assert len(natural_key(odd)) <= 200
