"""A site's plan: possible, the best of its kind, the same each time, and true to what staff fixed."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from benchmarks.planner_baseline import FirstCome
from benchmarks.planner_site import made_up_task
from lms.core.equipment import Need
from lms.enrolments.planning.facts import Distinct, InClass, Instructor, Room, TargetRule
from lms.enrolments.planning.site import for_site
from lms.enrolments.planning.site_facts import (
    Clash,
    Earlier,
    FixedCohort,
    Fixes,
    Forbidden,
    SitePlan,
    SiteTask,
    Standing,
)

from .facts_for_tests import (
    ADVANCED,
    AFTERNOON,
    ALL,
    BEGIN,
    ELECTRICIAN,
    FARM,
    LICENCE,
    MORNING,
    PASTRY,
    busy_sites,
    hopeful,
    people,
    person,
    programme,
    sites,
)
from .site_checker import site_faults
from .site_tasks import COHORT, EXACT, FOUR, QUICK, TEACHER, standings, task


def test_as_many_reach_the_target_as_there_are_seats():
    work = task(FOUR[:3], end=date(2026, 12, 31))
    plan = for_site(work, EXACT)

    assert not site_faults(plan, work)
    assert (plan.reached, plan.bound, plan.gap) == (3, 3, 0.0)
    assert set(standings(plan).values()) == {Standing.REACHED}


def test_who_gets_no_place_and_who_never_could_are_told_apart():
    leaving = person("P8", release=date(2026, 2, 1))
    soon = [replace(one, release=replace(one.release, on=date(2026, 4, 5))) for one in FOUR]
    done = person("P9", held=(FARM.award, PASTRY.award))
    work = task([*soon, leaving, done, person("P7", release=None)], end=date(2026, 6, 30))
    plan = for_site(work, EXACT)

    found = standings(plan)
    assert not site_faults(plan, replace(work, people=(*soon, leaving, done, *work.people[6:])))
    assert (found["P7"], found["P8"]) == (Standing.NO_FORECAST, Standing.IMPOSSIBLE)
    assert found["P9"] == Standing.REACHED_ALREADY
    assert [found[one.code] for one in soon].count(Standing.REACHED) == 2
    assert [found[one.code] for one in soon].count(Standing.NO_PLACE) == 2


def test_no_class_is_opened_for_fewer_people_than_the_smallest_has():
    work = replace(task(FOUR[:2], rooms=(Room("R1", 20),)), smallest=3)
    plan = for_site(work, EXACT)

    assert (plan.cohorts, plan.reached, plan.bound) == ((), 0, 0)
    assert set(standings(plan).values()) == {Standing.TOO_FEW}

    work = replace(work, people=tuple(FOUR[:3]))
    plan = for_site(work, EXACT)

    assert not site_faults(plan, work)
    assert {len(cohort.people) for cohort in plan.cohorts} == {3}
    assert set(standings(plan).values()) == {Standing.REACHED}


def test_who_is_left_when_a_class_is_full_is_left_over_rather_than_in_a_class_alone():
    soon = [replace(one, release=replace(one.release, on=date(2026, 4, 5))) for one in FOUR]
    rooms, teachers = (Room("R1", 3), Room("R2", 3)), (TEACHER, replace(TEACHER, code="T2"))
    work = task(soon, end=date(2026, 6, 30), rooms=rooms, instructors=teachers, bands=(MORNING, AFTERNOON))
    assert for_site(work, EXACT).reached == 4

    work = replace(work, smallest=3)
    plan = for_site(work, EXACT)

    assert not site_faults(plan, work)
    assert sorted(one.value for one in standings(plan).values()) == ["left_over", *["reached"] * 3]


def test_staff_may_keep_a_class_that_is_smaller():
    plan = for_site(task(FOUR[:1]), EXACT)
    kept = tuple(
        FixedCohort(one.code, one.programme, one.group, one.band, one.first_lesson) for one in plan.cohorts
    )
    joins = frozenset(("P0", one.code) for one in kept)
    work = replace(task(FOUR[:1], fixes=Fixes(kept, joins)), smallest=5)
    plan = for_site(work, EXACT)

    assert not site_faults(plan, work)
    assert standings(plan) == {"P0": Standing.REACHED}


def test_starts_that_lie_too_far_apart_are_no_lack_of_seats():
    hurried = person(
        "P0", release=date(2026, 3, 5)
    )  # alone: farming from the first day, the licence right after it
    work = task([hurried], (FARM, replace(LICENCE, lead_days=0)))

    assert standings(for_site(work, replace(EXACT, start_every_weeks=1)))["P0"] == Standing.REACHED
    assert standings(for_site(work, replace(EXACT, start_every_weeks=8)))["P0"] == Standing.NO_CLASS_SUITS


def test_what_must_come_before_comes_before():
    wrong_way_round = Fixes(
        (
            FixedCohort("C2", "advanced", "", "morning", BEGIN, "R1", "T1"),
            FixedCohort("C1", "electrician", "", "morning", date(2026, 2, 9), "R1", "T1"),
        )
    )
    begun = person("P1", held=(ELECTRICIAN.award,))
    work = task(
        [person("P0"), begun],
        (ELECTRICIAN, ADVANCED),
        instructors=(Instructor("T1", frozenset({"electrician", "advanced"}), 900),),
        rule=TargetRule(distinct=Distinct.EACH),
        fixes=wrong_way_round,
        end=date(2026, 3, 31),
    )
    plan = for_site(work, EXACT)

    assert standings(plan) == {"P0": Standing.IMPOSSIBLE, "P1": Standing.REACHED}
    assert plan.reached == plan.bound == 1


def test_the_bound_does_not_count_one_certificate_twice():
    plan = for_site(task([person("P0"), person("P1")], (FARM,)), EXACT)

    assert plan.reached == plan.bound == 0


def test_separate_groups_share_no_class():
    mixed = [replace(one, group="east" if n % 2 else "west") for n, one in enumerate(FOUR)]
    work = task(mixed)
    plan = for_site(work, EXACT)

    assert not site_faults(plan, work)
    assert {cohort.group for cohort in plan.cohorts} == {"east", "west"}


@settings(max_examples=60)
@given(
    crowd=st.lists(people, min_size=1, max_size=4),
    groups=st.lists(st.sampled_from(["east", "west"]), min_size=4, max_size=4),
    place=sites,
    limit=st.sampled_from([450, 900, 1440, 1800]),
)
def test_a_plan_is_never_impossible(crowd, groups, place, limit):
    named = [replace(one, code=f"P{n}", group=groups[n]) for n, one in enumerate(crowd)]
    teachers = (
        Instructor("T1", frozenset(p.code for p in ALL), limit),
        Instructor("T2", frozenset({"advanced"}), 900),
    )
    site = replace(place, rooms=(Room("R1", 1), Room("R2", 2)), instructors=teachers)
    work = SiteTask(site, ALL, tuple(named))

    assert not site_faults(for_site(work, EXACT), work)


@settings(max_examples=60)
@given(
    crowd=st.lists(hopeful, min_size=2, max_size=4),
    groups=st.lists(st.sampled_from(["east", "east", "west"]), min_size=4, max_size=4),
    place=busy_sites,
    limit=st.sampled_from([450, 900, 1440]),
    seats=st.tuples(st.integers(1, 2), st.integers(1, 3)),
)
def test_no_class_of_a_plan_is_impossible(crowd, groups, place, limit, seats):
    named = [replace(one, code=f"P{n}", group=groups[n]) for n, one in enumerate(crowd)]
    teachers = (
        Instructor("T1", frozenset({"farm", "pastry", "licence"}), limit),
        Instructor("T2", frozenset({"electrician", "advanced"}), 900),
    )
    rooms = (Room("R1", seats[0]), Room("R2", seats[1]))
    offered = tuple(replace(p, places=2) if p.code == "farm" else p for p in ALL[:5])
    work = SiteTask(
        replace(place, rooms=rooms, instructors=teachers), offered, tuple(named), TargetRule(certificates=1)
    )
    plan = for_site(work, EXACT)

    event(f"classes: {len(plan.cohorts)}")
    assert not site_faults(plan, work)


@pytest.mark.parametrize("seed", range(6))
def test_small_sites_are_planned_as_well_as_by_trying_everything(seed):
    chance = random.Random(seed)
    people = [
        person(
            f"P{n}",
            release=BEGIN + timedelta(days=chance.randint(60, 170)),
            ready_on=BEGIN + timedelta(days=chance.randint(0, 40)),
        )
        for n in range(3)
    ]
    work = task(people, (FARM, LICENCE), rooms=(Room("R1", 1),), end=BEGIN + timedelta(days=150))
    plan = for_site(work, EXACT)

    assert not site_faults(plan, work)
    assert plan.reached == plan.bound == best_by_trying(work)


def best_by_trying(work: SiteTask) -> int:
    """Try every way to give a single room, class by class, to single people; no code of the planner."""
    mondays = [work.site.begin + timedelta(weeks=4 * n) for n in range(6)]
    choices = [(None, None), *product(work.people, work.programmes)]
    return max(reach(work, mondays, way) for way in product(choices, repeat=len(mondays)) if is_short(way))


def is_short(way) -> bool:
    """Nobody gains by taking a programme twice."""
    taken = [pair for pair in way if pair[0]]
    return len({(one.code, what.code) for one, what in taken}) == len(taken)


def reach(work, mondays, way) -> int:
    gained: dict[str, set[str]] = {}
    free = date.min
    for monday, (who, what) in zip(mondays, way, strict=True):
        if who is None:
            continue
        minutes, day = what.theory_minutes + what.practice_minutes, monday
        while (minutes := minutes - MORNING.minutes[day.weekday()]) > 0:
            day += timedelta(days=1)
        exams = [e for e in what.exams if (e - day).days >= what.lead_days]
        done = exams[0] + timedelta(days=what.result_days)
        if monday < free or monday < who.ready_on or day > work.site.end or done > who.release.on:
            return 0
        free = day + timedelta(days=1)
        gained.setdefault(who.code, set()).add(what.code)
    return sum(len(codes) == 2 for codes in gained.values())


@pytest.fixture(scope="module")
def larger() -> tuple[SiteTask, SitePlan]:
    work = made_up_task(7, people=40)
    rooms = tuple(replace(room, seats=2) for room in work.site.rooms)
    work = replace(work, site=replace(work.site, rooms=rooms))
    return work, for_site(work, QUICK)


def test_a_larger_site_is_planned_possibly_and_better_than_first_come_first_served(larger):
    work, plan = larger

    assert not site_faults(plan, work)
    assert plan.gap <= 0.05
    assert plan.reached > FirstCome(work, QUICK).run()


def test_the_same_facts_give_the_same_plan(larger):
    work, plan = larger

    assert for_site(work, QUICK) == plan


# The solver's draw must not matter: with these two it finds very different classes first.
@pytest.mark.parametrize("seed", [1, 4])
def test_a_plan_around_a_decision_reaches_as_many_and_leaves_most_seats_as_they_were(larger, seed):
    work, plan = larger
    shut = plan.cohorts[0]
    unwanted = Forbidden(shut.programme, shut.group, shut.band, shut.first_lesson)
    fixes = Fixes(forbidden=frozenset({unwanted}))
    before = seats_of(plan)
    earlier = Earlier(frozenset(key for _who, key in before), frozenset(before))
    changed = replace(work, fixes=fixes, earlier=earlier)
    again = for_site(changed, replace(QUICK, seed=seed))

    assert not site_faults(again, changed)
    assert again.reached == again.bound == plan.reached
    # Without the earlier plan 55 of 60 seats are given to others, or on other days.
    assert len(before - seats_of(again)) <= len(before) / 10


def seats_of(plan: SitePlan) -> set:
    return {
        (who, (one.programme, one.group, one.band, one.first_lesson))
        for one in plan.cohorts
        for who in one.people
    }


def test_first_come_first_served_is_a_possible_plan_too(larger):
    work, plan = larger
    baseline = FirstCome(work, QUICK)
    reached = baseline.run()
    claimed = replace(plan, cohorts=baseline.cohorts(), reached=reached, bound=len(work.people))

    assert not site_faults(claimed, work)


# --- what staff fixed ----------------


def test_what_staff_fixed_stays_and_the_rest_is_planned_around_it():
    first = for_site(task(FOUR), EXACT)
    fixes = Fixes((COHORT,), frozenset({("P3", "C1")}), frozenset({("P0", "farm")}))
    work = task(FOUR, fixes=fixes)
    plan = for_site(work, EXACT)

    kept = next(cohort for cohort in plan.cohorts if cohort.code == "C1")
    assert (kept.room, kept.instructor, kept.first_lesson, kept.is_fixed) == ("R1", "T1", BEGIN, True)
    assert "P3" in kept.people
    assert all("P0" not in cohort.people for cohort in plan.cohorts if cohort.programme == "farm")
    assert not site_faults(plan, work)
    assert first.cohorts != plan.cohorts
    assert plan.reached == plan.bound == 4


def test_a_seat_that_staff_gave_away_counts_even_where_it_does_not_help():
    leaving = person("P8", release=date(2026, 1, 20))
    fixes = Fixes((COHORT,), frozenset({("P8", "C1")}))
    work = task([leaving, *FOUR], fixes=fixes)
    plan = for_site(work, EXACT)

    kept = next(cohort for cohort in plan.cohorts if cohort.code == "C1")
    assert "P8" in kept.people
    assert len(kept.people) <= 2
    assert standings(plan)["P8"] == Standing.IMPOSSIBLE
    assert not site_faults(plan, work)


OTHER = replace(COHORT, code="C2", programme="farm")
NO_KITCHEN = programme("kitchen", equipment=(Need("oven", 1),))


@pytest.mark.parametrize(
    ("cohorts", "joins", "refused", "expected"),
    [
        ([replace(COHORT, programme="nothing")], [], [], Clash.UNKNOWN),
        ([replace(COHORT, room="R9")], [], [], Clash.UNKNOWN),
        ([replace(COHORT, first_lesson=date(2027, 6, 20))], [], [], Clash.NO_EXAM),
        ([replace(COHORT, programme="kitchen", instructor=None)], [], [], Clash.ROOM_LACKS_EQUIPMENT),
        ([replace(COHORT, programme="kitchen", room=None)], [], [], Clash.INSTRUCTOR_NOT_QUALIFIED),
        ([COHORT, replace(OTHER, instructor=None)], [], [], Clash.ROOM_TWICE),
        ([COHORT, replace(OTHER, room=None)], [], [], Clash.INSTRUCTOR_TWICE),
        ([COHORT, replace(OTHER, room=None, band="afternoon")], [], [], Clash.INSTRUCTOR_OVER_WEEK),
        ([COHORT], [("P0", "C1"), ("P1", "C1"), ("P2", "C1")], [], Clash.OVER_SEATS),
        ([replace(COHORT, group="east")], [("P0", "C1")], [], Clash.OTHER_GROUP),
        (
            [COHORT, replace(OTHER, room=None, instructor=None)],
            [("P0", "C1"), ("P0", "C2")],
            [],
            Clash.PERSON_TWICE,
        ),
        ([COHORT], [("P0", "C1")], [("P0", "pastry")], Clash.REFUSED_AND_JOINED),
        ([COHORT], [("P0", "C9")], [], Clash.UNKNOWN),
        ([], [], [("P9", "farm")], Clash.UNKNOWN),
        ([COHORT, replace(OTHER, room=None, instructor=None)], [], [], Clash.NOT_TOGETHER),
    ],
)
def test_what_cannot_be_is_named(cohorts, joins, refused, expected):
    fixes = Fixes(tuple(cohorts), frozenset(joins), frozenset(refused))
    work = task(FOUR, (FARM, LICENCE, PASTRY, NO_KITCHEN), fixes=fixes, bands=(MORNING, AFTERNOON))
    plan = for_site(work, EXACT)

    assert [conflict.clash for conflict in plan.conflicts] == [expected]
    assert plan.conflicts[0].about
    assert plan.cohorts == ()


def test_who_needs_only_the_own_class_is_on_the_way_and_has_not_reached_the_target_already():
    """The audit of such a person says that a certificate is lacking: the plan must not say the contrary."""
    inside = person("P5", held=(PASTRY.award,), in_class=(InClass("farm", date(2026, 6, 26)),))
    done = person("P9", held=(FARM.award, PASTRY.award), in_class=(InClass("farm", date(2026, 6, 26)),))
    plan = for_site(task([inside, done], end=date(2026, 12, 31)), EXACT)
    assert standings(plan) == {"P5": Standing.ON_THE_WAY, "P9": Standing.REACHED_ALREADY}
    assert plan.reached == 2
