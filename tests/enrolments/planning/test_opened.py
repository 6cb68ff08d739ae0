"""Classes that are open already: held in any case, with people for the places that are left and for no more."""

from datetime import timedelta

import pytest

from lms.enrolments.planning.facts import TargetRule
from lms.enrolments.planning.site import for_site
from lms.enrolments.planning.site_facts import Clash, Earlier, Effort, Fixes, OpenCohort, SiteTask, Standing

from .facts_for_tests import BEGIN, FARM, person, site

ONE = TargetRule(certificates=1)
FIRST, LAST = BEGIN + timedelta(days=7), BEGIN + timedelta(days=40)


def plan_of(free: int, *, people: int = 3, fixes: Fixes = Fixes(), group: str = "", **changes):  # noqa: B008
    """A site without a free room: only the class that is open has places."""
    held = OpenCohort("K1", "farm", group, "morning", FIRST, LAST, free, ("M1",), "R1", "T1")
    listed = tuple(person(f"P{number}") for number in range(people))
    task = SiteTask(site(), (FARM,), listed, ONE, fixes, opened=(held,), **changes)
    return for_site(task, Effort(units=2, start_every_weeks=4))


@pytest.mark.parametrize(("free", "joining"), [(0, 0), (2, 2), (9, 3)])
def test_a_class_that_is_open_takes_as_many_as_it_has_places_left(free, joining) -> None:
    plan = plan_of(free)
    (held,) = plan.cohorts
    assert (held.code, held.members, held.room, held.instructor) == ("K1", ("M1",), "R1", "T1")
    assert (held.first_lesson, held.last_lesson) == (FIRST, LAST)
    assert len(held.people) == joining
    assert plan.reached == plan.bound == joining
    assert sum(one.standing is Standing.REACHED for one in plan.people) == joining


def test_who_belongs_to_another_group_joins_no_class_that_is_open() -> None:
    assert plan_of(5, group="A").cohorts[0].people == ()


def test_who_is_kept_in_it_takes_a_place_and_more_than_there_are_is_a_conflict() -> None:
    assert plan_of(1, fixes=Fixes(joins=frozenset({("P2", "K1")}))).cohorts[0].people == ("P2",)
    two = Fixes(joins=frozenset({("P1", "K1"), ("P2", "K1")}))
    assert [(one.clash, one.about) for one in plan_of(1, fixes=two).conflicts] == [
        (Clash.OVER_SEATS, ("K1",))
    ]


def test_who_had_a_place_in_it_in_an_earlier_plan_keeps_that() -> None:
    key = ("farm", "", "morning", FIRST)
    earlier = Earlier(frozenset({key}), frozenset({("P0", key)}))
    plan = plan_of(1, earlier=earlier)
    assert [one.code for one in plan.cohorts] == ["K1"]
    assert plan.cohorts[0].people == ("P0",)
