"""The thin chain on the database: bank, paper, sitting, answers, receipt, result, evidence."""

import pytest

from lms.enrolments.models import Evidence
from lms.exams.api import find_broken_event, hand_in, is_genuine, mark_attempt, save_events
from tests.factories.courses import enrolled_trainee
from tests.factories.exams import ACTOR, MINUTE, failed_sitting, passed_sitting, started_attempt

pytestmark = pytest.mark.django_db


def test_right_answers_give_a_genuine_receipt_a_passed_result_and_met_evidence():
    begun = started_attempt()
    events = [begun.answer(place + 1, item=place) for place in range(10)]

    reply = save_events(ref=begun.ref, epoch=1, events=events, actor=ACTOR, now=begun.began + MINUTE)
    outcome = hand_in(ref=begun.ref, final_seq=10, actor=ACTOR, now=begun.began + 2 * MINUTE)
    result = mark_attempt(attempt_uuid=begun.attempt.uuid, actor=ACTOR, now=begun.began + 3 * MINUTE)

    assert reply.acknowledged == {1: 10}
    assert reply.held == []
    assert is_genuine(outcome.receipt.payload, outcome.receipt.signature)
    assert outcome.receipt.payload["answers"] == result.answers_digest
    assert (result.percent, result.passed) == (100, True)
    assert Evidence.objects.get(source_uuid=result.uuid).is_met
    begun.attempt.refresh_from_db()
    assert find_broken_event(begun.attempt) is None


def test_traits_of_the_factory_pass_and_fail():
    assert passed_sitting(enrolled_trainee()[1]).passed
    failed = failed_sitting(enrolled_trainee()[1])
    assert (failed.passed, failed.score) == (False, 0)
