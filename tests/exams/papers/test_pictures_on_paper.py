"""Drawings on paper: whatever size they say, they have a place on the page."""

import pytest

from lms.exams.papers.printing.pictures import HIGHEST, WIDEST, Pictures, on_page


@pytest.mark.parametrize(
    "said",
    [
        'width="10cm" height="5cm"',
        'width="100%" height="9"',
        'width="10em"',
        'viewBox="0 0 0 0"',
        "",
        'width="9e999"',
    ],
)
def test_whatever_size_a_drawing_says_it_has_a_place_on_the_page(said):
    pictures = Pictures()
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {said}><rect width="5" height="5"/></svg>'
    width, height = on_page(pictures.size(pictures.add(drawing.encode(), "svg")))
    assert 0 < width <= WIDEST
    assert 0 < height <= HIGHEST
