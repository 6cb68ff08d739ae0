"""The planner's pages: one person, a site's plan, people at risk; own sites only, tables that calculate nothing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.catalog.models import ProgrammeVersion
from lms.enrolments.models import Admission, Enrolment, EnrolmentState
from lms.enrolments.planning.site_facts import Fixes
from lms.enrolments.proposals.models import PlanProposal, RiskList
from lms.enrolments.proposals.offered import code_of
from tests.enrolments.proposals.dialogues import asked, listed, made
from tests.factories.accounts import instructor_at, sign_in
from tests.factories.courses import NOW, enrol
from tests.factories.proposals import TODAY, a_planned_site, a_stay, a_trade, qualify_for

pytestmark = pytest.mark.django_db

RISK = 'data-label="Why at risk"'


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Let the pages read the day of the made-up records."""
    for name in ("person", "site", "risk"):
        monkeypatch.setattr(f"lms.enrolments.proposals.views.{name}.now", lambda: NOW)


@pytest.fixture
def place():
    return a_planned_site(people=2)


@pytest.fixture
def client(place):
    return reader(place.registrar)


def reader(user) -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


def outlook(client, stay) -> str:
    answer = client.get(reverse("admissions:outlook", args=[stay.uuid]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_person_sees_the_plan_the_latest_starts_and_a_picture(place, client) -> None:
    text = outlook(client, place.stays[0])
    assert "2 certificates are missing, or the diploma." in text
    assert text.count("plans__bar") == 3
    assert "plans__lessons" in text
    assert "Latest safe start" in text
    assert "(still to be planned)" in text
    assert (
        reverse("admissions:outlook", args=[place.stays[0].uuid])
        in client.get(reverse("admissions:stay", args=[place.stays[0].uuid])).content.decode()
    )


def test_why_nothing_fits_is_said_in_words(place, client) -> None:
    late = a_stay(place.site, release=TODAY + timedelta(days=30))
    assert "No examination gives its certificate before the release." in outlook(client, late)
    unknown = outlook(client, a_stay(place.site, release=None))
    assert "Without a release forecast nothing can be planned." in unknown
    assert "plans__bar" not in unknown
    short = outlook(client, a_stay(place.site, release=TODAY + timedelta(days=60)))
    assert "class hours are left to teach" in short or "No examination gives" in short


def test_a_mistyped_year_of_release_costs_no_more_than_ten_years(place, client) -> None:
    assert "Latest safe start" in outlook(client, a_stay(place.site, release=date.max))


def test_a_completed_programme_without_its_paper_is_pointed_out(place, client) -> None:
    stay = place.stays[0]
    row = enrol(stay.person.user, place.versions[0])
    Enrolment.objects.filter(pk=row.pk).update(state=EnrolmentState.COMPLETED, completed_at=NOW)
    text = outlook(client, stay)
    assert "its certificate is not recorded" in text
    assert reverse("external:person", args=[stay.person.uuid]) in text


def test_a_stay_that_ended_has_no_plan(place, client) -> None:
    stay = a_stay(place.site, left_date=TODAY)
    text = outlook(client, stay)
    assert "This stay ended on 2026-06-01." in text
    assert "Every programme" not in text


def test_another_sites_person_and_plan_are_not_there(place, client) -> None:
    other = a_planned_site(people=1)
    row = made(asked(other.site, other.registrar))
    for name, uuid in (("admissions:outlook", other.stays[0].uuid), ("plans:plan", row.uuid)):
        assert client.get(reverse(name, args=[uuid])).status_code == 404
    assert client.post(reverse("plans:again", args=[row.uuid]), {"key": uuid4()}).status_code == 404
    client.post(reverse("plans:index"), {"key": uuid4(), "site": other.site.code})
    client.post(reverse("plans:at_risk_now"), {"key": uuid4(), "site": other.site.code})
    assert PlanProposal.objects.count() == 1
    assert RiskList.objects.count() == 0
    listed(other.site)
    assert (
        other.stays[0].person.full_name
        not in client.get(reverse("plans:at_risk"), {"site": other.site.code}).content.decode()
    )


def test_only_registrars_come_in(place) -> None:
    stranger = reader(instructor_at(place.site))
    for name in ("plans:index", "plans:at_risk", "plans:at_risk_table"):
        assert stranger.get(reverse(name)).status_code == 403


def test_a_plan_is_asked_for_made_and_made_again_around_decisions(place, client) -> None:
    answer = client.post(reverse("plans:index"), {"key": uuid4(), "site": place.site.code})
    row = PlanProposal.objects.get()
    page = reverse("plans:plan", args=[row.uuid])
    assert answer.url == page
    assert 'data-live="2"' in client.get(page).content.decode()
    made(row)
    text = client.get(page).content.decode()
    assert "2 of 2 people reach the target." in text
    assert "that is proved" in text
    assert "A plan opens no classes by itself." in text
    assert "of which no class was planned" not in text
    person = row.outcome["cohorts"][0]["people"][0]
    said = {
        "key": uuid4(),
        "class-0": "keep",
        "keep": [f"0:{person}"],
        "class-x": "keep",
        "out": ["nonsense"],
    }
    answer = client.post(reverse("plans:again", args=[row.uuid]), said)
    again = made(PlanProposal.objects.get(based_on=row))
    text = client.get(answer.url).content.decode()
    assert "Kept by staff." in text
    assert "take back" in text
    assert again.fixes["joins"] == [[person, row.outcome["cohorts"][0]["code"]]]


@pytest.mark.parametrize(
    ("said", "words"),
    [({"out": True}, "left out of its programme"), ({"class-0": "forbid"}, "not to be opened")],
)
def test_who_is_kept_and_left_out_at_once_is_named_and_the_ticks_stay(place, client, said, words) -> None:
    first = made(asked(place.site, place.registrar))
    stay = first.outcome["cohorts"][0]["people"][0]
    said = {name: f"0:{stay}" if value is True else value for name, value in said.items()}
    refused = client.post(
        reverse("plans:again", args=[first.uuid]), {"key": uuid4(), "keep": f"0:{stay}", **said}
    )
    assert refused.status_code == 422
    assert PlanProposal.objects.count() == 1
    text = refused.content.decode()
    name = Admission.objects.get(uuid=stay).person.full_name
    assert words in text.partition(f"{name}.</li>")[0]
    assert f'name="keep" value="0:{stay}" checked' in text
    assert text.count(" checked") == 1 + len(first.outcome["cohorts"]) + ("out" in said)


def test_a_plan_around_decisions_says_what_they_cost_and_whom(place, client) -> None:
    first = made(asked(place.site, place.registrar))
    assert change_of(client, first) is None
    stay = first.outcome["cohorts"][0]["people"][0]
    everything = {(stay, code_of(row)) for row in ProgrammeVersion.objects.select_related("programme")}
    costly = made(
        asked(place.site, place.registrar, fixes=Fixes(refused=frozenset(everything)), around=first)
    )
    row = Admission.objects.get(uuid=stay)
    named = f"{row.person.full_name} ({row.number})"
    assert change_of(client, costly) == {
        "text": "1 person fewer reaches the target than with the earlier plan (2).",
        "lost": [named],
        "gained": [],
    }
    back = made(asked(place.site, place.registrar, around=costly))
    assert change_of(client, back) == {
        "text": "1 person more reaches the target than with the earlier plan (1).",
        "lost": [],
        "gained": [named],
    }


def change_of(client, row):
    return client.get(reverse("plans:plan", args=[row.uuid])).context["change"]


def test_conflicts_are_said_by_name(place, client) -> None:
    first = made(asked(place.site, place.registrar))
    cohort = first.outcome["cohorts"][0]
    seats = place.room.seats
    place.room.seats = 1
    place.room.save(update_fields=["seats"])
    both = [f"0:{stay}" for stay in cohort["people"]]
    client.post(reverse("plans:again", args=[first.uuid]), {"key": uuid4(), "class-0": "keep", "keep": both})
    again = made(PlanProposal.objects.get(based_on=first))
    text = client.get(reverse("plans:plan", args=[again.uuid])).content.decode()
    assert "More people are kept in this class than it has seats" in text
    assert cohort["first"] in text

    place.room.seats = seats
    place.room.save(update_fields=["seats"])
    third = made(asked(place.site, place.registrar, around=again))
    # What was impossible is passed over: the plan that people were told of is the one to stay near to.
    assert third.planned_before == first.outcome
    assert change_of(client, third)["lost"] == []
    assert third.outcome["cohorts"] == first.outcome["cohorts"]


def test_people_at_risk_are_filtered_and_taken_away(place, client) -> None:
    late = a_stay(place.site, release=TODAY + timedelta(days=20))
    late.person.full_name = "=1+1"
    late.person.save(update_fields=["full_name"])
    assert "There is no list of this site yet." in client.get(reverse("plans:at_risk")).content.decode()
    listed(place.site)
    address = reverse("plans:at_risk")
    everybody = client.get(address).content.decode()
    assert "3 of 3 people are at risk." in everybody
    assert "begin by" in everybody
    impossible = client.get(address, {"danger": "impossible"}).content.decode()
    assert (impossible.count(RISK), "1 is like this." in impossible) == (1, True)
    assert client.get(address, {"window": "30"}).content.decode().count(RISK) == 1
    assert "Nobody is like this." in client.get(address, {"words": "nobody"}).content.decode()
    table = reverse("plans:at_risk_table")
    csv = client.get(table).content.decode()
    assert csv.count("\n") == 4
    assert "\n=1+1" not in csv
    book = client.get(table, {"format": "xlsx"})
    assert book["Content-Type"].endswith("spreadsheetml.sheet")
    assert book.content[:2] == b"PK"


def test_a_page_of_people_at_risk_reads_no_more_than_its_own_rows(place, client, monkeypatch) -> None:
    monkeypatch.setattr("lms.enrolments.proposals.views.risk.ON_A_PAGE", 2)
    first = a_stay(place.site, release=TODAY + timedelta(days=20))
    unknown = a_stay(place.site, release=None)
    listed(place.site)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(reverse("plans:at_risk")).context["page"]
    told = [one["sql"] for one in seen if '"told"' in one["sql"]]
    assert len(told) == 1
    assert told[0].endswith("LIMIT 2")
    assert (page.paginator.count, len(page), page[0].stay) == (4, 2, first)
    assert list(client.get(reverse("plans:at_risk"), {"p": "2"}).context["page"])[-1].stay == unknown


def test_a_list_of_old_is_not_shown_and_another_is_made(place, client) -> None:
    RiskList.objects.create(site=place.site, at=NOW, client_key=uuid4(), outcome={"of": 1, "people": [{}]})
    assert "There is no list of this site yet." in client.get(reverse("plans:at_risk")).content.decode()
    listed(place.site)
    assert "2 of 2 people are at risk." in client.get(reverse("plans:at_risk")).content.decode()


def test_the_queries_of_the_pages_do_not_grow_with_people(place, client) -> None:
    def queries() -> list[int]:
        row = made(asked(place.site, place.registrar))
        listed(place.site)
        found = []
        for path in (reverse("plans:plan", args=[row.uuid]), reverse("plans:at_risk")):
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            found.append(len(seen))
        return found

    queries()
    few = queries()
    for _number in range(6):
        a_stay(place.site, release=TODAY + timedelta(days=300))
    assert queries() == few


def test_a_new_list_is_told_of_while_the_old_one_stays(place, client) -> None:
    listed(place.site)
    client.post(reverse("plans:at_risk_now"), {"key": uuid4(), "site": place.site.code})
    text = client.get(reverse("plans:at_risk")).content.decode()
    assert "A new list is being made." in text
    assert "2 of 2 people are at risk." in text
    again = client.post(reverse("plans:at_risk_now"), {"key": uuid4(), "site": place.site.code}, follow=True)
    assert "The list is being made for this site." in again.content.decode()
    assert RiskList.objects.count() == 2


def test_why_no_class_of_a_programme_is_planned_is_said(place, client) -> None:
    a_trade("电焊工", "6-18-02-04")
    qualify_for(place.instructor, a_trade("插花员", "4-07-01-01", kind="short_skills", level=None))
    row = made(asked(place.site, place.registrar))
    assert {one["why"] for one in row.outcome["unplanned"]} == {"no_instructor", "does_not_count"}
    text = client.get(reverse("plans:plan", args=[row.uuid])).content.decode()
    assert "no instructor of this site is recorded as qualified for it" in text


def test_the_list_of_plans_shows_their_numbers_and_reads_no_plan(place, client) -> None:
    assert "No plan has been proposed yet." in client.get(reverse("plans:index")).content.decode()
    first = made(asked(place.site, place.registrar))
    asked(place.site, place.registrar)
    with CaptureQueriesContext(connection) as seen:
        text = client.get(reverse("plans:index")).content.decode()
    assert "2 / 2" in text
    assert "0.0 %" in text
    assert "not there yet" in text
    assert reverse("plans:plan", args=[first.uuid]) in text
    queries = len(seen)
    for _number in range(3):
        PlanProposal.objects.create(
            site=place.site, by=place.registrar, at=NOW, client_key=uuid4(), outcome=first.outcome
        )
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse("plans:index")).content.decode().count("2 / 2") == 4
    assert len(seen) == queries
