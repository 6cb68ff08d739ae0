"""Boxes, the order of a mock examination, its mark: pure decisions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from lms.exams.papers.rules import Cell
from lms.exams.practice import rules
from lms.exams.practice.rules import MarkedQuestion, Place

TODAY = date(2026, 6, 1)
KEY = UUID(int=1)


def days(number):
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("place", "is_right", "expected"),
    [
        (None, True, None),
        (None, False, Place(1, TODAY)),
        (Place(1, TODAY), True, Place(2, days(1))),
        (Place(2, TODAY), True, Place(3, days(3))),
        (Place(3, days(-5)), True, Place(4, days(7))),
        (Place(4, TODAY), True, Place(5, days(14))),
        (Place(5, TODAY), True, Place(5, None)),
        (Place(2, days(1)), True, Place(2, days(1))),
        (Place(5, None), True, Place(5, None)),
        (Place(4, days(3)), False, Place(1, TODAY)),
        (Place(5, None), False, Place(1, TODAY)),
    ],
)
def test_a_box_follows_the_rule(place, is_right, expected):
    assert rules.next_place(place, is_right=is_right, today=TODAY) == expected


def test_an_item_is_learnt_after_five_right_answers_on_their_days():
    place, today = rules.next_place(None, is_right=False, today=TODAY), TODAY
    rests = []
    while place.due_on is not None:
        today = place.due_on
        place = rules.next_place(place, is_right=True, today=today)
        rests += [(place.due_on - today).days] if place.due_on else []
    assert rests == [1, 3, 7, 14]


def test_a_form_sent_twice_has_one_key_and_another_answer_another():
    keys = {
        rules.key_of_answer(form, code, response)
        for form, code, response in [
            (KEY, "A", {"a": 1, "b": 2}),
            (KEY, "A", {"b": 2, "a": 1}),
            (KEY, "A", {"a": 2, "b": 1}),
            (KEY, "B", {"a": 1, "b": 2}),
            (UUID(int=2), "A", {"a": 1, "b": 2}),
        ]
    }
    assert len(keys) == 4


@dataclass
class Drawn:
    code: str
    topic: str
    kind: str


def test_kinds_stay_together_topics_are_mixed_and_the_seed_decides():
    pairs = [
        (Drawn(f"{topic}{kind}{number}", topic, kind), Cell(topic, kind, 4, Decimal(5)))
        for topic in "xy"
        for kind in ("single", "ordering")
        for number in range(4)
    ]
    orders = [[item.code for item, _cell in rules.in_order(pairs, seed=seed)] for seed in ("1", "1", "2")]
    assert orders[0] == orders[1] != orders[2]
    kinds = ["single" if "single" in code else "ordering" for code in orders[0]]
    assert kinds == ["single"] * 8 + ["ordering"] * 8
    assert len({code[0] for code in orders[0][:4]} | {code[0] for code in orders[0][4:8]}) == 2


def questions(*rights, marks="1"):
    return [MarkedQuestion("t", Decimal(marks), Fraction(right)) for right in rights]


@pytest.mark.parametrize(
    ("marked", "percent", "is_passed"),
    [
        (questions(True, True, True, True, False), 80, True),
        (questions(True, True, False), 66, False),
        (questions(*[True] * 799, *[False] * 201), 79, False),
        ([*questions(True, marks="4"), *questions(False)], 80, True),
        (questions(False), 0, False),
        ([], 0, False),
    ],
)
def test_the_mark_is_rounded_down_and_passed_by_the_exact_share(marked, percent, is_passed):
    assert rules.mark(marked, pass_percent=Decimal(80)) == rules.MockMark(percent, is_passed)


def test_topics_come_weakest_first():
    marked = [
        MarkedQuestion(topic, Decimal(1), Fraction(right))
        for topic, right in [("strong", True), ("weak", False), ("middle", True), ("middle", False)]
    ]
    shares = rules.shares_by_topic(marked)
    assert [(share.topic, share.right, share.total, share.percent) for share in shares] == [
        ("weak", 0, 1, 0),
        ("middle", 1, 2, 50),
        ("strong", 1, 1, 100),
    ]


def test_an_answer_on_its_way_at_the_deadline_still_counts():
    deadline = datetime(2026, 6, 1, tzinfo=UTC)
    assert not rules.is_over(deadline, now=deadline + timedelta(seconds=30))
    assert rules.is_over(deadline, now=deadline + timedelta(seconds=31))
