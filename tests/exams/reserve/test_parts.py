"""Who opened the packet, keyed the sheet or looked a third time had a part, and does not decide on an appeal."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from lms.exams.appeals.parts import _on_paper, _room
from lms.exams.reserve.operations import hand_in_sheet
from tests.factories.reserves import AFTER, a_room_on_paper, as_, keyed_twice, third

pytestmark = pytest.mark.django_db


def test_who_dealt_with_the_sheet_had_a_part():
    room = a_room_on_paper()
    right, line = room.right(), room.lines()[0]
    sheet = keyed_twice(room, right, {**right, line.item: []})
    assert room.officer.uuid not in set(_on_paper(room.attempt().pk))
    third(sheet, room.officer, line.item, ("T",))
    hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER)
    dealt = {room.officer.uuid, room.invigilators[0].uuid, room.invigilators[1].uuid}
    assert set(_on_paper(room.attempt().pk)) == dealt
    appeal = cast("Any", SimpleNamespace(attempt_id=room.attempt().pk, attempt=room.attempt()))
    assert set(_room(appeal)) >= dealt
    assert room.invigilators[2].uuid not in set(_room(appeal))
