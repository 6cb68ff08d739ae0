"""Follow-up over HTTP: the list, one person, what waited on a device, facts, hand-over, contact forms."""

import re
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from certificates.models import FollowUp, FollowUpContact, FollowUpDistrict, FollowUpPlan, Outcome
from courses.catalog.models import Occupation
from lms.accounts.models import User
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.organisations.models import Site
from tests.factories.accounts import PIN, a_person, a_user, registrar_at, sign_in, trainee_at
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
from tests.factories.organisations import a_site, an_employer
from tests.factories.stays import a_stay

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
    assert late.json()["seen"] == current(follow_up)
    assert local_date(now()).isoformat() in late.json()["newest"]
    assert send(office, follow_up, seen=late.json()["seen"]).status_code == 200
    wrong = send(office, follow_up, result="not_reached")
    assert wrong.status_code == 422
    assert send(office, follow_up, result="nobody").json()["faults"]


def test_a_form_without_script_is_kept_too(office, follow_up) -> None:
    fields = contact_fields(seen=current(follow_up), note="改日再打")
    assert office.post(f"{DESK}{follow_up.uuid}/", fields).status_code == 302
    assert "改日再打" in office.get(f"{DESK}{follow_up.uuid}/").content.decode()
    stale = contact_fields(seen="0")
    page = office.post(f"{DESK}{follow_up.uuid}/", stale)
    assert page.status_code == 422
    # Sent once more from this page, it is sent all the same.
    assert f'name="seen" value="{current(follow_up)}"' in page.content.decode()


def test_after_stop_the_page_shows_no_number_and_no_form(office, follow_up) -> None:
    assert office.post(f"{DESK}{follow_up.uuid}/stop/").status_code == 302
    page = office.get(f"{DESK}{follow_up.uuid}/").content.decode()
    assert PHONE not in page
    assert "data-follow-up-form" not in page
    assert send(office, follow_up).status_code == 409


def test_after_stop_addresses_of_what_was_to_be_done_say_so_instead_of_a_form(office, follow_up) -> None:
    for path in ("stop/", "hand-over/", "numbers/"):
        address = f"{DESK}{follow_up.uuid}/{path}"
        assert 'type="submit"' in main_of(office.get(address))
    office.post(f"{DESK}{follow_up.uuid}/stop/")
    for path in ("stop/", "hand-over/", "numbers/"):
        address = f"{DESK}{follow_up.uuid}/{path}"
        page = main_of(office.get(address))
        assert "不再联系" in page
        assert 'type="submit"' not in page
        assert address not in office.get(f"{DESK}{follow_up.uuid}/").content.decode()


def main_of(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode().split("<main")[1].split("</main")[0]


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
    assert FollowUp.objects.get().answer.way == "paper"
    assert 'name="phone"' not in client.get(address).content.decode()  # it is written already


def test_only_who_has_left_is_listed_not_who_came_from_another_site_or_is_back(site) -> None:
    client, today = sign_in(Client(), registrar_at(site)), local_date(now())
    left, moved, back = (a_person(site, name=name) for name in ("甲离所", "乙调入", "丙复来"))
    yesterday = today - timedelta(days=1)
    a_stay(left, left_date=yesterday)
    a_stay(moved, site=a_site(), left_date=today)
    a_stay(moved, admitted_date=today)
    a_stay(back, left_date=yesterday)
    a_stay(back, admitted_date=today)
    page = client.get(f"{DESK}releases/").content.decode()
    assert "甲离所" in page
    assert "乙调入" not in page
    assert "丙复来" not in page


def test_the_contact_form_shows_what_was_said_at_the_terminal(site) -> None:
    a_district(site)
    trainee, client = trainee_at(site), sign_in(Client(), registrar_at(site))
    address = f"{DESK}releases/{trainee.person.uuid}/"
    terminal = sign_in(Client(), trainee)
    assert terminal.post("/work/calls/", {"secret": "000000"}).status_code == 422
    assert terminal.post("/work/calls/", {"secret": PIN}).status_code == 302
    assert "终端" in client.get(address).content.decode()
    assert terminal.post("/work/calls/no/").status_code == 302
    assert 'value="yes"' not in client.get(address).content.decode()
    assert client.get(f"{address}paper/").status_code == 200


def test_the_page_to_take_along_has_a_form_for_each_of_the_own_people(
    site, office, worker, follow_up, django_assert_max_num_queries
) -> None:
    district = a_district(site)
    a_follow_up(worker, district, site=site, days=3)  # not due
    a_follow_up(a_caller(site), district, site=site)  # somebody else's
    address = f"{DESK}take-along/"
    page = office.get(address).content.decode()
    assert page.count("data-follow-up-form") == 1
    assert PHONE in page
    for days in (8, 40, 100):
        a_follow_up(worker, district, site=site, days=days)
    with django_assert_max_num_queries(20):
        page = office.get(address).content.decode()
    keys = re.findall(r'name="client_key" value="([^"]+)"', page)
    assert len(set(keys)) == 4


def test_districts_and_plans_are_for_who_stands_above_them(site, office) -> None:
    coordinator = sign_in(Client(), a_coordinator(site.administration))
    below = sign_in(Client(), a_user(Role.PLACEMENT_OFFICER, site))
    caller = a_caller(site)
    for path in ("districts/", "districts/new/", "plans/", "plans/new/"):
        assert coordinator.get(f"{DESK}{path}").status_code == 200
        assert below.get(f"{DESK}{path}").status_code == 404
        assert office.get(f"{DESK}{path}").status_code in (302, 403)
    fields = {"name": "新区", "officer": str(caller.uuid), "legal_aid_address": "示范路2号"}
    for status in (302, 422):
        assert coordinator.post(f"{DESK}districts/new/", fields).status_code == status
    district = FollowUpDistrict.objects.get(name="新区")
    assert district.officer == caller
    address = f"{DESK}districts/{district.uuid}/"
    assert coordinator.post(address, fields | {"officer": ""}).status_code == 302
    elsewhere = sign_in(Client(), a_coordinator(a_site().administration))
    assert elsewhere.post(address, fields).status_code == 404


def test_a_plan_is_shown_with_its_days_before_it_is_kept(site) -> None:
    coordinator = sign_in(Client(), a_coordinator(site.administration))
    address = f"{DESK}plans/new/"
    day = local_date(now()) + timedelta(days=30)
    fields = {"valid_from": day.isoformat(), "steps": ["2w", "3m"], "reason": "新规定"}
    page = coordinator.post(address, fields)
    assert f"{day + timedelta(weeks=2):%Y-%m-%d}" in page.content.decode()
    assert FollowUpPlan.objects.count() == 1
    for slip in ("2026-01-01", "9999-12-31"):
        assert coordinator.post(address, fields | {"valid_from": slip}).status_code == 422
    assert coordinator.post(address, fields | {"confirmed": "yes"}).status_code == 302
    assert FollowUpPlan.objects.get(valid_from=day).steps == ["2w", "3m"]
    plans = f"{DESK}plans/"
    assert "新规定" in coordinator.get(plans).content.decode()
    assert coordinator.post(plans, {"valid_from": day.isoformat()}).status_code == 302
    page = coordinator.get(plans).content.decode()
    assert "已收回" in page
    assert 'name="valid_from"' not in page
    assert coordinator.post(plans, {"valid_from": "x"}).status_code == 302
    assert coordinator.post(plans, {"valid_from": "2020-01-01"}).status_code == 409
    below = sign_in(Client(), a_user(Role.PLACEMENT_OFFICER, site))
    assert below.post(plans, {"valid_from": day.isoformat()}).status_code == 404


def test_all_people_of_an_officer_are_looked_at_then_given_then_taken_back(site, worker, follow_up) -> None:
    other, user = a_caller(site), a_coordinator(site.administration)
    client, address = sign_in(Client(), user), f"{DESK}hand-over/"
    whose = {"from_user": str(worker.uuid), "to_user": str(other.uuid)}
    assert "甲示范" in client.get(address, whose).content.decode()
    assert "请从列表中选择" in client.get(address, whose | {"from_user": "abc"}).content.decode()
    nobody = sign_in(Client(), a_coordinator(a_site().administration)).get(address).content.decode()
    assert "没有可移交的负责人" in nobody
    batch = contact_fields()["client_key"]
    assert client.post(address, whose | {"reason": "", "batch": batch}).status_code == 422
    assert client.post(address, whose | {"reason": "休假", "batch": batch}).status_code == 302
    follow_up.refresh_from_db()
    assert follow_up.assigned_to == other
    assert sign_in(Client(), other).get(f"{address}{batch}/").status_code == 404
    assert client.get(f"{address}{batch}/").status_code == 200
    assert client.post(f"{address}{batch}/").status_code == 302
    follow_up.refresh_from_db()
    assert follow_up.assigned_to == worker


def test_another_number_is_written_and_the_earlier_one_is_read_there_only(office, follow_up) -> None:
    address = f"{DESK}{follow_up.uuid}/numbers/"
    fields = {"phone": "139 2222 3333", "others": "", "district": str(follow_up.district.uuid)}
    assert office.post(address, fields | {"seen": current(follow_up)}).status_code == 302
    assert office.post(address, fields | {"seen": "0"}).status_code == 422
    page = office.get(f"{DESK}{follow_up.uuid}/").content.decode()
    assert "139 2222 3333" in page
    assert PHONE not in page
    assert PHONE in office.get(address).content.decode()


def test_a_fact_names_an_employer_of_the_platform_and_a_kind_of_work(office, follow_up) -> None:
    employer = an_employer()
    occupation = Occupation.objects.create(code="4-03-02-99", title_zh="示范工种")
    fields = {
        "kind": "start",
        "day": local_date(now()).isoformat(),
        "employer": str(employer.uuid),
        "employer_name": "",
        "occupation": occupation.code,
        "exit_reason": "",
        "grade": "self_reported",
        "reporter": "person",
        "way": "call",
        "client_key": contact_fields()["client_key"],
    }
    address = f"{DESK}{follow_up.uuid}/facts/new/"
    assert office.post(address, fields | {"employer_name": "另一家"}).status_code == 422
    assert office.post(address, fields).status_code == 302
    fact = Outcome.objects.get()
    assert (fact.employer, fact.occupation) == (employer, occupation)
    page = office.get(f"{DESK}{follow_up.uuid}/facts/{fact.uuid}/correct/").content.decode()
    assert f'value="{employer.uuid}" selected' in page


def test_the_list_asks_as_often_for_many_as_for_few(
    site, office, worker, follow_up, django_assert_max_num_queries
) -> None:
    office.get(DESK)
    district = a_district(site)
    for days in (1, 5, 40, 100):
        a_follow_up(worker, district, site=site, days=days)
    with django_assert_max_num_queries(24):
        assert office.get(DESK).status_code == 200
