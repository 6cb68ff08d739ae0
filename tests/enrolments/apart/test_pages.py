"""Pages of separate groups: registrars of the site itself, and nobody else, see and change them."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.core.enums import Role
from lms.enrolments.apart.queries import codes_on
from lms.enrolments.models import Admission, GroupPlacing, SeparateGroup
from tests.factories.accounts import a_user, give_role, instructor_at, registrar_at, sign_in, trainee_at
from tests.factories.apart import a_group, placed, read
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.stays import a_stay
from tests.support.tables import rows_of

pytestmark = pytest.mark.django_db
GROUPS = "/authoring/separate-groups/"


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def stays(site) -> list[Admission]:
    return [a_stay(trainee_at(site).person) for _number in range(3)]


def desk(user) -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def office(site) -> Client:
    return desk(registrar_at(site))


def choose(client: Client, *stays: Admission, **more) -> str:
    sent = {"deed": "group", "stay": [str(stay.uuid) for stay in stays], **more}
    return client.post("/authoring/admissions/chosen/", sent).url


def test_a_group_is_added_people_are_put_into_it_and_it_is_shown(office, site, stays) -> None:
    assert office.post(GROUPS, {"site": site.code, "code": "A"}).status_code == 302
    group = SeparateGroup.objects.get()
    url = f"/authoring/admissions/{stays[0].uuid}/group/"
    key = office.get(url).context["form"].initial["key"]
    said = {"key": key, "group": group.uuid, "on": "2026-06-01"}
    assert office.post(url, said).url == f"/authoring/admissions/{stays[0].uuid}/"
    page = office.get(f"/authoring/admissions/{stays[0].uuid}/").content.decode()
    assert "Separate groups" in page
    assert "2026-06-01" in page
    listed = office.get(f"{GROUPS}{group.uuid}/").content.decode()
    assert stays[0].number in listed
    assert stays[1].number not in listed


def test_everybody_chosen_is_put_into_a_group_with_one_form(office, site, stays) -> None:
    group = a_group(site)
    url = choose(office, *stays)
    key = office.get(url).context["form"].initial["key"]
    answer = office.post(url, {"key": key, "group": group.uuid, "on": "2026-06-01"}, follow=True)
    assert "3 people were put there." in answer.content.decode()
    assert len(codes_on(site.pk, [stay.person_id for stay in stays], date(2026, 6, 1))) == 3


def test_people_of_two_sites_are_not_put_together_nor_is_anything_told_of_them(site, stays) -> None:
    other = a_site()
    both = registrar_at(site)
    give_role(both, Role.REGISTRAR, other)
    guest = a_stay(trainee_at(other).person)
    placed(guest, group=a_group(other, "Q7"))
    client = desk(both)
    url = choose(client, stays[0], guest)
    assert "Q7" not in read(client.get(url))
    answer = client.post(url, {"key": str(uuid4()), "group": a_group(site).uuid, "on": "2026-06-01"})
    assert answer.status_code == 422
    assert GroupPlacing.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"group": "x"},
        {"group": ""},
        {"group": str(uuid4())},
        {"on": "31.12."},
        {"on": "2126-01-01"},
        {"key": "x"},
        {"on": ""},
    ],
)
def test_a_hostile_form_changes_nothing(office, site, stays, changes) -> None:
    said = {"key": str(uuid4()), "group": a_group(site).uuid, "on": "2026-06-01", **changes}
    assert office.post(f"/authoring/admissions/{stays[0].uuid}/group/", said).status_code == 422
    url = choose(office, *stays)
    assert office.post(url, said).status_code == 422
    assert not GroupPlacing.objects.exists()


def test_somebody_is_taken_out_of_a_group_by_saying_so(office, site, stays) -> None:
    placed(*stays, group=a_group(site))
    url = f"/authoring/admissions/{stays[0].uuid}/group/"
    assert office.get(url).context["form"].initial["group"] == str(SeparateGroup.objects.get().uuid)
    assert office.post(url, {"key": str(uuid4()), "group": "none", "on": "2026-06-01"}).status_code == 302
    assert len(codes_on(site.pk, [stay.person_id for stay in stays], date(2026, 6, 1))) == 2


def test_a_group_of_another_site_cannot_be_chosen(office, stays) -> None:
    said = {"key": str(uuid4()), "group": a_group(a_site()).uuid, "on": "2026-06-01"}
    assert office.post(f"/authoring/admissions/{stays[0].uuid}/group/", said).status_code == 422


@pytest.mark.parametrize("code", ["HIV", "<script>", "甲", "", "A" * 300])
def test_a_hostile_code_comes_back_with_what_is_asked_for(office, site, code) -> None:
    answer = office.post(GROUPS, {"site": site.code, "code": code})
    assert answer.status_code == 422
    assert "<script>" not in answer.content.decode().split("</head>")[1].replace("<script src", "")
    assert not SeparateGroup.objects.exists()


def test_a_group_is_not_added_to_a_site_of_others(office) -> None:
    assert office.post(GROUPS, {"site": a_site().code, "code": "A"}).status_code == 422
    assert not SeparateGroup.objects.exists()


def test_a_group_with_people_is_not_closed_and_an_empty_one_is(office, site, stays) -> None:
    full, empty = a_group(site), a_group(site, "B")
    placed(stays[0], group=full)
    assert (
        "Somebody is in this group"
        in office.post(f"{GROUPS}{full.uuid}/close/", follow=True).content.decode()
    )
    assert "Group B is closed" in office.post(f"{GROUPS}{empty.uuid}/close/", follow=True).content.decode()
    assert set(SeparateGroup.objects.filter(closed_at=None)) == {full}


def strangers(site):
    """Return those who work with the people of a site, and are not registrars there themselves."""
    of_school = registrar_at(a_school_paired_with(site))
    above = a_user(Role.REGISTRAR, site.administration)
    return [of_school, above, registrar_at(a_site()), instructor_at(site)]


def test_nobody_but_a_registrar_of_the_site_itself_is_told(site, stays) -> None:
    group = a_group(site, "Q7")
    placed(stays[0], group=group)
    pages = (
        GROUPS,
        f"{GROUPS}{group.uuid}/",
        "/authoring/admissions/",
        "/authoring/admissions/table/",
        f"/authoring/admissions/{stays[0].uuid}/",
        f"/authoring/admissions/{stays[0].uuid}/group/",
        f"/authoring/person-files/{stays[0].person.uuid}/",
    )
    for user in strangers(site):
        client = desk(user)
        for page in pages:
            answer = client.get(page)
            assert "Q7" not in read(answer), (user, page)
        said = {"key": str(uuid4()), "group": "none", "on": "2026-06-01"}
        answer = client.post(f"/authoring/admissions/{stays[0].uuid}/group/", said)
        assert answer.status_code in (403, 404)
    assert GroupPlacing.objects.count() == 1


def test_a_trainee_is_shown_no_group_nor_is_it_in_a_table_that_is_taken_away(site, stays, office) -> None:
    placed(stays[0], group=a_group(site, "Q7"))
    assert "Q7" in read(office.get(f"/authoring/admissions/{stays[0].uuid}/"))
    for page in ("/authoring/admissions/table/", f"/authoring/person-files/{stays[0].person.uuid}/"):
        assert "Q7" not in read(office.get(page))
    trainee = sign_in(Client(), stays[0].person.user)
    for page in ("/home/", "/home/timetable/"):
        assert "Q7" not in read(trainee.get(page))


def test_pages_ask_as_much_for_three_people_as_for_thirty(office, site, stays) -> None:
    group = a_group(site)
    placed(*stays, group=group)
    pages = (GROUPS, f"{GROUPS}{group.uuid}/")

    def counts() -> list[int]:
        found = []
        for page in pages:
            office.get(page)
            with CaptureQueriesContext(connection) as asked:
                office.get(page)
            found.append(len(asked))
        return found

    few = counts()
    placed(*(a_stay(trainee_at(site).person) for _number in range(27)), group=group)
    for number in range(5):
        a_group(site, f"B{number}")
    assert counts() == few


def test_the_groups_are_taken_away_as_numbers_and_nobody_is_named(office, site, stays) -> None:
    group = a_group(site, "B2")
    for stay in stays[:2]:
        placed(stay, group=group)
    a_group(site, "A")
    a_group(a_site(), "C")  # of another site
    table = f"{GROUPS}table/"
    assert rows_of(office, table) == [["A", "0", site.name_en, "In use"], ["B2", "2", site.name_en, "In use"]]
    assert f'href="{table}?format=xlsx"' in office.get(GROUPS).content.decode()
    for stranger in (instructor_at(site), trainee_at(site)):
        assert desk(stranger).get(table).status_code in (302, 403)
