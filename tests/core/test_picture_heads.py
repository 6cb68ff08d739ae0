"""The size of a drawing in every unit; what says none, or none that can be, has none."""

from fractions import Fraction

import pytest

from lms.core.picture_heads import size_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}><rect width="1" height="1"/></svg>'


@pytest.mark.parametrize(
    ("said", "size"),
    [
        ('width="40" height="30"', (40, 30)),
        ('width="40px" height="30px" viewBox="0 0 1 1"', (40, 30)),
        ('width="2.54cm" height="25.4mm"', (96, 96)),
        ('width="1in" height="72pt"', (96, 96)),
        ('width="1e2" height="1pc"', (100, 16)),
        ('width="100%" height="100%" viewBox="0,0, 8 9"', (8, 9)),
        ('width="10em" height="5em" viewBox="-1 -1 8 9"', (8, 9)),
    ],
)
def test_a_drawing_has_the_size_that_it_says(said: str, size: tuple[int, int]) -> None:
    assert size_of(SVG.format(said).encode()) == tuple(Fraction(side) for side in size)


def test_what_stands_before_a_drawing_does_not_hide_its_size() -> None:
    before = '<?xml version="1.0"?><!-- ' + "made by a drawing program " * 400 + "-->"
    assert size_of((before + SVG.format('width="4" height="3"')).encode()) == (4, 3)


@pytest.mark.parametrize(
    "said",
    [
        "",
        'width="10em" height="5em"',
        'width="100%" height="100%"',
        'width="0" height="0"',
        'width="-5" height="3"',
        'width="nan" height="3"',
        'width="1e400" height="3"',
        'width="1e999999999" height="3"',
        'viewBox="0 0 0 0"',
        'viewBox="0 0 a b"',
        'viewBox="0 0 1e400 5"',
        'viewBox="0 0 5"',
    ],
)
def test_a_drawing_that_says_no_size_has_none(said: str) -> None:
    assert size_of(SVG.format(said).encode()) is None


@pytest.mark.parametrize("data", [b"", b"<svg", b"<html/>", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", b"PK"])
def test_what_is_no_picture_has_no_size(data: bytes) -> None:
    assert size_of(data) is None
