"""Two invigilators give minutes for the same power cut: the second is told, and may mean it all the same."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from lms.core.actor import Actor
from lms.core.audit import state_hash
from lms.core.models import AuditEntry
from lms.exams.api import ActKind, NewAct, admit_candidates, do_act, take_lease
from lms.exams.errors import GivenLately
from lms.exams.models import RoomAct
from lms.exams.sittings.given_lately import LATELY
from lms.exams.sittings.minutes import print_minutes
from lms.exams.sittings.room_log import room_log
from lms.exams.sittings.standing_clock import clock_of_attempt
from tests.exams.results.desk import english, text, text_of
from tests.factories.accounts import invigilator_at, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, MINUTE, attempt_of, ref_of, started_attempt
from tests.factories.rooms import agree

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


@pytest.fixture
def desks(begun):
    """The two invigilators of the room."""
    return [invigilator_at(begun.sitting.site), invigilator_at(begun.sitting.site)]


def give(user, begun, at, *, minutes=10, attempt=None, told=(), key=None):
    """Give minutes as one of the desks, on top of those acts of which the page had told."""
    act = NewAct(
        begun.sitting.uuid,
        ActKind.EXTRA,
        "停电",
        key or uuid4(),
        attempt.uuid if attempt else None,
        minutes,
        tuple(str(one.uuid) for one in told),
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
    first = give(desks[0], begun, NOW + MINUTE, attempt=begun.attempt if first_alone else None)
    attempt = begun.attempt if second_alone else None
    with pytest.raises(GivenLately) as told:
        give(desks[1], begun, NOW + 2 * MINUTE, attempt=attempt)
    (words,) = told.value.reasons
    for part in (desks[0].get_full_name(), "10", f"{(NOW + MINUTE).astimezone():%M:%S}"):
        assert part in words
    assert given(begun.attempt) == 10
    second = give(desks[1], begun, NOW + 2 * MINUTE, attempt=attempt, told=[first])
    assert given(begun.attempt) == 20
    assert (second.beside, second.beside_minutes) == ([str(first.uuid)], 10)
    assert (first.beside, first.beside_minutes) == ([], 0)


def test_what_came_after_the_page_was_drawn_is_told_before_more_is_given(begun, desks):
    """Of two gifts the page knew one: the box that was ticked there says nothing of the other."""
    first = give(desks[0], begun, NOW + MINUTE)
    third = give(invigilator_at(begun.sitting.site), begun, NOW + MINUTE, minutes=5, told=[first])
    with pytest.raises(GivenLately) as told:
        give(desks[1], begun, NOW + 2 * MINUTE, told=[first])
    assert len(told.value.reasons) == 2
    assert given(begun.attempt) == 15
    row = give(desks[1], begun, NOW + 2 * MINUTE, told=[first, third])
    assert (given(begun.attempt), row.beside_minutes) == (25, 15)


def test_who_agrees_is_told_first_too_and_it_is_kept_whatever_was_known_when_it_was_asked_for(begun, desks):
    first = give(desks[0], begun, NOW + MINUTE)
    asked = give(desks[1], begun, NOW + 2 * MINUTE, minutes=40, told=[first])
    assert (asked.state, asked.beside_minutes) == ("waiting", 10)
    third, fourth = (invigilator_at(begun.sitting.site) for _number in range(2))
    later = give(third, begun, NOW + 3 * MINUTE, minutes=5, told=[first, asked])
    with pytest.raises(GivenLately):
        agree(asked, at=NOW + 4 * MINUTE, actor=Actor(fourth.uuid, "invigilator"), told=[first])
    assert given(begun.attempt) == 15
    row = agree(asked, at=NOW + 9 * MINUTE, actor=Actor(fourth.uuid, "invigilator"))
    assert given(begun.attempt) == 55, "long ago, nobody is asked"
    assert row.beside == [str(first.uuid)]
    assert str(later.uuid) not in row.beside


def test_the_minutes_of_the_room_say_what_was_given_beside_it(begun, desks):
    first = give(desks[0], begun, NOW + MINUTE)
    give(desks[1], begun, NOW + 2 * MINUTE, minutes=5, told=[first])
    with override("en"):
        (second, earlier, *_more) = [line for line in room_log(begun.sitting) if line.what.startswith("Give")]
    assert (second.text, earlier.text) == ("停电; given beside it: 10 minutes", "停电")
    entries = AuditEntry.objects.filter(action="exams.give_extra_time").order_by("seq")
    for entry, beside, minutes in zip(entries, (0, 10), (10, 5), strict=True):
        known = {"minutes": minutes, "beside": beside}
        assert entry.after_hash == state_hash(known, salt=entry.salt)
    printed = text_of(print_minutes(begun.sitting, now=NOW + 3 * MINUTE))
    assert "此前他人刚加时10分钟" in printed


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
    between = give(desks[1], begun, NOW + 2 * MINUTE, told=[row])
    client = english(third)
    address = reverse("exams:decide_act", args=[begun.sitting.uuid, row.uuid])
    with time_machine.travel(NOW + 3 * MINUTE, tick=False):
        page = text(client.get(address))
        sent = {"decision": "approve", "reason": "power cut"}
        assert client.post(address, sent).status_code == 422
        assert given(begun.attempt) == 10
        assert client.post(address, {**sent, "told": [str(between.uuid)]}).status_code == 302
    row.refresh_from_db()
    assert (given(begun.attempt), row.beside_minutes) == (50, 10)
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
        assert text(asked).count("gave everybody 10 minutes") == 1
        (told,) = RoomAct.objects.values_list("uuid", flat=True)
        assert f'name="told" value="{told}"' in text(asked)
        assert 'type="checkbox"' in text(client.get(address)), "who opens the page now reads it at once"
        assert client.post(address, {**sent, "is_on_top": "on"}).status_code == 422, "nothing was told"
        assert client.post(address, {**sent, "told": [str(told)]}).status_code == 422, "the box is not ticked"
        for words in (desks[0].get_full_name(), "gave everybody 10 minutes", 'type="checkbox"'):
            assert words in text(asked)
        assert RoomAct.objects.count() == 1
        assert client.post(address, {**sent, "told": [str(told)], "is_on_top": "on"}).status_code == 302
    assert given(begun.attempt) == 20
