"""Marks that the page's script saves by itself: each person apart, with what became of it."""

import pytest
from django.urls import reverse

from lms.delivery.models import AttendanceMark, CohortMember, Register
from lms.delivery.register import views
from tests.delivery.test_register_pages import said
from tests.factories.accounts import instructor_at, sign_in
from tests.factories.teaching import EVENING, MONDAY, Said, a_class, locked, planned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr(views, "now", lambda: EVENING)


@pytest.fixture
def group():
    return a_class(people=2)


@pytest.fixture
def session(group):
    return planned(group)[0]


@pytest.fixture
def send(client, group, session):
    """Send marks as the script does; return the status and what was answered."""
    sign_in(client, group.instructor)
    address = reverse("teaching:register", args=[session.uuid])

    def send(*pairs):
        answer = client.post(address, said(*pairs), headers={"accept": "application/json"})
        return answer.status_code, answer.json()

    return send


def test_a_mark_is_answered_with_its_revision(send, group):
    first, second = (row.uuid.hex for row in group.people)
    status, told = send((group.people[0], {"state": "present", "late": 10}))
    assert status == 200
    unsigned = {"signature": "", "standing": {"kind": "", "words": ""}}
    nothing = {"conflicts": {}, "wrong": {}, "gone": {}, **unsigned}
    assert told == {"kept": {first: 1}, **nothing}
    again = send((group.people[0], {"state": "present", "late": 10}))[1]
    assert again["kept"] == {first: 1}, "the answer may have been lost"
    told = send((group.people[1], {"state": "excused", "excuse": "medical"}))[1]
    assert told == {"kept": {second: 1}, **nothing}
    assert send()[1]["kept"] == {}, "asking whether the server is there changes nothing"


def test_what_somebody_else_wrote_meanwhile_is_given_back_and_stays(send, group):
    person = group.people[0]
    send((person, {"state": "present"}))
    send((person, {"state": "absent", "based_on": 1}))
    told = send((person, {"state": "present", "late": 5, "based_on": 1}))[1]
    assert told["kept"] == {}
    kept = told["conflicts"][person.uuid.hex]
    assert (kept["said"]["state"], kept["revision"]) == ("absent", 2)
    assert "旷课" in kept["words"] or "缺" in kept["words"]
    assert AttendanceMark.objects.get().state == "absent"


@pytest.mark.parametrize(
    "wrong", [{"state": "present", "late": 999}, {"state": "present", "late": 400}, {"state": "excused"}]
)
def test_what_is_wrong_with_one_holds_nobody_up(send, group, wrong):
    first, second = group.people
    status, told = send((first, wrong), (second, {"state": "present"}))
    assert status == 200
    assert list(told["wrong"]) == [first.uuid.hex]
    assert told["kept"] == {second.uuid.hex: 1}


def test_who_left_the_cohort_meanwhile_is_named(send, group):
    person = group.people[0]
    CohortMember.objects.filter(enrolment=person).update(left_on=MONDAY, left_because="转走")
    told = send((person, {"state": "present"}))[1]
    assert told["gone"] == {person.uuid.hex: person.person.full_name}
    assert not AttendanceMark.objects.exists()


def test_who_was_never_in_the_class_is_not_named(send, group):
    stranger = a_class(people=1).people[0]
    assert send((stranger, {"state": "present"}))[1]["gone"] == {stranger.uuid.hex: ""}


@pytest.fixture
def signed(send, client, group, session):
    """Sign the register, in which everybody is present, and return what stands for the signature."""
    send(*((row, {"state": "present"}) for row in group.people))
    form = said(*((row, {"state": "present", "based_on": 1}) for row in group.people))
    client.post(
        reverse("teaching:register", args=[session.uuid]), {**form, "sign": 1, "delivered_minutes": 90}
    )
    assert Register.objects.get().state == "signed"
    return send()[1]["signature"]


def test_a_change_takes_the_signature_away_and_the_answer_says_so(send, client, group, signed):
    client.cookies["language"] = "en"
    assert send()[1]["standing"]["kind"] == "signed"
    seen = {"state": "absent", "based_on": 1, "signature": signed}
    told = send((group.people[0], seen))[1]
    assert told["signature"] == ""
    assert told["standing"]["kind"] == "reopened"
    assert group.instructor.display_name in told["standing"]["words"]
    assert told["standing"]["words"].startswith("Signed before, changed since: sign again.")


def test_a_tablet_that_has_not_seen_the_signature_is_asked_first(send, group, signed):
    """A mark that was queued before the signature comes after it: nothing is written, nothing is lost."""
    person = group.people[0]
    queued = {"state": "absent", "based_on": 1}
    told = send((person, queued))[1]
    kept = told["conflicts"][person.uuid.hex]
    assert told["kept"] == {}
    assert (kept["because"], kept["said"]["state"], kept["revision"]) == ("signed_meanwhile", "present", 1)
    assert Register.objects.get().state == "signed"
    decided = {**queued, "signature": kept["signature"]}
    assert send((person, decided))[1]["kept"] == {person.uuid.hex: 2}
    assert Register.objects.get().state == "open"


def test_a_locked_register_says_why_it_takes_nothing(client, group, session):
    locked(session, *((row, Said("present")) for row in group.people))
    sign_in(client, group.instructor)
    address = reverse("teaching:register", args=[session.uuid])
    sent = said((group.people[0], {"state": "absent", "based_on": 1}))
    answer = client.post(address, sent, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "delivery.register.locked"


def test_each_instructor_has_a_key_of_ones_own(client, group, session):
    address = reverse("teaching:register", args=[session.uuid])
    shown = sign_in(client, group.instructor).get(address).content.decode()
    assert views.about_tablet(group.instructor)["key"] in shown
    other = instructor_at(group.cohort.site)
    assert views.about_tablet(other)["key"] not in shown
