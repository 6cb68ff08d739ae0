"""A corrected name leaves issued certificates as they are, and the pages of the person say so and lead there."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.named import papers_of
from certificates.issuing.tellings import tell_credentials
from certificates.models import Credential
from lms.accounts.models import Person
from lms.accounts.operations.people import rename_person
from lms.core.actor import Actor
from lms.enrolments.models import PersonCorrection
from lms.enrolments.person_facts.papers import Particulars, papers_otherwise, particulars_of
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.certificates import issued_credential
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay
from tests.factories.studies import a_campus, an_assessment_body, officer_of

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
    records = particulars_of(credential.person)
    assert not papers_otherwise(records, credential.person, office)
    papers = papers_otherwise(records._replace(name=RIGHT), credential.person, office)
    assert [paper.says.name for paper in papers] == [WRONG]


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
    assert "These certificates say otherwise than the records" in page
    assert reverse("certificates:credential", args=[credential.uuid]) in page
    for words in (WRONG, RIGHT):
        found = client.get(reverse("credentials:index"), {"q": words}).content.decode()
        assert credential.number_id in found


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"sex": "male"}, "female"),
        ({"birth_date": date(2003, 12, 9)}, "2004-03-17"),
        ({"sex": "male", "birth_date": date(2003, 12, 9)}, "female · 2004-03-17"),
        ({"resident_id_last4": "0021"}, ""),  # a diploma prints nothing of the number
    ],
)
def test_a_diploma_that_prints_what_was_corrected_is_listed_where_it_is_corrected(changed, says):
    campus = a_campus()
    row = campus.graduate("林小满")
    campus.issue([row], CredentialKind.DIPLOMA)
    diploma, stay, office = (
        Credential.objects.get(enrolment=row),
        a_stay(row.person),
        registrar_at(campus.site),
    )
    client = sign_in(Client(), office)
    client.cookies["language"] = "en"
    address = reverse("admissions:person_facts", args=[stay.uuid])
    listed = "These certificates say otherwise than the records"
    assert listed not in client.get(address).content.decode()
    Person.objects.filter(pk=row.person_id).update(**changed)
    page = client.get(address).content.decode()
    assert (listed in page) is bool(says)
    assert (f"{diploma.number_id}" in page) is bool(says)
    assert f" · {says} · " in page or not says
    desk = officer_of(campus).get(reverse("ending_desk:certificate", args=[diploma.uuid])).content.decode()
    assert ("The records now say" in desk) is bool(says)


def test_the_end_of_the_number_on_a_level_certificate_is_compared(english):
    body = an_assessment_body()
    row = body.graduate("林小满")
    body.issue([row], CredentialKind.SKILL_LEVEL)
    office, records = registrar_at(body.site), particulars_of(row.person)
    assert not papers_otherwise(records, row.person, office)
    Person.objects.filter(pk=row.person_id).update(resident_id_last4="0021")
    person = Person.objects.get(pk=row.person_id)
    (paper,) = papers_otherwise(particulars_of(person), person, office)
    assert paper.says == Particulars(identity="*" * 14 + "123X")


def test_the_training_record_gives_the_name_that_the_certificate_bears(credential, office):
    (told,) = tell_credentials([credential.enrolment])
    assert WRONG not in told.text
    renamed(credential.person, office)
    (told,) = tell_credentials([credential.enrolment])
    assert credential.number_id in told.text
    assert told.text.endswith(WRONG)
