"""Codes of content packs fit addresses and the columns that hold them."""

import re

import pytest
from django.urls.converters import SlugConverter
from hypothesis import given
from hypothesis import strategies as st

from lms.core.codes import is_code, is_topic_code


@pytest.mark.parametrize("code", ["LVE-001", "mock_2", "a", "Z" * 30])
def test_a_code_can_be_used_as_code_and_as_topic(code):
    assert is_code(code)
    assert is_topic_code(code)
    assert not is_code(f"LVE/{code}")


@pytest.mark.parametrize(
    "value", ["", " ", "a b", "a.b", "a?", "题-1", "a\n", "\uff21", "../a", "Z" * 31, None, 1, ["a"]]
)
def test_what_does_not_fit_is_neither_code_nor_topic(value):
    assert not is_code(value)
    assert not is_topic_code(value)


@pytest.mark.parametrize(
    ("topic", "fits"),
    [
        ("LVE/earthing", True),
        ("LVE/a/b", False),
        ("/earthing", False),
        ("LVE/", False),
        ("L" * 29 + "/" + "t" * 30, True),
        ("L" * 30 + "/" + "t" * 30, False),
    ],
)
def test_a_topic_may_have_the_name_of_a_bank_and_fits_its_column(topic, fits):
    assert is_topic_code(topic) is fits


@given(st.from_regex(r"[\w.~-]{1,31}", fullmatch=True))
def test_a_short_text_is_a_code_where_it_can_stand_in_an_address(text):
    fits = re.fullmatch(SlugConverter.regex, text) is not None and len(text) <= 30
    assert is_code(text) is fits
