"""A site's plan and the equipment of its rooms: no class where something is missing, and the reason is named."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.equipment import Need, Outage, Stock
from lms.enrolments.planning.eligibility import Why
from lms.enrolments.planning.facts import Earned, Instructor, Room, TargetRule
from lms.enrolments.planning.site import for_site
from lms.enrolments.planning.site_facts import Clash, Fixes, SiteTask, Standing

from .facts_for_tests import BEGIN, ELECTRICIAN, FARM, PASTRY, people, sites
from .site_checker import class_faults, site_faults
from .site_tasks import COHORT, EXACT, FOUR, QUICK, standings, task

FARM_TOOLS = replace(FARM, equipment=(Need("spade", 1, 1), Need("pump", 1)))
SPADES = Stock("spade", 3)
PUMP = Stock("pump", 1)


def farm_task(*stocks, others=(), **changes):
    """Return a task in which one certificate is enough and one room has this equipment."""
    rooms = (Room("R1", 10, tuple(stocks)), *others)
    return task(FOUR, (FARM_TOOLS,), rooms=rooms, rule=TargetRule(certificates=1), **changes)


def test_a_class_has_no_more_people_than_the_equipment_is_enough_for():
    work = farm_task(SPADES, PUMP, end=date(2026, 3, 15))
    plan = for_site(work, EXACT)

    assert not site_faults(plan, work)
    assert {len(cohort.people) for cohort in plan.cohorts} <= {1, 2, 3}
    assert plan.reached == 4


def test_where_no_room_has_the_equipment_no_class_is_opened_and_the_reason_is_named():
    plan = for_site(farm_task(SPADES, others=(Room("R2", 10, (PUMP,)),)), EXACT)

    assert plan.cohorts == ()
    assert set(standings(plan).values()) == {Standing.IMPOSSIBLE}
    reasons = plan.people[0].alone.verdicts[0].reasons
    assert [(one.why, one.about, one.needed, one.found) for one in reasons] == [
        (Why.NO_EQUIPMENT, "pump", 1, 0)
    ]


def test_who_needs_no_more_lessons_needs_no_equipment():
    done = replace(FOUR[0], earned=(Earned("farm", FARM.theory_minutes, FARM.practice_minutes),))
    work = replace(farm_task(), people=(done,))

    assert standings(for_site(work, EXACT))["P0"] == Standing.ON_THE_WAY


def test_no_class_runs_while_what_it_needs_is_out_of_order():
    mended = date(2026, 6, 30)
    work = farm_task(SPADES, replace(PUMP, outages=(Outage(1, BEGIN, mended),)))
    plan = for_site(work, EXACT)

    assert not site_faults(plan, work)
    assert plan.reached == 4
    assert all(cohort.first_lesson > mended for cohort in plan.cohorts)


def test_what_is_partly_out_of_order_is_enough_for_fewer_people():
    few = replace(SPADES, outages=(Outage(2, BEGIN),))
    work = farm_task(few, PUMP, end=date(2026, 3, 15))
    plan = for_site(work, EXACT)

    assert not site_faults(plan, work)
    assert {len(cohort.people) for cohort in plan.cohorts} == {1}


def test_a_fixed_class_is_told_what_its_room_lacks_and_for_how_many_it_is_enough():
    cohort = replace(COHORT, programme="farm")
    lacking = for_site(farm_task(SPADES, fixes=Fixes((cohort,))), EXACT)
    assert [one.clash for one in lacking.conflicts] == [Clash.ROOM_LACKS_EQUIPMENT]
    joins = frozenset((one.code, "C1") for one in FOUR)
    full = for_site(farm_task(SPADES, PUMP, fixes=Fixes((cohort,), joins)), EXACT)
    assert [one.clash for one in full.conflicts] == [Clash.OVER_SEATS]


out_of_order = st.lists(
    st.builds(
        lambda count, first, length: Outage(
            count,
            BEGIN + timedelta(days=first),
            None if length is None else BEGIN + timedelta(days=first + length),
        ),
        st.integers(1, 3),
        st.integers(0, 400),
        st.none() | st.integers(0, 200),
    ),
    max_size=2,
).map(tuple)
furnished = st.lists(
    st.builds(Stock, st.sampled_from(["oven", "bench"]), st.integers(0, 4), out_of_order),
    max_size=2,
    unique_by=lambda one: one.kind,
).map(tuple)


@settings(max_examples=40)
@given(
    crowd=st.lists(people, min_size=1, max_size=4),
    place=sites,
    rooms=st.lists(furnished, min_size=1, max_size=3),
    asked=st.tuples(st.integers(1, 2), st.none() | st.integers(1, 3)),
)
def test_no_class_is_planned_where_equipment_is_missing(crowd, place, rooms, asked):
    named = [replace(one, code=f"P{n}") for n, one in enumerate(crowd)]
    offered = (
        replace(PASTRY, equipment=(Need("oven", *asked),)),
        replace(ELECTRICIAN, equipment=(Need("bench", 1, 1),)),
        FARM,
    )
    teacher = Instructor("T1", frozenset({"pastry", "electrician", "farm"}), 1800)
    there = tuple(Room(f"R{n}", 3, stocks) for n, stocks in enumerate(rooms))
    work = SiteTask(
        replace(place, rooms=there, instructors=(teacher,)), offered, tuple(named), TargetRule(certificates=1)
    )
    plan = for_site(work, QUICK)

    assert not [fault for fault in class_faults(plan, work) if "lacks" in fault or "too many" in fault]
