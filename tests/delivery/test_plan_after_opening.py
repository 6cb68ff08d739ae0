"""A plan that is made after a class of it was opened: the class stands as it is, and takes what it takes."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.catalog.api import Course, Unit
from lms.core.actor import Actor
from lms.delivery.api import NewCohort, Pattern, TeachingKind, WeeklySlot, plan_sessions
from lms.delivery.cohorts.takeover import TakeOver, outlook_of, take_over
from lms.delivery.models import Cohort
from lms.enrolments.api import get_proposed_class
from lms.enrolments.models import PlanProposal
from lms.enrolments.planning.facts import Taken
from lms.enrolments.proposals.fixing import Answers, fixes_after
from lms.enrolments.proposals.loading import load_facts
from lms.enrolments.proposals.outcomes import fixes_from_json
from tests.enrolments.proposals.dialogues import asked, made
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW
from tests.factories.organisations import a_school_paired_with
from tests.factories.proposals import a_planned_site, a_stay
from tests.factories.takeover import a_plan_of

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


@pytest.fixture(autouse=True)
def ground(monkeypatch, settings):
    """The day of the made-up records, and classes of any size."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.SMALLEST_CLASS = ""


@pytest.fixture
def place():
    place = a_planned_site(people=4, trades=2)
    place.school = a_school_paired_with(place.site)
    return place


def opened(place, plan: PlanProposal, *, capacity: int = 4) -> Cohort:
    """Open the first class of a plan with so many places."""
    proposed = get_proposed_class(place.registrar, plan.uuid, 0)
    cohort = NewCohort(
        "2026-A", proposed.version, place.school, place.site, capacity, proposed.first, proposed.last
    )
    outlook = outlook_of(proposed, cohort, now=NOW)
    return take_over(order=TakeOver(proposed, cohort, outlook.digest), actor=ACTOR, now=NOW)


def a_session(row: Cohort, place) -> None:
    """Plan the first session of a class."""
    version = row.version
    first = row.begins_on + timedelta(days=(-row.begins_on.weekday()) % 7)
    pattern = Pattern(
        cohort_uuid=row.uuid,
        course=Course.objects.get(version=version),
        unit=Unit.objects.get(course__version=version),
        kind=TeachingKind.THEORY,
        room=place.room,
        instructor=place.instructor,
        first=first,
        last=first,
        slots=(WeeklySlot(0, time(9), 90),),
        series=uuid4(),
    )
    plan_sessions(pattern=pattern, actor=ACTOR, now=NOW)


def planned_at_once(one, other) -> bool:
    """Whether two classes of an outcome have lessons in the same part of the day at the same time."""
    return one["band"] == other["band"] and one["first"] <= other["last"] and other["first"] <= one["last"]


def test_a_class_that_was_opened_stands_with_its_people_and_nobody_else_beyond_its_places(place) -> None:
    first = made(asked(place.site, place.registrar))
    row = opened(place, first)
    code, inside = first.outcome["cohorts"][0]["code"], {str(stay.uuid) for stay in place.stays}
    for _number in range(6):
        a_stay(place.site)
    again = made(asked(place.site, place.registrar, around=first))
    held = next(one for one in again.outcome["cohorts"] if one["code"] == code)
    assert set(held["members"]) == inside
    assert held["people"] == []
    for one in again.outcome["cohorts"]:
        assert one is held or not planned_at_once(one, held)
        assert one is held or one["members"] is None
    assert row.members.count() == 4


def test_a_class_that_is_open_has_its_places_left_and_takes_room_and_teacher_until_sessions_are_planned() -> (
    None
):
    place = a_planned_site(people=4, trades=1, seats=5)
    place.school = a_school_paired_with(place.site)
    row = opened(place, a_plan_of(place), capacity=20)
    facts = load_facts(place.site, now=NOW)
    (held,) = facts.opened
    assert set(held.members) == {str(stay.uuid) for stay in place.stays}
    assert held.free == 1  # of 20 places: the room has five seats
    taken = Taken("morning", row.begins_on, row.ends_on)
    assert facts.site.rooms[0].taken == facts.site.instructors[0].taken == (taken,)
    a_session(row, place)
    facts = load_facts(place.site, now=NOW)
    assert facts.opened[0].free == 16  # its timetable is what says where it is held
    assert facts.site.rooms[0].taken[0].last < row.ends_on


def test_one_persons_outlook_knows_no_classes_of_others(place) -> None:
    opened(place, a_plan_of(place))
    assert load_facts(place.site, now=NOW, only=place.stays[0].uuid).opened == ()


def test_a_class_that_was_opened_and_cancelled_stands_no_more(place) -> None:
    row = opened(place, a_plan_of(place))
    assert load_facts(place.site, now=NOW).opened
    Cohort.objects.filter(pk=row.pk).update(cancelled_at=NOW, cancelled_because="-")
    assert load_facts(place.site, now=NOW).opened == ()


def test_the_pages_say_who_is_in_a_class_that_was_opened(place) -> None:
    first = made(asked(place.site, place.registrar))
    opened(place, first, capacity=3)
    again = made(asked(place.site, place.registrar, around=first))
    client = sign_in(Client(), place.registrar)
    client.cookies["language"] = "en"
    before = client.get(reverse("plans:plan", args=[first.uuid])).content.decode()
    assert "of the 4 people proposed here 3 are in it" in before
    after = client.get(reverse("plans:plan", args=[again.uuid])).content.decode()
    assert "3 people were in it already" in after
    assert "It was open when this plan was made" in after


def test_who_staff_keep_in_a_class_that_is_full_by_now_is_named(place) -> None:

    first = a_plan_of(place)
    opened(place, first, capacity=3)
    people = first.outcome["cohorts"][0]["people"]
    kept = Answers(kept=frozenset((0, stay) for stay in people))
    fixes = fixes_after(first.outcome, fixes_from_json(first.fixes), kept)
    again = made(asked(place.site, place.registrar, fixes=fixes, around=first))
    assert [one["clash"] for one in again.outcome["conflicts"]] == ["over_seats"]
