"""A corrected name leaves issued certificates as they are, and the pages of the person say so and lead there."""

import pytest
from django.test import Client
from django.urls import reverse

from certificates.issuing.named import papers_of
from lms.accounts.models import Person
from lms.accounts.operations.people import rename_person
from lms.core.actor import Actor
from lms.enrolments.models import PersonCorrection
from lms.enrolments.person_facts.papers import papers_not_named
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.certificates import issued_credential
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "张样纬", "张样伟"


@pytest.fixture
def credential():
    return issued_credential(name=WRONG)


@pytest.fixture
def office(credential):
    return registrar_at(credential.enrolment.site)


def renamed(person: Person, office) -> Person:
    rename_person(person=person, name=RIGHT, actor=Actor(office.uuid, "registrar"), now=NOW)
    return person


def test_a_certificate_under_the_name_of_now_is_no_matter(credential, office):
    assert not papers_not_named(WRONG, credential.person, office)
    assert [paper.name for paper in papers_not_named(RIGHT, credential.person, office)] == [WRONG]


def test_who_may_not_open_its_page_is_given_no_address(credential, office):
    url = reverse("certificates:credential", args=[credential.uuid])
    assert [paper.address for paper in papers_of(credential.person, office)] == [url]
    assert [paper.address for paper in papers_of(credential.person, registrar_at(a_site()))] == [""]


def test_the_page_of_the_stay_lists_it_and_the_desk_finds_it_by_either_name(credential, office):
    stay = a_stay(credential.person)
    PersonCorrection.objects.create(
        admission=stay,
        person=credential.person,
        name_before=WRONG,
        name=RIGHT,
        state="kept",
        asked_by=office,
        asked_at=NOW,
        decided_by=registrar_at(credential.enrolment.site),
        decided_at=NOW,
        client_key=stay.uuid,
        reason="paper",
    )
    renamed(credential.person, office)
    client = sign_in(Client(), office)
    client.cookies["language"] = "en"
    page = client.get(reverse("admissions:stay", args=[stay.uuid])).content.decode()
    assert "These certificates bear the former name" in page
    assert reverse("certificates:credential", args=[credential.uuid]) in page
    for words in (WRONG, RIGHT):
        found = client.get(reverse("credentials:index"), {"q": words}).content.decode()
        assert credential.number_id in found
