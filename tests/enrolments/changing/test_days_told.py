"""Withdrawing and taking up again say from which day on a place is free, and what is possible after a release."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.core.clock import local_date
from lms.delivery.api import Said
from lms.enrolments.admission.operations.leaving import Leaving, end_stay
from lms.enrolments.models import Enrolment
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR, EVENING, MONDAY, Group, a_class, locked, planned

pytestmark = pytest.mark.django_db
TOMORROW = MONDAY + timedelta(days=1)


@pytest.fixture
def group(monkeypatch) -> Group:
    """A class on its first evening, of one person who is at the site."""
    monkeypatch.setattr(timezone, "now", lambda: EVENING)
    group = a_class(people=1)
    a_stay(group.people[0].person)
    return group


@pytest.fixture
def row(group) -> Enrolment:
    return group.people[0]


@pytest.fixture
def client(row) -> Client:
    client = sign_in(Client(), registrar_at(row.site))
    client.cookies["language"] = "en"
    return client


def withdraw(client: Client, row: Enrolment) -> str:
    url = reverse("enrolled:withdraw", args=[row.uuid])
    return client.post(url, {"code": "own_wish"}, follow=True).content.decode()


def take_up(client: Client, row: Enrolment) -> str:
    url = reverse("enrolled:take_up", args=[row.uuid])
    return client.post(url, {"code": "mistake", "key": str(uuid4())}, follow=True).content.decode()


def test_who_had_no_lesson_today_leaves_the_class_at_once(client, row) -> None:
    page = withdraw(client, row)
    assert "All records stay." in page
    assert "is free from" not in page
    assert row.cohort_stays.get().left_on == MONDAY
    assert "The person can join a class again." in take_up(client, row)


def test_after_a_lesson_of_today_the_place_is_free_tomorrow_and_that_is_said(client, group, row) -> None:
    asked = client.get(reverse("enrolled:withdraw", args=[row.uuid])).content.decode()
    assert "from tomorrow on if a lesson there has begun today" in asked
    locked(planned(group)[0], (row, Said("present")))
    page = withdraw(client, row)
    assert f"is free from {TOMORROW} on" in page
    assert f"leaves: free from {TOMORROW} on" in page
    assert f"A class can be joined from {TOMORROW} on." in take_up(client, row)


def test_of_whom_has_left_no_page_says_to_add_them_to_a_class(client, row) -> None:
    stay = row.person.admissions.get()
    end_stay(admission_uuid=stay.uuid, leaving=Leaving(local_date(EVENING)), actor=ACTOR, now=EVENING)
    asked = client.get(reverse("enrolled:take_up", args=[row.uuid])).content.decode()
    told = take_up(client, row)
    for page in (asked, told):
        assert "add the person there again" not in page
        assert "join a class again" not in page
    assert "in no class here" in asked
    assert "goes on after the release, with everything that was done" in told
