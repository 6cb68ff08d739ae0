"""The terminal's API over HTTP: who may, what comes back, what hostile bodies do. No answer key anywhere."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.exams.api import NewDecision, decide_evidence
from lms.exams.models import Attempt, Decision, ItemVersion, Lease, SeatRequest
from tests.factories.accounts import a_user, client_at, invigilator_at, sign_in, trainee_at
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import StartedAttempt, attempt_of, open_sitting_for
from tests.factories.rooms import INVIGILATOR, do

pytestmark = pytest.mark.django_db


class Terminal:
    """A candidate at a registered terminal, talking JSON."""

    def __init__(self, user, room, seat="A1", **options):
        self.client = sign_in(client_at(room, seat=seat, **options), user)

    def post(self, path, body=None, **headers):
        return self.client.post(path, data=body or {}, content_type="application/json", **headers)

    def get(self, path):
        return self.client.get(path)


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def room():
    """An open sitting, its candidate at seat A1, and the paths of the attempt."""
    user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    return Sat(user, sitting, attempt_of(sitting, enrolment))


class Sat:
    def __init__(self, user, sitting, attempt):
        self.user, self.sitting, self.attempt = user, sitting, attempt
        self.path = f"/api/v1/exams/attempts/{attempt.uuid}"
        self.terminal = Terminal(user, sitting.room)

    def start(self):
        return self.terminal.post(f"{self.path}/lease").json()

    def event(self, paper, seq=1, place=0, response=True, **more):
        item = [item for item in paper["items"] if item["kind"] == "true_false"][place]
        return {
            "seq": seq,
            "item": item["uuid"],
            "response": response,
            "monotonic_ms": 5,
            "client_at": "",
            **more,
        }

    def save(self, *events, epoch=1):
        return self.terminal.post(f"{self.path}/events", {"epoch": epoch, "events": list(events)})


def test_a_candidate_starts_saves_resumes_and_hands_in(room, at_nine):
    paper = room.start()
    assert (paper["epoch"], len(paper["items"])) == (1, 10)
    saved = room.save(room.event(paper)).json()
    assert (saved["acknowledged"], saved["lease"], saved["held"]) == ({"1": 1}, "live", [])
    at_nine.shift(timedelta(minutes=5))
    again = room.start()
    assert again["epoch"] == 2
    assert again["deadline"] == paper["deadline"]
    assert list(again["answers"].values()) == [{"response": True, "epoch": 1, "seq": 1}]
    assert room.terminal.get(room.path).json()["items"] == again["items"] == paper["items"]
    missing = room.terminal.post(f"{room.path}/hand-in", {"final_seq": 2}).json()
    assert missing == {"state": "missing", "missing": [[1, 2]]}
    fenced = room.terminal.post(f"{room.path}/hand-in", {"epoch": 1, "final_seq": 1})
    assert (fenced.status_code, fenced.json()["code"]) == (409, "exams.attempt.seat_in_use")
    done = room.terminal.post(f"{room.path}/hand-in", {"epoch": 2, "final_seq": 0}).json()
    assert done["state"] == "handed_in"
    assert room.terminal.get(done["url"]).status_code == 200


def test_a_page_whose_clock_has_run_out_is_told_the_time_that_is_left_or_handed_in(room, at_nine):
    paper = room.start()

    def by_time(**more):
        body = {"epoch": 1, "final_seq": 0, "by_time": True, **more}
        return room.terminal.post(f"{room.path}/hand-in", body).json()

    reply = by_time()
    assert (reply["state"], reply["deadline"], reply["paused"]) == ("in_progress", paper["deadline"], False)
    assert reply["server_time"] == paper["server_time"]
    at_nine.shift(timedelta(minutes=30, seconds=1))
    assert by_time(final_seq=1) == {"state": "missing", "missing": [[1, 1]]}
    assert by_time()["state"] == "handed_in"


def test_the_clock_tells_time_deadline_and_lease_without_counting_on_the_terminal(room):
    paper = room.start()
    reply = room.terminal.get(f"{room.path}/clock?epoch=1&unsynced=3").json()
    assert reply["deadline"] == paper["deadline"]
    assert (reply["state"], reply["sitting"], reply["lease"]) == ("in_progress", "open", "live")
    assert room.terminal.get(f"{room.path}/clock?epoch=9").json()["lease"] == "superseded"
    assert "server_time" in room.terminal.get("/api/v1/exams/clock").json()


def test_a_page_that_was_left_is_told_what_of_it_nobody_lets_count(room, at_nine):
    paper = room.start()
    room.save(room.event(paper))
    assert room.terminal.get(f"{room.path}/clock?epoch=1").json()["held"] == []
    Lease.objects.create(attempt=room.attempt, epoch=2, holder="terminal:other", granted_at=NOW)
    Attempt.objects.filter(pk=room.attempt.pk).update(lease_epoch=2)
    at_nine.shift(timedelta(minutes=5))
    made = {"monotonic_ms": 4 * 60_000}
    assert room.save(room.event(paper, seq=2, place=1, **made)).json()["held"] == [2]
    assert room.terminal.get(f"{room.path}/clock?epoch=1").json()["held"] == [[1, 2, False]]
    Decision.objects.create(attempt=room.attempt, positions=[2], counts=True, reason="属实", at=NOW)
    assert room.terminal.get(f"{room.path}/clock?epoch=1").json()["held"] == []


def test_a_second_session_that_waits_for_consent_saves_nothing_under_the_others_lease(room):
    paper = room.start()
    other = Terminal(room.user, room.sitting.room, seat="B9")
    assert other.post(f"{room.path}/lease").status_code == 409
    body = {"epoch": 1, "events": [room.event(paper, seq=50)]}
    for page in ({}, {"page": ""}, {"page": "f" * 64}):
        refused = other.post(f"{room.path}/events", {**body, **page})
        assert (refused.status_code, refused.json()["code"]) == (403, "exams.attempt.other_page")
    assert other.post(f"{room.path}/events", {**body, "page": "\ud800x"}).status_code == 422
    saved = room.save(room.event(paper)).json()
    assert (saved["acknowledged"], saved["missing"]) == ({"1": 1}, {})
    # The page itself, around which the computer or the sign-in is another one now.
    kept = other.post(f"{room.path}/events", {**body, "page": paper["page"]}).json()
    assert (kept["held"], kept["lease"]) == ([50], "superseded")


def test_what_is_held_is_told_apart_and_what_was_refused_is_no_answer_any_more(room, at_nine):
    """An answer of a pause: the paper, its page read anew, and the sign of life say that it does not count."""
    paper = room.start()
    lease, enrolment = Lease.objects.get(attempt=room.attempt), room.attempt.candidate.enrolment
    began = lease.granted_at
    row = StartedAttempt(room.user, enrolment, room.sitting, room.attempt, lease, began)
    room.save(room.event(paper))
    do(row, "pause", attempt=room.attempt, after=timedelta(minutes=1))
    at_nine.shift(timedelta(minutes=5))
    made = room.event(paper, seq=2, monotonic_ms=4 * 60_000, response=False)
    assert room.save(made).json()["held"] == [2]
    do(row, "resume", attempt=room.attempt, after=timedelta(minutes=5))
    kept = {"item": made["item"], "response": False, "epoch": 1, "seq": 2, "elsewhere": False}

    def told():
        read, sign = (
            room.terminal.get(room.path).json(),
            room.terminal.get(f"{room.path}/clock?epoch=1").json(),
        )
        return list(read["answers"].values()), read["held"], sign["held"]

    first = {"response": True, "epoch": 1, "seq": 1}
    assert told() == ([first], [{**kept, "refused": False}], [[1, 2, False]])
    for counts, is_refused in ((False, True), (True, None)):
        about = NewDecision(room.attempt.uuid, room.sitting.uuid, (2,), counts, "停考时作答", uuid4())
        decide_evidence(decision=about, actor=INVIGILATOR, now=began + timedelta(minutes=6))
        if is_refused:
            assert told() == ([first], [{**kept, "refused": True}], [[1, 2, True]])
    assert told() == ([{"response": False, "epoch": 1, "seq": 2}], [], [])


@pytest.mark.parametrize("sign", ["clock?epoch=1", "token"])
def test_a_sign_of_life_does_not_read_the_whole_paper(room, sign):
    room.start()
    with CaptureQueriesContext(connection) as asked:
        assert room.terminal.get(f"{room.path}/{sign}").status_code == 200
    assert not [query for query in asked if "exams_paperversion" in query["sql"]]


def test_an_answer_after_the_deadline_is_kept_and_the_terminal_is_told_so(room, at_nine):
    paper = room.start()
    at_nine.shift(timedelta(minutes=32))
    reply = room.save(room.event(paper, monotonic_ms=32 * 60_000))
    assert (reply.status_code, reply.json()["held"]) == (200, [1])


def test_an_answer_that_the_server_does_not_take_keeps_nobody_from_handing_in(room):
    paper = room.start()
    assert room.save(room.event(paper, response=["no such form"])).status_code == 422
    room.save(room.event(paper, seq=2))
    page = {"epoch": 1, "final_seq": 2}
    assert room.terminal.post(f"{room.path}/hand-in", page).json()["missing"] == [[1, 1]]
    done = room.terminal.post(f"{room.path}/hand-in", {**page, "left_out": [1]}).json()
    assert done["state"] == "handed_in"
    assert "服务器没有收下" in room.terminal.get(done["url"]).content.decode()
    many = {**page, "left_out": [1] * 1001}
    assert room.terminal.post(f"{room.path}/hand-in", many).status_code == 422


def test_the_same_number_with_another_body_is_409(room):
    paper = room.start()
    room.save(room.event(paper))
    reply = room.save(room.event(paper, response=False))
    assert (reply.status_code, reply.json()["code"]) == (409, "exams.events.sequence_conflict")


def test_replaying_an_older_save_is_200_and_changes_nothing(room):
    paper = room.start()
    older = room.event(paper)
    room.save(older)
    room.save(room.event(paper, seq=2, response=False))
    assert room.save(older).status_code == 200
    assert [row["response"] for row in room.start()["answers"].values()] == [False]


def test_a_question_of_another_paper_is_422_and_names_the_field(room):
    paper = room.start()
    reply = room.save({**room.event(paper), "item": str(uuid4())})
    assert (reply.status_code, reply.json()["field"]) == (422, "item")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"[" * 60_000,
        b'{"epoch": 1}',
        b'{"epoch": "1", "events": []}',
        b'{"epoch": 1e400, "events": []}',
        b'{"epoch": 1, "events": [], "key": true}',
        b'{"epoch": 1, "events": [{"seq": 0, "item": "x", "response": null, "monotonic_ms": -1}]}',
        b'{"epoch": 1, "events": [{}]}',
        b'{"epoch": 0, "events": []}',
        b'{"epoch": 99, "events": []}',
        '{"epoch": 1, "events": [], "\ud800": 1}'.encode("utf-8", "surrogatepass"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_in_words_and_changes_nothing(room, body):
    room.start()
    reply = room.terminal.client.post(f"{room.path}/events", data=body, content_type="application/json")
    assert reply.status_code in (400, 422)
    assert not room.attempt.events.exists()


@pytest.mark.parametrize(
    "response", ["\x00", "\u202eb", "😀", "𠅤", "b" * 1000, ["a"] * 50, {"$ne": None}, 1, 1.5]
)
def test_hostile_responses_are_422_and_leave_nothing(room, response):
    paper = room.start()
    assert room.save(room.event(paper, response=response)).status_code == 422
    assert not room.attempt.events.exists()


def test_what_is_neither_an_answer_nor_a_mark_takes_nothing_back(room):
    paper = room.start()
    assert room.save(room.event(paper)).status_code == 200
    both = room.event(paper, seq=2, marked=True)
    neither = {name: value for name, value in room.event(paper, seq=2).items() if name != "response"}
    for event in (both, neither):
        assert room.save(event).status_code == 422
    assert room.save(room.event(paper, seq=2, response=None, marked=True)).status_code == 200
    assert [row["response"] for row in room.start()["answers"].values()] == [True]


def test_a_body_over_the_limit_is_413(room):
    room.start()
    for size in (300_000, 2_200_000):
        body = json.dumps({"epoch": 1, "events": [], "x": "a" * size})
        reply = room.terminal.client.post(f"{room.path}/events", data=body, content_type="application/json")
        assert (reply.status_code, reply.json()["code"]) == (413, "exams.events.too_large")


@pytest.mark.invariant(12)
def test_somebody_elses_attempt_is_404_for_every_call_and_is_audited(room):
    paper = room.start()
    stranger = Terminal(trainee_at(room.sitting.site), room.sitting.room, seat="A2")
    calls = [
        stranger.get(room.path),
        stranger.get(f"{room.path}/clock"),
        stranger.post(f"{room.path}/lease"),
        stranger.post(f"{room.path}/events", {"epoch": 1, "events": [room.event(paper)]}),
        stranger.post(f"{room.path}/hand-in", {"final_seq": 0}),
    ]
    assert [reply.status_code for reply in calls] == [404] * 5
    assert AuditEntry.objects.filter(action="exams.refuse_foreign_attempt").count() == 3
    assert stranger.get(f"/api/v1/exams/attempts/{uuid4()}").status_code == 404


def test_a_second_seat_is_409_and_shows_the_first(room):
    room.start()
    other = Terminal(room.user, room.sitting.room, seat="B7")
    reply = other.post(f"{room.path}/lease")
    assert (reply.status_code, reply.json()["code"]) == (409, "exams.attempt.seat_in_use")
    assert "A1" in reply.json()["detail"]
    assert other.get(room.path).status_code == 409
    SeatRequest.objects.update(state="refused", decided_at=NOW)
    assert other.post(f"{room.path}/lease").json()["reasons"] == ["refused"]
    assert other.post(f"{room.path}/lease?again=true").json()["reasons"] == ["asked"]


def test_nobody_sees_a_paper_before_it_is_started(room):
    assert room.terminal.get(room.path).json()["code"] == "exams.attempt.not_open"


def test_without_csrf_token_nothing_is_written(room):
    strict = Terminal(room.user, room.sitting.room, seat="C1", enforce_csrf_checks=True)
    for path in ("lease", "events", "hand-in"):
        assert strict.post(f"{room.path}/{path}").status_code == 403
    room.attempt.refresh_from_db()
    assert room.attempt.state == "prepared"


def test_only_trainees_reach_the_api(room):
    for user in (invigilator_at(room.sitting.site), a_user(Role.INSTRUCTOR, room.sitting.site)):
        assert sign_in(Client(), user).get(room.path).status_code == 403
    assert Client().get(room.path).status_code == 401


@pytest.mark.invariant(15)
def test_no_byte_to_the_terminal_tells_a_key_a_rationale_or_a_score_before_release(room):
    paper = room.start()
    replies = [
        room.terminal.post(f"{room.path}/lease"),
        room.terminal.get(f"{room.path}?fields=key&include=rationale&expand=*&order_by=key"),
        room.save(room.event(paper)),
        room.terminal.get(f"{room.path}/clock?epoch=2"),
        room.terminal.get(f"/exams/attempts/{room.attempt.uuid}/"),
        room.terminal.get(f"/exams/sittings/{room.sitting.uuid}/"),
        room.terminal.get("/exams/"),
        room.terminal.post(f"{room.path}/hand-in", {"final_seq": 0}),
        room.terminal.get(f"/exams/attempts/{room.attempt.uuid}/receipt/"),
    ]
    assert replies[7].json()["state"] == "handed_in"
    rationales = [text for row in ItemVersion.objects.all() for text in (row.rationale_zh, row.rationale_en)]
    for reply in replies:
        text = reply.content.decode()
        assert reply.status_code == 200, text
        assert not any(rationale in text for rationale in rationales)
    names = set()
    for reply in (*replies[:4], replies[7]):
        collect_names(reply.json(), names)
    assert not names & {"key", "keys", "rationale", "correct", "score", "is_correct", "percent", "passed"}


def collect_names(value, names):
    if isinstance(value, dict):
        names |= set(value)
        for child in value.values():
            collect_names(child, names)
    elif isinstance(value, list):
        for child in value:
            collect_names(child, names)


def test_the_order_of_options_differs_from_candidate_to_candidate(room):
    paper = room.start()
    bank_order = [item["uuid"] for item in room.sitting.papers.get().content["items"]]
    assert sorted(item["uuid"] for item in paper["items"]) == sorted(bank_order)
    assert [item["uuid"] for item in paper["items"]] != bank_order


def test_answers_are_never_stored_by_a_cache(room):
    assert room.terminal.get("/api/v1/exams/clock")["Cache-Control"] == "no-store"
