"""Small tasks for the planner of a site: one room, one teacher, four people, three programmes."""

from lms.enrolments.planning.facts import Instructor, Room, TargetRule
from lms.enrolments.planning.site_facts import Effort, FixedCohort, Fixes, SiteTask, Standing

from .facts_for_tests import BEGIN, FARM, LICENCE, PASTRY, person, site

QUICK = Effort(units=4, start_every_weeks=4, good_enough=0.05)
EXACT = Effort(units=10, start_every_weeks=4)
ROOM = Room("R1", 2)
TEACHER = Instructor("T1", frozenset({"farm", "licence", "pastry"}), 900)


def task(people, programmes=(FARM, LICENCE, PASTRY), **changes) -> SiteTask:
    fixes = changes.pop("fixes", Fixes())
    rule = changes.pop("rule", TargetRule())
    place = site(**({"rooms": (ROOM,), "instructors": (TEACHER,)} | changes))
    return SiteTask(place, tuple(programmes), tuple(people), rule, fixes)


def standings(plan) -> dict[str, Standing]:
    return {one.person: one.standing for one in plan.people}


FOUR = [person(f"P{n}") for n in range(4)]
COHORT = FixedCohort("C1", "pastry", "", "morning", BEGIN, "R1", "T1")
