"""The pages about absences: two officers walk them, the trainee reads the outcome, and nobody else reads a reason."""

from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.exams.models import AbsenceExcuse
from lms.exams.sittings.own import get_my_sitting
from tests.exams.results.desk import english, page, text, text_of
from tests.factories.absences import SECRET, absent_in, another_day, ask, excuse, missed
from tests.factories.accounts import examinations_officer_at, trainee_at
from tests.factories.exams import started_attempt
from tests.factories.organisations import a_site
from tests.factories.results import LATER, written

pytestmark = pytest.mark.django_db
MEDICAL = "Ill, with a note of a doctor or nurse"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(LATER, tick=False):
        yield


def address(name, *args):
    return reverse(f"results:{name}", args=args)


def test_two_officers_walk_from_the_list_to_an_excuse_and_back(client):
    sat = missed()
    first, second = english(sat.first), english(sat.second)
    ids = sat.sitting.uuid, absent_in(sat).uuid
    assert address("absences", sat.sitting.uuid) in page(first, "results:sitting", sat.sitting.uuid)
    listed = page(first, "results:absences", sat.sitting.uuid)
    assert address("absence", *ids) in listed
    assert "1 of 1 used, 0 left" in listed
    assert "Choose one." in text(first.post(address("absence", *ids), {"key": uuid4()}))
    sent = {"key": uuid4(), "why": "medical", "words": SECRET}
    assert first.post(address("absence", *ids), sent).status_code == 302
    row = AbsenceExcuse.objects.get()
    own = page(first, "results:absence", *ids)
    assert "You asked for it." in own
    assert "Why you give it up" in own
    assert 'name="agree"' not in own
    assert first.post(address("decide_excuse", row.uuid), {"agree": "1"}).status_code == 422
    for place in ("/authoring/", "/home/"):
        assert "Absences to be excused" not in text(first.get(place))
        assert address("absence", *ids) in text(second.get(place))
    assert 'name="agree"' in page(second, "results:absence", *ids)
    assert second.post(address("decide_excuse", row.uuid), {}).status_code == 422
    assert second.post(address("decide_excuse", row.uuid), {"agree": "1"}).status_code == 302
    listed = page(first, "results:absences", sat.sitting.uuid)
    for words in ("0 of 1 used, 1 left", "Excused: no try", MEDICAL):
        assert words in listed
    assert "Did not appear, excused" in page(first, "results:sitting", sat.sitting.uuid)
    back = address("take_excuse_back", row.uuid)
    assert back in page(second, "results:absence", *ids)
    assert second.post(back, {"key": uuid4(), "reason": "证明不是这个人的"}).status_code == 302
    undoing = AbsenceExcuse.objects.get(undoes=row)
    assert first.post(address("decide_excuse", undoing.uuid), {"agree": "1"}).status_code == 302
    listed = page(first, "results:absences", sat.sitting.uuid)
    assert "Held, and was taken back" in listed
    assert MEDICAL not in listed


@pytest.mark.parametrize("agreed", [True, False])
def test_who_disagrees_too_late_reads_who_decided_what_and_finds_the_words_again(agreed):
    sat = missed()
    row = ask(sat)
    third = english(examinations_officer_at(sat.sitting.site))
    sent = {"agree": "1"} if agreed else {"reason": "证明上没有盖章"}
    assert english(sat.second).post(address("decide_excuse", row.uuid), sent).status_code == 302
    answer = third.post(address("decide_excuse", row.uuid), {"reason": "日期对不上，请再核对"})
    assert answer.status_code == 422
    told = text(answer)
    assert f"{sat.second.get_full_name()} decided that on" in told
    assert "Your words were not taken:" in told
    assert "日期对不上，请再核对" in told
    assert not AbsenceExcuse.objects.filter(decision_reason="日期对不上，请再核对").exists()


def test_a_room_without_absences_and_one_that_is_open_say_so():
    sat = written(right=(10,))
    closed = page(english(sat.first), "results:absences", sat.sitting.uuid)
    assert "Everybody appeared" in closed
    assert address("absences", sat.sitting.uuid) not in page(
        english(sat.first), "results:sitting", sat.sitting.uuid
    )
    open_room = started_attempt().sitting
    officer = english(examinations_officer_at(open_room.site))
    assert "The room is not closed yet." in page(officer, "results:absences", open_room.uuid)


def test_at_another_site_there_is_nothing():
    sat = missed()
    row = ask(sat)
    stranger = english(examinations_officer_at(a_site()))
    for name, args in (
        ("absences", [sat.sitting.uuid]),
        ("absence", [sat.sitting.uuid, absent_in(sat).uuid]),
        ("take_excuse_back", [row.uuid]),
    ):
        page(stranger, f"results:{name}", *args, status=404)
    assert stranger.post(address("decide_excuse", row.uuid), {"agree": "1"}).status_code == 404
    page(english(sat.first), "results:absence", sat.sitting.uuid, absent_in(sat, 1).uuid, status=404)


def test_the_trainee_reads_that_it_is_excused_and_what_comes_next_and_nobody_reads_why():
    sat = missed(resits=1)
    trainee = english(sat.users[0])
    before = page(trainee, "exams:sitting", sat.sitting.uuid)
    assert "it can still be excused" in before
    assert "1 try is left" in before
    assert "It does not count as a try" not in page(trainee, "exams:my_sittings")
    excuse(sat)
    after = page(trainee, "exams:sitting", sat.sitting.uuid)
    for words in ("that is excused", "does not count as a try", "2 tries are left"):
        assert words in after
    mine = page(trainee, "exams:my_sittings")
    for shown in (mine, page(trainee, "portal:home")):
        assert "Did not appear, excused" in shown
        assert "It does not count as a try. Open it to read what comes next." in shown
    sat.release(sat.freeze())
    officer = english(sat.first)
    printed = [
        text_of(officer.get(reverse("results:print", args=[sat.sitting.uuid, what, "en"])).content)
        for what in ("slips", "list")
    ]
    told = page(officer, "results:file", sat.sitting.uuid)
    for words in (SECRET, MEDICAL, "doctor"):
        assert not [one for one in (after, mine, told, *printed) if words in one]
    other = english(sat.users[1])
    page(other, "exams:my_sittings")
    another_day(sat)
    person = sat.users[0].person_id
    assert get_my_sitting(person, sat.sitting.uuid, now=LATER).is_excused


def test_the_list_asks_as_often_for_many_as_for_few():
    few, many = (missed(right=right, resits=1) for right in ((None, 10), (None,) * 6 + (10,)))
    for place in range(6):
        excuse(many, place)
    excuse(few)
    counts = []
    for sat in (few, many):
        client = english(sat.first)
        page(client, "results:absences", sat.sitting.uuid)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, "results:absences", sat.sitting.uuid)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 25


def test_a_stranger_among_trainees_sees_no_page_of_it():
    sat = missed()
    stranger = english(trainee_at(sat.sitting.site))
    page(stranger, "exams:sitting", sat.sitting.uuid, status=404)
