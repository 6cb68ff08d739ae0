"""What changes while somebody marks: other words count, people go, a conflict is declared, marks are settled."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from lms.core.models import AuditEntry
from lms.exams.handmarking.errors import MarkingEnded, MarkingRefused
from lms.exams.handmarking.operations import (
    NewMarkDecision,
    decide_marks,
)
from lms.exams.models import HandMark, MarkDecision, MarkingTurn
from lms.exams.practical.operations import declare_conflict
from tests.factories.handmarks import (
    WHO,
    Marked,
    an_ended_sitting,
    give,
    let_other_words_count,
    mark_all,
    take_all,
    two_apart,
)

pytestmark = pytest.mark.django_db


def a_decision(marked: Marked, *, item: int = 0, key: UUID | None = None) -> NewMarkDecision:
    return NewMarkDecision(
        marked.sitting.uuid,
        marked.attempt().uuid,
        marked.items()[item],
        marked.officer,
        Decimal(15),
        "both were read again",
        key or uuid4(),
    )


def test_a_later_turn_on_words_that_do_not_count_blocks_no_correction():
    marked = an_ended_sitting()
    first, second = marked.markers
    mark_all(marked, first, "10")
    second_turn = take_all(marked, second)[0]
    MarkingTurn.objects.filter(turn="second").exclude(pk=second_turn.pk).delete()
    let_other_words_count(marked, "别的话。")
    turn = take_all(marked, first)[0]
    give(first, turn, "12")
    assert give(first, turn, "13").number == 2


def test_who_declares_a_conflict_after_taking_answers_marks_no_further():
    marked = an_ended_sitting(candidates=2)
    user = marked.markers[0]
    take_all(marked, user)
    key = uuid4()
    row = give(user, marked.turn(user), "10", key=key)
    declare_conflict(assessor=user, person=marked.enrolments[0].person, reason="cousin", **WHO)
    assert give(user, marked.turn(user), "10", key=key) == row
    for marks in ("12", None):
        with pytest.raises(MarkingRefused):
            give(user, marked.turn(user), marks)
    give(user, marked.turn(user, 1), "10")


def test_a_key_of_another_answer_is_refused_in_words():
    marked = an_ended_sitting()
    user = marked.markers[0]
    turns = take_all(marked, user)
    key = uuid4()
    give(user, turns[0], "10", key=key)
    with pytest.raises(MarkingEnded):
        give(user, turns[1], "10", key=key)
    assert HandMark.objects.count() == 1


def test_a_key_of_another_decision_is_refused_in_words():
    marked = two_apart()
    decision = a_decision(marked)
    row = decide_marks(decision=decision, **WHO)
    assert decide_marks(decision=decision, **WHO) == row
    others = [
        a_decision(marked, item=1, key=decision.client_key),
        replace(decision, marks=Decimal(16)),
        replace(decision, reason="because of something else"),
    ]
    for other in others:
        with pytest.raises(MarkingEnded):
            decide_marks(decision=other, **WHO)
    assert MarkDecision.objects.count() == 1
    assert AuditEntry.objects.filter(action="exams.decide_marks").count() == 1
