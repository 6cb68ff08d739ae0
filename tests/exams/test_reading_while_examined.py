"""Lessons, notes and practice in a second tab: closed while one's own examination runs, and the room's log says so."""

import pytest
import time_machine
from django.utils.translation import override

from lms.exams.api import hand_in
from lms.exams.models import Attempt, AttemptState
from lms.exams.sittings.room_log import room_log
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW, lessons_of
from tests.factories.exams import ACTOR, MINUTE, started_attempt

pytestmark = pytest.mark.django_db
TRIED = "Tried to open lessons, notes or practice; that was refused"


def addresses(begun):
    return [f"/learn/{lessons_of(begun.enrolment)[0].uuid}/", "/learn/notes/", "/practice/"]


def tries(begun):
    with override("en"):
        return [line for line in room_log(begun.sitting) if line.what == TRIED]


def test_nothing_to_learn_from_opens_while_the_own_examination_runs(client):
    begun = started_attempt()
    sign_in(client, begun.user)
    client.cookies["language"] = "en"
    with time_machine.travel(NOW + MINUTE, tick=False):
        for address in addresses(begun):
            answer = client.get(address)
            assert answer.status_code == 409, address
            page = answer.content.decode()
            assert "Your examination is running." in page
            assert f"/exams/attempts/{begun.attempt.uuid}/" in page
        (line,) = tries(begun)
        assert line.candidate == str(begun.attempt.candidate), "the three pages of one minute are one try"
        assert client.get(f"/exams/attempts/{begun.attempt.uuid}/").status_code == 200
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE)
    with time_machine.travel(NOW + 2 * MINUTE, tick=False):
        assert [client.get(address).status_code for address in addresses(begun)] == [200, 200, 200]
    assert len(tries(begun)) == 1


def test_an_examination_of_somebody_else_closes_nothing(client):
    begun, other = started_attempt(), started_attempt()
    Attempt.objects.filter(pk=other.attempt.pk).update(state=AttemptState.PREPARED)
    sign_in(client, other.user)
    with time_machine.travel(NOW + MINUTE, tick=False):
        assert client.get("/practice/").status_code == 200
    assert tries(begun) == []
