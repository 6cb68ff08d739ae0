"""The database itself lets sheets and keyings only go forward; the second copy brings them back all the same."""

import pytest
from django.db import transaction

from lms.core.actor import Actor
from lms.exams.models import Keying, PaperSheet, SheetDecision
from lms.exams.reserve.operations import hand_in_sheet
from lms.exams.secondcopy.keeping import MARKER, Copier
from lms.exams.secondcopy.replaying import replay
from tests.exams.reserve import guards
from tests.factories.reserves import (
    AFTER,
    a_room_on_paper,
    a_sealed_room,
    agree,
    as_,
    ask,
    keyed_twice,
    third,
)

pytestmark = pytest.mark.django_db


def test_an_opening_that_was_decided_stays():
    guards.check_openings(a_room_on_paper())


def test_a_keying_that_is_done_stays():
    guards.check_keyings(a_room_on_paper())


def test_a_sheet_goes_forward_and_is_handed_in_where_two_have_keyed_it():
    guards.check_sheets(a_room_on_paper())


def test_a_third_look_is_at_a_sheet_that_two_have_keyed():
    guards.check_decisions(a_room_on_paper())


@pytest.mark.parametrize("is_open_before", [False, True], ids=["no sheet in the backup", "an open one"])
def test_a_handed_in_sheet_comes_back_from_the_second_copy(tmp_path, is_open_before):
    (tmp_path / MARKER).touch()
    copier = Copier(tmp_path)
    room = a_room_on_paper() if is_open_before else a_sealed_room()
    backup = transaction.savepoint()
    room.opening = room.opening or agree(room, ask(room))
    right, line = room.right(), room.lines()[0]
    sheet = keyed_twice(room, right, {**right, line.item: []})
    third(sheet, room.officer, line.item, tuple(right[line.item]))
    hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER)
    assert copier.copy_new(now=AFTER)
    copier.close()
    transaction.savepoint_rollback(backup)
    assert not Keying.objects.exists()
    replay(list(tmp_path.glob("sitting-*.jsonl")), actor=Actor.system("test"), now=AFTER)
    assert PaperSheet.objects.get(pk=sheet.pk).state == "handed_in"
    assert Keying.objects.filter(sheet=sheet.pk, done_at__isnull=False).count() == 2
    assert SheetDecision.objects.count() == 1
    assert room.attempt().state == "handed_in"
