"""Who may move, what a move adds and spares, and what somebody agreed to. No database."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lms.enrolments.moving.rules import MoveFacts, Outlook, Refusal, Standing, digest_of, refusals

FREE = MoveFacts(is_active=True, is_on_old=True, has_other_on_new=False, is_newer=True, was_on_new=False)
LESSONS = Standing(1, ("lessons", 100), is_met=False, percent=Decimal(60), counted=(3, 5))
EXAM = Standing(2, ("exam", "A"), is_met=False, percent=Decimal(0))
TASK = Standing(3, ("task", "K11"), is_met=False, percent=Decimal(0))


def outlook(before, after) -> Outlook:
    return Outlook(7, (), tuple(before), tuple(after))


def met(standing: Standing) -> Standing:
    return replace(standing, is_met=True, percent=Decimal(100))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"is_active": False}, [Refusal.ENDED]),
        ({"is_on_old": False}, [Refusal.ELSEWHERE]),
        ({"has_other_on_new": True}, [Refusal.TAKEN]),
        ({"is_newer": False}, [Refusal.OLDER]),
        ({"is_newer": False, "was_on_new": True}, []),
        ({"is_active": False, "is_on_old": False}, [Refusal.ENDED, Refusal.ELSEWHERE]),
    ],
)
def test_only_who_trains_on_the_old_version_moves_forward_or_back_to_where_they_were(
    change, expected
) -> None:
    assert refusals(replace(FREE, **change)) == expected


def test_what_is_open_on_both_sides_is_neither_more_nor_less() -> None:
    seen = outlook([LESSONS, EXAM], [replace(LESSONS, requirement_id=9, counted=(3, 6)), TASK])
    assert [row.asks for row in seen.more] == [TASK.asks]
    assert [row.asks for row in seen.less] == [EXAM.asks]
    assert not seen.completes


def test_what_was_met_and_opens_again_is_more_and_what_is_met_then_is_less() -> None:
    seen = outlook([met(LESSONS), EXAM], [LESSONS, met(EXAM)])
    assert [row.asks for row in seen.more] == [LESSONS.asks]
    assert [row.asks for row in seen.less] == [EXAM.asks]


@pytest.mark.parametrize(("after", "completes"), [([met(LESSONS)], True), ([LESSONS], False), ([], False)])
def test_who_has_everything_completes(after, completes) -> None:
    assert outlook([LESSONS], after).completes is completes


def test_a_further_lesson_of_a_class_that_learns_changes_nothing_that_was_agreed_to() -> None:
    learning = outlook([LESSONS], [replace(LESSONS, counted=(3, 6))])
    further = outlook([replace(LESSONS, counted=(4, 5))], [replace(LESSONS, counted=(4, 6))])
    assert digest_of([learning]) == digest_of([further])
    assert digest_of([learning]) != digest_of([outlook([LESSONS], [LESSONS, EXAM])])
    assert digest_of([learning]) != digest_of([replace(learning, refusals=(Refusal.TAKEN,))])
