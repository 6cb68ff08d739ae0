"""Days that touch, and what never stands in for something else: the edges at which a plan would be a day off."""

from datetime import date, timedelta

import pytest

from lms.enrolments.planning.facts import Award as Paper
from lms.enrolments.planning.facts import (
    Days,
    Distinct,
    Earned,
    InClass,
    Instructor,
    Outcome,
    Room,
    TargetRule,
)
from lms.enrolments.planning.hours import remaining_minutes
from lms.enrolments.planning.joining import JoiningModel
from lms.enrolments.planning.needs import Needs, certificate_on
from lms.enrolments.planning.offers import Catalogue
from lms.enrolments.planning.opening import Opened
from lms.enrolments.planning.risk import Danger, risk_of
from lms.enrolments.planning.schedule import first_free
from lms.enrolments.planning.site_facts import Effort, FixedCohort, Fixes, SiteTask
from lms.enrolments.planning.target import missing

from .facts_for_tests import ADVANCED, ALL, BEGIN, ELECTRICIAN, FARM, PASTRY, RULE, award, person, site

EXACT = Effort(units=4, start_every_weeks=4)
TEACHER = Instructor("T1", frozenset({"electrician", "advanced", "farm", "pastry"}), 900)


def needs_of(someone, *programmes, rule=TargetRule(1), fixes=Fixes()) -> Needs:  # noqa: B008 - values
    place = site(end=date(2026, 12, 31), rooms=(Room("R1", 10),), instructors=(TEACHER,))
    return Needs(Catalogue(SiteTask(place, programmes, (someone,), rule, fixes), EXACT))


def test_more_theory_than_the_plan_has_stands_in_for_no_practice() -> None:
    asked = PASTRY.theory_minutes + PASTRY.practice_minutes
    much = person(earned=(Earned("pastry", theory_minutes=PASTRY.theory_minutes + 500),))
    assert remaining_minutes(PASTRY, much) == asked - PASTRY.theory_minutes
    other = person(earned=(Earned("pastry", practice_minutes=PASTRY.practice_minutes + 500),))
    assert remaining_minutes(PASTRY, other) == asked - PASTRY.practice_minutes


def test_a_diploma_is_enough_whichever_kinds_of_certificates_count() -> None:
    rule = TargetRule(kinds=frozenset({"skill_level"}))
    assert missing([Paper(Outcome.DIPLOMA, "secondary", "electrician")], rule) == 0
    assert missing([award("farming", "single_skill", None)], rule) == 2


def test_another_class_begins_the_day_after_the_one_that_somebody_is_in() -> None:
    until = BEGIN + timedelta(days=30)
    assert first_free(person(in_class=(InClass("farm", until),))) == until + timedelta(days=1)
    assert first_free(person(ready_on=until, in_class=(InClass("farm", BEGIN),))) == until


@pytest.mark.parametrize(("late", "expected"), [(0, date(2026, 3, 30)), (1, date(2026, 4, 30))])
def test_an_examination_is_taken_on_the_first_day_on_which_it_can_be(late, expected) -> None:
    last = date(2026, 3, 20) - timedelta(days=PASTRY.lead_days) + timedelta(days=late)
    assert certificate_on(PASTRY, last, PASTRY.exams) == expected


def test_who_is_away_from_the_day_of_the_last_lesson_on_cannot_be_in_the_class() -> None:
    needs = needs_of(person(), FARM)
    number, _day = needs.of["P1"].suits[0]
    offer = needs.catalogue.offers[number]
    for first, suits in ((offer.last, False), (offer.last + timedelta(days=1), True)):
        away = Days(first, first + timedelta(days=2))
        found = needs_of(person(away=(away,)), FARM).of["P1"]
        assert (number in dict(found.suits)) is suits
    before = Days(offer.first - timedelta(days=3), offer.first)
    assert number not in dict(needs_of(person(away=(before,)), FARM).of["P1"].suits)


@pytest.mark.parametrize(("begins", "reached"), [(date(2026, 1, 30), 1), (date(2026, 1, 29), 0)])
def test_a_class_begins_no_earlier_than_what_it_asks_for_is_held(begins, reached) -> None:
    # All lessons are done: the examination of 20 January gives the certificate on the 30th.
    done = Earned("electrician", ELECTRICIAN.theory_minutes, ELECTRICIAN.practice_minutes)
    fixed = Fixes((FixedCohort("C1", "advanced", "", "morning", begins, "R1", "T1"),))
    rule = TargetRule(distinct=Distinct.EACH)
    needs = needs_of(person(earned=(done,)), ELECTRICIAN, ADVANCED, rule=rule, fixes=fixed)
    assert dict(needs.of["P1"].has) == {"electrician": date(2026, 1, 30)}
    (offer,) = (one for one in needs.catalogue.offers if one.fixed)
    assert len(JoiningModel(needs, (Opened(offer, "R1", "T1", 10),)).solve(EXACT)[0]) == reached


def test_who_is_at_the_target_is_not_at_risk_though_nobody_says_when_the_release_is() -> None:
    held = (award("cook"), award("welder"))
    assert risk_of(person(release=None, held=held), ALL, site(), RULE, frozenset()) is None
    one = risk_of(person(release=None, held=held[:1]), ALL, site(), RULE, frozenset())
    assert one.danger is Danger.NO_FORECAST
