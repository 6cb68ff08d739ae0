"""Corrections after the lock, as pages: one asks with a reason, another one confirms."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.delivery.models import AttendanceMark, Correction, HoursEntry
from tests.factories.accounts import instructor_at, registrar_at, sign_in
from tests.factories.organisations import a_site
from tests.factories.teaching import EVENING, Said, locked, planned

pytestmark = pytest.mark.django_db
INDEX = reverse("corrections:index")


@pytest.fixture
def session(group, clock):
    clock(EVENING)
    row = planned(group)[0]
    locked(row, *[(one, Said("absent")) for one in group.people])
    return row


@pytest.fixture
def mark(session, group):
    return AttendanceMark.objects.get(enrolment=group.people[0])


def ask(client, mark, **said):
    prefix = mark.enrolment.uuid.hex
    reason = {f"{prefix}-reason": said.pop("reason", "签到表上有本人签名")}
    sent = {f"{prefix}-{name}": value for name, value in said.items()} | reason
    return client.post(reverse("corrections:ask", args=[mark.uuid]), sent)


def attended(mark):
    rows = HoursEntry.objects.filter(enrolment=mark.enrolment, measure="attended")
    return sum(rows.values_list("minutes", flat=True))


def test_one_asks_and_another_confirms(office, group, session, mark):
    teacher = sign_in(Client(), group.instructor)
    register = reverse("corrections:register", args=[session.uuid])
    assert reverse("corrections:ask", args=[mark.uuid]) in teacher.get(register).content.decode()
    assert ask(teacher, mark, state="present", late=10).status_code == 302
    row = Correction.objects.get()
    own = reverse("corrections:correction", args=[row.uuid])
    assert 'value="approve"' not in teacher.get(own).content.decode()
    teacher.post(own, {"decision": "approve"})
    row.refresh_from_db()
    assert row.decision == "proposed"
    assert attended(mark) == 0
    assert own in office.get(INDEX).content.decode()
    assert 'value="approve"' in office.get(own).content.decode()
    assert office.post(own, {"decision": "approve"})["Location"] == INDEX
    assert attended(mark) == 80
    assert own in office.get(INDEX, {"state": "decided"}).content.decode()
    assert own not in office.get(INDEX).content.decode()


def test_a_wish_sent_twice_is_one(office, group, session, mark):
    teacher = sign_in(Client(), group.instructor)
    assert [ask(teacher, mark, state="present", late=10).status_code for _twice in range(2)] == [302, 302]
    assert Correction.objects.count() == 1
    assert ask(teacher, mark, state="present", late=12).status_code == 422


def test_a_refused_correction_changes_nothing(office, group, session, mark):
    ask(sign_in(Client(), group.instructor), mark, state="present")
    own = reverse("corrections:correction", args=[Correction.objects.get().uuid])
    assert office.post(own, {"decision": "maybe"})["Location"] == own
    for nothing in ({}, {"refusal": "  "}):
        unsaid = office.post(own, {"decision": "refuse", **nothing})
        assert unsaid.status_code == 422
        assert "Say why it is refused" in unsaid.content.decode()
    assert Correction.objects.get().decision == "proposed"
    office.post(own, {"decision": "refuse", "refusal": "签到表上没有签名"})
    mark.refresh_from_db()
    assert (mark.state, Correction.objects.get().decision) == ("absent", "refused")


@pytest.mark.parametrize("refusal", ["", "签到表上没有签名"])
def test_who_refuses_what_another_one_confirmed_meanwhile_is_told_that_it_changed_nothing(
    office, group, session, mark, refusal
):
    ask(sign_in(Client(), group.instructor), mark, state="present")
    own = reverse("corrections:correction", args=[Correction.objects.get().uuid])
    another = sign_in(Client(), registrar_at(group.cohort.site))
    another.post(own, {"decision": "approve"})
    told = office.post(own, {"decision": "refuse", "refusal": refusal}, follow=True).content.decode()
    assert "Somebody has decided on this correction already. What you chose changed nothing." in told
    assert Correction.objects.get().decision == "approved"


def test_who_asked_reads_why_it_was_refused_and_may_ask_again(office, group, session, mark):
    teacher = sign_in(Client(), group.instructor)
    ask(teacher, mark, state="present")
    own = reverse("corrections:correction", args=[Correction.objects.get().uuid])
    office.post(own, {"decision": "refuse", "refusal": "签到表上没有签名"})
    register = reverse("corrections:register", args=[session.uuid])
    for page in (own, f"{INDEX}?state=decided", register, f"{reverse('corrections:export')}?state=decided"):
        assert "签到表上没有签名" in teacher.get(page).content.decode(), page
    again = reverse("corrections:ask", args=[mark.uuid])
    assert again in teacher.get(register).content.decode()
    ask(teacher, mark, state="present", reason="补签了")
    office.post(
        reverse("corrections:correction", args=[Correction.objects.latest("pk").uuid]),
        {"decision": "approve"},
    )
    assert "签到表上没有签名" not in teacher.get(register).content.decode()
    assert attended(mark) == 90


def test_what_is_wrong_with_a_wish_is_said(office, mark):
    wrong = [
        ({"state": "present", "reason": " "}, "Say why the register is wrong."),
        ({}, "Choose what the register should say."),
        ({"state": "absent"}, "The register says so already."),
        ({"state": "present", "late": 91}, "This mark is not possible."),
        ({"state": "excused"}, "Choose why the person is excused."),
    ]
    for said, words in wrong:
        response = ask(office, mark, **said)
        assert response.status_code == 422, said
        assert words in response.content.decode(), said
    assert not Correction.objects.exists()
    assert ask(office, mark, state="present").status_code == 302
    assert "Another correction waits" in ask(office, mark, state="present", late=5).content.decode()


def test_who_neither_teaches_nor_registers_there_finds_nothing(group, session, mark):
    ask(sign_in(Client(), group.instructor), mark, state="present")
    row = Correction.objects.get()
    addresses = [
        reverse("corrections:register", args=[session.uuid]),
        reverse("corrections:ask", args=[mark.uuid]),
        reverse("corrections:correction", args=[row.uuid]),
    ]
    for user in (registrar_at(a_site()), instructor_at(group.cohort.site)):
        client = sign_in(Client(), user)
        assert [client.get(url).status_code for url in addresses] == [404, 404, 404]
        client.post(addresses[2], {"decision": "approve"})
    row.refresh_from_db()
    assert row.decision == "proposed"
