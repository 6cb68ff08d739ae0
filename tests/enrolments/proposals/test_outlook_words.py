"""What the outlook of one person says of what is not recorded, of planned sessions, and of one's own class."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lms.enrolments.models import Interruption
from tests.enrolments.proposals.test_loading import a_running_class
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW, enrol
from tests.factories.proposals import TODAY, a_planned_site, a_stay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("lms.enrolments.proposals.views.person.now", lambda: NOW)


def outlook(place, stay) -> str:
    client = sign_in(Client(), place.registrar)
    client.cookies["language"] = "en"
    return client.get(reverse("admissions:outlook", args=[stay.uuid])).content.decode()


def test_who_has_said_no_date_of_birth_is_told_to_enter_it_and_not_that_nothing_reaches_the_target() -> None:
    place = a_planned_site(people=0, trades=2)
    stay = a_stay(place.site, born=None)
    text = outlook(place, stay)
    assert "Needs a date of birth before it can be planned." in text
    assert reverse("admissions:person_facts", args=[stay.uuid]) in text
    assert "nothing that is offered reaches the target" not in text
    assert "are taken off what is still to teach" in text


def test_a_programme_that_is_paused_stays_in_the_outlook_with_the_pause_as_its_reason() -> None:
    place = a_planned_site(people=1, trades=2)
    stay, version = place.stays[0], place.versions[0]
    Interruption.objects.create(
        enrolment=enrol(stay.person.user, version),
        reason="clinic",
        began_on=TODAY,
        at=NOW,
        client_key=uuid4(),
    )
    text = outlook(place, stay)
    assert version.programme.title_en in text
    assert "The training in it is interrupted" in text
    assert "Training is interrupted: needs the day on which it goes on" in text


def test_a_step_in_ones_own_class_says_so() -> None:
    place = a_planned_site(people=2, trades=2)
    a_running_class(place, place.stays[0])
    assert "in the class joined already" in outlook(place, place.stays[0])
    assert "in the class joined already" not in outlook(place, place.stays[1])
