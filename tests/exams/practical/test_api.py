"""The tablet's API and pages over HTTP: the own log only, blind before the signature, hostile bodies refused."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from lms.core.enums import Role
from lms.exams.models import MarkEvent
from tests.factories.accounts import PASSWORD, a_user, sign_in
from tests.factories.courses import NOW
from tests.factories.practical import an_open_practical, marks_of, signed

pytestmark = pytest.mark.django_db


class Tablet:
    """An assessor's browser, talking JSON."""

    def __init__(self, world, user):
        self.world, self.user = world, user
        self.client = sign_in(Client(), user)
        self.shown = {}
        self.base = f"/api/v1/exams/practical/{world.examination.uuid}"

    def post(self, path, body=None):
        return self.client.post(f"{self.base}{path}", data=body or {}, content_type="application/json")

    def open(self):
        return self.post("/device").json()

    def event(self, opened, seq=1, value="30", line="1", task=0):
        sheet = opened["sheets"][0]
        place = f"{sheet['uuid']}:{sheet['tasks'][task]['uuid']}:{line}"
        return {"seq": seq, "item": place, "response": value, "monotonic_ms": 5, "client_at": ""}

    def save(self, opened, *events):
        self.shown |= {event["item"]: event["response"] for event in events}
        return self.post("/events", {"epoch": opened["epoch"], "events": list(events)})

    def sign(self, opened, final, secret=PASSWORD, shown=None):
        body = {"sheet": opened["sheets"][0]["uuid"], "epoch": opened["epoch"], "final_seq": final}
        shown = self.shown if shown is None else shown
        return self.post("/sign", {**body, "shown": shown, "secret": secret})


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def world():
    return an_open_practical()


def complete(tablet, opened):
    lines = [(task, line, most) for task in (0, 1) for line, most in (("1", "60"), ("2", "40"))]
    events = [
        tablet.event(opened, seq, most, line, task) for seq, (task, line, most) in enumerate(lines, start=1)
    ]
    return tablet.save(opened, *events)


def test_marks_are_saved_acknowledged_and_there_again_on_the_next_page(world):
    tablet = Tablet(world, world.assessors[0])
    opened = tablet.open()
    reply = tablet.save(opened, tablet.event(opened), tablet.event(opened, 2, True, "v1")).json()
    assert (reply["acknowledged"][str(opened["epoch"])], reply["lease"]) == (2, "live")
    again = tablet.open()
    assert again["epoch"] == opened["epoch"] + 1
    assert sorted(str(mark["response"]) for mark in again["marks"].values()) == ["30", "True"]


def test_signing_asks_for_the_own_secret_and_every_criterion(world):
    tablet = Tablet(world, world.assessors[0])
    opened = tablet.open()
    tablet.save(opened, tablet.event(opened))
    assert tablet.sign(opened, 1).json()["code"] == "exams.marks.incomplete"
    complete(tablet, opened | {"epoch": (opened := tablet.open())["epoch"]})
    assert tablet.sign(opened, 4, secret="guess").json()["code"] == "exams.marks.secret_wrong"
    assert tablet.sign(opened, 5).json() == {"state": "missing", "missing": [[5, 5]]}
    signed_now = tablet.sign(opened, 4).json()
    assert signed_now["state"] == "signed"
    assert tablet.open()["sheets"][0]["code"] == signed_now["code"]


def test_marks_that_the_page_does_not_show_come_with_the_refusal(world):
    tablet = Tablet(world, world.assessors[0])
    opened = tablet.open()
    complete(tablet, opened)
    late = tablet.event(opened)["item"]
    answer = tablet.sign(opened, 4, shown=tablet.shown | {late: "12"})
    assert (answer.status_code, answer.json()["code"]) == (409, "exams.marks.moved")
    assert answer.json()["marks"][late] == {"response": "60", "epoch": opened["epoch"], "seq": 1}
    assert tablet.sign(opened, 4, shown={late: 60}).status_code == 422
    assert tablet.sign(opened, 4).json()["state"] == "signed"


def test_guessing_the_secret_is_slowed(world):
    tablet = Tablet(world, world.assessors[0])
    opened = tablet.open()
    statuses = [tablet.sign(opened, 0, secret="guess").status_code for _ in range(15)]
    assert 429 in statuses


def pages_of(world, who):
    """Return everything that an assessor can ask for, as text."""
    client, examination = sign_in(Client(), who), world.examination.uuid
    paths = [
        reverse("exams:my_marking"),
        reverse("exams:marking", args=[examination]),
        reverse("exams:own_conflict", args=[examination]),
        reverse("portal:home"),
    ]
    texts = [client.get(path).content.decode() for path in paths]
    tablet = Tablet(world, who)
    opened = tablet.open()
    texts.append(json.dumps(opened, ensure_ascii=False))
    texts.append(tablet.save(opened, tablet.event(opened)).content.decode())
    texts.append(tablet.sign(opened, 1).content.decode())
    return "\n".join(texts)


@pytest.mark.invariant(14)
def test_nobody_sees_anothers_marks_notes_or_vetoes_before_signing_and_not_after_either(world):
    first, second, third = world.assessors
    tablet = Tablet(world, first)
    opened = tablet.open()
    note = f"SECRET-NOTE-{uuid4().hex}"
    tablet.save(
        opened,
        tablet.event(opened, 1, "37.13"),
        tablet.event(opened, 2, note, "note"),
    )
    assert "37.13" in pages_of(world, first)
    for other in (second, third):
        seen = pages_of(world, other)
        assert "37.13" not in seen
        assert note not in seen
        assert str(world.sheet(first).uuid) not in seen
        assert first.get_full_name() not in seen


def test_another_assessors_sheet_cannot_be_written_or_signed(world):
    mine, other = Tablet(world, world.assessors[0]), Tablet(world, world.assessors[1])
    opened, foreign = mine.open(), other.open()
    foreign_place = other.event(foreign)
    assert mine.save(opened, foreign_place).status_code == 422
    body = {
        "sheet": foreign["sheets"][0]["uuid"],
        "epoch": 1,
        "final_seq": 0,
        "shown": {},
        "secret": PASSWORD,
    }
    assert mine.post("/sign", body).status_code == 404
    assert not MarkEvent.objects.exists()


@pytest.mark.parametrize("role", [Role.EXAMINATIONS_OFFICER, Role.INVIGILATOR, Role.INSTRUCTOR, Role.AUDITOR])
def test_no_other_role_reaches_the_tablets_api(world, role):
    tablet = Tablet(world, a_user(role, world.examination.site))
    assert tablet.post("/device").status_code == 403
    assert Client().post(f"{tablet.base}/device", content_type="application/json").status_code == 401


def test_an_assessor_of_another_panel_finds_nothing(world):
    tablet = Tablet(world, a_user(Role.ASSESSOR, world.examination.site))
    assert tablet.post("/device").status_code == 404
    assert tablet.client.get(reverse("exams:marking", args=[world.examination.uuid])).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 0},
        {"seq": True},
        {"item": "x"},
        {"response": {"a": 1}},
        {"response": "1" * 1001},
        {"response": "a\0b"},
        {"response": "\ud800"},
        {"monotonic_ms": -1},
        {"client_at": "<script>"},
        {"more": 1},
        {"response": 30},
    ],
)
def test_bodies_of_another_form_are_refused(world, change):
    tablet = Tablet(world, world.assessors[0])
    opened = tablet.open()
    line = "note" if "\0" in str(change) or "ud800" in repr(change) else "1"
    assert tablet.save(opened, {**tablet.event(opened, line=line), **change}).status_code == 422
    assert not MarkEvent.objects.exists()


def test_a_body_over_the_limit_is_refused_before_it_is_read(world):
    tablet = Tablet(world, world.assessors[0])
    assert tablet.post("/events", {"epoch": 1, "events": [], "pad": "x" * 300_000}).status_code == 413


def test_the_officers_page_shows_no_mark_before_the_results_are_settled(world):
    signed(world, world.assessors[0], "37.13")
    page = sign_in(Client(), world.officers[0]).get(reverse("exams:practical", args=[world.examination.uuid]))
    assert "1/3" in page.content.decode()
    assert "37.13" not in page.content.decode()


def test_an_officer_of_another_site_finds_nothing(world):
    other = an_open_practical()
    page = sign_in(Client(), other.officers[0]).get(reverse("exams:practical", args=[world.examination.uuid]))
    assert page.status_code == 404


def test_the_officers_page_needs_no_more_queries_for_more_candidates(django_assert_max_num_queries):
    from tests.factories.practical import a_practical_scheme

    scheme = a_practical_scheme()
    for count in (1, 6):
        crowd = an_open_practical(candidates=count, scheme=scheme)
        client = sign_in(Client(), crowd.officers[0])
        client.get("/")
        with django_assert_max_num_queries(22):
            client.get(reverse("exams:practical", args=[crowd.examination.uuid]))


def test_opening_the_tablet_needs_no_more_queries_for_more_candidates(django_assert_max_num_queries):
    for count in (1, 6):
        crowd = an_open_practical(candidates=count)
        tablet = Tablet(crowd, crowd.assessors[0])
        tablet.open()
        with django_assert_max_num_queries(26):
            tablet.open()
        assert len(marks_of(crowd, crowd.assessors[0], "90")) == 4
