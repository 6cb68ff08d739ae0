"""Officers at once: the last seat of a room, one room twice, two moves to one seat; and without the locks."""

from dataclasses import replace

import pytest
from django.db import transaction

from lms.exams.api import admit_candidates, draw_seats, schedule_sitting
from lms.exams.errors import CandidateRefused, SittingMoved, SittingRefused
from lms.exams.models import Sitting
from lms.exams.sittings import operations
from lms.exams.sittings.operations import admitting, scheduling
from lms.exams.sittings.operations import seating as seating_operations
from tests.concurrency.overtaking import overtake
from tests.factories.exams import ACTOR, a_new_sitting
from tests.factories.planning import BEFORE, elsewhere, move_to, planned

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WHO = {"actor": ACTOR, "now": BEFORE}


def unlocked(uuid):
    """Read a sitting without locking it."""
    return Sitting.objects.select_related("scheme", "room").get(uuid=uuid)


@pytest.fixture
def last_seat(monkeypatch):
    """Return a plan with one seat left, and the works: two officers admit another person each."""
    # The lock of the site's groups would hide the race that the sitting's lock is for.
    monkeypatch.setattr(admitting, "lock_separate_groups_at", lambda uuid: None)
    plan = planned(candidates=1, rows=1, columns=2)

    def admit(row):
        return lambda: admit_candidates(sitting_uuid=plan.sitting.uuid, enrolment_uuids=[row.uuid], **WHO)

    return plan, (admit(plan.another_trainee()), admit(plan.another_trainee()))


def test_control_without_the_lock_both_take_the_last_seat(last_seat, monkeypatch):
    plan, works = last_seat
    monkeypatch.setattr(admitting, "lock_sitting", unlocked)
    overtake(monkeypatch, (admitting, "chosen_twice"), works)
    assert plan.sitting.candidates.count() == 3, "one more than there are seats"


def test_with_the_lock_the_second_is_told_that_the_room_is_full(last_seat, monkeypatch):
    plan, works = last_seat
    _first, second = overtake(monkeypatch, (admitting, "chosen_twice"), works)
    assert isinstance(second, CandidateRefused)
    assert plan.sitting.candidates.count() == 2


@pytest.fixture
def sent_twice():
    """Return the works: the same form schedules a sitting twice."""
    plan = planned(candidates=0)
    new = elsewhere(plan, hours=6)
    return lambda: schedule_sitting(sitting=new, **WHO), lambda: schedule_sitting(sitting=new, **WHO)


def test_a_form_sent_twice_at_once_is_one_sitting(sent_twice, monkeypatch):
    first, second = overtake(monkeypatch, (scheduling, "refuse_taken_room"), sent_twice)
    assert isinstance(first, Sitting)
    assert first == second, "and nobody is told that the room is taken by the own sitting"


@pytest.fixture
def one_room():
    """Return the works: two officers schedule a sitting each, in one room at one time."""
    plan = planned(candidates=0)
    operations.cancel_sitting(sitting_uuid=plan.sitting.uuid, reason="Made room", **WHO)

    def schedule():
        new = replace(a_new_sitting(plan.site, scheme=plan.scheme), room=plan.sitting.room)
        # Nothing is drawn at the same time, and no paper is both works': who draws or lays one waits for the other.
        with transaction.atomic():
            papers = tuple(scheduling._drawn(new, **WHO))
        return lambda: schedule_sitting(sitting=replace(new, papers=papers), **WHO)

    return schedule(), schedule()


def test_control_without_the_lock_a_room_is_given_twice(one_room, monkeypatch):
    monkeypatch.setattr(scheduling, "lock_rooms", lambda pks: None)
    overtake(monkeypatch, (scheduling, "lay_papers"), one_room)
    assert Sitting.objects.filter(state="scheduled").count() == 2


def test_with_the_lock_the_second_is_told_that_the_room_is_taken(one_room, monkeypatch):
    _first, second = overtake(monkeypatch, (scheduling, "lay_papers"), one_room)
    assert isinstance(second, SittingRefused)
    assert Sitting.objects.filter(state="scheduled").count() == 1


@pytest.fixture
def one_seat():
    """Return a plan with drawn seats, and the works: two candidates are moved to the same empty seat."""
    plan = planned(candidates=2, rows=1, columns=4)
    draw_seats(sitting_uuid=plan.sitting.uuid, seed="one", **WHO)

    seen = {row.pk: move_to("4", row) for row in plan.candidates()}

    def move(candidate):
        return lambda: operations.move_candidate(
            sitting_uuid=plan.sitting.uuid, candidate_uuid=candidate.uuid, move=seen[candidate.pk], **WHO
        )

    return plan, tuple(move(row) for row in plan.candidates())


def test_control_without_the_lock_the_quick_move_is_lost(one_seat, monkeypatch):
    plan, works = one_seat
    monkeypatch.setattr(seating_operations, "lock_sitting", unlocked)
    overtake(monkeypatch, (seating_operations, "_put"), works)
    first, second = plan.candidates()
    assert first.seat == "4"
    assert second.seat != first.seat, "back where it was, though its move was confirmed"


def test_with_the_lock_the_second_is_told_that_somebody_sits_there_now(one_seat, monkeypatch):
    plan, works = one_seat
    before = [row.seat for row in plan.candidates()]
    _first, second = overtake(monkeypatch, (seating_operations, "_put"), works)
    assert isinstance(second, SittingMoved)
    assert [row.seat for row in plan.candidates()] == ["4", before[1]]
