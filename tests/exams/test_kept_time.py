"""The time that is kept: a clock that disagrees with it locks sittings until an invigilator has looked at it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lms.core import clock
from lms.core.models import AuditEntry
from lms.exams import tasks
from lms.exams.api import hand_in, keep_time, save_events, take_lease
from lms.exams.errors import ClockDoubted, ReasonMissing
from lms.exams.models import AttemptState, IncidentEvent, KeptTime, RoomAct
from lms.exams.sittings import pulse
from lms.exams.sittings.operations import confirm_clock
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, started_attempt
from tests.factories.rooms import INVIGILATOR

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def begun():
    return started_attempt()


@pytest.fixture
def process():
    """A process that counts its own time; afterwards the tests' process goes by the wall again."""
    yield pulse
    pulse.stop()


@pytest.fixture
def wall(monkeypatch):
    """The clock on the server's wall, which anybody may set."""
    shown = {"now": NOW}
    monkeypatch.setattr(timezone, "now", lambda: shown["now"])
    return shown


@pytest.mark.parametrize("boot", [NOW - 365 * DAY, NOW + 2 * DAY])
def test_a_clock_that_cannot_be_right_locks_starting_saving_and_the_end(begun, boot):
    keep_time(is_web=True, now=NOW + MINUTE)
    keep_time(is_web=True, now=boot)
    for act in (
        lambda: take_lease(ref=begun.ref, actor=ACTOR, now=boot),
        lambda: save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=boot),
        lambda: hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=boot),
    ):
        with pytest.raises(ClockDoubted) as refusal:
            act()
        assert refusal.value.status == 503, "terminals keep what they have and try again"
    assert IncidentEvent.objects.get().category == "clock"


def test_nobodys_time_is_up_while_the_clock_is_doubted_or_the_web_server_away(begun):
    late = clock.now()
    KeptTime.objects.create(pk=1, kept_at=late, web_at=late - 2 * MINUTE)
    assert tasks.close_overdue_attempts() == 0
    RoomAct.objects.all().update(state="refused", decided_at=NOW, decided_by=INVIGILATOR.user_uuid)
    KeptTime.objects.update(web_at=late, doubt="ahead")
    assert tasks.close_overdue_attempts() == 0
    KeptTime.objects.update(web_at=clock.now(), doubt="")
    assert tasks.close_overdue_attempts() == 1


def test_after_an_invigilator_confirmed_it_everything_goes_on_and_the_gap_is_proposed(begun):
    keep_time(is_web=True, now=NOW + MINUTE)
    keep_time(is_web=True, now=NOW + DAY)
    with pytest.raises(ReasonMissing):
        confirm_clock(reason=" ", actor=INVIGILATOR, now=NOW + DAY)
    confirm_clock(reason="核对过", actor=INVIGILATOR, now=NOW + DAY + MINUTE)
    assert confirm_clock(reason="again", actor=INVIGILATOR, now=NOW + DAY) is None
    act = RoomAct.objects.get()
    assert (act.since, act.until) == (NOW + MINUTE, NOW + DAY + MINUTE)
    assert (
        save_events(
            ref=begun.ref, epoch=1, events=[begun.answer(1, ms=1)], actor=ACTOR, now=NOW + DAY + MINUTE
        ).deadline
        == NOW + DAY + 30 * MINUTE
    )
    assert AuditEntry.objects.get(action="exams.confirm_clock").reason == "核对过"


def test_a_computer_that_was_off_for_a_week_without_examination_is_not_doubted():
    keep_time(is_web=True, now=NOW)
    assert keep_time(is_web=True, now=NOW + 7 * DAY).doubt == ""


def test_the_kept_time_never_goes_back():
    keep_time(is_web=True, now=NOW)
    keep_time(is_web=False, now=NOW - timedelta(seconds=10))
    assert KeptTime.objects.get().kept_at == NOW


@pytest.mark.invariant(8)
def test_setting_the_wall_clock_during_an_examination_moves_no_deadline_and_is_told(begun, process, wall):
    process.start()
    process.beat(is_web=True)
    wall["now"] = NOW + DAY
    process.beat(is_web=True)
    assert process.now() - NOW < MINUTE
    assert tasks.close_overdue_attempts() == 0
    begun.attempt.refresh_from_db()
    assert begun.attempt.state == AttemptState.IN_PROGRESS
    incident = IncidentEvent.objects.get()
    assert (incident.category, incident.text[:4]) == ("clock", "+864")
    process.beat(is_web=True)
    assert IncidentEvent.objects.count() == 1


def test_after_the_clock_was_confirmed_a_process_counts_from_it(begun, process, wall):
    process.start()
    process.beat(is_web=True)
    wall["now"] = NOW + DAY
    KeptTime.objects.update(doubt="ahead")
    confirm_clock(reason="核对过", actor=INVIGILATOR, now=NOW + DAY)
    process.beat(is_web=True)
    assert process.now() == NOW + DAY


@pytest.mark.parametrize("boot", [NOW - 365 * DAY, NOW + 2 * DAY])
def test_one_word_is_enough_for_a_process_that_began_by_a_wrong_clock(begun, process, wall, boot):
    keep_time(is_web=True, now=NOW)
    wall["now"] = boot
    process.start()
    process.beat(is_web=True)
    assert KeptTime.objects.get().doubt
    wall["now"] = NOW + MINUTE
    confirm_clock(reason="核对过", actor=INVIGILATOR, now=NOW + MINUTE)
    process.beat(is_web=True)
    assert KeptTime.objects.get().doubt == ""
    assert process.now() == NOW + MINUTE
    assert RoomAct.objects.get().until == NOW + MINUTE


@pytest.mark.parametrize("boot", [NOW - 365 * DAY, NOW + 2 * DAY])
def test_a_process_that_looks_for_the_first_time_after_the_word_goes_by_it(begun, process, wall, boot):
    wall["now"] = boot
    process.start()
    keep_time(is_web=True, now=NOW)
    keep_time(is_web=True, now=boot)
    wall["now"] = NOW + MINUTE
    confirm_clock(reason="核对过", actor=INVIGILATOR, now=NOW + MINUTE)
    process.beat(is_web=False)
    assert KeptTime.objects.get().doubt == ""
    assert process.now() == NOW + MINUTE


def test_a_process_that_looks_for_the_first_time_does_not_follow_a_clock_nobody_confirmed(
    begun, process, wall
):
    process.start()
    keep_time(is_web=True, now=NOW)
    wall["now"] = NOW + DAY
    process.beat(is_web=False)
    assert process.now() - NOW < MINUTE
    assert KeptTime.objects.get().doubt == ""


def test_who_counted_before_the_word_does_not_doubt_after_it():
    keep_time(is_web=True, now=NOW)
    keep_time(is_web=True, now=NOW - DAY)
    confirm_clock(reason="核对过", actor=INVIGILATOR, now=NOW + MINUTE)
    assert keep_time(is_web=True, now=NOW - DAY, generation=0).doubt == ""
    assert keep_time(is_web=True, now=NOW - DAY, generation=1).doubt == "behind"


def doors(begun, *, now):
    """The three doors that a terminal uses."""
    return (
        lambda: save_events(ref=begun.ref, epoch=1, events=[begun.answer(1)], actor=ACTOR, now=now),
        lambda: take_lease(ref=begun.ref, actor=ACTOR, now=now),
        lambda: hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=now),
    )


def test_right_after_a_power_cut_every_door_waits_until_the_gap_was_seen(begun):
    keep_time(is_web=True, now=NOW + 20 * MINUTE)
    back = NOW + 40 * MINUTE
    for door in doors(begun, now=back):
        with pytest.raises(ClockDoubted) as refusal:
            door()
        assert refusal.value.status == 503
    keep_time(is_web=True, now=back)
    assert RoomAct.objects.get().state == "waiting"
    save, lease, end = doors(begun, now=back + timedelta(seconds=5))
    assert save().deadline == NOW + 50 * MINUTE
    assert lease().epoch == 2
    end()
    begun.attempt.refresh_from_db()
    assert begun.attempt.state == AttemptState.HANDED_IN


@pytest.mark.parametrize("worker", [False, True])
def test_where_no_web_server_keeps_the_time_nobody_waits_for_one(begun, worker):
    if worker:
        keep_time(is_web=False, now=NOW)
    for door in doors(begun, now=NOW + 10 * MINUTE):
        door()
