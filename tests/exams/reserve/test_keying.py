"""A sheet is keyed by two people, neither of whom knows what the other typed, and by nobody in conflict."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lms.exams.models import Keying
from lms.exams.practical.operations import declare_conflict
from lms.exams.reserve.errors import ReserveRefused, UnreadableKeying
from lms.exams.reserve.operations import (
    begin_keying,
    finish_keying,
    give_back_keying,
    save_keying,
)
from tests.factories.reserves import (
    AFTER,
    a_room_on_paper,
    as_,
    key,
)

pytestmark = pytest.mark.django_db
BLANK: dict[str, list[str]] = {}


def test_two_people_key_and_nobody_twice():
    room = a_room_on_paper()
    first, second, other = room.invigilators
    sheet = room.sheet()
    key(sheet, first, room.right(), is_done=False)
    again = begin_keying(sheet_uuid=sheet.uuid, user=first, actor=as_(first), now=AFTER)
    assert again.turn == 1
    key(sheet, second, room.right())
    assert room.sheet().state == "once"
    with pytest.raises(ReserveRefused):
        begin_keying(sheet_uuid=sheet.uuid, user=other, actor=as_(other), now=AFTER)
    finish_keying(sheet_uuid=sheet.uuid, user=first, actor=as_(first), now=AFTER)
    assert room.sheet().state == "agreed"


def test_the_database_holds_that_they_are_two():
    room = a_room_on_paper()
    user = room.invigilators[0]
    key(room.sheet(), user, BLANK)
    with pytest.raises(IntegrityError), transaction.atomic():
        Keying.objects.create(sheet=room.sheet(), turn=2, keyer=user, began_at=AFTER)


def test_a_draft_is_kept_question_by_question_and_an_empty_one_is_taken_back():
    room = a_room_on_paper()
    user, sheet, lines = room.invigilators[0], room.sheet(), room.lines()
    key(sheet, user, {lines[0].item: ["T"], lines[1].item: ["nonsense"]}, is_done=False)
    save_keying(sheet_uuid=sheet.uuid, user=user, answers={lines[0].item: [" "]}, now=AFTER)
    assert Keying.objects.get().answers == {lines[1].item: ["nonsense"]}
    with pytest.raises(UnreadableKeying) as refusal:
        finish_keying(sheet_uuid=sheet.uuid, user=user, actor=as_(user), now=AFTER)
    assert "2" in refusal.value.reasons[0]
    with pytest.raises(UnreadableKeying):
        save_keying(sheet_uuid=sheet.uuid, user=user, answers={str(uuid4()): ["T"]}, now=AFTER)


def test_what_was_finished_stays_and_what_was_not_can_be_given_back():
    room = a_room_on_paper()
    first, second, other = room.invigilators
    sheet = room.sheet()
    key(sheet, first, room.right())
    with pytest.raises(ReserveRefused):
        save_keying(sheet_uuid=sheet.uuid, user=first, answers=BLANK, now=AFTER)
    with pytest.raises(ReserveRefused):
        give_back_keying(sheet_uuid=sheet.uuid, keyer_uuid=first.uuid, actor=as_(first), now=AFTER)
    key(sheet, second, BLANK, is_done=False)
    give_back_keying(sheet_uuid=sheet.uuid, keyer_uuid=second.uuid, actor=as_(room.officer), now=AFTER)
    key(sheet, other, room.right())
    assert room.sheet().state == "agreed"
    assert Keying.objects.count() == 3


def test_who_gave_a_sheet_back_finds_what_was_typed_when_taking_it_again():
    room = a_room_on_paper()
    user, sheet = room.invigilators[0], room.sheet()
    key(sheet, user, room.right(), is_done=False)
    typed = Keying.objects.get().answers
    give_back_keying(sheet_uuid=sheet.uuid, keyer_uuid=user.uuid, actor=as_(user), now=AFTER)
    assert begin_keying(sheet_uuid=sheet.uuid, user=user, actor=as_(user), now=AFTER).answers == typed != {}
    other = room.invigilators[1]
    assert begin_keying(sheet_uuid=sheet.uuid, user=other, actor=as_(other), now=AFTER).answers == {}


def test_nobody_keys_for_a_person_whom_they_are_in_conflict_with():
    room = a_room_on_paper()
    user = room.invigilators[0]
    person = room.enrolments[0].person
    declare_conflict(assessor=user, person=person, reason="亲戚", actor=as_(user), now=AFTER)
    with pytest.raises(ReserveRefused):
        begin_keying(sheet_uuid=room.sheet().uuid, user=user, actor=as_(user), now=AFTER)


def test_a_conflict_that_is_declared_later_stops_the_keying():
    room = a_room_on_paper()
    user, sheet = room.invigilators[0], room.sheet()
    key(sheet, user, BLANK, is_done=False)
    declare_conflict(
        assessor=user, person=room.enrolments[0].person, reason="亲戚", actor=as_(user), now=AFTER
    )
    with pytest.raises(ReserveRefused):
        save_keying(sheet_uuid=sheet.uuid, user=user, answers=room.right(), now=AFTER)
