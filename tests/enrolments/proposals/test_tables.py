"""Plans as files to keep: the list of them, and of one plan its people and its classes; nobody else's."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.models import Person
from lms.enrolments.planning.site_facts import FixedCohort, Fixes
from tests.enrolments.proposals.dialogues import asked, made
from tests.factories.accounts import instructor_at, sign_in
from tests.factories.proposals import TODAY, a_planned_site
from tests.support.tables import rows_of

pytestmark = pytest.mark.django_db
PLANS = reverse("plans:export")


@pytest.fixture
def place():
    return a_planned_site(people=2)


@pytest.fixture
def office(place) -> Client:
    return reader(place.registrar)


def reader(user) -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


def table_of(row) -> str:
    return reverse("plans:plan_table", args=[row.uuid])


def test_the_list_of_plans_tells_what_was_made_what_cannot_be_and_what_is_not_there_yet(
    office, place
) -> None:
    assert rows_of(office, PLANS) == []
    done = made(asked(place.site, place.registrar))
    nowhere = FixedCohort(
        "F1", done.outcome["cohorts"][0]["programme"], "", "morning", TODAY, str(uuid4()), ""
    )
    made(asked(place.site, place.registrar, fixes=Fixes(cohorts=(nowhere,))))
    asked(place.site, place.registrar)
    waiting, cannot, there = rows_of(office, PLANS)
    assert waiting[4:] == ["not there yet", "", "", "", ""]
    assert cannot[4:] == ["what was fixed cannot be", "", "", "", ""]
    outcome = done.outcome
    numbers = [str(outcome["reached"]), str(len(outcome["people"])), str(outcome["bound"]), "0.0"]
    assert there[1:] == [place.site.name_en, place.registrar.display_name, "No", "made", *numbers]
    page = office.get(reverse("plans:index")).content.decode()
    assert f'href="{PLANS}?format=xlsx"' in page


def test_one_plan_is_taken_away_by_people_and_by_classes(office, place) -> None:
    Person.objects.filter(pk=place.stays[0].person_id).update(full_name="=HYPERLINK(1)")
    row = made(asked(place.site, place.registrar))
    people, classes = rows_of(office, table_of(row)), rows_of(office, table_of(row), list="classes")
    assert {one[0] for one in people} == {"=HYPERLINK(1)", place.stays[1].person.full_name}
    assert {one[1] for one in people} == {stay.number for stay in place.stays[:2]}
    assert [len(classes), len(people)] == [len(row.outcome["cohorts"]), 2]
    kept = row.outcome["cohorts"]
    assert [one[2:4] for one in classes] == [[one["first"], one["last"]] for one in kept]
    assert [one[8] for one in classes] == [str(len(one["people"])) for one in kept]
    assert all(f"class {one[0]}: {one[1]}" in people[0][4] for one in classes)
    page = office.get(reverse("plans:plan", args=[row.uuid])).content.decode()
    for ending in ("?format=xlsx", "?list=classes&amp;format=xlsx"):
        assert f'href="{table_of(row)}{ending}"' in page


def test_another_sites_plan_and_one_that_is_not_made_give_no_table(office, place) -> None:
    other = a_planned_site(people=1)
    row = made(asked(other.site, other.registrar))
    assert office.get(table_of(row)).status_code == 404
    assert rows_of(office, PLANS) == []
    assert office.get(table_of(asked(place.site, place.registrar))).status_code == 404
    stranger = reader(instructor_at(place.site))
    for address in (PLANS, table_of(row)):
        assert stranger.get(address).status_code == 403
