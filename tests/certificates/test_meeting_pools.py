"""Pools whose patterns are written differently and still give one number: told when the second is opened."""

from itertools import product

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from certificates.issuing.errors import UnusablePool
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.numbers.meeting import Range, may_meet
from certificates.issuing.numbers.operations import NewPool, open_pool
from certificates.issuing.numbers.rules import Filling, fill
from certificates.models import NumberPool
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT
from tests.factories.organisations import a_school

KNOWN = Range("469901{YY}{NNNN}", 1, 900)


@pytest.mark.parametrize(
    ("other", "is_met"),
    [
        (Range("469901{YY}{NNNN}", 900, 950), True),
        (Range("469901{YY}{NNNN}", 901, 9999), False),
        (Range("46990126{NNNN}", 1, 900), True),
        (Range("46990126{NNNN}", 901, 999), False),
        (Range("469901{NNNNNN}", 260619, 260620), True),
        (Range("469901{NNNNNN}", 260901, 260999), False),
        (Range("469901{NNNNNN}", 260901, 270000), False),
        (Range("469901{NNNNNN}", 260901, 270001), True),
        (Range("4699{NNNNNNNN}", 1260000, 1260001), True),
        (Range("469901{YYYY}{NN}", 1, 1), True),
        (Range("469901{YYYY}{NN}", 1, 99), True),
        (Range("46{YYYY}{NNNNNN}", 1, 9), False),
        (Range("469901{L}6{NNNN}", 7, 7), True),
        (Range("469901J{YY}{NNNN}", 1, 900), False),
        (Range("469902{YY}{NNNN}", 1, 900), False),
    ],
)
def test_patterns_that_give_one_number_are_found(other: Range, is_met: bool) -> None:
    assert (may_meet(KNOWN, other), may_meet(other, KNOWN)) == (is_met, is_met)


PIECES = st.lists(st.sampled_from(["2", "0", "1", "{YY}", "{L}"]), max_size=3)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    digits = draw(st.integers(1, 2))
    pattern = "".join([*draw(PIECES), "{" + "N" * digits + "}", *draw(PIECES)])
    first, last = sorted(draw(st.tuples(*[st.integers(0, 10**digits - 1)] * 2)))
    return Range(pattern, first, last)


def given_by(one: Range) -> set[str]:
    """Write every number of a range down: the other way to the answer."""
    years = range(2000, 2100) if "{YY}" in one.pattern else [2000]
    levels = range(1, 6) if "{L}" in one.pattern else [1]
    fillings = product(range(one.first, one.last + 1), years, levels)
    return {fill(one.pattern, Filling(*filling)) for filling in fillings}


@given(ranges(), ranges())
def test_the_answer_is_that_of_numbers_written_down(one: Range, other: Range) -> None:
    written = bool(given_by(one) & given_by(other))
    said = may_meet(one, other)
    is_plain = all(side.pattern.count("{YY}") < 2 and side.pattern.count("{L}") < 2 for side in (one, other))
    # Two years in one pattern are the same year; that is not followed, and more is refused than has to be.
    assert said == written if is_plain else said >= written


@pytest.mark.django_db
def test_a_pool_that_would_meet_another_is_not_opened() -> None:
    school, kind = a_school(), CredentialKind.DIPLOMA
    former = open_pool(NewPool(school, kind, "469901{YY}{NNNN}", 1, 900), actor=an_actor(), now=ISSUED_AT)
    for other, pattern in ((school, "46990126{NNNN}"), (a_school(), "46990126{NNNN}")):
        new = NewPool(other, CredentialKind.STUDY_COMPLETION, pattern, 1, 9)
        with translation.override("en"), pytest.raises(UnusablePool, match="469901{YY}{NNNN}"):
            open_pool(new, actor=an_actor(), now=ISSUED_AT)
    assert list(NumberPool.objects.all()) == [former]


@pytest.mark.django_db
def test_a_level_is_asked_for_where_there_is_one() -> None:
    with translation.override("en"), pytest.raises(UnusablePool, match="no level"):
        open_pool(
            NewPool(a_school(), CredentialKind.DIPLOMA, "46{YY}{L}{NNN}", 1, 9),
            actor=an_actor(),
            now=ISSUED_AT,
        )
