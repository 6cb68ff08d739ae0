"""One person is in one place at one time, also where both classes that the person needs are opened for others.

And a class is taught by who may teach it, also where somebody else is free.
"""

from dataclasses import replace
from datetime import date

import pytest

from lms.enrolments.planning.facts import Instructor, Room
from lms.enrolments.planning.site import for_site
from lms.enrolments.planning.site_facts import FixedCohort, Fixes, Standing

from .facts_for_tests import AFTERNOON, BEGIN, MORNING, person, programme
from .site_checker import site_faults
from .site_tasks import EXACT, standings, task

# One examination, and starts so far apart that a class of each can begin on the first day only.
ONCE = {"exams": (date(2026, 2, 27),), "lead_days": 0, "result_days": 1}
BAKING, SEWING = programme("baking", 40, **ONCE), programme("sewing", 40, **ONCE)
ROOMS = (Room("R1", 20), Room("R2", 20))
TEACHERS = tuple(Instructor(code, frozenset({"baking", "sewing"}), 900) for code in ("T1", "T2"))
FAR_APART = replace(EXACT, start_every_weeks=8)


def crowd(both="P0"):
    """Return somebody who needs both certificates, and two people for each who need that one only."""
    one = [person(f"B{n}", held=(SEWING.award,)) for n in range(2)]
    other = [person(f"S{n}", held=(BAKING.award,)) for n in range(2)]
    return [person(both), *one, *other]


def planned(**changes):
    work = task(crowd(), (BAKING, SEWING), rooms=ROOMS, instructors=TEACHERS, **changes)
    plan = for_site(work, FAR_APART)
    assert not site_faults(plan, work)
    assert sorted(cohort.programme for cohort in plan.cohorts) == ["baking", "sewing"]
    return plan


def test_classes_at_the_same_time_do_not_give_one_person_both_certificates():
    plan = planned()

    assert (plan.reached, plan.bound) == (4, 4)
    assert [code for code, found in standings(plan).items() if found is not Standing.REACHED] == ["P0"]


@pytest.mark.parametrize(("bands", "reached"), [(("morning", "morning"), 4), (("morning", "afternoon"), 5)])
def test_two_classes_a_day_are_possible_in_two_parts_of_it_only(bands, reached):
    kept = tuple(
        FixedCohort(f"C{n}", one.code, "", band, BEGIN, f"R{n}", f"T{n}")
        for n, (one, band) in enumerate(zip((BAKING, SEWING), bands, strict=True), start=1)
    )
    plan = planned(bands=(MORNING, AFTERNOON), at_once=2, fixes=Fixes(kept))

    assert plan.reached == reached


def test_who_is_not_qualified_opens_no_class():
    only, nobody = TEACHERS[0], Instructor("T2", frozenset({"driving"}), 900)
    work = task(crowd(), (BAKING, SEWING), rooms=ROOMS, instructors=(only, nobody))
    plan = for_site(work, FAR_APART)

    assert not site_faults(plan, work)
    assert [cohort.instructor for cohort in plan.cohorts] == ["T1"]
    assert (plan.reached, plan.bound) == (2, 2)
