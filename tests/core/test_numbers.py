"""Numbers are written in one form: without zeros that say nothing."""

from decimal import Decimal

import pytest

from lms.core.numbers import count_in, plain


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (Decimal("72.00"), "72"),
        (Decimal(72), "72"),
        ("72.50", "72.5"),
        (Decimal("100"), "100"),
        (Decimal("1E+2"), "100"),
        (0, "0"),
        ("0.00", "0"),
        (Decimal("-0.250"), "-0.25"),
        (12.5, "12.5"),
        (None, ""),
        ("", ""),
        ("–", "–"),
    ],
)
def test_a_number_is_written_in_one_form(number, words):
    assert plain(number) == words


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("12", 12),
        ("007", 7),
        ("", None),
        ("-1", None),
        ("1.0", None),
        ("²", None),
        ("9" * 5000, None),
    ],
)
def test_a_count_is_read_from_digits_only(text, number):
    assert count_in(text) == number
