"""The agreed sheets of a room are handed in at once: each as if alone, none twice, none that somebody must look at."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from lms.core.models import AuditEntry
from lms.exams.errors import ClockDoubted
from lms.exams.models import AnswerEvent, Attempt, PaperSheet, Receipt
from lms.exams.reserve.errors import ReserveNotFound
from lms.exams.reserve.handing_in_queries import hand_in_board
from lms.exams.reserve.operations import handing_in, note_no_sheet
from lms.exams.reserve.operations.handing_in import hand_in_sheet, hand_in_sheets
from lms.exams.reserve.queries import comparison_of, get_sheet
from lms.exams.sittings import pulse
from tests.factories.accounts import examinations_officer_at, sign_in
from tests.factories.organisations import a_site
from tests.factories.reserves import AFTER, OnPaper, a_room_on_paper, as_, handed_in, key, keyed_twice, third

pytestmark = pytest.mark.django_db


def an_agreed_room(agreed: int, *, candidates: int | None = None) -> OnPaper:
    """Return a room whose first sheets are agreed, with an answer to every question."""
    room = a_room_on_paper(candidates=candidates or agreed)
    for place in range(agreed):
        keyed_twice(room, room.right(place), room.right(place), place=place)
    return room


def every_sheet(room: OnPaper) -> list:
    return [row.uuid for row in PaperSheet.objects.filter(opening__reserve__sitting=room.sitting)]


def hand_in_all(room: OnPaper, sheets: list | None = None) -> list:
    about = {"sitting_uuid": room.sitting.uuid, "actor": as_(room.officer), "clock": lambda: AFTER}
    return hand_in_sheets(sheet_uuids=every_sheet(room) if sheets is None else sheets, **about)


def address_of(room: OnPaper) -> str:
    return reverse("sittings:hand_in_sheets", args=[room.sitting.uuid])


def officer_of(room: OnPaper) -> Client:
    return sign_in(Client(), room.officer)


def page_of(room: OnPaper) -> str:
    return officer_of(room).get(address_of(room)).content.decode()


# --- the operation ----------------


def test_every_agreed_sheet_of_a_room_is_handed_in_as_if_alone():
    room = an_agreed_room(3)
    outcomes = hand_in_all(room)
    assert [(one.number, one.is_new) for one in outcomes] == [("001", True), ("002", True), ("003", True)]
    for place, one in enumerate(outcomes):
        attempt = room.attempt(place)
        assert attempt.state == "handed_in"
        assert one.receipt == attempt.receipts.get()
        assert one.receipt.payload["answered"] == len(room.lines(place))
        entry = AuditEntry.objects.get(action="exams.hand_in_sheet", target_uuid=room.sheet(place).uuid)
        assert (entry.actor_uuid, bool(entry.after_hash)) == (room.officer.uuid, True)
    said = StringIO()
    call_command("rebuild_attempts", "--check", stdout=said)
    assert "0 differences" in said.getvalue()


def test_one_that_is_refused_does_not_hold_back_the_others():
    room = an_agreed_room(3, candidates=4)
    Attempt.objects.filter(pk=room.attempt(1).pk).update(state="voided", ended_at=AFTER)
    outcomes = hand_in_all(room)
    assert [one.is_new for one in outcomes] == [True, False, True, False]
    assert [getattr(one.refusal, "code", "") for one in outcomes] == [
        "",
        "exams.reserve.refused",
        "",
        "exams.reserve.refused",
    ]
    assert [room.sheet(place).state for place in range(4)] == ["handed_in", "agreed", "handed_in", "waiting"]


def test_each_sheet_bears_the_time_at_which_it_was_handed_in_itself():
    room = an_agreed_room(3)
    times = [AFTER + timedelta(seconds=20 * place) for place in range(3)]
    about = {"sitting_uuid": room.sitting.uuid, "actor": as_(room.officer)}
    hand_in_sheets(sheet_uuids=every_sheet(room), clock=iter(times).__next__, **about)
    for place, at in enumerate(times):
        attempt, sheet = room.attempt(place), room.sheet(place)
        entry = AuditEntry.objects.get(action="exams.hand_in_sheet", target_uuid=sheet.uuid)
        assert [attempt.ended_at, sheet.ended_at, entry.at] == [at, at, at]
        assert attempt.receipts.get().payload["at"] == at.isoformat()


def test_the_page_asks_the_clock_of_the_examination_for_each_sheet(monkeypatch):
    room = an_agreed_room(2)
    told = []

    def now():
        told.append(AFTER + timedelta(seconds=len(told)))
        return told[-1]

    monkeypatch.setattr(pulse, "now", now)
    officer_of(room).post(address_of(room), {"sheets": every_sheet(room), "confirmed": "on"})
    ended = [room.attempt(place).ended_at for place in range(2)]
    assert None not in ended
    assert ended[0] < ended[1]


def test_again_hands_in_nothing_twice_and_returns_the_same_receipts():
    room = an_agreed_room(2)
    alone = hand_in_sheet(sheet_uuid=room.sheet().uuid, actor=as_(room.officer), now=AFTER)
    outcomes = hand_in_all(room)
    assert [one.is_new for one in outcomes] == [False, True]
    assert outcomes[0].receipt == alone
    again = hand_in_all(room)
    assert [one.receipt for one in again] == [one.receipt for one in outcomes]
    assert not any(one.is_new for one in again)
    assert AuditEntry.objects.filter(action="exams.hand_in_sheet").count() == 2
    assert AnswerEvent.objects.filter(channel="paper").count() == 2 * len(room.lines())


def test_a_sheet_of_another_room_stops_all_of_it():
    room, other = an_agreed_room(1), an_agreed_room(1)
    for stranger in (other.sheet().uuid, uuid4()):
        with pytest.raises(ReserveNotFound):
            hand_in_all(room, [room.sheet().uuid, stranger])
    assert not Receipt.objects.exists()


def test_when_nobody_may_rely_on_the_time_any_more_what_was_handed_in_stays(monkeypatch):
    room = an_agreed_room(2)
    calls = []

    def doubt(*, now):
        calls.append(now)
        if len(calls) > 1:
            raise ClockDoubted("x")

    monkeypatch.setattr(handing_in, "refuse_in_doubt", doubt)
    with pytest.raises(ClockDoubted):
        hand_in_all(room)
    assert [room.sheet(place).state for place in range(2)] == ["handed_in", "agreed"]


# --- what the page says beforehand ----------------


def a_mixed_room() -> OnPaper:
    """Return a room with a sheet of each kind; two are agreed, of which the second leaves two questions empty."""
    room = a_room_on_paper(candidates=8)
    keyed_twice(room, room.right(), room.right())
    some = dict(list(room.right(1).items())[2:])
    keyed_twice(room, some, some, place=1)
    one = room.lines(2)[0].item
    keyed_twice(room, room.right(2), {**room.right(2), one: []}, place=2)
    key(room.sheet(3), room.invigilators[0], room.right(3))
    key(room.sheet(4), room.invigilators[0], {}, is_done=False)
    note_no_sheet(sheet_uuid=room.sheet(5).uuid, reason="没有来", actor=as_(room.officer), now=AFTER)
    handed_in(room, place=6)
    return room


def test_the_page_says_of_each_sheet_whether_it_is_handed_in_and_why_not():
    room = a_mixed_room()
    board = hand_in_board(room.officer, room.sitting)
    assert [(str(one.sheet.attempt.candidate), one.unanswered) for one in board.ready] == [
        ("001", 0),
        ("002", 2),
    ]
    first = room.invigilators[0].display_name
    assert [(str(one.sheet.attempt.candidate), one.why, one.is_to_look) for one in board.waiting] == [
        ("003", "两人录入不一致，须由第三个人核对原件。", True),
        ("004", f"只有{first}录入过，还须第二个人录入。", False),
        ("005", "有人正在录入。", False),
        ("006", "没有纸质答卷：没有来", False),
        ("008", "还没有人录入。", False),
    ]
    done = board.done[0]
    assert (str(done.sheet.attempt.candidate), done.by) == ("007", room.officer.display_name)
    page = page_of(room)
    for words in [*(one.why for one in board.waiting), done.receipt.short_code]:
        assert words in page


def test_a_sheet_that_leaves_a_question_unanswered_is_not_ticked_before_somebody_looks():
    room = a_mixed_room()
    page = page_of(room)
    assert f'value="{room.sheet(0).uuid}" checked' in page
    assert f'value="{room.sheet(1).uuid}">' in page
    ticked = officer_of(room).post(address_of(room), {"tick": "all"}).content.decode()
    assert f'value="{room.sheet(1).uuid}" checked' in ticked
    assert "checked" not in officer_of(room).post(address_of(room), {"tick": "none"}).content.decode()
    assert room.sheet(0).state == "agreed"


def test_answers_are_counted_as_they_will_be():
    room = a_room_on_paper()
    truths = [line.item for line in room.lines() if line.kind == "true_false"]
    right = room.right()
    # Answered at the computer: the first two. On paper: not the first, nor the third; the last by a third look only.
    texts = {**right, truths[0]: [], truths[2]: []}
    last, before = room.lines()[-1].item, room.lines()[-2].item
    sheet = keyed_twice(room, {**texts, last: []}, {**texts, before: []})
    third(sheet, room.officer, last, tuple(right[last]))
    third(sheet, room.officer, before, ())
    line = hand_in_board(room.officer, room.sitting).ready[0]
    said = [one.counts for one in comparison_of(get_sheet(room.officer, room.sitting, sheet.uuid))]
    assert (line.from_paper, line.from_computer, line.unanswered) == (7, 1, 2)
    assert (said.count("paper"), said.count("electronic"), said.count("none")) == (7, 1, 2)
    receipt = hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER)
    assert receipt.payload["answered"] == 8


def test_a_void_examination_is_said_so_and_not_offered():
    room = an_agreed_room(1)
    Attempt.objects.filter(pk=room.attempt().pk).update(state="voided", ended_at=AFTER)
    board = hand_in_board(room.officer, room.sitting)
    assert not board.ready
    assert board.waiting[0].why == "这场考试已经结束，或者已经作废。"


def test_a_room_without_sheets_says_so():
    room = a_room_on_paper()
    page = page_of(room)
    assert "没有等待交卷的答题卡" in page
    assert 'name="sheets"' not in page
    desk = officer_of(room).get(reverse("sittings:reserve", args=[room.sitting.uuid])).content.decode()
    assert address_of(room) not in desk


# --- the confirmation ----------------


def test_the_officer_confirms_once_and_is_told_of_each_sheet():
    room = an_agreed_room(3, candidates=4)
    officer = officer_of(room)
    desk = officer.get(reverse("sittings:reserve", args=[room.sitting.uuid])).content.decode()
    assert address_of(room) in desk
    hand_in_sheet(sheet_uuid=room.sheet(2).uuid, actor=as_(room.officer), now=AFTER)
    chosen = [room.sheet(place).uuid for place in (0, 2, 3)]
    answer = officer.post(address_of(room), {"sheets": chosen}, follow=True)
    assert answer.redirect_chain == [(address_of(room), 302)]
    page = answer.content.decode()
    assert "已交卷 1 份" in page
    assert "003" in page
    assert "004没有交卷" in page
    for place in (0, 2):
        assert room.attempt(place).receipts.get().short_code in page
    assert [room.sheet(place).state for place in range(4)] == ["handed_in", "agreed", "handed_in", "waiting"]


def test_nothing_ticked_or_something_unknown_hands_in_nothing():
    room, other = an_agreed_room(1), an_agreed_room(1)
    officer = officer_of(room)
    refused = officer.post(address_of(room), {})
    assert refused.status_code == 422
    assert "请至少勾选一份" in refused.content.decode()
    for value in (other.sheet().uuid, "x"):
        assert officer.post(address_of(room), {"sheets": [room.sheet().uuid, value]}).status_code == 422
    assert not Receipt.objects.exists()


def test_a_clock_in_doubt_is_said_and_the_page_shows_what_is_in(monkeypatch):
    room = an_agreed_room(2)

    def doubt(**_about):
        hand_in_sheet(sheet_uuid=room.sheet().uuid, actor=as_(room.officer), now=AFTER)
        raise ClockDoubted("时钟有疑问")

    monkeypatch.setattr("lms.exams.reserve.operations.hand_in_sheets", doubt)
    refused = officer_of(room).post(address_of(room), {"sheets": every_sheet(room)})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "时钟有疑问" in page
    assert room.attempt().receipts.get().short_code in page


def test_strangers_and_invigilators_find_nothing():
    room = an_agreed_room(1)
    body = {"sheets": [room.sheet().uuid]}
    stranger = sign_in(Client(), examinations_officer_at(a_site()))
    for method in (stranger.get, stranger.post):
        assert method(address_of(room), body).status_code == 404
    watcher = sign_in(Client(), room.invigilators[0])
    assert watcher.post(address_of(room), body).status_code in (302, 403, 404)
    assert not Receipt.objects.exists()


def test_the_page_asks_no_more_of_the_database_as_the_room_grows(django_assert_max_num_queries):
    counts = []
    for candidates in (3, 9):
        room = an_agreed_room(candidates * 2 // 3, candidates=candidates)
        handed_in_places = candidates // 3
        hand_in_all(room, [room.sheet(place).uuid for place in range(handed_in_places)])
        client = officer_of(room)
        client.get(address_of(room))
        with django_assert_max_num_queries(40) as asked:
            assert client.get(address_of(room)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
