"""The completion audit is a pure fold of evidence."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.enrolments.rules import audit_completion, is_complete, share_percent

ROW = st.tuples(st.integers(1, 3), st.decimals(0, 100, places=2), st.booleans())


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([], False),
        ([(1, Decimal(100), True)], False),
        ([(1, Decimal(100), True), (2, Decimal(59), False)], False),
        ([(1, Decimal(100), True), (2, Decimal(80), True)], True),
        ([(1, Decimal(100), True), (2, Decimal(80), True), (2, Decimal(10), False)], True),
        ([(1, Decimal(100), True), (9, Decimal(80), True)], False),
    ],
)
def test_an_enrolment_is_complete_when_every_requirement_is_met_once(evidence, expected):
    assert is_complete(audit_completion([1, 2], evidence)) is expected


def test_a_version_without_requirements_is_never_complete():
    assert not is_complete(audit_completion([], []))


@given(st.lists(ROW), ROW)
def test_more_evidence_never_takes_a_requirement_away(evidence, more):
    before = {state.requirement_id for state in audit_completion([1, 2, 3], evidence) if state.is_met}
    after = {state.requirement_id for state in audit_completion([1, 2, 3], [*evidence, more]) if state.is_met}
    assert before <= after


@given(st.lists(ROW))
def test_the_order_of_evidence_does_not_matter(evidence):
    assert audit_completion([1, 2, 3], evidence) == audit_completion([1, 2, 3], reversed(evidence))


@pytest.mark.parametrize(
    ("done", "total", "percent"),
    [(0, 0, "0"), (0, 3, "0"), (2, 3, "66.66"), (3, 3, "100"), (999, 1000, "99.9")],
)
def test_a_share_is_rounded_down_so_that_100_means_all(done, total, percent):
    assert share_percent(done, total) == Decimal(percent)
