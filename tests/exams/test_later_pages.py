"""What a page of a later version says beside an answer is taken by no door in part; the officer gets it whole."""

import pytest
import time_machine

from tests.exams.test_leftovers import bring, content_of, entries, sealed
from tests.factories.exams import MINUTE, started_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


def test_both_doors_refuse_the_same_fields_of_a_later_page_and_nothing_of_them_is_cut(begun, client):
    event = content_of(begun.answer(1))
    event.pop("epoch")
    client.force_login(begun.attempt.candidate.enrolment.person.user)
    with time_machine.travel(begun.began + MINUTE, tick=False):
        live = client.post(
            f"/api/v1/exams/attempts/{begun.attempt.uuid}/events",
            {"epoch": 1, "events": [event | {"confidence": 3}]},
            content_type="application/json",
        )
    assert live.status_code == 422
    said = {**event, "epoch": 1, "confidence": 3}
    assert len(bring(begun, [sealed(begun.attempt.uuid, said)]).refused) == 1
    assert not begun.attempt.events.exists()
    assert entries(begun)[0][2] == said
