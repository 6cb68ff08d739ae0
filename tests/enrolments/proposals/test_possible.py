"""No plan made from loaded records is impossible: looked at with checkers that share no code with planner or loader."""

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.accounts.models import Person
from lms.delivery.models import ClassSession, CohortMember
from lms.enrolments.errors import EnrolmentRefused
from lms.enrolments.models import Admission, Enrolment
from lms.enrolments.planning.personal import for_person
from lms.enrolments.planning.site import for_site
from lms.enrolments.planning.site_facts import Effort, Fixes
from lms.enrolments.proposals.loading import load_facts
from tests.enrolments.planning.checker import faults_of
from tests.enrolments.planning.site_checker import each_day, site_faults
from tests.enrolments.proposals.test_loading import a_running_class
from tests.factories.courses import NOW, enrol
from tests.factories.organisations import a_room
from tests.factories.outside import confirm, record, skill_paper
from tests.factories.proposals import TODAY, a_planned_site, a_stay, a_trade, qualify_for
from tests.factories.stays import say_fit

pytestmark = pytest.mark.django_db
QUICK = Effort(units=2, start_every_weeks=4, good_enough=0.1)
HOURS = {"morning": (9, 11), "afternoon": (14, 17)}  # hours that lie within the band


def made_up_site(seed: int):
    """Return a site of records that nobody would think of: all that the loader reads may be there or not."""
    chance = random.Random(seed)
    place = a_planned_site(people=0, seats=chance.choice([2, 5, 20]))
    licence = a_trade("电工", "6-31-01-03", kind="special_operation_preparation", level=None, theory=900)
    place.versions.append(licence)
    qualify_for(place.instructor, licence, until=chance.choice([None, TODAY + timedelta(days=150)]))
    if chance.random() < 0.5:
        a_room(place.site, seats=4)
    for number in range(8):
        is_taught = number < 2  # who may be enrolled anywhere
        fit = True if is_taught else chance.choice([True, True, False, None])
        release = chance.choice([None, *(TODAY + timedelta(days=days) for days in (-20, 40, 120, 200, 400))])
        if is_taught:
            release = TODAY + timedelta(days=chance.choice([120, 400]))
        stay = a_stay(place.site, release=release and max(release, date(2026, 3, 2)))
        place.stays.append(stay)
        if is_taught:
            a_running_class(place, stay, weeks=chance.randint(2, 9), hour=(9, 14)[number])
        elif chance.random() < 0.4:
            with suppress(EnrolmentRefused):
                enrol(stay.person.user, chance.choice(place.versions))
        # What was known on enrolling was enough; what is known today need not be.
        schooling = chance.choice(["unknown", "primary", "junior", "vocational"])
        say_fit(stay, fit, on=date(2026, 3, 2))
        Admission.objects.filter(pk=stay.pk).update(schooling=schooling)
        born = chance.choice([None, date(1990, 1, 1), date(2009, 9, 9), date(1966, 12, 1)])
        Person.objects.filter(pk=stay.person_id).update(birth_date=born)
        if chance.random() < 0.3:
            confirm(record(skill_paper(stay.person, occupation=chance.choice(["电工", "焊工"]))))
    return place


def running_of(place):
    """Return day, band, room, instructor and people of the sessions to come, by hand."""
    for session in ClassSession.objects.filter(cohort__site=place.site).select_related("room", "instructor"):
        hour = session.begins_at.hour + 8
        band = next(name for name, (first, last) in HOURS.items() if first <= hour < last)
        people = CohortMember.objects.filter(cohort=session.cohort).values_list(
            "enrolment__person", flat=True
        )
        yield (
            session.begins_at.date(),
            band,
            str(session.room.uuid),
            str(session.instructor.uuid),
            set(people),
        )


def record_faults(plan, place) -> list[str]:
    """Return where a site's plan takes what the records say is taken, or promises what they do not allow."""
    found, stays = [], {str(stay.uuid): stay for stay in place.stays}
    running = list(running_of(place))
    for cohort in plan.cohorts:
        days = set(each_day(cohort))
        inside = {stays[code].person_id for code in cohort.people}
        for day, band, room, instructor, people in running:
            if day in days and band == cohort.band and room == cohort.room:
                found.append(f"{room} is taken on {day}")
            if day in days and instructor == cohort.instructor:
                found.append(f"{instructor} teaches on {day}")
            if day in days and people & inside:
                found.append(f"somebody has lessons on {day}")
        code, number = cohort.programme.split("/")
        for stay in (stays[one] for one in cohort.people):
            release = stay.forecast_date
            if release is None or cohort.certificate_on > release - timedelta(days=14):
                found.append(f"{cohort.code} ends too late for {stay}")
            on = Enrolment.objects.filter(person=stay.person_id, version__programme__code=code)
            if on.exists() and on.get().version.number != int(number):
                found.append(f"{stay} is on another version")
    return found


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_from_loaded_records_is_impossible(seed: int) -> None:
    place = made_up_site(seed)
    facts = load_facts(place.site, now=NOW)
    for person in facts.people:
        plan = for_person(person, facts.programmes, facts.site, facts.rule)
        if plan.steps:
            assert faults_of(plan, person, facts.programmes, facts.site, facts.rule) == []
            assert all(
                step.first_lesson is None or step.first_lesson >= person.ready_on for step in plan.steps
            )
    task = facts.task(Fixes())
    plan = for_site(task, QUICK)
    known = [person for person in facts.people if person.release and person.born]
    assert plan.conflicts == ()
    assert record_faults(plan, place) == []
    assert [fault for fault in site_faults_of(plan, task, known) if fault] == []


def site_faults_of(plan, task, known) -> list[str]:
    """Look at the plan as the planner's own tests do; who has no forecast or date of birth must be in no class."""
    left_out = {person.code for person in task.people} - {person.code for person in known}
    inside = {who for cohort in plan.cohorts for who in cohort.people}
    if inside & left_out:
        return [f"{sorted(inside & left_out)}: nothing can be promised"]
    held = sum(one.standing.value == "reached_already" for one in plan.people if one.person in left_out)
    told = tuple(one for one in plan.people if one.person not in left_out)
    seen = replace(plan, reached=plan.reached - held, people=told)
    return site_faults(seen, replace(task, people=tuple(known)))


def test_some_of_the_made_up_sites_have_plans_at_all() -> None:
    place = a_planned_site(people=4)
    plan = for_site(load_facts(place.site, now=NOW).task(Fixes()), QUICK)
    assert plan.reached == 4
    assert len(plan.cohorts) >= 2
