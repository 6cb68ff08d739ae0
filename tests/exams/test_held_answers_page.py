"""The page on which held answers are decided: nothing is chosen beforehand, and it says what it does before it does."""

import re

import pytest
import time_machine

from lms.accounts.models import User
from lms.exams.api import decide_seat_request, hand_in, save_events, take_lease
from lms.exams.errors import SeatInUse
from lms.exams.models import AnswerCurrent, Decision, RoomAct, SeatRequest
from lms.exams.sittings.held import effect_of, held_answers
from lms.exams.sittings.operations import Seat
from lms.exams.sittings.operations.evidence import rebuild_answers
from lms.exams.sittings.room_rules import Changed, changed_by
from tests.factories.accounts import english_browser, invigilator_at, terminal_at
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, OTHER_SEAT, ref_of, started_attempt
from tests.factories.rooms import INVIGILATOR

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_ten():
    with time_machine.travel(NOW + 10 * MINUTE, tick=False) as moment:
        yield moment


@pytest.fixture
def begun():
    return started_attempt()


@pytest.fixture
def staff(begun):
    return english_browser(invigilator_at(begun.enrolment.site))


def path(begun):
    return f"/exams/console/{begun.sitting.uuid}/attempts/{begun.attempt.uuid}/evidence/"


def moved(begun, *, after=5 * MINUTE, seat=OTHER_SEAT):
    """Let the candidate go on at another seat."""
    ref = ref_of(begun.attempt, seat=seat)
    with pytest.raises(SeatInUse):
        take_lease(ref=ref, actor=ACTOR, now=NOW + after)
    asked = SeatRequest.objects.get(attempt=begun.attempt, is_used=False)
    place = {"request_uuid": asked.uuid, "sitting_uuid": begun.sitting.uuid}
    decide_seat_request(**place, approve=True, actor=INVIGILATOR, now=NOW + after)
    return take_lease(ref=ref, actor=ACTOR, now=NOW + after)


def save(begun, *events, epoch=1, after=7 * MINUTE, seat=None):
    ref = ref_of(begun.attempt, seat=seat or begun_seat(begun, epoch), page_of=epoch)
    return save_events(ref=ref, epoch=epoch, events=list(events), actor=ACTOR, now=NOW + after)


def begun_seat(begun, epoch):
    lease = begun.attempt.leases.get(epoch=epoch)
    return Seat(lease.holder, lease.seat)


def two_held(begun):
    """One before the move, which counts, and two after it."""
    moved(begun)
    made = [begun.answer(n, item=n, ms=ms * 60_000) for n, ms in ((1, 4), (2, 6), (3, 6))]
    assert save(begun, *made).held == [2, 3]


def send(staff, begun, **values):
    shown = hidden_in(staff.get(path(begun)))
    return staff.post(path(begun), {"reason": "看过座位", **shown, **values})


def hidden_in(answer):
    """Return what the page sends back of itself: the key of the act, and what it showed."""
    page = answer.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("client_key", "seen")}


def seen_in(answer):
    return re.search(r'name="seen" value="([^"]*)"', answer.content.decode())[1]


def ticked(answer):
    return re.findall(r'name="positions" value="(\d+)"[^>]* checked', answer.content.decode())


def test_nothing_is_chosen_beforehand_and_one_line_is_decided_alone(staff, begun):
    two_held(begun)
    assert ticked(staff.get(path(begun))) == []
    assert send(staff, begun, decision="approve").status_code == 422, "somebody has to choose"
    asked = send(staff, begun, decision="approve", positions=["2"])
    assert (asked.status_code, ticked(asked), Decision.objects.count()) == (422, ["2"], 0)
    page = asked.content.decode()
    assert "1 held answer is to count." in page
    assert "1 question that has no answer now gets one." in page
    assert "It holds at once." in page
    assert 'value="approve [2]"' in page
    done = send(staff, begun, decision="approve", positions=["2"], confirmed="approve [2]")
    assert done.status_code == 302
    assert [(row.positions, row.counts) for row in Decision.objects.all()] == [([2], True)]


@pytest.mark.parametrize("sent", ["9" * 5000, "²", "7", "x"])
def test_what_is_no_held_answer_is_refused_and_ticks_nothing(staff, begun, sent):
    two_held(begun)
    answer = send(staff, begun, decision="approve", positions=["2", sent])
    assert (answer.status_code, ticked(answer), Decision.objects.count()) == (422, ["2"], 0)


@pytest.mark.parametrize("confirmed", ["", "refuse [2]"])
def test_who_had_not_seen_what_somebody_else_decided_is_told_and_does_nothing(staff, begun, confirmed):
    """Two invigilators have the same page; the first lets an answer count, the second sends from before."""
    two_held(begun)
    first = english_browser(invigilator_at(begun.enrolment.site))
    before = hidden_in(staff.get(path(begun)))
    said = {"reason": "看过座位", "decision": "refuse", "positions": ["2"], "confirmed": confirmed}
    send(first, begun, decision="approve", positions=["2"], confirmed="approve [2]")
    name = Decision.objects.get().actor_uuid
    told = staff.post(path(begun), {**said, **before})
    page = told.content.decode()
    assert told.status_code == 422
    assert f"{User.objects.get(uuid=name).get_full_name()} decided on held answers" in page
    assert "Counts (" in page
    assert "Confirm" not in page, "what it does now is said first"
    assert [row.counts for row in Decision.objects.all()] == [True]
    seen = hidden_in(told)
    asked = staff.post(path(begun), {**said, **seen, "confirmed": ""})
    assert "1 question has no answer any more." in asked.content.decode()
    for _click in range(2):
        done = staff.post(path(begun), {**said, **hidden_in(asked), "confirmed": "refuse [2]"})
        assert done.status_code == 302, "the same key once more is the same act"
    assert [row.counts for row in Decision.objects.all()] == [True, False]


def test_a_page_that_says_nothing_of_what_it_showed_decides_nothing(staff, begun):
    two_held(begun)
    sent = send(staff, begun, decision="approve", positions=["2"], confirmed="approve [2]", seen="")
    assert (sent.status_code, Decision.objects.count()) == (422, 0)


def test_who_had_not_seen_that_somebody_asked_is_told_of_it(staff, begun):
    save(begun, begun.answer(1, ms=31 * 60_000), after=31 * MINUTE)
    before = hidden_in(staff.get(path(begun)))
    first = english_browser(invigilator_at(begun.enrolment.site))
    send(first, begun, decision="approve", positions=["1"], confirmed="approve [1]")
    said = {"reason": "看过座位", "decision": "refuse", "positions": ["1"], "confirmed": "refuse [1]"}
    told = staff.post(path(begun), {**said, **before}).content.decode()
    assert "asked for a decision on held answers" in told
    assert Decision.objects.count() == 0


@pytest.mark.parametrize("sent", ["approve [2, 3]", "refuse [2]", "", "x"])
def test_what_was_confirmed_is_what_is_done(staff, begun, sent):
    two_held(begun)
    answer = send(staff, begun, decision="approve", positions=["2"], confirmed=sent)
    assert (answer.status_code, Decision.objects.count()) == (422, 0)
    nothing = send(staff, begun, positions=["2"], confirmed="approve [2]")
    assert (nothing.status_code, Decision.objects.count()) == (422, 0), "no button was pressed"


def test_what_was_decided_stands_there_and_is_taken_back_by_a_second_deed_in_the_log(staff, begun):
    two_held(begun)
    for decision in ("approve", "refuse"):
        send(staff, begun, decision=decision, positions=["2"], confirmed=f"{decision} [2]")
        words = "Counts (" if decision == "approve" else "Does not count ("
        page = staff.get(path(begun)).content.decode()
        assert words in page
        assert page.count("Nobody has decided") == 1
        begun.attempt.refresh_from_db()
        assert begun.attempt.answers.filter(seq=2).exists() == (decision == "approve")
    log = staff.get(f"/exams/console/{begun.sitting.uuid}/log/").content.decode()
    assert "Held answers count (1)" in log
    assert "Held answers do not count (1)" in log


def test_the_page_says_where_and_when_each_was_made_and_that_the_seat_was_left(staff, begun):
    """The seat had the examination until the move: nothing says of it that it never was given it."""
    terminal, _token = terminal_at(begun.sitting.room, seat="A1")
    begun.attempt.leases.update(holder=f"terminal:{terminal.uuid}")
    two_held(begun)
    first, _second = held_answers(begun.attempt)
    assert first.made_at == NOW + 6 * MINUTE
    page = staff.get(path(begun)).content.decode()
    assert f"{begun.sitting.room.name}, computer of seat A1" in page
    assert re.search(r"had the examination from \d\d:\d\d:00 to \d\d:\d\d:00", page)
    assert "it was made here after the candidate had gone on at another computer" in page
    assert "not given the examination" not in page


def test_a_page_under_another_sign_in_is_called_that(staff, begun):
    save(begun, begun.answer(1, ms=60_000), seat=OTHER_SEAT)
    (held,) = held_answers(begun.attempt)
    assert held.where == "A1"
    page = staff.get(path(begun)).content.decode()
    assert "it came under another sign-in than the one that was given the examination" in page


def test_a_second_person_reads_the_same_before_agreeing(staff, begun):
    save(begun, begun.answer(1, ms=31 * 60_000), after=31 * MINUTE)
    asked = send(staff, begun, decision="approve", positions=["1"]).content.decode()
    assert "It happens only when a second person agrees." in asked
    send(staff, begun, decision="approve", positions=["1"], confirmed="approve [1]")
    act = RoomAct.objects.get()
    assert "Waits for a second person" in staff.get(path(begun)).content.decode()
    other = english_browser(invigilator_at(begun.enrolment.site))
    page = other.get(f"/exams/console/{begun.sitting.uuid}/requests/{act.uuid}/").content.decode()
    assert "1 question that has no answer now gets one." in page


def test_who_agrees_has_seen_what_a_third_person_decided_meanwhile(staff, begun, at_ten):
    save(begun, begun.answer(1, ms=31 * 60_000), after=31 * MINUTE)
    send(staff, begun, decision="approve", positions=["1"], confirmed="approve [1]")
    page = f"/exams/console/{begun.sitting.uuid}/requests/{RoomAct.objects.get().uuid}/"
    second, third = (english_browser(invigilator_at(begun.enrolment.site)) for _one in range(2))
    seen = seen_in(second.get(page))
    at_ten.shift(60)
    send(third, begun, decision="refuse", positions=["1"], confirmed="refuse [1]")
    name = User.objects.get(uuid=Decision.objects.get().actor_uuid).get_full_name()
    said = {"reason": "看过座位", "decision": "approve"}
    for sent in (seen, ""):
        told = second.post(page, {**said, "seen": sent})
        assert (told.status_code, Decision.objects.count()) == (422, 1)
        words = f"{name} decided on held answers of this candidate. Nothing was done now. Look at what it would change"
        assert words in told.content.decode()
    assert second.post(page, {**said, "seen": seen_in(told)}).status_code == 302
    assert [row.counts for row in Decision.objects.all()] == [False, True]


def test_who_refuses_a_request_need_not_have_seen_more(staff, begun):
    save(begun, begun.answer(1, ms=31 * 60_000), after=31 * MINUTE)
    send(staff, begun, decision="approve", positions=["1"], confirmed="approve [1]")
    act = RoomAct.objects.get()
    second = english_browser(invigilator_at(begun.enrolment.site))
    page = f"/exams/console/{begun.sitting.uuid}/requests/{act.uuid}/"
    said = {"reason": "看过座位", "decision": "refuse", "seen": "0.0."}
    assert second.post(page, said).status_code == 302
    act.refresh_from_db()
    assert (act.state, Decision.objects.count()) == ("refused", 0)


def test_the_effect_is_what_happens(begun):
    """Of an ended paper: what is told before is what the answers are afterwards, and a further receipt is named."""
    two_held(begun)
    save(begun, begun.answer(1, item=2, right=False, ms=0), epoch=2)
    ref = ref_of(begun.attempt, seat=OTHER_SEAT)
    hand_in(ref=ref, final_seq=1, actor=ACTOR, now=NOW + 8 * MINUTE)
    begun.attempt.refresh_from_db()
    effect = effect_of(begun.attempt, [2, 3], counts=True)
    assert (effect.changed, effect.is_ended) == (Changed(filled=1), True), (
        "of question 2 the newer seat's word stands"
    )
    before = set(AnswerCurrent.objects.filter(response__isnull=False).values_list("item_uuid", flat=True))
    Decision.objects.create(attempt=begun.attempt, positions=[2, 3], counts=True, reason="属实", at=NOW)
    rebuild_answers(attempt=begun.attempt)
    after = set(AnswerCurrent.objects.filter(response__isnull=False).values_list("item_uuid", flat=True))
    assert len(after - before) == 1
    assert effect_of(begun.attempt, [2, 3], counts=True).changed == Changed(), "as it is now"
    assert effect_of(begun.attempt, [3], counts=False).changed == Changed(emptied=1)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({}, {}, Changed()),
        ({1: True}, {1: True}, Changed()),
        ({1: None}, {1: True}, Changed(filled=1)),
        ({}, {1: False}, Changed(filled=1)),
        ({1: True}, {1: False}, Changed(replaced=1)),
        ({1: False}, {1: None}, Changed(emptied=1)),
        ({1: False, 2: "a"}, {}, Changed(emptied=2)),
        ({1: None}, {}, Changed()),
    ],
)
def test_what_changes_is_counted_by_question(before, after, changed):
    assert changed_by(before, after) == changed
    assert changed.is_any == (changed != Changed())
