"""Two invigilators give minutes for the same power cut: the second is told, and may mean it all the same."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from lms.core.actor import Actor
from lms.exams.api import ActKind, NewAct, admit_candidates, do_act, take_lease
from lms.exams.errors import GivenLately
from lms.exams.models import RoomAct
from lms.exams.sittings.given_lately import LATELY
from lms.exams.sittings.standing_clock import clock_of_attempt
from tests.exams.results.desk import english, text
from tests.factories.accounts import invigilator_at, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, MINUTE, attempt_of, ref_of, started_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


@pytest.fixture
def desks(begun):
    """The two invigilators of the room."""
    return [invigilator_at(begun.sitting.site), invigilator_at(begun.sitting.site)]


def give(user, begun, at, *, minutes=10, attempt=None, on_top=False, key=None):
    act = NewAct(
        begun.sitting.uuid,
        ActKind.EXTRA,
        "停电",
        key or uuid4(),
        attempt.uuid if attempt else None,
        minutes,
        on_top,
    )
    return do_act(act=act, actor=Actor(user.uuid, "invigilator"), now=at)


def given(attempt) -> int:
    return sum(event.seconds // 60 for event in attempt.time_events.filter(kind="extra"))


@pytest.mark.parametrize(
    ("first_alone", "second_alone"), [(False, False), (True, False), (False, True), (True, True)]
)
def test_the_second_reads_who_gave_how_much_and_when_and_may_give_all_the_same(
    begun, desks, first_alone, second_alone
):
    give(desks[0], begun, NOW + MINUTE, attempt=begun.attempt if first_alone else None)
    attempt = begun.attempt if second_alone else None
    with pytest.raises(GivenLately) as told:
        give(desks[1], begun, NOW + 2 * MINUTE, attempt=attempt)
    (words,) = told.value.reasons
    for part in (desks[0].get_full_name(), "10", f"{(NOW + MINUTE).astimezone():%M:%S}"):
        assert part in words
    assert given(begun.attempt) == 10
    give(desks[1], begun, NOW + 2 * MINUTE, attempt=attempt, on_top=True)
    assert given(begun.attempt) == 20


def test_minutes_that_somebody_asked_for_are_told_before_others_are_given(begun, desks):
    row = give(desks[0], begun, NOW + MINUTE, minutes=40)
    assert row.state == "waiting"
    with pytest.raises(GivenLately) as told:
        give(desks[1], begun, NOW + 2 * MINUTE)
    assert "40" in told.value.reasons[0]
    give(desks[0], begun, NOW + 2 * MINUTE)
    assert given(begun.attempt) == 10


def test_who_decides_reads_what_others_gave_meanwhile(begun, desks):
    row = give(desks[0], begun, NOW + MINUTE, minutes=40)
    third = invigilator_at(begun.sitting.site)
    give(desks[1], begun, NOW + 2 * MINUTE, on_top=True)
    client = english(third)
    address = reverse("exams:decide_act", args=[begun.sitting.uuid, row.uuid])
    with time_machine.travel(NOW + 3 * MINUTE, tick=False):
        page = text(client.get(address))
    assert f"{desks[1].get_full_name()} gave everybody 10 minutes" in page
    assert "asked for 40 minutes; it waits" not in page


def test_who_gave_it_and_who_comes_later_are_not_asked(begun, desks):
    key = uuid4()
    give(desks[0], begun, NOW + MINUTE, minutes=3, key=key)
    give(desks[0], begun, NOW + MINUTE, minutes=3, key=key)
    give(desks[0], begun, NOW + 2 * MINUTE, minutes=3)
    give(desks[1], begun, NOW + 2 * MINUTE + LATELY, minutes=3)
    assert given(begun.attempt) == 9


def test_what_another_candidate_was_given_is_nothing_to_ask_about(begun, desks):
    other = enrol(trainee_at(begun.sitting.site), a_version())
    admit_candidates(sitting_uuid=begun.sitting.uuid, enrolment_uuids=[other.uuid], actor=ACTOR, now=NOW)
    beside = attempt_of(begun.sitting, other)
    take_lease(ref=ref_of(beside), actor=ACTOR, now=NOW)
    give(desks[0], begun, NOW + MINUTE, attempt=beside)
    give(desks[1], begun, NOW + 2 * MINUTE, attempt=begun.attempt)
    assert (given(beside), given(begun.attempt)) == (10, 10)
    assert clock_of_attempt(begun.attempt).deadline_at(NOW) is not None


@pytest.mark.parametrize("is_script", [False, True])
def test_the_page_shows_the_box_once_there_is_something_to_say(begun, desks, is_script):
    address = reverse("exams:room_act", args=[begun.sitting.uuid, "extra"])
    client = english(desks[1])
    with time_machine.travel(NOW + MINUTE, tick=False):
        fresh = text(client.get(address))
        assert 'type="checkbox"' not in fresh
        give(desks[0], begun, NOW + MINUTE)
        sent = {"minutes": "10", "reason": "power cut", "client_key": str(uuid4())}
        if is_script:
            asked = client.post(address, sent, headers={"Accept": "application/json"})
            assert (asked.status_code, "tick the box" in " ".join(asked.json()["errors"])) == (422, True)
        asked = client.post(address, {**sent, "is_on_top": "False"})
        assert asked.status_code == 422
        for words in (desks[0].get_full_name(), "gave everybody 10 minutes", 'type="checkbox"'):
            assert words in text(asked)
        assert RoomAct.objects.count() == 1
        assert client.post(address, {**sent, "is_on_top": "on"}).status_code == 302
    assert given(begun.attempt) == 20
