"""Whom the planner counts can join: every class of a plan is opened with everybody the plan has in it."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.catalog.api import Course, PlannedEquipment, Unit
from lms.core.actor import Actor
from lms.delivery.api import (
    NewCohort,
    Pattern,
    TeachingKind,
    WeeklySlot,
    join_cohort,
    open_cohort,
    plan_sessions,
)
from lms.delivery.classdesk.views.takeover import TakeOver as TakeOverPage
from lms.delivery.cohorts.takeover import TakeOver, outlook_of, take_over
from lms.delivery.models import CohortMember
from lms.enrolments.api import (
    EnrolmentState,
    NewEnrolment,
    enrol_trainee,
    get_proposed_class,
    withdraw_enrolment,
)
from lms.enrolments.models import Evidence
from lms.enrolments.proposals.offered import code_of
from tests.enrolments.proposals.dialogues import asked, made
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW, enrol
from tests.factories.equipment import OVEN, broken, equipped
from tests.factories.organisations import a_school_paired_with
from tests.factories.proposals import TODAY, TRADES, a_planned_site, a_trade
from tests.factories.takeover import a_plan_of

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
OVER_SOON, OVER_LATE = TODAY + timedelta(days=13), date(2026, 9, 30)


@pytest.fixture(autouse=True)
def ground(monkeypatch, settings):
    """The day of the made-up records, and classes of any size."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    settings.SMALLEST_CLASS = ""


@pytest.fixture
def place():
    place = a_planned_site(people=3, trades=2)  # so the programme of the classes is asked for again
    place.school = a_school_paired_with(place.site)
    return place


def in_class(place, stay, ends_on: date, *, hour: int) -> CohortMember:
    """Enrol somebody on the first programme, in a class of which one Monday lesson is planned so far."""
    version = place.versions[0]
    wanted = NewEnrolment(stay.person, version, place.school, uuid4())
    enrolment = enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW)
    new = NewCohort(f"K{stay.pk}", version, place.school, place.site, 20, TODAY, ends_on)
    cohort = open_cohort(cohort=new, actor=ACTOR, now=NOW)
    member = join_cohort(
        cohort_uuid=cohort.uuid, enrolment_uuid=enrolment.uuid, joined_on=TODAY, actor=ACTOR, now=NOW
    )
    pattern = Pattern(
        cohort_uuid=cohort.uuid,
        course=Course.objects.get(version=version),
        unit=Unit.objects.get(course__version=version),
        kind=TeachingKind.THEORY,
        room=place.room,
        instructor=place.instructor,
        first=TODAY + timedelta(days=7),
        last=TODAY + timedelta(days=10),
        slots=(WeeklySlot(0, time(hour), 90),),
        series=uuid4(),
    )
    plan_sessions(pattern=pattern, actor=ACTOR, now=NOW)
    return member


def test_everybody_whom_a_plan_puts_into_a_class_can_join_it(place) -> None:
    soon, late, free = place.stays
    over_soon = in_class(place, soon, OVER_SOON, hour=9)
    over_late = in_class(place, late, OVER_LATE, hour=14)
    plan = made(asked(place.site, place.registrar))
    first = code_of(place.versions[0])

    told = {one["stay"]: one for one in plan.outcome["people"]}
    assert plan.outcome["reached"] == 3
    assert told[str(late.uuid)]["own_class"] == [first]
    assert told[str(soon.uuid)]["own_class"] == []
    for number, one in enumerate(plan.outcome["cohorts"]):
        proposed = get_proposed_class(place.registrar, plan.uuid, number)
        cohort = NewCohort(
            f"N{number}", proposed.version, place.school, place.site, 20, proposed.first, proposed.last
        )
        outlook = outlook_of(proposed, cohort, now=NOW)
        assert outlook.staying_out == ()
        opened = take_over(order=TakeOver(proposed, cohort, outlook.digest), actor=ACTOR, now=NOW)
        assert opened.members.count() == len(one["people"])
    over_soon.refresh_from_db()
    over_late.refresh_from_db()
    assert over_late.left_on is None
    assert over_soon.left_on == OVER_SOON + timedelta(days=1)
    assert str(free.uuid) in {stay for one in plan.outcome["cohorts"] for stay in one["people"]}


def test_the_places_proposed_are_those_for_which_seats_and_equipment_are_enough(client) -> None:
    needs = (PlannedEquipment("OVEN", OVEN, 1, per_people=4),)
    place = a_planned_site(people=2, trades=0, seats=20)
    place.versions.append(a_trade(*TRADES[0], equipment=needs))
    plan = a_plan_of(place)
    first = get_proposed_class(place.registrar, plan.uuid, 0).first
    ovens = equipped(place.room, 3)
    assert get_proposed_class(place.registrar, plan.uuid, 0).places == 12
    broken(ovens, 1, first + timedelta(days=5))
    assert get_proposed_class(place.registrar, plan.uuid, 0).places == 8
    client = sign_in(client, place.registrar)
    client.cookies["language"] = "en"
    shown = client.get(reverse("cohorts:take_over", args=[plan.uuid, 0]))
    assert shown.context["form"].initial["capacity"] == 8
    assert "20 seats, equipment for 8 people" in shown.content.decode()
    equipped(place.room, 9)
    assert get_proposed_class(place.registrar, plan.uuid, 0).places == 20


def test_a_room_whose_equipment_went_out_of_order_proposes_one_place_and_a_class_without_a_room_its_people() -> (
    None
):
    place = a_planned_site(people=2, trades=0)
    place.versions.append(a_trade(*TRADES[0], equipment=(PlannedEquipment("OVEN", OVEN, 1),)))
    for room, expected in ((str(place.room.uuid), 1), ("", 2)):
        plan = a_plan_of(place, room=room)
        view = TakeOverPage()
        view._proposed = get_proposed_class(place.registrar, plan.uuid, 0)
        assert view.initial()["capacity"] == expected


def test_who_has_everything_once_taken_up_again_is_completed_and_stops_nobody() -> None:
    place = a_planned_site(people=3, trades=1)
    proposed = get_proposed_class(place.registrar, a_plan_of(place).uuid, 0)
    left = enrol(place.stays[0].person.user, proposed.version)
    withdraw_enrolment(enrolment_uuid=left.uuid, reason="", actor=ACTOR, now=NOW)
    for asked_for in proposed.version.requirements.all():
        Evidence.objects.create(
            enrolment=left,
            requirement=asked_for,
            source_type="exams.result",
            source_uuid=uuid4(),
            percent=100,
            is_met=True,
            recorded_at=NOW,
        )
    school = a_school_paired_with(place.site)
    cohort = NewCohort("2026-1", proposed.version, school, place.site, 20, proposed.first, proposed.last)
    seen = outlook_of(proposed, cohort, now=NOW).digest
    row = take_over(order=TakeOver(proposed, cohort, seen), actor=ACTOR, now=NOW)
    left.refresh_from_db()
    assert left.state == EnrolmentState.COMPLETED
    assert {one.enrolment.person for one in row.members.all()} == {stay.person for stay in place.stays[1:]}
