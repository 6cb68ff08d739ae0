"""What nobody has said yet makes nothing impossible: it is named as what has to be recorded first."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lms.enrolments.planning.eligibility import Why
from lms.enrolments.planning.personal import for_person
from lms.enrolments.planning.risk import Danger, risk_of
from lms.enrolments.planning.site import for_site
from lms.enrolments.planning.site_facts import Effort, SiteTask, Standing

from .facts_for_tests import BEGIN, ELECTRICIAN, FARM, LICENCE, PASTRY, RULE, person, site

TWO, UNSAID = (FARM, PASTRY), {"born": None, "is_fit": None}

EITHER = (Why.FITNESS_UNKNOWN, Why.RESTING)  # each of them would be enough


@pytest.mark.parametrize(
    ("changes", "programmes", "unknown"),
    [
        ({"born": None}, TWO, (Why.AGE_UNKNOWN,)),
        ({"is_fit": None}, (FARM, LICENCE), (Why.FITNESS_UNKNOWN,)),
        ({"resting": frozenset({"farm"})}, TWO, (Why.RESTING,)),
        (UNSAID, TWO, (Why.AGE_UNKNOWN,)),
        (UNSAID, (FARM, LICENCE), (Why.AGE_UNKNOWN, Why.FITNESS_UNKNOWN)),
        ({"is_fit": False, "born": None}, TWO, ()),
        ({"is_fit": None, "resting": frozenset({"pastry"})}, (FARM, LICENCE, PASTRY), EITHER),
    ],
)
def test_what_is_not_said_is_named_and_only_what_is_needed(changes, programmes, unknown) -> None:
    plan = for_person(person(**changes), programmes, site(), RULE)
    assert plan.steps is None
    assert plan.unknown == unknown


def test_who_cannot_reach_it_with_the_best_of_answers_stays_impossible() -> None:
    soon = replace(person(born=None), release=person(release=BEGIN + timedelta(days=9)).release)
    assert for_person(soon, TWO, site(), RULE).unknown == ()
    risk = risk_of(soon, TWO, site(), RULE, frozenset())
    assert risk
    assert risk.danger is Danger.IMPOSSIBLE


def test_list_and_plan_let_them_stand_apart() -> None:
    unsaid = person(born=None)
    risk = risk_of(unsaid, TWO, site(), RULE, frozenset())
    assert risk
    assert risk.danger is Danger.INCOMPLETE
    plan = for_site(SiteTask(site(), TWO, (unsaid,), RULE), Effort(units=1, start_every_weeks=4))
    assert [one.standing for one in plan.people] == [Standing.INCOMPLETE]


def test_a_programme_in_which_training_rests_stays_in_the_outlook_with_the_pause_as_the_reason() -> None:
    resting = person(resting=frozenset({"electrician"}))
    plan = for_person(resting, (ELECTRICIAN, *TWO), site(), RULE)
    told = {one.programme: one for one in plan.verdicts}["electrician"]
    assert not told.fits
    assert [reason.why for reason in told.reasons] == [Why.RESTING]
    assert plan.reaches  # with the two others
    assert plan.unknown == ()
