"""Who opened the packet, keyed the sheet or looked a third time had a part, and does not decide on an appeal."""

from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest

from lms.accounts.models import User
from lms.exams.appeals.parts import _on_paper, _room
from lms.exams.handmarking.errors import MarkingNotFound
from lms.exams.handmarking.standing import standing_of
from lms.exams.models import Attempt, Keying, PaperSheet, ReserveOpening, SealedReserve
from lms.exams.reserve.operations import hand_in_sheet
from tests.factories.appeals import a_released, taken_by
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


def a_sheet_of(attempt: Attempt, keyer: User) -> None:
    """Have somebody key from a sheet of an attempt, as rows."""
    sitting = attempt.candidate.sitting
    reserve = SealedReserve.objects.create(
        sitting=sitting,
        seal="S-1",
        edition="zh",
        first_number=1,
        last_number=1,
        booklets={},
        reason="备用",
        client_key=uuid4(),
        printed_at=AFTER,
    )
    opening = ReserveOpening.objects.create(
        reserve=reserve, cause="power", is_intact=True, client_key=uuid4(), asked_at=AFTER
    )
    sheet = PaperSheet.objects.create(opening=opening, attempt=attempt, was_running=True, at=AFTER)
    Keying.objects.create(sheet=sheet, turn=1, keyer=keyer, began_at=AFTER)


def test_who_keyed_the_sheet_is_no_further_person_after_an_appeal():
    appealed = a_released(marks="8")
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal)
    item = str(appealed.marked.items()[0])
    assert standing_of(appealed.attempt).free_for(appealed.further, item) is not None
    a_sheet_of(appealed.attempt, appealed.further)
    assert standing_of(appealed.attempt).free_for(appealed.further, item) is None
    with pytest.raises(MarkingNotFound):
        taken_by(appealed, appealed.marked.items()[0], appealed.further)
