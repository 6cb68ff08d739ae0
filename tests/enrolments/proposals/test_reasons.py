"""What the planner's pages tell of reasons: what nobody knows, what is over, lacking for everybody, or old."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from courses.catalog.api import PlannedEquipment
from lms.delivery.models import Qualification
from lms.enrolments.models import Interruption
from lms.enrolments.planning.site_facts import Fixes, Forbidden, Reach
from lms.enrolments.proposals.fixing import (
    FORBID,
    FORBID_PROGRAMME,
    Answers,
    decided_both_ways,
    fixes_after,
    name_of_forbidden,
)
from lms.enrolments.proposals.models import PlanProposal
from lms.enrolments.proposals.outcomes import fixes_as_json, fixes_from_json
from lms.enrolments.proposals.queries import names_of_plan
from lms.enrolments.proposals.shown_plan import decisions
from tests.enrolments.proposals.dialogues import asked, listed, made
from tests.enrolments.proposals.test_loading import a_running_class
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW, enrol
from tests.factories.equipment import OVEN
from tests.factories.proposals import TODAY, TRADES, a_planned_site, a_stay, a_trade, qualify_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Let the pages read the day of the made-up records, or a later one."""

    def at(now) -> None:
        for name in ("person", "site", "risk"):
            monkeypatch.setattr(f"lms.enrolments.proposals.views.{name}.now", lambda: now)

    at(NOW)
    return at


@pytest.fixture
def place():
    return a_planned_site(people=1)


def read(place, name, *args) -> str:
    client = sign_in(Client(), place.registrar)
    client.cookies["language"] = "en"
    return client.get(reverse(name, args=args)).content.decode()


def test_people_without_a_forecast_stand_by_themselves_with_a_link_and_are_not_impossible(place) -> None:
    unknown, gone = a_stay(place.site, release=None), a_stay(place.site, release=None)
    over = a_stay(place.site, release=TODAY - timedelta(days=1))
    row = made(asked(place.site, place.registrar))
    gone.left_date = TODAY
    gone.save(update_fields=["left_date"])
    text = read(place, "plans:plan", row.uuid)
    top = text.partition("plans__share")[0]
    assert "1 person has no release forecast and was not planned for." in top
    assert "The release forecast of 1 person is over" in top
    assert reverse("admissions:forecast", args=[unknown.uuid]) in top
    assert reverse("admissions:stay", args=[over.uuid]) in top
    assert reverse("admissions:forecast", args=[gone.uuid]) not in text
    assert "Cannot be reached in time, whatever class is opened" not in text


def test_what_is_lacking_for_everybody_stands_at_the_top_with_what_to_do(place) -> None:
    needed = (PlannedEquipment("OVEN", OVEN, 2, teaching="practice"),)
    qualify_for(place.instructor, a_trade("烘焙工", "4-03-02-09", equipment=needed))
    text = read(place, "plans:plan", made(asked(place.site, place.registrar)).uuid)
    top = text.partition("plans__share")[0]
    assert "What keeps classes from being held:" in top
    assert "no room of this site has the equipment it needs" in top
    assert "record it for a room" in top
    assert reverse("equipment:index") in top
    assert "Other programmes of which no class was planned" not in text


def test_a_qualification_that_ends_too_soon_is_named_with_its_day() -> None:
    place = a_planned_site(people=2, trades=2)
    ends = TODAY + timedelta(days=20)
    Qualification.objects.update(valid_until=ends)
    row = made(asked(place.site, place.registrar))
    assert row.outcome["cohorts"] == []
    assert {one["standing"] for one in row.outcome["people"]} == {"no_room"}
    top = read(place, "plans:plan", row.uuid).partition("plans__share")[0]
    assert f"{place.instructor.display_name} may teach until {ends.isoformat()}" in top
    assert "Have the qualification extended" in top
    assert reverse("cohorts:teachers") in top


def test_a_qualification_for_one_programme_that_ends_stops_no_other() -> None:
    place = a_planned_site(people=2, trades=2)
    free = made(asked(place.site, place.registrar)).outcome["cohorts"]
    qualify_for(place.instructor, a_trade(*TRADES[2]), until=TODAY + timedelta(days=20))
    row = made(asked(place.site, place.registrar))
    assert free
    assert [one["programme"] for one in row.outcome["cohorts"]] == [one["programme"] for one in free]
    assert {one["standing"] for one in row.outcome["people"]} == {"reached"}


def test_a_plan_of_four_weeks_ago_says_that_it_is_old(place, clock) -> None:
    row = made(asked(place.site, place.registrar))
    clock(NOW + timedelta(days=27))
    assert "This plan is old" not in read(place, "plans:plan", row.uuid)
    clock(NOW + timedelta(days=28))
    assert "This plan is old" in read(place, "plans:plan", row.uuid)


def test_a_list_from_before_this_week_says_so_and_a_forecast_that_is_over_is_told_as_over(
    place, clock
) -> None:
    soon = a_stay(place.site, release=TODAY + timedelta(days=5))
    listed(place.site)
    clock(NOW + timedelta(days=6))  # the Sunday of the same week
    text = read(place, "plans:at_risk")
    assert "This list is old" not in text
    assert "<strong>The release forecast is over</strong>" in text
    assert reverse("admissions:end", args=[soon.uuid]) in text
    clock(NOW + timedelta(days=7))
    assert "This list is old: it is of 2026-06-01, before this week." in read(place, "plans:at_risk")


def test_the_filter_of_reasons_reads_forecasts_as_they_are_today(place, clock) -> None:
    soon = a_stay(place.site, release=TODAY + timedelta(days=5))
    listed(place.site)
    clock(NOW + timedelta(days=6))
    client = sign_in(Client(), place.registrar)
    found = {
        code: [row["stay"] for row in client.get(reverse("plans:at_risk"), {"danger": code}).context["rows"]]
        for code in ("impossible", "forecast_over", "not_begun")
    }
    assert found == {"impossible": [], "forecast_over": [soon], "not_begun": place.stays}


def test_the_outlook_of_somebody_in_a_class_begins_after_its_last_day(place) -> None:
    stay = place.stays[0]
    stay.forecast_date = TODAY + timedelta(days=500)
    stay.save(update_fields=["forecast_date"])
    a_running_class(place, stay)  # until 2026-12-31, the last day with planned lessons is 2026-06-29
    text = read(place, "admissions:outlook", stay.uuid)
    assert "from 2027-01-01 on" in text
    assert "lasts until 2026-12-31" in text
    assert bars_of(place, stay), "a programme that is not in the plan can still begin"
    assert all(bar["x"] >= 1000 * 213 // 500 for bar in bars_of(place, stay))


def bars_of(place, stay) -> list[dict[str, int]]:
    client = sign_in(Client(), place.registrar)
    rows = client.get(reverse("admissions:outlook", args=[stay.uuid])).context["rows"]
    return [row["bars"]["time"] for row in rows if "time" in row["bars"]]


def test_a_forecast_that_is_over_is_no_target_out_of_reach(place) -> None:
    text = read(place, "admissions:outlook", a_stay(place.site, release=TODAY - timedelta(days=1)).uuid)
    assert "The forecast release is over, so nothing can be planned." in text
    assert "Nothing that is offered reaches the target" not in text


def test_not_opening_a_class_is_said_kept_and_taken_back_in_the_words_of_the_form(place) -> None:
    row = made(asked(place.site, place.registrar))
    said = row.outcome["cohorts"][0]
    for choice, words in (
        (FORBID, "whatever the part of the day"),
        (FORBID_PROGRAMME, "open no class, but those"),
    ):
        fixes = fixes_after(row.outcome, Fixes(), Answers({0: choice}))
        assert fixes_from_json(fixes_as_json(fixes)) == fixes
        (one,) = fixes.forbidden
        kept = PlanProposal(site=place.site, fixes=fixes_as_json(fixes))
        with override("en"):
            ((name, text),) = decisions(kept, names_of_plan(place.registrar, kept))
        assert (name, words in text) == (name_of_forbidden(one), True)
        assert (said["first"] in text) == (choice == FORBID)
        assert fixes_after({}, fixes, Answers(lifted=frozenset({name}))) == Fixes()
    both = fixes_after(row.outcome, Fixes(), Answers({0: FORBID_PROGRAMME}, kept=one_pair(said)))
    assert decided_both_ways(both) == (frozenset(), frozenset({said["people"][0]}))


def one_pair(said) -> frozenset[tuple[int, str]]:
    return frozenset({(0, said["people"][0])})


def test_decisions_of_before_keep_their_meaning() -> None:
    """Plans are kept ten years: those that bound one part of the day are lists."""
    kept = {"forbidden": [["FITTER/1", "morning", "2026-06-01"]]}
    (one,) = fixes_from_json(kept).forbidden
    assert one == Forbidden("FITTER/1", "", "morning", TODAY, Reach.HALF_DAY)
    assert name_of_forbidden(one) == "forbidden:FITTER/1:morning:2026-06-01"
    assert [
        one.bars(("FITTER/1", group, band, TODAY)) for group in ("", "east") for band in ("morning", "x")
    ] == [
        *(True, False),
        *(True, False),
    ]


def test_people_of_whom_something_is_not_recorded_stand_by_themselves_with_a_link() -> None:
    place = a_planned_site(people=1, trades=2)
    unborn, unsaid = a_stay(place.site, born=None), place.stays[0]
    Interruption.objects.create(
        enrolment=enrol(unsaid.person.user, place.versions[0]),
        reason="clinic",
        began_on=TODAY,
        at=NOW,
        client_key=uuid4(),
    )

    top = read(place, "plans:plan", made(asked(place.site, place.registrar)).uuid).partition("plans__share")[
        0
    ]
    assert "2 people could not be planned for before something is recorded." in top
    assert "Needs a date of birth before it can be planned." in top
    assert reverse("admissions:person_facts", args=[unborn.uuid]) in top
    assert "Training is interrupted: needs the day on which it goes on" in top
    assert reverse("admissions:stay", args=[unsaid.uuid]) in top
    listed(place.site)
    text = read(place, "plans:at_risk")
    assert "Not known yet: something has to be recorded first" in text
    assert reverse("admissions:person_facts", args=[unborn.uuid]) in text
    assert "Cannot be reached in time any more</strong>" not in text
