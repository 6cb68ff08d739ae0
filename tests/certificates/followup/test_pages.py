"""Follow-up over HTTP: the list, one person, what waited on a device, facts, hand-over, contact forms."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from certificates.models import FollowUp, FollowUpContact, Outcome
from lms.accounts.models import User
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.organisations.models import Site
from tests.factories.accounts import a_person, a_user, registrar_at, sign_in
from tests.factories.follow_ups import (
    PHONE,
    a_caller,
    a_contact,
    a_coordinator,
    a_district,
    a_fact,
    a_follow_up,
    contact_fields,
    current,
)
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
DESK = "/authoring/follow-ups/"


@pytest.fixture
def site() -> Site:
    return a_site()


@pytest.fixture
def worker(site) -> User:
    return a_caller(site)


@pytest.fixture
def follow_up(site, worker) -> FollowUp:
    return a_follow_up(
        worker, a_district(site, name="样板区"), site=site, person=a_person(site, name="甲示范")
    )


@pytest.fixture
def office(worker) -> Client:
    return sign_in(Client(), worker)


def send(client: Client, follow_up: FollowUp, **more):
    fields = contact_fields(**{"seen": current(follow_up)} | more)
    return client.post(f"{DESK}{follow_up.uuid}/", fields, headers={"accept": "application/json"})


def test_the_list_shows_whom_to_call_and_nothing_that_leaves_holds_the_number(office, follow_up) -> None:
    page = office.get(DESK).content.decode()
    assert "甲示范" in page
    assert "样板区" in page
    assert "甲示范" not in office.get(f"{DESK}?bucket=overdue").content.decode()
    printed = office.get(f"{DESK}print/").content.decode()
    book = openpyxl.load_workbook(BytesIO(office.get(f"{DESK}export.xlsx").content))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "甲示范" in printed
    assert "甲示范" in cells
    assert PHONE in office.get(f"{DESK}{follow_up.uuid}/").content.decode()
    for left in (page, printed, " ".join(cells)):
        assert PHONE not in left


@pytest.mark.parametrize("path", ["", "stop/", "hand-over/", "facts/new/"])
def test_people_of_others_are_not_found(site, follow_up, path) -> None:
    other = sign_in(Client(), a_caller(site))
    assert other.get(f"{DESK}{follow_up.uuid}/{path}").status_code == 404
    assert other.post(f"{DESK}{follow_up.uuid}/{path}", contact_fields()).status_code == 404
    assert "甲示范" not in other.get(DESK).content.decode()


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.INSTRUCTOR, Role.ADMINISTRATOR])
def test_other_roles_do_not_enter(site, follow_up, role) -> None:
    client = sign_in(Client(), a_user(role, site))
    assert client.get(DESK).status_code in (302, 403)
    assert client.get(f"{DESK}{follow_up.uuid}/").status_code in (302, 403)


def test_what_waited_on_a_device_is_kept_once(office, follow_up) -> None:
    fields = contact_fields(seen=current(follow_up))
    for _ in range(2):
        answer = office.post(f"{DESK}{follow_up.uuid}/", fields, headers={"accept": "application/json"})
        assert answer.json() == {"kept": fields["client_key"]}
    assert FollowUpContact.objects.count() == 1


def test_a_conflict_and_a_fault_are_said_to_the_device(site, office, follow_up) -> None:
    page = current(follow_up)
    a_contact(a_coordinator(site.administration), follow_up)
    late = send(office, follow_up, seen=page)
    assert (late.status_code, late.json()["code"]) == (409, "certificates.follow_up_changed_meanwhile")
    wrong = send(office, follow_up, result="not_reached")
    assert wrong.status_code == 422
    assert send(office, follow_up, result="nobody").json()["faults"]


def test_a_form_without_script_is_kept_too(office, follow_up) -> None:
    fields = contact_fields(seen=current(follow_up), note="改日再打")
    assert office.post(f"{DESK}{follow_up.uuid}/", fields).status_code == 302
    assert "改日再打" in office.get(f"{DESK}{follow_up.uuid}/").content.decode()
    stale = contact_fields(seen="0")
    assert office.post(f"{DESK}{follow_up.uuid}/", stale).status_code == 422


def test_after_stop_the_page_shows_no_number_and_no_form(office, follow_up) -> None:
    assert office.post(f"{DESK}{follow_up.uuid}/stop/").status_code == 302
    page = office.get(f"{DESK}{follow_up.uuid}/").content.decode()
    assert PHONE not in page
    assert "data-follow-up-form" not in page
    assert send(office, follow_up).status_code == 409


def test_a_fact_is_corrected_by_a_newer_one(office, worker, follow_up) -> None:
    fact = a_fact(follow_up.person, by=worker, days=2)
    address = f"{DESK}{follow_up.uuid}/facts/{fact.uuid}/correct/"
    fields = {
        "kind": "exit",
        "day": local_date(now()).isoformat(),
        "exit_reason": "own_wish",
        "grade": "self_reported",
        "reporter": "person",
        "way": "call",
        "reason": "听错了",
        "client_key": contact_fields()["client_key"],
    }
    for _ in range(2):
        assert office.post(address, fields).status_code == 302
    assert office.post(address, fields | {"client_key": contact_fields()["client_key"]}).status_code == 422
    assert list(Outcome.objects.order_by("pk").values_list("kind", flat=True)) == ["start", "exit"]
    page = office.get(f"{DESK}{follow_up.uuid}/").content.decode()
    assert "听错了" in page


def test_a_fact_about_somebody_else_is_not_found(site, office, worker, follow_up) -> None:
    fact = a_fact(a_person(site), by=worker)
    assert office.get(f"{DESK}{follow_up.uuid}/facts/{fact.uuid}/correct/").status_code == 404


def test_a_contact_form_is_written_by_who_is_there(site, worker) -> None:
    district, person = a_district(site, officer=worker), a_person(site)
    client = sign_in(Client(), registrar_at(site))
    address = f"{DESK}releases/{person.uuid}/"
    fields = {
        "released_date": local_date(now()).isoformat(),
        "agrees": "yes",
        "district": str(district.uuid),
        "phone": PHONE,
        "client_key": contact_fields()["client_key"],
    }
    assert client.post(address, fields | {"phone": "x"}).status_code == 422
    assert client.post(address, fields).status_code == 302
    assert FollowUp.objects.get().assigned_to == worker
    assert sign_in(Client(), registrar_at(a_site())).get(address).status_code == 404
    assert client.get(f"{DESK}releases/").status_code == 200


def test_the_list_asks_as_often_for_many_as_for_few(
    site, office, worker, follow_up, django_assert_max_num_queries
) -> None:
    office.get(DESK)
    district = a_district(site)
    for days in (1, 5, 40, 100):
        a_follow_up(worker, district, site=site, days=days)
    with django_assert_max_num_queries(24):
        assert office.get(DESK).status_code == 200
