"""Who refers to an enrolment while an examination is locked waits for nobody who waits for the examination."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from lms.exams.errors import SittingNotFound
from lms.exams.models import TakenOut
from lms.exams.practical.errors import PracticalRefused
from lms.exams.practical.models import PracticalCandidate
from lms.exams.practical.operations import admit_to_practical, opening, try_again
from lms.exams.sittings.operations import Change, Window, admitting, change_sitting, take_out_candidate
from tests.concurrency.overtaking import overtake
from tests.factories.exams import ACTOR
from tests.factories.planning import BEFORE, Planned, admit, planned, shown
from tests.factories.practical import WHO, an_open_practical, signed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Planned:
    return planned(candidates=2)


def take_out(plan: Planned) -> object:
    return take_out_candidate(
        candidate_uuid=plan.candidates()[0].uuid,
        sitting_uuid=plan.sitting.uuid,
        reason="Ill that day",
        actor=ACTOR,
        now=BEFORE,
    )


def move(plan: Planned) -> object:
    window = Window(plan.sitting.opens_at + timedelta(hours=5), plan.sitting.closes_at + timedelta(hours=5))
    change = Change(plan.sitting.room, {"zh": "改期"}, window, "The teacher is away", shown(plan))
    return change_sitting(sitting_uuid=plan.sitting.uuid, change=change, actor=ACTOR, now=BEFORE)


MEANWHILE = {"admits the same people": lambda plan: admit(plan, *plan.enrolments), "moves the sitting": move}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_a_candidate_is_taken_out_while_somebody_acts_on_the_same_people(
    plan, meanwhile, monkeypatch
) -> None:
    works = lambda: take_out(plan), lambda: MEANWHILE[meanwhile](plan)
    outcomes = overtake(monkeypatch, (admitting, "take_out_locked"), works)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert TakenOut.objects.count() == 1
    # Who admits them again comes second, and sees that one of them was taken out.
    assert plan.sitting.candidates.count() == (2 if meanwhile == "admits the same people" else 1)


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_control_without_the_lock_of_the_person_the_two_wait_in_a_ring(plan, meanwhile, monkeypatch) -> None:
    monkeypatch.setattr(admitting, "lock_person_of", lambda candidates: None)
    works = lambda: take_out(plan), lambda: MEANWHILE[meanwhile](plan)
    outcomes = overtake(monkeypatch, (admitting, "take_out_locked"), works)
    assert [type(row) for row in outcomes if isinstance(row, Exception)] == [OperationalError]


def test_taking_out_twice_at_once_takes_out_once(plan, monkeypatch) -> None:
    candidate = plan.candidates()[0]

    def take() -> object:
        return take_out_candidate(
            candidate_uuid=candidate.uuid,
            sitting_uuid=plan.sitting.uuid,
            reason="Ill that day",
            actor=ACTOR,
            now=BEFORE,
        )

    outcomes = overtake(monkeypatch, (admitting, "take_out_locked"), (take, take))
    assert isinstance(outcomes[1], SittingNotFound)
    assert TakenOut.objects.count() == 1


@pytest.fixture
def works_on_a_further_try():
    """Return the works: a candidate gets a further try, and an officer admits the same person once more meanwhile."""
    world = an_open_practical()
    for assessor in world.assessors:
        signed(world, assessor, "10")
    candidate, examination = world.candidate(), world.examination.uuid
    uuids = [candidate.enrolment.uuid]
    return (
        lambda: try_again(candidate_uuid=candidate.uuid, **WHO),
        lambda: admit_to_practical(examination_uuid=examination, enrolment_uuids=uuids, **WHO),
    )


def test_a_further_try_waits_for_nobody_who_admits_the_person_again(
    works_on_a_further_try, monkeypatch
) -> None:
    first, second = overtake(monkeypatch, (opening, "_refuse_try"), works_on_a_further_try)
    assert isinstance(first, PracticalCandidate)
    assert isinstance(second, PracticalRefused), "it is open"


def test_control_without_the_lock_of_the_person_a_further_try_waits_in_a_ring(
    works_on_a_further_try, monkeypatch
) -> None:
    monkeypatch.setattr(opening, "lock_person_of", lambda candidates: None)
    outcomes = overtake(monkeypatch, (opening, "_refuse_try"), works_on_a_further_try)
    assert OperationalError in [type(row) for row in outcomes if isinstance(row, Exception)]
