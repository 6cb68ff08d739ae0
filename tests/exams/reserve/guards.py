"""What the database refuses of sheets and keyings, said once: tried on SQLite and, with the races, on PostgreSQL."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lms.exams.models import Keying, PaperSheet, ReserveOpening, SheetDecision
from tests.factories.reserves import AFTER, OnPaper, a_room_on_paper, key, keyed_twice, third


def refused(name: str, work: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        work()


def check_openings(room: OnPaper) -> None:
    """An opening that was decided stays, and what was asked never changes."""
    rows = ReserveOpening.objects.filter(pk=room.opening.pk)  # type: ignore[union-attr]
    for values in ({"decision_reason": "x"}, {"state": "refused"}, {"numbers": [1]}, {"cause": "other"}):
        refused("exams_reserveopening_goes_forward", lambda values=values: rows.update(**values))
    refused("exams_reserveopening_stays", lambda: _delete(rows))


def check_keyings(room: OnPaper) -> None:
    """A draft moves; one that is done or given back stays as it is; nobody takes another's place."""
    first, second = room.invigilators[:2]
    key(room.sheet(), first, room.right())
    key(room.sheet(), second, {}, is_done=False)
    done, draft = (Keying.objects.filter(keyer=user) for user in (first, second))
    for values in ({"answers": {}}, {"done_at": None}, {"saved_at": AFTER.replace(hour=1)}):
        refused("exams_keying_goes_forward", lambda values=values: done.update(**values))
    refused("exams_keying_goes_forward", lambda: draft.update(keyer=room.officer))
    draft.update(answers={"a": ["T"]}, saved_at=AFTER)
    draft.update(given_back_at=AFTER)
    refused("exams_keying_goes_forward", lambda: draft.update(given_back_at=None))
    refused("exams_keying_stays", lambda: _delete(draft))
    # The same again is no change: so a second copy is brought in twice.
    done.update(answers=done.get().answers)


def check_sheets(room: OnPaper) -> None:
    """A sheet goes forward, is handed in only where two have keyed it, and then stays."""
    rows = PaperSheet.objects.filter(pk=room.sheet().pk)
    handed_in = {"state": "handed_in", "epoch": 9, "ended_at": AFTER}
    refused("sheet_is_handed_in_keyed_twice", lambda: rows.update(**handed_in))
    key(room.sheet(), room.invigilators[0], room.right())
    refused("sheet_is_handed_in_keyed_twice", lambda: rows.update(**handed_in))
    refused("exams_papersheet_goes_forward", lambda: rows.update(state="waiting"))
    refused("exams_papersheet_goes_forward", lambda: rows.update(attempt=room.attempt(1)))
    key(room.sheet(), room.invigilators[1], room.right())
    rows.update(**handed_in)
    for values in ({"epoch": 8}, {"state": "agreed", "epoch": None}, {"digest": "x"}):
        refused("exams_papersheet_goes_forward", lambda values=values: rows.update(**values))
    refused("exams_papersheet_stays", lambda: _delete(PaperSheet.objects.filter(pk=room.sheet(1).pk)))
    other = room.sheet(1)
    PaperSheet.objects.filter(pk=other.pk).update(state="none", none_reason="x", ended_at=AFTER)
    values = {"opening": room.opening, "attempt": other.attempt, "was_running": False, "at": AFTER}
    refused("sheet_is_handed_in_keyed_twice", lambda: PaperSheet.objects.create(**values, **handed_in))


def check_decisions(room: OnPaper) -> None:
    """A third look is at a sheet that two have keyed, and names just these two."""
    right, line = room.right(), room.lines()[0]
    first, second, other = room.invigilators

    def look(sheet: PaperSheet, one: Any, two: Any) -> SheetDecision:
        return SheetDecision.objects.create(
            sheet=sheet,
            item_uuid=line.item,
            texts=["T"],
            reason="看原件",
            first_keyer=one.uuid,
            second_keyer=two.uuid,
            decided_by=room.officer.uuid,
            client_key=uuid4(),
            at=AFTER,
        )

    sheet = keyed_twice(room, right, {**right, line.item: []})
    refused("third_look_at_what_these_two_keyed", lambda: look(room.sheet(1), first, second))
    refused("third_look_at_what_these_two_keyed", lambda: look(sheet, first, other))
    refused("third_look_at_what_these_two_keyed", lambda: look(sheet, other, second))
    refused("third_look_at_what_these_two_keyed", lambda: look(sheet, first, first))
    # One who gave a turn back has not keyed the sheet.
    key(room.sheet(1), first, {}, is_done=False)
    Keying.objects.filter(sheet=room.sheet(1)).update(given_back_at=AFTER)
    for user, texts in ((second, room.right(1)), (other, {})):
        key(room.sheet(1), user, texts)
    refused("third_look_at_what_these_two_keyed", lambda: look(room.sheet(1), first, second))
    look(room.sheet(1), second, other)
    third(sheet, room.officer, line.item, ("T",))


def _delete(rows: Any) -> None:
    rows._raw_delete("default")


def check_all() -> None:
    for check in (check_openings, check_keyings, check_sheets, check_decisions):
        check(a_room_on_paper())
