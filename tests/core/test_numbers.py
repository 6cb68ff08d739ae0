"""Numbers are written in one form: without zeros that say nothing."""

from decimal import Decimal

import pytest

from lms.core.numbers import plain


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
