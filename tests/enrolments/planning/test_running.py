"""Beside what runs already: rooms and instructors that are taken, classes that are forbidden, kinds that count."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lms.enrolments.planning.eligibility import Why
from lms.enrolments.planning.facts import Distinct, Earned, InClass, Instructor, Room, Taken, TargetRule
from lms.enrolments.planning.joining import JoiningModel
from lms.enrolments.planning.needs import Needs
from lms.enrolments.planning.offers import Catalogue
from lms.enrolments.planning.opening import Opened
from lms.enrolments.planning.personal import for_person
from lms.enrolments.planning.risk import Danger, risk_of
from lms.enrolments.planning.site import for_site
from lms.enrolments.planning.site_facts import (
    Clash,
    Effort,
    FixedCohort,
    Fixes,
    Forbidden,
    Reach,
    SiteTask,
    Standing,
)

from .facts_for_tests import AFTERNOON, ALL, BEGIN, FARM, MORNING, PASTRY, RULE, award, person, site

EXACT = Effort(units=4, start_every_weeks=4)
END = date(2026, 12, 31)
TEACHER = Instructor("T1", frozenset({"farm", "pastry"}), 900)


def plan_of(*people, room=Room("R1", 10), teacher=TEACHER, fixes=Fixes(), bands=(MORNING,)):  # noqa: B008 - values
    place = site(end=END, rooms=(room,), instructors=(teacher,), bands=bands)
    return for_site(SiteTask(place, (FARM, PASTRY), people, RULE, fixes), EXACT)


def meets(cohort, taken) -> bool:
    return (
        cohort.band == taken.band and cohort.first_lesson <= taken.last and taken.first <= cohort.last_lesson
    )


def test_a_room_that_is_taken_is_planned_only_beside_that() -> None:
    taken = Taken("morning", BEGIN, BEGIN + timedelta(days=120))
    plan = plan_of(person(), room=Room("R1", 10, taken=(taken,)))
    assert plan.cohorts
    assert not any(meets(cohort, taken) for cohort in plan.cohorts)
    always = Taken("morning", BEGIN, END)
    assert plan_of(person(), room=Room("R1", 10, taken=(always,))).cohorts == ()
    both = plan_of(person(), room=Room("R1", 10, taken=(always,)), bands=(MORNING, AFTERNOON))
    assert {cohort.band for cohort in both.cohorts} == {"afternoon"}


def test_an_instructor_of_one_class_at_a_time_takes_none_beside_it_in_any_band() -> None:
    always = Taken("morning", BEGIN, END)
    busy = replace(TEACHER, taken=(always,))
    assert plan_of(person(), teacher=busy, bands=(MORNING, AFTERNOON)).cohorts == ()
    strong = replace(busy, weekly_minutes=2000)
    plan = plan_of(person(), teacher=strong, bands=(MORNING, AFTERNOON))
    assert {cohort.band for cohort in plan.cohorts} == {"afternoon"}


def test_what_is_fixed_on_a_taken_room_or_instructor_is_named() -> None:
    always = (Taken("morning", BEGIN, END),)
    fixes = Fixes((FixedCohort("K1", "farm", "", "morning", BEGIN, "R1", "T1"),))
    plan = plan_of(
        person(), room=Room("R1", 10, taken=always), teacher=replace(TEACHER, taken=always), fixes=fixes
    )
    assert [one.clash for one in plan.conflicts] == [Clash.ROOM_TAKEN, Clash.INSTRUCTOR_TAKEN]


def test_classes_begin_as_early_as_they_can_and_are_no_more_than_are_needed() -> None:
    plan = plan_of(person(), person("P2"))
    assert [cohort.first_lesson for cohort in plan.cohorts][0] == BEGIN
    assert len(plan.cohorts) == 2
    assert max(cohort.first_lesson for cohort in plan.cohorts) <= BEGIN + timedelta(weeks=12)


def forbidding(first, reach=Reach.START):
    return Fixes(
        forbidden=frozenset({Forbidden(first.programme, first.group, first.band, first.first_lesson, reach)})
    )


def test_a_forbidden_class_is_not_opened_in_another_part_of_the_day_either() -> None:
    bands = (MORNING, AFTERNOON)
    first = plan_of(person(), bands=bands).cohorts[0]

    def begins_of(fixes):
        again = plan_of(person(), fixes=fixes, bands=bands)
        assert again.reached == 1
        return {one.first_lesson for one in again.cohorts if one.programme == first.programme}

    (later,) = begins_of(forbidding(first))
    assert later > first.first_lesson
    # What decisions of before said bound that part of the day only.
    assert begins_of(forbidding(first, Reach.HALF_DAY)) == {first.first_lesson}
    away = replace(first, first_lesson=first.first_lesson + timedelta(days=4))
    assert begins_of(forbidding(away)) == {later}  # the same week is the same time
    other = replace(first, first_lesson=first.first_lesson + timedelta(days=7))
    assert begins_of(forbidding(other)) == {first.first_lesson}


def test_a_class_is_forbidden_to_its_own_group_and_a_programme_to_all() -> None:
    people = (person("P1", group="east"), person("P2", group="west"))
    teachers = (TEACHER, replace(TEACHER, code="T2"))
    place = site(end=END, rooms=(Room("R1", 10), Room("R2", 10)), instructors=teachers)
    work = SiteTask(place, (FARM, PASTRY), people, TargetRule(1))
    first = for_site(work, EXACT).cohorts[0]
    again = for_site(replace(work, fixes=forbidding(first)), EXACT)
    same = [one for one in again.cohorts if one.first_lesson == first.first_lesson]
    assert all((one.programme, one.group) != (first.programme, first.group) for one in same)
    assert any(one.group != first.group for one in same)
    none = for_site(replace(work, fixes=forbidding(first, Reach.PROGRAMME)), EXACT)
    assert none.reached == 2
    assert {one.programme for one in none.cohorts} == {"farm", "pastry"} - {first.programme}


def test_the_class_that_somebody_is_in_gives_the_rest_and_no_other_begins_meanwhile() -> None:
    until = BEGIN + timedelta(days=60)
    inside = person(in_class=(InClass("farm", until),))
    plan = plan_of(inside, person("P2"))
    ours, other = plan.people
    assert (ours.own_class, ours.exams_only, other.own_class) == (("farm",), (), ())
    taken = {one.programme: one for one in plan.cohorts if "P1" in one.people}
    assert taken.keys() == {"pastry"}
    assert taken["pastry"].first_lesson > until
    assert plan.reached == 2


def test_a_class_that_ends_before_the_rest_can_be_taught_is_followed_by_another_of_its_programme() -> None:
    until = BEGIN + timedelta(days=3)  # 4 mornings, of the 10 that farming needs
    inside = person(in_class=(InClass("farm", until),))
    plan = plan_of(inside)
    assert plan.people[0].own_class == ()
    assert sorted(one.programme for one in plan.cohorts) == ["farm", "pastry"]
    assert all(one.first_lesson > until for one in plan.cohorts)
    late = plan_of(person(in_class=(InClass("farm", date(2026, 12, 25)),)))
    assert (late.people[0].own_class, late.cohorts) == ((), ())


def test_a_class_whose_hours_are_all_planned_holds_until_its_last_day_and_its_examination_does_not_wait() -> (
    None
):
    until = BEGIN + timedelta(days=60)
    planned = Earned("farm", FARM.theory_minutes, FARM.practice_minutes)
    plan = plan_of(person(in_class=(InClass("farm", until),), earned=(planned,)))
    assert plan.people[0].own_class == ("farm",)
    (other,) = plan.cohorts
    assert (other.programme, other.first_lesson > until) == ("pastry", True)
    alone = {step.programme: step for step in plan.people[0].alone.steps}
    assert alone["farm"].exam < until < alone["pastry"].first_lesson


@pytest.mark.parametrize(("smallest", "joined"), [(1, 1), (2, 0)])
def test_an_open_class_is_joined_by_as_many_as_the_smallest_has_or_by_nobody(smallest, joined) -> None:
    place = site(end=END, rooms=(Room("R1", 10),), instructors=(TEACHER,))
    needs = Needs(Catalogue(SiteTask(place, (FARM,), (person(),), TargetRule(1), smallest=smallest), EXACT))
    opened = (Opened(needs.catalogue.offers[0], "R1", "T1", 10),)
    reached, joins = JoiningModel(needs, opened).solve(EXACT)
    assert (len(reached), len(joins)) == (joined, joined)


def test_what_is_closed_to_somebody_is_neither_planned_nor_judged() -> None:
    one = person(closed=frozenset({"farm"}))
    plan = for_person(one, ALL, site(), RULE)
    assert "farm" not in {verdict.programme for verdict in plan.verdicts}
    assert [found.standing for found in plan_of(one).people] == [Standing.IMPOSSIBLE]


def test_only_kinds_that_count_are_held_or_planned_for_the_target() -> None:
    rule = TargetRule(kinds=frozenset({"skill_level"}))
    one = person(held=(award("farming", "single_skill", None), award("welder")))
    plan = for_person(one, (FARM, PASTRY), site(), rule)
    assert plan.missing == 1
    assert [step.programme for step in plan.steps] == ["pastry"]
    assert not next(verdict for verdict in plan.verdicts if verdict.programme == "farm").counts


def test_two_of_a_kind_are_one_where_kinds_are_counted() -> None:
    one = person(held=(award("welder"), award("gardener")))
    plan = for_person(one, (FARM, PASTRY), site(), TargetRule(distinct=Distinct.KIND))
    assert (plan.missing, [step.programme for step in plan.steps]) == (1, ["farm"])


def test_certificates_that_are_lacking_keep_somebody_out() -> None:
    plan = for_person(person(lacking=frozenset({"farm"})), (FARM,), site(), RULE)
    assert [reason.why for reason in plan.verdicts[0].reasons] == [Why.CERTIFICATES]


def test_at_risk_is_who_is_not_on_the_way_whatever_could_be_done() -> None:
    both = frozenset({"farm", "pastry"})

    def danger(one, on=frozenset()):
        risk = risk_of(one, ALL, site(), RULE, on)
        return risk and risk.danger

    assert danger(person(), both) is None
    assert danger(person(), frozenset({"farm"})) is Danger.NOT_BEGUN
    assert danger(person(release=None), both) is Danger.NO_FORECAST
    assert danger(person(release=BEGIN + timedelta(days=20)), both) is Danger.IMPOSSIBLE
    assert danger(person(release=None, held=(award("a"), award("b")))) is None
