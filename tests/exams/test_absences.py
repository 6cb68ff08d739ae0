"""That a candidate left the page: kept once, for the log of the room alone; it changes no answer and no result."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from lms.core.models import AuditEntry
from lms.exams.api import hand_in, take_lease
from lms.exams.errors import AttemptNotFound, UnknownEpoch
from lms.exams.results.standing import standings_of
from lms.exams.sittings.operations import Absence, note_left_page
from lms.exams.sittings.room_log import room_log
from lms.exams.sittings.room_models import WRITTEN_BY_PEOPLE, IncidentCategory
from tests.factories.exams import ACTOR, MINUTE, OTHER_SEAT, ref_of, started_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


def note(begun, number=1, *, seconds=12, epoch=1, ref=None):
    absence = Absence(epoch, number, seconds)
    note_left_page(ref=ref or begun.ref, absence=absence, actor=ACTOR, now=begun.began + MINUTE)


def kept(begun):
    return [row.text for row in begun.attempt.incidents.filter(category=IncidentCategory.LEFT_PAGE)]


def test_each_absence_is_kept_once_and_the_log_of_the_room_says_how_long(begun):
    for number, seconds in ((1, 12), (1, 12), (2, 90), (1, 500)):
        note(begun, number, seconds=seconds)
    assert kept(begun) == ["12", "90"]
    texts = [line.text for line in room_log(begun.sitting)]
    assert any("12" in text for text in texts)
    assert any("90" in text for text in texts)


def test_another_lease_counts_anew(begun):
    take_lease(ref=begun.ref, actor=ACTOR, now=begun.began + MINUTE)
    note(begun, 1)
    note(begun, 1, epoch=2)
    assert len(kept(begun)) == 2


def test_a_seat_without_that_lease_and_a_stranger_note_nothing(begun):
    with pytest.raises(UnknownEpoch):
        note(begun, epoch=2)
    with pytest.raises(UnknownEpoch):
        note(begun, ref=ref_of(begun.attempt, seat=OTHER_SEAT))
    stranger = started_attempt()
    with pytest.raises(AttemptNotFound):
        note(begun, ref=type(begun.ref)(begun.attempt.uuid, stranger.ref.person_id, begun.ref.seat))
    assert kept(begun) == []
    assert AuditEntry.objects.filter(action="exams.refuse_foreign_attempt").count() == 1


def test_after_the_end_nothing_is_noted(begun):
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE)
    note(begun)
    assert kept(begun) == []


def test_no_result_is_told_to_have_an_incident_for_it_and_nobody_writes_it_by_hand(begun):
    note(begun)
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=begun.began + MINUTE)
    (standing,) = standings_of(begun.sitting)
    assert standing.incidents == 0
    assert IncidentCategory.LEFT_PAGE not in WRITTEN_BY_PEOPLE
    assert IncidentCategory.OTHER in WRITTEN_BY_PEOPLE


@pytest.mark.parametrize(
    "change", [{"number": 0}, {"number": 31}, {"seconds": 0}, {"seconds": 10**6}, {"epoch": "1"}, {"more": 1}]
)
def test_the_door_takes_no_more_than_the_page_tells(begun, change):
    client = Client()
    client.force_login(begun.user)
    body = {"epoch": 1, "number": 1, "seconds": 5} | change
    with time_machine.travel(begun.began + MINUTE, tick=False):
        reply = client.post(
            f"/api/v1/exams/attempts/{begun.attempt.uuid}/left", body, content_type="application/json"
        )
        unknown = client.post(
            f"/api/v1/exams/attempts/{uuid4()}/left",
            {"epoch": 1, "number": 1, "seconds": 5},
            content_type="application/json",
        )
    assert (reply.status_code, unknown.status_code, kept(begun)) == (422, 404, [])
