"""Drawings that are small to send and endless to draw are refused, and plain ones of every program are not."""

import io

import pytest
from django.core.exceptions import ValidationError

from courses.pages.authoring.pictures import refuse_active
from courses.pages.packs.errors import PackError
from courses.pages.packs.pictures import checked_picture
from lms.core.drawings import DEEPEST, MOST_REPEATED, find_fault
from lms.exams.intake.pictures import PictureRepeats, cleaned
from tests.support.pace import at_most

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def a_drawing(inside: str) -> bytes:
    return f"{HEAD}{inside}</svg>".encode()


def levels(number: int, each: int, *, using: str = '<use href="#l{}"/>') -> bytes:
    """Return groups of which each uses the one before so many times, and the last one drawn."""
    groups = "".join(f'<g id="l{n}">{using.format(n - 1) * each}</g>' for n in range(1, number + 1))
    return a_drawing(
        f'<defs><g id="l0"><rect width="1" height="1"/></g>{groups}</defs><use href="#l{number}"/>'
    )


@pytest.mark.parametrize(
    "using",
    [
        '<use href="#l{}"/>',
        '<use xlink:href="#l{}"/>',
        '<rect fill="url(#l{})"/>',
        '<g style="mask:url(#l{})"/>',
    ],
)
def test_references_that_multiply_are_refused_at_once(using: str) -> None:
    with at_most(2):
        fault = find_fault(levels(60, 10, using=using))
        assert fault is not None
        assert (fault.code, fault.name) == ("repeated", "use")


def test_what_is_repeated_a_bearable_number_of_times_is_taken() -> None:
    assert find_fault(levels(3, 10)) is None
    shape = '<path id="a" d="M0 0h1"/>'
    assert find_fault(a_drawing(shape + '<use href="#a"/>' * (MOST_REPEATED - 1))) is None
    assert find_fault(a_drawing(shape + '<use href="#a"/>' * (MOST_REPEATED + 1))) is not None


def test_many_plain_elements_and_many_of_one_colour_are_taken() -> None:
    colour = '<linearGradient id="c"><stop/><stop/></linearGradient>'
    assert find_fault(a_drawing(colour + '<rect fill="url(#c)"/>' * 4 * MOST_REPEATED)) is None


@pytest.mark.parametrize(
    "inside",
    [
        '<g id="a"><use href="#a"/></g>',
        '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
        '<pattern id="a"><rect fill="url(#a)"/></pattern>',
    ],
)
def test_what_draws_itself_is_refused(inside: str) -> None:
    fault = find_fault(a_drawing(inside))
    assert fault is not None
    assert (fault.code, fault.name) == ("repeated", "itself")


def test_what_is_nested_without_end_is_refused() -> None:
    assert find_fault(a_drawing("<g>" * (DEEPEST - 2) + "</g>" * (DEEPEST - 2))) is None
    assert find_fault(a_drawing("<g>" * 50_000 + "</g>" * 50_000)) is not None
    chain = "".join(f'<g id="n{n}"><use href="#n{n - 1}"/></g>' for n in range(1, 2 * DEEPEST))
    assert find_fault(a_drawing(f'<g id="n0"/>{chain}')) is not None


def test_a_reference_to_nothing_is_harmless() -> None:
    assert find_fault(a_drawing('<use href="#gone"/><rect fill="url(#gone)"/>')) is None


def test_each_way_in_says_that_a_drawing_repeats_too_much() -> None:
    with pytest.raises(PackError, match=r"a\.svg"):
        checked_picture("a.svg", levels(9, 10))
    with pytest.raises(PictureRepeats):
        cleaned(levels(9, 10))
    with pytest.raises(ValidationError) as refused:
        refuse_active(io.BytesIO(levels(9, 10)))
    assert refused.value.code == "repeating_svg"
