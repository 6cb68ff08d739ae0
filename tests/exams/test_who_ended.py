"""The log of a room says who started and how it ended: who asks later whether somebody handed in finds it there."""

from datetime import timedelta

import pytest

from lms.core.actor import Actor
from lms.exams.api import close_overdue_attempts, hand_in
from lms.exams.sittings.minutes import _lines
from lms.exams.sittings.operations.ending import hand_in_by_time
from lms.exams.sittings.room_log import room_log
from lms.exams.sittings.rules import GRACE
from tests.factories.exams import ACTOR, MINUTE, started_attempt

pytestmark = pytest.mark.django_db


def ends_of(begun):
    lines = {line.what: line.name for line in room_log(begun.sitting)}
    return {what: name for what, name in lines.items() if what in {"已交卷", "到时自动交卷", "已结束"}}


def candidate_of(begun):
    return Actor(user_uuid=begun.user.uuid, role="trainee")


def test_who_hands_in_is_named_as_the_candidate():
    begun = started_attempt()
    hand_in(ref=begun.ref, final_seq=0, actor=candidate_of(begun), now=begun.began + MINUTE)
    assert ends_of(begun) == {"已交卷": "考生"}


@pytest.mark.parametrize("late", [timedelta(seconds=1), GRACE, MINUTE + GRACE])
def test_a_page_hands_in_by_itself_when_its_time_is_up(late):
    begun = started_attempt(minutes=30)
    at = begun.began + 30 * MINUTE + late
    hand_in_by_time(ref=begun.ref, final_seq=0, actor=candidate_of(begun), now=at)
    assert ends_of(begun) == {"到时自动交卷": "考试页面（到时）"}
    assert [line.line.state_word for line in _lines(begun.sitting, now=at)] == ["到时自动交卷"]


def test_what_the_platform_closed_nobody_handed_in():
    begun = started_attempt(minutes=30)
    close_overdue_attempts(actor=ACTOR, now=begun.began + 32 * MINUTE + GRACE)
    assert ends_of(begun) == {"到时自动交卷": "平台"}


def test_who_presses_the_button_within_the_grace_has_handed_in():
    begun = started_attempt(minutes=30)
    late = begun.began + 30 * MINUTE + timedelta(seconds=1)
    hand_in(ref=begun.ref, final_seq=0, actor=candidate_of(begun), now=late)
    assert ends_of(begun) == {"已交卷": "考生"}
