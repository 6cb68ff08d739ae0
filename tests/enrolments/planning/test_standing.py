"""Why a plan leaves somebody without the target: the words follow what the solver did, never a guess."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lms.enrolments.planning.facts import Instructor, Room, Taken
from lms.enrolments.planning.needs import Needs
from lms.enrolments.planning.offers import Catalogue
from lms.enrolments.planning.personal import for_person
from lms.enrolments.planning.risk import Danger, risk_of
from lms.enrolments.planning.site import for_site
from lms.enrolments.planning.site_facts import Lacking, Standing
from lms.enrolments.planning.standing import Found, Standings

from .facts_for_tests import ALL, BEGIN, FARM, LICENCE, RULE, award, person, site
from .site_checker import site_faults
from .site_tasks import EXACT, FOUR, standings, task

LARGE = (Room("R1", 20),)


def test_who_cannot_reach_the_target_fills_no_class_for_those_who_could() -> None:
    """Seven people want each class, but only three of them would be at the target with it."""
    farmers = [person(f"F{n}", closed=frozenset({"licence", "pastry"})) for n in range(2)]
    licensed = [person(f"L{n}", closed=frozenset({"farm", "pastry"})) for n in range(2)]
    able = [person(f"P{n}", closed=frozenset({"pastry"})) for n in range(3)]
    plan = for_site(replace(task([*able, *farmers, *licensed], rooms=LARGE), smallest=5), EXACT)
    found = standings(plan)
    assert plan.cohorts == ()
    assert {found[one.code] for one in able} == {Standing.TOO_FEW}
    assert {found[one.code] for one in (*farmers, *licensed)} == {Standing.IMPOSSIBLE}


def test_who_has_no_forecast_and_whose_forecast_is_over_are_not_impossible() -> None:
    unknown, late = person("P5", release=None), person("P6", release=BEGIN - timedelta(days=1))
    today, done = person("P7", release=BEGIN), person("P8", release=None, held=(award("a"), award("b")))
    found = standings(for_site(task([unknown, late, today, done]), EXACT))
    assert found == {
        "P5": Standing.NO_FORECAST,
        "P6": Standing.FORECAST_OVER,
        "P7": Standing.IMPOSSIBLE,
        "P8": Standing.REACHED_ALREADY,
    }
    assert risk_of(late, ALL, site(), RULE, frozenset()).danger is Danger.FORECAST_OVER


@pytest.mark.parametrize(
    "rooms",
    [
        (Room("R1", 20, taken=(Taken("morning", BEGIN, site().end),)),),
        (Room("R1", 2), Room("R2", 2)),  # the smallest class is larger
    ],
)
def test_where_no_room_is_free_and_large_enough_nothing_went_to_others(rooms) -> None:
    work = replace(task(FOUR, rooms=rooms), smallest=3)
    plan = for_site(work, EXACT)
    assert not site_faults(plan, work)
    assert plan.cohorts == ()
    assert set(standings(plan).values()) == {Standing.NO_ROOM}


def test_a_shortage_is_named_where_mending_it_would_bring_somebody_to_the_target() -> None:
    end = site().end
    farmer = Instructor("T1", frozenset({"farm"}), 900)
    leaving = Instructor(
        "T2", frozenset({"licence"}), 900, (Taken("morning", BEGIN + timedelta(days=3), end),)
    )
    busy = Room("R1", 20, taken=(Taken("morning", BEGIN + timedelta(days=90), BEGIN + timedelta(days=95)),))
    work = task(FOUR[:2], (FARM, LICENCE), rooms=(busy,), instructors=(farmer, leaving))
    plan = for_site(work, EXACT)
    assert set(standings(plan).values()) == {Standing.NO_ROOM}
    (short,) = plan.shortages  # that the room is taken for a week keeps nobody from the target
    assert (short.programme, short.lacking, short.people) == ("licence", Lacking.INSTRUCTOR, 2)
    assert short.number == short.classes


@pytest.mark.parametrize(
    ("reached", "unproved", "expected"),
    [
        ((), 0, Standing.NO_ROOM),
        (("P0",), 0, Standing.NO_PLACE),
        (("P0",), 2, Standing.NO_PLACE),  # one of three at least has none, whatever a better plan were
        (("P0",), 3, Standing.UNPROVED),
        ((), 4, Standing.UNPROVED),
    ],
)
def test_seats_went_to_others_only_where_others_have_some_and_it_is_proved(
    reached, unproved, expected
) -> None:
    work = task(FOUR)
    needs = Needs(Catalogue(work, EXACT))
    openable = frozenset(range(len(needs.catalogue.offers)))
    alone = {one.code: for_person(one, work.programmes, work.site, work.rule) for one in FOUR}
    found = Standings(needs, EXACT, Found(frozenset(reached), openable, openable, unproved), alone).of
    assert {found[code] for code in alone if code not in reached} == {expected}
