"""Somebody who is being examined is not transferred, withdrawn or put to rest; after hand-in they are."""

from datetime import timedelta

import pytest

from lms.enrolments.api import withdraw_enrolment
from lms.enrolments.changing.examinations import Choice
from lms.enrolments.models import Enrolment, EnrolmentState, Interruption, Transfer
from lms.exams.api import close_sitting, hand_in
from lms.exams.errors import ExaminedNow
from lms.exams.models import PracticalCandidate, SittingCandidate
from tests.enrolments.changing.deeds import rest, seen, to_school, to_site
from tests.factories.courses import NOW
from tests.factories.exams import (
    ACTOR,
    MINUTE,
    a_sitting,
    enrolled_trainee,
    open_sitting_for,
    started_attempt,
)
from tests.factories.practical import a_practical, an_open_practical
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
SOON = NOW + 2 * MINUTE


def test_who_writes_is_not_transferred_and_the_examination_is_named() -> None:
    begun = started_attempt()
    with pytest.raises(ExaminedNow) as told:
        to_school(begun.enrolment, now=SOON)
    assert told.value.reasons == (begun.sitting.title,)
    assert not Transfer.objects.exists()


def test_who_waits_in_an_open_room_does_not_leave_the_site() -> None:
    _user, row = enrolled_trainee()
    stay = a_stay(row.person)
    open_sitting_for(row)
    with pytest.raises(ExaminedNow):
        to_site(stay, now=SOON)
    stay.refresh_from_db()
    assert stay.left_date is None


def test_after_hand_in_nothing_is_in_the_way() -> None:
    begun = started_attempt()
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=SOON)
    to_school(begun.enrolment, now=SOON)
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("state", ["scheduled", "closed", "absent"])
def test_a_room_that_is_not_open_or_without_the_person_is_not_in_the_way(state) -> None:
    _user, row = enrolled_trainee()
    sitting = a_sitting(row) if state == "scheduled" else open_sitting_for(row)
    if state == "closed":
        close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW + timedelta(hours=3))
    if state == "absent":
        SittingCandidate.objects.update(state="absent")
    to_school(row, now=NOW + timedelta(hours=3), agreed=seen(row, choice=Choice.STAY))
    assert Transfer.objects.count() == 1


def test_who_writes_is_neither_withdrawn_nor_put_to_rest() -> None:
    begun = started_attempt()
    with pytest.raises(ExaminedNow):
        withdraw_enrolment(enrolment_uuid=begun.enrolment.uuid, reason="", actor=ACTOR, now=SOON)
    with pytest.raises(ExaminedNow):
        rest(begun.enrolment, now=SOON)
    assert Enrolment.objects.get().state == EnrolmentState.ACTIVE
    assert not Interruption.objects.exists()


def test_a_practical_examination_is_in_the_way_while_its_time_lasts() -> None:
    world = an_open_practical()
    row = world.enrolments[0]
    with pytest.raises(ExaminedNow) as told:
        to_school(row, now=SOON)
    assert told.value.reasons == (world.examination.title,)
    to_school(row, now=NOW + timedelta(hours=12))
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize("how", ["scheduled", "absent"])
def test_a_practical_examination_without_the_person_is_not_in_the_way(how) -> None:
    world = a_practical() if how == "scheduled" else an_open_practical()
    if how == "absent":
        PracticalCandidate.objects.update(is_absent=True)
    row = world.enrolments[0]
    to_school(row, now=SOON, agreed=seen(row, choice=Choice.STAY))
    assert Transfer.objects.count() == 1
