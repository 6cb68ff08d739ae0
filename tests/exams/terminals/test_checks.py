"""What a terminal's browser found is kept for its terminal, and shown for the rooms of one's own sites."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.template.loader import get_template
from django.test import Client

from lms.core.models import AuditEntry
from lms.exams.models import TerminalCheck
from lms.exams.terminals import rules
from lms.exams.terminals.limits import REQUESTS_A_MINUTE
from lms.exams.terminals.queries import list_rooms
from lms.exams.terminals.rules import Level, Readiness
from lms.exams.terminals.words import READINESS_WORDS, WORDS
from tests.factories.accounts import (
    administrator_at,
    client_at,
    examinations_officer_at,
    instructor_at,
    invigilator_at,
    sign_in,
)
from tests.factories.courses import NOW
from tests.factories.organisations import a_room, a_site

pytestmark = pytest.mark.django_db
GREEN = {
    check: next(name for name, level in outcomes.items() if level is Level.GREEN)
    for check, outcomes in rules.OUTCOMES.items()
}
CHECK, RESULT, ROOMS = "/exams/check/", "/exams/check/result/", "/exams/rooms/"


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def room():
    return a_room(a_site(), seats=3)


def send(client, *, visit=None, figures=None, **outcomes):
    body = {"visit": visit or uuid4(), "outcomes": json.dumps({**GREEN, **outcomes})}
    body["figures"] = json.dumps(figures or {"clock": "+1 s"})
    return client.post(RESULT, body, headers={"accept": "application/json"})


def newest(room):
    return TerminalCheck.objects.filter(terminal__room=room).order_by("-checked_at").first()


def test_every_outcome_has_its_words_and_every_grave_one_says_what_helps() -> None:
    assert WORDS.keys() == rules.OUTCOMES.keys()
    for check, outcomes in rules.OUTCOMES.items():
        assert WORDS[check].outcomes.keys() == outcomes.keys()
        for outcome, level in outcomes.items():
            said = WORDS[check].outcomes[outcome]
            assert bool(said.advice) == (level is not Level.GREEN), f"{check} {outcome}"
    assert set(READINESS_WORDS) == set(Readiness)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, Level.GREEN),
        ({"restart": "wiped"}, Level.AMBER),
        ({"restart": "wiped", "speed": "failing"}, Level.RED),
        ({"browser": "old", "clock": "off"}, Level.RED),
    ],
)
def test_the_worst_finding_is_the_verdict(changes, verdict) -> None:
    assert rules.verdict_of({**GREEN, **changes}) is verdict


def test_a_terminal_keeps_its_result_with_an_audit_row(room) -> None:
    client = client_at(room, seat="2")
    assert send(client, restart="waits").json() == {"verdict": "amber"}
    row = newest(room)
    assert (row.terminal.seat, row.verdict, row.checked_at) == ("2", "amber", NOW)
    assert row.figures == {"clock": "+1 s"}
    entry = AuditEntry.objects.get(action="exams.check_terminal")
    assert entry.target_uuid == row.uuid


def test_the_same_visit_completes_its_row_and_the_next_one_writes_another(room) -> None:
    client, visit = client_at(room), uuid4()
    send(client, visit=visit, keyboard="waits")
    send(client, visit=visit)
    assert [row.verdict for row in TerminalCheck.objects.all()] == ["green"]
    send(client)
    assert TerminalCheck.objects.count() == 2


def test_nobody_completes_the_visit_of_another_terminal(room) -> None:
    visit = uuid4()
    send(client_at(room, seat="1"), visit=visit)
    assert send(client_at(room, seat="2"), visit=visit, browser="old").status_code == 422
    assert newest(room).verdict == "green"


def test_a_computer_that_is_no_terminal_sees_the_check_and_keeps_nothing() -> None:
    client = Client()
    page = client.get(CHECK)
    assert page.status_code == 200
    assert "data-registered" not in page.content.decode()
    assert send(client).status_code == 403
    assert not TerminalCheck.objects.exists()


def test_the_result_is_taken_with_the_token_of_the_page_only(room) -> None:
    client = client_at(room, enforce_csrf_checks=True)
    assert send(client).status_code == 403
    client.get(CHECK)
    body = {"visit": uuid4(), "outcomes": json.dumps(GREEN), "figures": "{}"}
    body["csrfmiddlewaretoken"] = client.cookies["csrftoken"].value
    assert client.post(RESULT, body).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"visit": "x", "outcomes": json.dumps(GREEN), "figures": "{}"},
        {"visit": str(uuid4()), "outcomes": "[", "figures": "{}"},
        {"visit": str(uuid4()), "outcomes": "[]", "figures": "{}"},
        {"visit": str(uuid4()), "outcomes": json.dumps({**GREEN, "speed": "warp"}), "figures": "{}"},
        {"visit": str(uuid4()), "outcomes": json.dumps({**GREEN, "more": "fits"}), "figures": "{}"},
        {"visit": str(uuid4()), "outcomes": json.dumps({**GREEN, "speed": ["fast"]}), "figures": "{}"},
        {"visit": str(uuid4()), "outcomes": json.dumps(GREEN), "figures": json.dumps({"x": "1"})},
        {"visit": str(uuid4()), "outcomes": json.dumps(GREEN), "figures": json.dumps({"clock": "x" * 61})},
        {"visit": str(uuid4()), "outcomes": json.dumps(GREEN), "figures": json.dumps({"clock": "\0"})},
    ],
)
def test_what_is_no_result_is_refused_and_nothing_is_kept(room, body) -> None:
    assert client_at(room).post(RESULT, body).status_code == 422
    assert not TerminalCheck.objects.exists()


def test_the_page_knows_the_mark_that_this_machine_ought_to_hold(room, at_nine) -> None:
    client, visit = client_at(room), uuid4()
    assert 'data-known=""' in client.get(CHECK).content.decode()
    send(client, visit=uuid4())
    at_nine.shift(60)
    send(client, visit=visit)
    assert f'data-known="{visit}"' in client.get(CHECK).content.decode()


def test_server_time_and_a_large_answer_come_without_a_sign_in_but_not_without_end() -> None:
    client = Client()
    assert client.get("/exams/check/clock/").json()["server_time"].startswith(f"{NOW:%Y-%m-%d}")
    large = client.get("/exams/check/load/", headers={"accept-encoding": "gzip"})
    assert len(large.content) >= 200_000
    assert "no-store" in large["Cache-Control"]
    answers = {client.get("/exams/check/clock/").status_code for _ in range(REQUESTS_A_MINUTE)}
    assert answers == {200, 429}


def test_rooms_say_which_terminals_are_ready_amber_or_not_checked_for_long(room, at_nine) -> None:
    officer = examinations_officer_at(room.site)
    ready, amber = client_at(room, seat="1"), client_at(room, seat="2")
    client_at(room, seat="3")
    send(ready)
    send(amber, restart="wiped", protection="plain")
    (line,) = list_rooms(officer, now=NOW)
    assert line.counts == {"ready": 1, "amber": 1, "never": 1}
    assert line.not_ready == 2
    assert [found.level for found in line.terminals[1].findings] == ["amber", "amber"]
    (line,) = list_rooms(officer, now=NOW + timedelta(days=15))
    assert line.counts == {"old": 2, "never": 1}
    assert line.terminals[0].days == 15


def test_the_room_page_names_what_is_to_be_mended_and_the_list_counts(room) -> None:
    send(client_at(room, seat="1"), restart="wiped")
    staff = sign_in(Client(), invigilator_at(room.site))
    assert f"{ROOMS}{room.uuid}/" in staff.get(ROOMS).content.decode()
    page = staff.get(f"{ROOMS}{room.uuid}/").content.decode()
    assert str(WORDS["restart"].outcomes["wiped"].text) in page
    assert "2026" in page


def test_rooms_are_those_of_ones_own_sites(room) -> None:
    send(client_at(room))
    for maker in (invigilator_at, examinations_officer_at, administrator_at):
        elsewhere = sign_in(Client(), maker(a_site(name="别处")))
        assert room.name not in elsewhere.get(ROOMS).content.decode()
        assert elsewhere.get(f"{ROOMS}{room.uuid}/").status_code == 404
    assert sign_in(Client(), instructor_at(room.site)).get(ROOMS).status_code == 403


def test_rooms_take_the_same_queries_however_many_terminals_there_are(
    room, django_assert_max_num_queries
) -> None:
    officer = examinations_officer_at(room.site)
    for seat in range(1, 9):
        send(client_at(room, seat=str(seat)))
    with django_assert_max_num_queries(7):
        list_rooms(officer, now=NOW)


def test_how_terminals_stand_is_no_sentence_of_its_own_before_what_follows() -> None:
    assert "。" not in get_template("exams/terminals/counts.html").render({"counts": {}})
