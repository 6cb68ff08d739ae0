"""The receipt's page: how the examination ended, in its heading, and the answers on which nobody has decided."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from lms.exams.api import NewDecision, close_overdue_attempts, decide_evidence, hand_in, save_events
from lms.exams.sittings.receipts import receipt_text, verified
from tests.exams.results.desk import english, page
from tests.exams.results.test_releasing import bring_late_answers, decide
from tests.exams.test_room_acts import end
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, started_attempt
from tests.factories.results import written
from tests.factories.rooms import INVIGILATOR, agree, do

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    return started_attempt()


def both(begun, client):
    """Return the heading of the receipt in English and in Chinese."""
    address = reverse("exams:receipt", args=[begun.attempt.uuid])
    pages = [english(begun.user).get(address), sign_in(client, begun.user).get(address)]
    assert [answer.status_code for answer in pages] == [200, 200]
    return [answer.content.decode().split("<h1>")[1].split("</h1>")[0] for answer in pages]


def by_hand(begun):
    end(begun)


def by_time(begun):
    close_overdue_attempts(actor=ACTOR, now=NOW + 40 * MINUTE)


def by_staff(begun):
    do(begun, "force", attempt=begun.attempt, after=MINUTE)


def void(begun):
    agree(do(begun, "void", attempt=begun.attempt, reason="替考", after=MINUTE), at=NOW + 2 * MINUTE)


@pytest.mark.parametrize(
    ("ended", "title", "chinese"),
    [
        (by_hand, "You have handed in.", "交卷成功。"),
        (by_time, "The time is over. Your answers were handed in.", "时间到，已为您交卷。"),
        (by_staff, "The invigilator ended your examination. Your answers were handed in.", "监考员"),
        (void, "This attempt does not count.", "这次考试作废。"),
    ],
)
def test_the_heading_says_how_it_ended(begun, client, ended, title, chinese):
    ended(begun)
    told, chinese_told = both(begun, client)
    assert told == title
    assert chinese in chinese_told


def test_a_void_attempt_waits_for_no_result_and_says_whom_to_ask(begun):
    void(begun)
    shown = page(english(begun.user), "exams:receipt", begun.attempt.uuid)
    assert "This examination was declared void." in shown
    assert "Speak to your teacher" in shown
    assert "data-live" not in shown


def test_answers_that_came_late_are_told_of_until_somebody_has_decided():
    sat = written(right=(10, 6, 3, None))
    mine = english(sat.users[0])

    def told():
        return page(mine, "exams:receipt", sat.attempt(0).uuid)

    assert "not count yet" not in told()
    position = bring_late_answers(sat)
    assert (
        "1 of your answers does not count yet. It is kept, and somebody decides whether it counts." in told()
    )
    # Another candidate reads nothing of it.
    assert "not count yet" not in page(english(sat.users[1]), "exams:receipt", sat.attempt(1).uuid)
    decide(sat, position, counts=False)
    assert "not count yet" not in told()


def test_a_receipt_that_was_renewed_for_late_answers_says_when_writing_ended_and_of_when_it_is():
    sat = written(right=(10, 6, 3, None))
    attempt, mine = sat.attempt(0), english(sat.users[0])

    def facts():
        shown = mine.get(reverse("exams:receipt", args=[attempt.uuid]))
        return {one["term"]: one["value"] for one in shown.context["facts"]}

    assert "This receipt is of" not in facts()
    with override("en"):
        ended = date_format(localtime(attempt.ended_at), "DATETIME_FORMAT")
    assert facts()["Ended"] == ended
    decide(sat, bring_late_answers(sat), counts=True)
    newest = attempt.receipts.get(number=2)
    assert newest.created_at != attempt.ended_at
    with override("en"):
        of = date_format(localtime(newest.created_at), "DATETIME_FORMAT")
    assert (facts()["Ended"], facts()["This receipt is of"]) == (ended, of)
    for row in attempt.receipts.all():
        assert verified(receipt_text(row).encode()) == row.payload


def test_several_late_answers_are_told_of_in_the_plural(begun):
    save = {"ref": begun.ref, "epoch": 1, "actor": ACTOR}
    save_events(events=[begun.answer(1)], now=NOW + MINUTE, **save)
    late = [begun.answer(seq, item=seq, ms=31 * 60_000) for seq in (2, 3)]
    save_events(events=late, now=NOW + 31 * MINUTE, **save)
    by_time(begun)
    shown = page(english(begun.user), "exams:receipt", begun.attempt.uuid)
    assert (
        "2 of your answers do not count yet. They are kept, and somebody decides whether they count." in shown
    )


def test_the_receipt_says_why_answers_do_not_count(begun):
    """One was made in a pause and refused before the end: nothing of it came after the end."""
    save = {"ref": begun.ref, "epoch": 1, "actor": ACTOR}
    do(begun, "pause", attempt=begun.attempt, after=2 * MINUTE)
    paused = save_events(events=[begun.answer(1, ms=5 * 60_000)], now=NOW + 6 * MINUTE, **save)
    assert paused.held == [1]
    do(begun, "resume", attempt=begun.attempt, after=7 * MINUTE)
    save_events(events=[begun.answer(2, item=1, ms=8 * 60_000)], now=NOW + 8 * MINUTE, **save)
    about = NewDecision(begun.attempt.uuid, begun.sitting.uuid, (1,), False, "停考时作答", uuid4())
    decide_evidence(decision=about, actor=INVIGILATOR, now=NOW + 9 * MINUTE)
    receipt = hand_in(ref=begun.ref, final_seq=2, actor=ACTOR, now=NOW + 10 * MINUTE).receipt
    save_events(events=[begun.answer(3, item=2, ms=9 * 60_000)], now=NOW + 11 * MINUTE, **save)
    assert (receipt.payload["answered"], receipt.payload["held"]) == (1, 1)
    shown = page(english(begun.user), "exams:receipt", begun.attempt.uuid)
    assert "made while your time stood still: 1" in shown
    assert "after the end" not in shown.split("</dl>")[0], "it came after the receipt was signed"
