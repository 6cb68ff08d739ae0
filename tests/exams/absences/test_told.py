"""Who asked is told of a refusal and of a taking-back; the trainee reads only what can still be done."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from lms.core.clock import local_date
from lms.enrolments.api import withdraw_enrolment
from lms.exams.absences.queries import TOLD_FOR
from lms.exams.sittings.operations import NewRule, set_admission_rule
from tests.exams.results.desk import english, page, text
from tests.factories.absences import absent_in, admit, another_day, ask, ask_back, decide, excuse, missed
from tests.factories.accounts import examinations_officer_at
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.organisations import a_site
from tests.factories.results import LATER, written

pytestmark = pytest.mark.django_db
WHY_NOT = "证明上的日期不对"
STILL = "it can still be excused"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def sat():
    return missed()


@pytest.fixture
def third(sat):
    """A third officer of the same site."""
    return examinations_officer_at(sat.sitting.site)


def pages_of(user, sat, place=0):
    """Return the person's page, the list and the first page, as an officer reads them."""
    client, ids = english(user), (sat.sitting.uuid, absent_in(sat, place).uuid)
    first = text(client.get("/authoring/"))
    return page(client, "results:absence", *ids), page(client, "results:absences", ids[0]), first


def test_who_asked_reads_of_a_refusal_by_whom_and_why_and_asks_again(sat):
    decide(sat, ask(sat), reason=WHY_NOT)
    words = f"{sat.second.get_full_name()} did not agree."
    for shown in pages_of(sat.first, sat):
        assert words in shown
        assert WHY_NOT in shown
    own, listed, first = pages_of(sat.first, sat)
    for part in ("You asked for it.", "It can be asked for again", "Ask again that it is excused"):
        assert part in own
    assert "results__stand--refused" in own
    assert "results__stand--refused" in listed
    assert "What you asked for, and what became of it" in first
    other, _listed, beside = pages_of(sat.second, sat)
    assert "You asked for it." not in other
    assert words not in beside, "who refused knows"
    ask(sat)
    own, listed, first = pages_of(sat.first, sat)
    assert "It can be asked for again" not in own
    assert words not in listed
    assert words not in first, "it was asked again"


def test_a_request_that_its_asker_gave_up_changes_no_answer_and_is_none(sat):
    decide(sat, ask(sat), by=sat.first, reason="写错了人")
    own, listed, first = pages_of(sat.first, sat)
    assert "results__stand--absent" in own
    assert "did not agree" not in own + listed + first
    decide(sat, ask(sat), reason=WHY_NOT)
    decide(sat, ask(sat), by=sat.first, reason="还没有证明")
    for shown in pages_of(sat.first, sat):
        assert WHY_NOT in shown


def test_while_it_is_being_taken_back_the_page_and_the_list_say_so(sat):
    ask_back(sat, excuse(sat))
    for shown in pages_of(sat.second, sat)[:2]:
        assert "Excused; to be taken back, waits for a second officer" in shown


def test_who_asked_for_an_excuse_is_told_when_two_others_have_taken_it_back(sat, third):
    row = excuse(sat)
    back = ask_back(sat, row)
    decide(sat, back, by=sat.second, reason="证明是真的")
    own, _listed, _first = pages_of(sat.first, sat)
    assert "did not agree to take it back." in own
    assert "The excuse holds." in own
    again = ask_back(sat, row, by=third)
    decide(sat, again, by=sat.second)
    own, listed, first = pages_of(sat.first, sat)
    for shown in (own, listed, first):
        assert "The excuse was taken back on" in shown
        assert f"{sat.second.get_full_name()} agreed." in shown
    assert "You asked for it." in own
    assert "results__stand--taken_back" in listed
    for knows in (third, sat.second):
        assert "The excuse was taken back on" not in pages_of(knows, sat)[2]


def test_the_first_page_tells_it_for_a_while_and_at_the_own_site_only(sat):
    decide(sat, ask(sat), reason=WHY_NOT)
    with time_machine.travel(LATER + TOLD_FOR - timedelta(minutes=1), tick=False):
        assert WHY_NOT in pages_of(sat.first, sat)[2]
    with time_machine.travel(LATER + TOLD_FOR + timedelta(minutes=1), tick=False):
        assert WHY_NOT not in pages_of(sat.first, sat)[2]
    sat.first.role_assignments.update(site=a_site())
    assert WHY_NOT not in text(english(sat.first).get("/authoring/"))


@pytest.mark.parametrize("stage", ["waits", "refused", "undoing", "asked twice", "rests"])
def test_there_is_no_form_to_take_back_what_does_not_hold(sat, stage):
    row = ask(sat)
    if stage == "refused":
        decide(sat, row, reason=WHY_NOT)
    elif stage != "waits":
        decide(sat, row)
    if stage in ("undoing", "asked twice"):
        back = ask_back(sat, row)
        row = back if stage == "undoing" else row
    if stage == "rests":
        admit(sat, another_day(sat))
    client = english(sat.second)
    told = page(client, "results:take_excuse_back", row.uuid, status=409)
    assert 'name="reason"' not in told
    said = {
        "asked twice": "asked already that this is taken back",
        "rests": "Tries were given that this excuse",
    }
    assert said.get(stage, "there is nothing to take back") in told
    sent = client.post(
        reverse("results:take_excuse_back", args=[row.uuid]), {"key": uuid4(), "reason": WHY_NOT}
    )
    assert sent.status_code == 422


def test_a_held_excuse_has_its_form(sat):
    assert 'name="reason"' in page(english(sat.second), "results:take_excuse_back", excuse(sat).uuid)


def door_of(sat, place=0):
    return page(english(sat.users[place]), "exams:sitting", sat.sitting.uuid)


def test_the_trainee_reads_how_far_it_is_and_never_why(sat):
    assert STILL in door_of(sat)
    row = ask(sat)
    assert "It has been asked that this is excused" in door_of(sat)
    decide(sat, row, reason=WHY_NOT)
    assert "it was not excused. If you have another paper" in door_of(sat)
    again = ask(sat)
    decide(sat, again, by=sat.first, reason=WHY_NOT)
    assert "it was not excused. If you have another paper" in door_of(sat), "given up: the refusal stands"
    held = excuse(sat)
    assert "that is excused" in door_of(sat)
    decide(sat, ask_back(sat, held))
    shown = door_of(sat)
    assert "that has been taken back" in shown
    for word in (WHY_NOT, "看过医务室的证明", sat.first.get_full_name(), STILL):
        assert escape(word) not in shown


def test_who_left_the_programme_is_not_told_that_it_can_be_excused(sat):
    withdraw_enrolment(enrolment_uuid=sat.enrolments[0].uuid, reason="已转走", actor=ACTOR, now=LATER)
    shown = door_of(sat)
    assert "You did not start it." in shown
    assert STILL not in shown


@pytest.mark.parametrize(
    "rule", [{"resits": None}, {"resits": 1, "absence_counts": False}], ids=["any number", "no try"]
)
def test_where_an_absence_uses_no_try_nobody_is_told_that_it_can_be_excused(rule):
    sat = written(right=(None, 10))
    new = NewRule(sat.sitting.scheme.code, local_date(NOW), {"zh": "考核标准"}, **rule)
    set_admission_rule(rule=new, actor=ACTOR, now=NOW)
    shown = door_of(sat)
    assert "You did not start it." in shown
    assert STILL not in shown


@pytest.mark.parametrize("first_page", ["/authoring/", "/home/"])
def test_a_first_page_asks_as_often_for_many_requests_as_for_few(first_page):
    counts = []
    for many in (1, 6):
        sat = missed(right=(*[None] * (2 * many), 10), resits=1)
        for place in range(many):
            ask(sat, place, by=sat.second)
            decide(sat, ask(sat, many + place), reason=WHY_NOT)
        client = english(sat.first)
        client.get(first_page)
        with CaptureQueriesContext(connection) as queries:
            shown = text(client.get(first_page))
        assert shown.count(WHY_NOT) == many
        own = [one["sql"] for one in queries if "exams_absenceexcuse" in one["sql"]]
        assert len(own) == 2, "what waits, and what became of own requests"
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_what_does_not_fit_on_the_first_page_is_counted(monkeypatch):
    sat = missed(right=(None, None, None))
    for place in range(3):
        decide(sat, ask(sat, place), reason=f"{WHY_NOT}{place}")
    assert "earlier answer" not in pages_of(sat.first, sat)[2]
    monkeypatch.setattr("lms.exams.absences.queries.MOST_WAITING_SHOWN", 1)
    for address in ("/authoring/", "/home/"):
        assert "2 earlier answers stand at their sittings." in text(english(sat.first).get(address))
