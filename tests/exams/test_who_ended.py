"""The log of a room says who started and how it ended: who asks later whether somebody handed in finds it there."""

import pytest

from lms.core.actor import Actor
from lms.exams.api import close_overdue_attempts, hand_in
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


@pytest.mark.parametrize("by_page", [True, False])
def test_what_the_time_ended_nobody_handed_in(by_page):
    begun = started_attempt(minutes=30)
    at = begun.began + 31 * MINUTE + GRACE
    if by_page:
        hand_in_by_time(ref=begun.ref, final_seq=0, actor=candidate_of(begun), now=at)
    else:
        close_overdue_attempts(actor=ACTOR, now=at + MINUTE)
    assert ends_of(begun) == {"到时自动交卷": "平台"}
