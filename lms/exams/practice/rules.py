"""Pure decisions of practice: boxes, keys against double sending, what a mock examination holds. No Django.

Boxes (after Leitner). A wrong answer puts an item into box 1, due at once. A right answer to an item that is due
moves it one box up and lets it rest: 1 day in box 2, then 3, 7 and 14 days. A right answer in box 5 ends it: learnt.
A right answer before the day changes nothing, and an item that was never missed has no box.
"""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from lms.exams.bank.rules import shuffled
from lms.exams.papers.rules import Cell, Drawable

BOXES = 5
# Days of rest after the right answer that leads out of box 1, 2, 3 and 4.
RESTS = (1, 3, 7, 14)
# For the way of an answer that was given in time, not for answering.
GRACE = timedelta(seconds=30)

Item = TypeVar("Item", bound=Drawable)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands for one trainee: its box, and the day on which it comes again; no day means learnt."""

    box: int
    due_on: date | None


def next_place(place: Place | None, *, is_right: bool, today: date) -> Place | None:
    """Return where an answer leads an item, or None when the item has no box and needs none."""
    if not is_right:
        return Place(1, today)
    if place is None or place.due_on is None or place.due_on > today:
        return place
    if place.box >= BOXES:
        return Place(BOXES, None)
    return Place(place.box + 1, today + timedelta(days=RESTS[place.box - 1]))


def key_of_answer(form_key: uuid.UUID, item_code: str, response: Any) -> uuid.UUID:
    """Return the key of one answer: the same form with the same answer gives the same key, another answer another."""
    return uuid.uuid5(form_key, json.dumps([item_code, response], sort_keys=True))


def in_order(drawn: Sequence[tuple[Item, Cell]], *, seed: str) -> list[tuple[Item, Cell]]:
    """Return drawn items as a paper shows them: kinds stay together as the blueprint has them, topics are mixed."""
    kinds = list(dict.fromkeys(item.kind for item, _cell in drawn))
    by_code = {item.code: (item, cell) for item, cell in drawn}
    codes = shuffled(by_code, seed=seed)
    codes.sort(key=lambda code: kinds.index(by_code[code][0].kind))
    return [by_code[code] for code in codes]


def is_over(deadline: datetime, *, now: datetime) -> bool:
    """Return whether an answer that arrives now is too late."""
    return now > deadline + GRACE


@dataclass(frozen=True, slots=True)
class MarkedQuestion:
    """One question of a mock examination that is handed in."""

    topic: str
    marks: Decimal
    share: Fraction

    @property
    def is_right(self) -> bool:
        """Return whether it earns all of its marks."""
        return self.share == 1


@dataclass(frozen=True, slots=True)
class TopicShare:
    """How many questions of a topic were right."""

    topic: str
    right: int
    total: int

    @property
    def percent(self) -> int:
        """Return the whole percent."""
        return self.right * 100 // self.total


def shares_by_topic(questions: Iterable[MarkedQuestion]) -> list[TopicShare]:
    """Return the share of each topic, the weakest first: that is where to learn next."""
    by_topic: dict[str, list[bool]] = {}
    for question in questions:
        by_topic.setdefault(question.topic, []).append(question.is_right)
    shares = [TopicShare(topic, sum(rights), len(rights)) for topic, rights in by_topic.items()]
    return sorted(shares, key=lambda share: (share.percent, share.topic))


@dataclass(frozen=True, slots=True)
class MockMark:
    """What a mock examination is worth, in whole percent rounded down, so that 79.9 never looks like 80."""

    percent: int
    is_passed: bool


def mark(questions: Sequence[MarkedQuestion], *, pass_percent: Decimal) -> MockMark:
    """Return the mark; the pass mark is compared with the exact share."""
    best = sum((Fraction(question.marks) for question in questions), Fraction(0))
    reached = sum((Fraction(question.marks) * question.share for question in questions), Fraction(0))
    if not best:
        return MockMark(0, is_passed=False)
    return MockMark(int(reached * 100 / best), is_passed=reached * 100 >= Fraction(pass_percent) * best)
