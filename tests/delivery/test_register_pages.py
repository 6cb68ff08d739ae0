"""The instructor's day and the register as pages."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.delivery.api import sign_register
from lms.delivery.classdesk.queries.cohorts import hours_of_cohort
from lms.delivery.models import AttendanceMark, CohortMember, Register
from lms.delivery.register import views
from lms.delivery.timetable.operations import cancel_sessions
from tests.factories.accounts import instructor_at, registrar_at, sign_in
from tests.factories.teaching import ACTOR, EVENING, MONDAY, NINE, Said, a_class, locked, mark, planned

pytestmark = pytest.mark.django_db
DAY = reverse("teaching:day")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Stand the pages' clock at the evening of the first day; call it with another instant to turn it."""

    def turn(instant):
        monkeypatch.setattr(views, "now", lambda: instant)

    turn(EVENING)
    return turn


@pytest.fixture
def group():
    return a_class(people=2)


@pytest.fixture
def session(group):
    return planned(group)[0]


@pytest.fixture
def teaching(client, group):
    return sign_in(client, group.instructor)


def page_of(session):
    return reverse("teaching:register", args=[session.uuid])


def said(*pairs, **more):
    """Return what a browser sends."""
    data = dict(more)
    for enrolment, values in pairs:
        for name, value in {"based_on": 0, **values}.items():
            data[f"{enrolment.uuid.hex}-{name}"] = value
    return data


def test_the_day_shows_what_one_teaches_and_nothing_else(teaching, group, session):
    other = a_class(people=1, site=group.cohort.site)
    theirs = planned(other)[0]
    html = teaching.get(DAY).content.decode()
    assert group.cohort.code in html
    assert page_of(theirs) not in html
    assert page_of(session) in html
    tomorrow = teaching.get(DAY, {"day": (MONDAY + timedelta(days=1)).isoformat()}).content.decode()
    assert group.cohort.code not in tomorrow
    assert teaching.get(DAY, {"day": "0001-01-01"}).status_code == 200
    assert teaching.get(DAY, {"day": "2026-02-31"}).status_code == 200


def test_marks_are_saved_and_the_rest_is_present_with_one_button(teaching, group, session):
    first, second = group.people
    sent = said((first, {"state": "present", "late": 10}), (second, {}), rest="present")
    assert teaching.post(page_of(session), sent).status_code == 302
    kept = dict(AttendanceMark.objects.values_list("enrolment", "late"))
    assert kept == {first.pk: 10, second.pk: 0}


def test_an_older_window_of_the_same_account_is_not_told_that_somebody_else_wrote(teaching, group, session):
    teaching.cookies["language"] = "en"
    first = group.people[0]
    teaching.post(page_of(session), said((first, {"state": "present"})))
    older = teaching.post(page_of(session), said((first, {"state": "absent"})), follow=True)
    name = first.person.full_name
    told = f"{name}: meanwhile “Present” was written, by somebody else or in another window; you wrote"
    assert told in older.content.decode()
    assert AttendanceMark.objects.get().state == "present"


def test_signing_needs_everybody(teaching, group, session):
    first, second = group.people
    sent = said((first, {"state": "present"}), (second, {}), sign=1, delivered_minutes=80)
    response = teaching.post(page_of(session), sent)
    assert response.status_code == 409
    assert second.person.full_name in response.content.decode()
    assert AttendanceMark.objects.count() == 1  # what was marked is kept all the same
    sent = said(
        (first, {"state": "present", "based_on": 1}),
        (second, {"state": "excused", "excuse": "medical", "late": 5}),
        sign=1,
        delivered_minutes=80,
    )
    assert teaching.post(page_of(session), sent).status_code == 302
    register = Register.objects.get()
    assert (register.state, register.delivered_minutes) == ("signed", 80)
    assert register.signed_by == group.instructor.uuid


def test_what_is_wrong_is_shown_with_what_was_typed(teaching, group, session):
    first = group.people[0]
    response = teaching.post(page_of(session), said((first, {"state": "present", "late": "soon"})))
    assert response.status_code == 422
    assert "soon" in response.content.decode()
    response = teaching.post(page_of(session), said((first, {"state": "excused"})))
    assert response.status_code == 422
    assert first.person.full_name in response.content.decode()
    assert not AttendanceMark.objects.exists()


def test_without_a_script_each_row_that_is_wrong_is_named_and_nothing_is_half_done(teaching, group, session):
    teaching.cookies["language"] = "en"
    first, second = group.people
    sent = said(
        (first, {"state": "present", "late": "12"}),
        (second, {"state": "present", "late": "89", "left_early": "1"}),
    )
    answer = teaching.post(page_of(session), sent)
    assert answer.status_code == 422
    html = answer.content.decode()
    alert = html.split('role="alert"')[1].split("</div>")[0]
    assert f'<a href="#row-{second.uuid.hex}">{second.person.full_name}</a>' in alert
    assert "This mark is not possible." in alert
    assert first.uuid.hex not in alert
    assert f'id="row-{second.uuid.hex}"' in html
    for typed in ("12", "89"):
        assert f'value="{typed}"' in html
    assert not AttendanceMark.objects.exists()
    sent = said((first, {"state": "present", "late": "soon"}), (second, {"state": "excused"}))
    alert = teaching.post(page_of(session), sent).content.decode().split('role="alert"')[1].split("</div>")[0]
    assert "Late, in minutes: Enter a whole number." in alert
    assert second.person.full_name in alert


def test_everybody_else_is_present_only_where_that_can_be(teaching, group, session):
    first = group.people[0]
    answer = teaching.post(page_of(session), said((first, {"state": "", "late": "90"}), rest="present"))
    assert answer.status_code == 422
    assert first.person.full_name in answer.content.decode()
    assert not AttendanceMark.objects.exists()


def test_a_mark_of_somebody_who_left_the_class_is_told_and_the_others_are_kept(teaching, group, session):
    teaching.cookies["language"] = "en"
    first, second = group.people
    CohortMember.objects.filter(enrolment=second).update(left_on=MONDAY)
    sent = said((first, {"state": "present"}), (second, {"state": "present"}))
    html = teaching.post(page_of(session), sent, follow=True).content.decode()
    assert f"so the mark was not taken: {second.person.full_name}. Tell the registrar" in html
    assert AttendanceMark.objects.get().enrolment == first


def test_two_tablets_see_each_other(teaching, group, session):
    first = group.people[0]
    mark(session, (first, Said("absent")))
    sent = said((first, {"state": "present", "based_on": 0}))
    html = teaching.post(page_of(session), sent, follow=True).content.decode()
    assert first.person.full_name in html
    assert AttendanceMark.objects.get().state == "absent"


class TestASignatureThatIsTakenBack:
    """Without script: a change that has not seen the signature is told, and what was signed before says so."""

    @pytest.fixture
    def signed(self, teaching, group, session):
        teaching.cookies["language"] = "en"
        mark(session, *((one, Said("present")) for one in group.people))
        return sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)

    def change(self, client, group, session, *, signature, **more):
        changed = {"state": "present", "late": 7, "based_on": 1, "signature": signature}
        same = {"state": "present", "based_on": 1, "signature": signature}
        sent = said((group.people[0], changed), (group.people[1], same), **more)
        return client.post(page_of(session), sent, follow=True).content.decode()

    def test_by_a_page_that_was_open_before_it_is_not_written_and_told(
        self, teaching, group, session, signed
    ):
        html = self.change(teaching, group, session, signature="")
        name = group.people[0].person.full_name
        told = (
            f"{name}: the register was signed meanwhile with “Present”; you wrote “Present · 7 minutes late”"
        )
        assert told in html
        assert Register.objects.get().state == "signed"
        assert not AttendanceMark.objects.filter(late=7).exists()
        assert f'value="{signed.signature}"' in html.replace("&#x2B;", "+")

    def test_it_is_told_on_the_register_and_on_the_day_until_it_is_signed_again(
        self, teaching, group, session, signed
    ):
        page = teaching.get(page_of(session)).content.decode()
        assert "then sign again" in page
        self.change(teaching, group, session, signature=signed.signature)
        pages = (page_of(session), DAY)
        for address in pages:
            html = teaching.get(address).content.decode()
            name = group.instructor.display_name
            words = f"Signed before, changed since: sign again. {name} changed it at 2026-06-01 19:00."
            assert words in html
        first_page = "/home/"
        words = (
            f"The register of {group.cohort.code}, 2026-06-01 09:00, was signed and has been changed since"
        )
        assert words in teaching.get(first_page).content.decode()
        sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
        for address in (*pages, first_page):
            html = teaching.get(address).content.decode()
            assert "Signed before" not in html
            assert words not in html

    def test_the_registrar_reads_it_where_nothing_counts_before_a_signature(
        self, client, group, session, signed, clock
    ):
        self.change(client, group, session, signature=signed.signature)
        sign_in(client, registrar_at(group.cohort.site))
        for address in (
            reverse("timetable:session", args=[session.uuid]),
            reverse("cohorts:cohort", args=[group.cohort.uuid]),
        ):
            client.cookies["language"] = "en"
            assert "Signed before, changed since" in client.get(address).content.decode()


class TestFarLessThanPlanned:
    """Next to nothing was taught: the page asks why, and the hours are to be planned again."""

    def sign(self, client, group, session, **more):
        client.cookies["language"] = "en"
        marks = [(one, {"state": "present"}) for one in group.people]
        sent = said(*marks, sign=1, **{"delivered_minutes": 0, **more})
        return client.post(page_of(session), sent)

    def test_it_is_asked_and_the_next_marks_rest_on_what_was_kept(self, teaching, group, session):
        assert "short_because" not in teaching.get(page_of(session)).content.decode()
        answer = self.sign(teaching, group, session)
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "Only 0 of the 90 minutes were taught" in html
        assert "Nothing was saved" not in html
        assert 'name="short_because"' in html
        assert f'name="{group.people[0].uuid.hex}-based_on" value="1"' in html
        assert Register.objects.get().state == "open"

    def test_with_a_reason_it_is_signed_and_the_part_is_still_to_be_planned(self, teaching, group, session):
        before = hours_of_cohort(group.cohort)[0].open
        assert self.sign(teaching, group, session, short_because="停电").status_code == 302
        assert "0 minutes were taught: 停电" in teaching.get(page_of(session)).content.decode()
        rows = [row for row in hours_of_cohort(group.cohort) if row.timetabled]
        assert [(row.timetabled, row.delivered, row.open) for row in rows] == [(90, 0, rows[0].plan)]
        assert rows[0].open == before + 90


def test_a_register_that_is_locked_or_not_begun_is_only_read(teaching, group, session, clock):
    clock(NINE - timedelta(hours=1))
    assert 'name="sign"' not in teaching.get(page_of(session)).content.decode()
    clock(EVENING)
    assert 'name="sign"' in teaching.get(page_of(session)).content.decode()
    locked(session, *[(row, Said("present")) for row in group.people])
    assert 'name="sign"' not in teaching.get(page_of(session)).content.decode()
    response = teaching.post(page_of(session), said((group.people[0], {"state": "absent", "based_on": 1})))
    assert response.status_code == 409


def test_nobody_else_opens_it(client, group, session):
    for user in (instructor_at(group.cohort.site), registrar_at(group.cohort.site)):
        sign_in(client, user)
        assert client.get(page_of(session)).status_code in {302, 403, 404}
        assert client.post(page_of(session), {}).status_code in {302, 403, 404}


def test_queries_do_not_grow_with_the_cohort(client):
    counts = []
    for people in (1, 6):
        group = a_class(people=people)
        sessions = planned(group)
        mark(sessions[0], *[(row, Said("present")) for row in group.people])
        sign_in(client, group.instructor)
        client.get(DAY)
        counts.append([queries_of(client, address) for address in (DAY, page_of(sessions[0]))])
    assert counts[0] == counts[1]


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


class TestWhatIsNotSigned:
    """Sessions that are over and have no signed register: named until somebody signs."""

    def listed(self, client):
        client.cookies["language"] = "en"
        shown = client.get(DAY).content.decode()
        return shown.split("Not signed yet")[1] if "Not signed yet" in shown else ""

    def test_it_stands_on_later_days_until_it_is_signed(self, teaching, group, session, clock):
        clock(EVENING + timedelta(days=9))
        assert page_of(session) in self.listed(teaching)
        mark(session, *[(one, Said("present")) for one in group.people])
        assert page_of(session) in self.listed(teaching)
        sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
        assert self.listed(teaching) == ""

    def test_what_goes_on_or_is_cancelled_or_has_nobody_is_not_missed(self, teaching, group, session, clock):
        clock(NINE + timedelta(minutes=30))
        assert self.listed(teaching) == ""
        clock(EVENING)
        CohortMember.objects.update(left_on=MONDAY)
        assert self.listed(teaching) == ""
        CohortMember.objects.update(left_on=MONDAY + timedelta(days=1))
        assert page_of(session) in self.listed(teaching)
        cancel_sessions(
            session_uuids=[session.uuid], reason="停电", batch=uuid4(), actor=ACTOR, now=NINE - timedelta(1)
        )
        assert self.listed(teaching) == ""

    def test_somebody_elses_is_not_named(self, client, group, session):
        assert self.listed(sign_in(client, instructor_at(group.cohort.site))) == ""


def test_of_whom_it_is_the_last_day_is_said(teaching, group, session):
    teaching.cookies["language"] = "en"
    member = CohortMember.objects.get(enrolment=group.people[0])
    assert "last day in this class" not in teaching.get(page_of(session)).content.decode()
    member.left_on = MONDAY + timedelta(days=1)
    member.save()
    html = teaching.get(page_of(session)).content.decode()
    assert html.count("last day in this class") == 1
    assert f"{group.people[0].person.full_name} · last day in this class" in html
