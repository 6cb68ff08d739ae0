"""People are kept sealed, seen at one's own sites only, and every reveal is written down."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.errors import PersonExists, UnusableName, UnusableResidentId
from lms.accounts.models import Person
from lms.accounts.operations import NewPerson, add_person, reveal_resident_id
from lms.accounts.policies import people_managed_by, people_visible_to, sites_visible_to
from lms.accounts.queries import find_person_by_resident_id
from lms.core.clock import now
from lms.core.models import AuditEntry
from tests.factories.accounts import (
    PIN,
    a_person,
    administrator_at,
    an_actor,
    instructor_at,
    issuing_officer_at,
    registrar_at,
    sign_in,
    trainee_at,
)
from tests.factories.organisations import a_school, a_school_paired_with, a_site

NUMBER = "11010519491231002X"
PEOPLE = "/authoring/people/"
pytestmark = pytest.mark.django_db


def admit(site, name: str = "古丽•示例", number: str = NUMBER) -> Person:
    return add_person(person=NewPerson(name, site, number), actor=an_actor(), now=now())


def raw_row(person: Person) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_person WHERE id = %s", [person.pk])
        return repr(cursor.fetchone())


def test_an_identity_number_is_unreadable_in_the_database_and_found_by_its_keyed_hash(site) -> None:
    person = admit(site)
    assert NUMBER not in raw_row(person)
    assert NUMBER[:17] not in raw_row(person)
    assert find_person_by_resident_id(NUMBER) == person
    assert Person.objects.get(pk=person.pk).resident_id == NUMBER


def test_the_same_number_is_sealed_differently_each_time(site) -> None:
    first = admit(site)
    sealed = raw_row(first)
    first.save()
    assert raw_row(first) != sealed


def test_a_sealed_number_cannot_be_opened_with_another_key(site, settings) -> None:
    person = admit(site)
    settings.FIELD_KEYS = ["QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="]
    with pytest.raises(ValueError, match="No field key"):
        Person.objects.get(pk=person.pk)


def test_a_sealed_number_can_be_opened_after_the_key_was_changed(site, settings) -> None:
    person = admit(site)
    settings.FIELD_KEYS = ["QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=", *settings.FIELD_KEYS]
    assert Person.objects.get(pk=person.pk).resident_id == NUMBER


@pytest.mark.parametrize("name", ["王㛃𠅤", "李䶮", "古丽·示例", "阿" * 100])
def test_a_name_is_kept_exactly(site, name) -> None:
    assert Person.objects.get(pk=admit(site, name).pk).full_name == name


def test_admission_takes_over_birth_date_and_sex_and_one_kind_of_middle_dot(site) -> None:
    person = admit(site)
    assert (person.full_name, person.birth_date, person.sex) == ("古丽·示例", date(1949, 12, 31), "female")
    assert AuditEntry.objects.get(action="accounts.add_person").target_uuid == person.uuid


@pytest.mark.parametrize(
    ("name", "number", "error"),
    [
        ("王\u202e明", NUMBER, UnusableName),
        ("", NUMBER, UnusableName),
        ("王" * 101, NUMBER, UnusableName),
        ("王明", "110105194912310021", UnusableResidentId),
        ("王明", "123", UnusableResidentId),
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing_behind(site, name, number, error) -> None:
    with pytest.raises(error) as caught:
        admit(site, name, number)
    assert caught.value.field in {"full_name", "resident_id"}
    assert caught.value.message
    assert not Person.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_person_is_known_once_wherever_admitted(site) -> None:
    admit(site)
    with pytest.raises(PersonExists):
        admit(a_site(), "另一名字")


def test_each_reveal_is_written_down_with_its_reason_and_without_the_number(site) -> None:
    person = admit(site)
    assert (
        reveal_resident_id(person_uuid=person.uuid, reason="核对证书", actor=an_actor(), now=now()) == NUMBER
    )
    row = AuditEntry.objects.get(action="accounts.reveal_resident_id")
    assert (row.target_uuid, row.reason) == (person.uuid, "核对证书")
    assert NUMBER not in str(AuditEntry.objects.filter(pk=row.pk).values().get())


# --- who sees whom ----------------------------------------------------------------------------------------------


def test_a_registrar_sees_people_of_the_own_site_only(site) -> None:
    own, strange = a_person(site), a_person(a_site())
    registrar = registrar_at(site)
    assert list(people_visible_to(registrar)) == [own]
    assert strange not in people_managed_by(registrar)


def test_a_school_sees_people_of_the_sites_it_is_paired_with(site) -> None:
    own = a_person(site)
    a_person(a_site())
    assert list(people_visible_to(issuing_officer_at(a_school_paired_with(site)))) == [own]
    assert not people_visible_to(issuing_officer_at(a_school())).exists()


@pytest.mark.parametrize(
    ("since", "until"),
    [(date(2020, 1, 1), date(2020, 12, 31)), (date(2090, 1, 1), None)],
    ids=["ended", "not begun"],
)
def test_a_pairing_counts_on_its_days_only(site, since, until) -> None:
    a_person(site)
    officer = issuing_officer_at(a_school_paired_with(site, since=since, until=until))
    assert not people_visible_to(officer).exists()
    assert not sites_visible_to(officer).exists()


def test_a_trainee_sees_oneself_only(site) -> None:
    trainee, _neighbour = trainee_at(site), trainee_at(site)
    assert list(people_visible_to(trainee)) == [trainee.person]


def test_nobody_signed_in_sees_nobody(site) -> None:
    from django.contrib.auth.models import AnonymousUser

    a_person(site)
    assert not people_visible_to(AnonymousUser()).exists()


# --- the pages --------------------------------------------------------------------------------------------------


def office(user) -> Client:
    return sign_in(Client(), user)


def test_the_list_shows_own_people_with_masked_numbers(site) -> None:
    admit(site, "王示范")
    a_person(a_site(), name="别处人")
    page = office(registrar_at(site)).get(PEOPLE).content.decode()
    assert "王示范" in page
    assert "**************002X" in page
    assert NUMBER not in page
    assert "别处人" not in page


@pytest.mark.parametrize("words", ["王示范", "示范", "wang shi", "77001"])
def test_people_are_found_by_name_pinyin_or_number(site, words) -> None:
    trainee_at(site, name="王示范", number="77001")
    trainee_at(site, name="李样板", number="88002")
    page = office(registrar_at(site)).get(f"{PEOPLE}results/", {"q": words}).content.decode()
    assert "王示范" in page
    assert "李样板" not in page


def test_the_list_costs_the_same_for_two_and_for_forty_people(site) -> None:
    client = office(registrar_at(site))
    costs = []
    for count in (2, 38):
        for _ in range(count):
            trainee_at(site)
        client.get(PEOPLE)
        with CaptureQueriesContext(connection) as queries:
            client.get(PEOPLE)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 30


def test_long_lists_come_in_pages(site) -> None:
    for index in range(51):
        a_person(site, name=f"示范{index}")
    client = office(registrar_at(site))
    assert len(client.get(PEOPLE).context["object_list"]) == 50
    assert len(client.get(f"{PEOPLE}?p=2").context["object_list"]) == 1


def test_a_registrar_reveals_a_number_with_a_reason_only(site) -> None:
    person, client = admit(site), office(registrar_at(site))
    address = f"{PEOPLE}{person.uuid}/number/"
    assert NUMBER not in client.get(address).content.decode()
    assert NUMBER not in client.post(address, {"reason": ""}).content.decode()
    answer = client.post(address, {"reason": "核对证书"})
    assert NUMBER in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert AuditEntry.objects.filter(action="accounts.reveal_resident_id").count() == 1


def test_an_administrator_may_give_a_pin_but_not_reveal_a_number(site) -> None:
    trainee, client = trainee_at(site), office(administrator_at(site))
    assert client.get(f"{PEOPLE}{trainee.person.uuid}/pin/").status_code == 200
    assert client.post(f"{PEOPLE}{trainee.person.uuid}/number/", {"reason": "just so"}).status_code == 403


def test_a_registrar_gives_a_new_pin_that_is_shown_once(site) -> None:
    trainee, client = trainee_at(site), office(registrar_at(site))
    address = f"{PEOPLE}{trainee.person.uuid}/pin/"
    client.get(address)
    trainee.refresh_from_db()
    assert trainee.check_password(PIN)
    pin = client.post(address).context["pin"]
    trainee.refresh_from_db()
    assert trainee.check_password(pin)
    assert pin not in client.get(address).content.decode()


def test_a_registrar_issues_a_card(site) -> None:
    trainee, client = trainee_at(site), office(registrar_at(site))
    answer = client.post(f"{PEOPLE}{trainee.person.uuid}/card/")
    assert answer.context["qr"].startswith("data:image/svg+xml")
    assert trainee.sign_in_cards.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("deed", ["", "pin/", "card/", "number/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_people_of_another_site_are_not_there_for_any_deed(site, deed, method) -> None:
    strange = trainee_at(a_site())
    client = office(registrar_at(site))
    answer = getattr(client, method)(f"{PEOPLE}{strange.person.uuid}/{deed}", {"reason": "curiosity"})
    assert answer.status_code in {404, 405}
    strange.refresh_from_db()
    assert strange.check_password(PIN)
    assert not AuditEntry.objects.filter(target_uuid__in=[strange.uuid, strange.person.uuid]).exists()


@pytest.mark.parametrize("deed", ["", "pin/", "card/", "number/"])
def test_others_who_enter_wagtail_do_not_reach_people(site, deed) -> None:
    person = trainee_at(site).person
    answer = office(instructor_at(site)).post(
        f"{PEOPLE}{person.uuid}/{deed}" if deed else PEOPLE, {"reason": "curious"}
    )
    assert answer.status_code in {302, 403, 405}
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("page", ["new/", "edit/1/", "delete/1/", "copy/1/", "history/1/", "usage/1/"])
def test_people_have_no_page_to_edit_or_delete(site, page) -> None:
    assert office(registrar_at(site)).get(PEOPLE + page).status_code == 404
