"""Words of strangers stay words in the tables that people take away."""

import pytest

from lms.core.cells import as_cell


@pytest.mark.parametrize("sign", "=+-@|%\t\r\n")
def test_what_a_spreadsheet_takes_for_a_formula_is_marked_as_text(sign):
    assert as_cell(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["", "1=1", "铜", " =1", "'=1"])
def test_other_words_stay_as_they_are(text):
    assert as_cell(text) == text
