"""Two who plan or change at one site at once: without the lock a room is given twice, with it one is told."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from lms.delivery.api import Replacement, change_cohort, join_cohort, plan_sessions, replace_in_sessions
from lms.delivery.cohorts import membership
from lms.delivery.cohorts import operations as cohorts
from lms.delivery.cohorts.operations import CohortChange
from lms.delivery.errors import CohortFull, SessionChanged, SessionsRefused
from lms.delivery.models import ClassSession, Cohort
from lms.delivery.timetable.operations import (
    Cancelling,
    Weekly,
    cancel_chosen,
    changing,
    outlook_of_rest,
    plan_rest,
    planning,
    replacing,
    rest,
    stands_of,
    steps,
)
from lms.delivery.timetable.rules import WeeklySlot
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW
from tests.factories.organisations import a_room
from tests.factories.teaching import ACTOR, LAST_DAY, MONDAY, a_class, a_pattern, an_enrolment, planned

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_other_lock(monkeypatch):
    """The chain's head is a lock too: it would hide the races that these tests are about."""
    for module in (cohorts, membership, planning, steps):
        monkeypatch.setattr(module.audit, "record", lambda **entry: None)
        monkeypatch.setattr(module.audit, "record_all", lambda **entry: None)


@pytest.fixture
def one_room():
    """A session is moved to a room into which another cohort is planned at the same time."""
    group = a_class(people=1)
    other = a_class(people=1, site=group.cohort.site)
    room = a_room(group.cohort.site)
    rows = planned(group)
    replacement = Replacement([row.uuid for row in rows], None, room, "r", uuid4())
    pattern = a_pattern(other, room=room)
    return (
        lambda: replace_in_sessions(replacement=replacement, actor=ACTOR, now=NOW),
        lambda: plan_sessions(pattern=pattern, actor=ACTOR, now=NOW),
        room,
    )


def test_control_without_the_lock_a_room_is_given_twice(one_room, monkeypatch):
    replace, plan, room = one_room
    for module in (planning, steps):
        monkeypatch.setattr(module, "lock_site", lambda site_id: None)
    overtake(monkeypatch, (replacing, "keep_change"), (replace, plan))
    assert ClassSession.objects.filter(room=room).count() == 2


def test_of_two_who_take_a_room_one_is_told(one_room, monkeypatch):
    replace, plan, room = one_room
    results = overtake(monkeypatch, (replacing, "keep_change"), (replace, plan))
    assert isinstance(results[1], SessionsRefused)
    assert ClassSession.objects.filter(room=room).count() == 1


@pytest.fixture
def the_rest():
    """Two registrars plan everything that a timetable lacks, each as it was shown to them."""
    group = a_class(people=1)
    slots = tuple(WeeklySlot(day, time(9), 90) for day in range(5))
    where = {"cohort_uuid": group.cohort.uuid, "room": group.room, "instructor": group.instructor}
    when = {"first": MONDAY, "last": LAST_DAY, "slots": slots}
    patterns = [Weekly(**where, **when, series=uuid4()) for _number in range(2)]
    shown = [(one, outlook_of_rest(one).digest) for one in patterns]
    works = [
        lambda one=one, seen=seen: plan_rest(pattern=one, seen=seen, actor=ACTOR, now=NOW)
        for one, seen in shown
    ]
    return group, tuple(works)


def minutes_beyond(group) -> int:
    cohort = group.cohort
    asked = sum(unit.theory_minutes + unit.practice_minutes for unit in group.course.units.all())
    return sum(row.minutes for row in ClassSession.objects.filter(cohort=cohort)) - asked


def test_control_without_the_lock_the_rest_is_planned_twice(the_rest, monkeypatch):
    group, works = the_rest
    monkeypatch.setattr(rest, "lock_site", lambda site_id: None)
    overtake(monkeypatch, (rest, "_columns"), works)
    assert minutes_beyond(group) > 0


def test_of_two_who_plan_the_rest_one_is_told_to_look_again(the_rest, monkeypatch):
    group, works = the_rest
    results = overtake(monkeypatch, (rest, "_columns"), works)
    assert isinstance(results[1], SessionsRefused)
    assert minutes_beyond(group) == 0


@pytest.fixture
def last_place():
    """Somebody takes the last place while another registrar takes that place away."""
    group = a_class(people=1, capacity=2)
    late = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
    change = CohortChange(1, MONDAY, LAST_DAY + timedelta(days=1))
    where = {"cohort_uuid": group.cohort.uuid, "actor": ACTOR, "now": NOW}
    return (
        lambda: change_cohort(change=change, **where),
        lambda: join_cohort(enrolment_uuid=late.uuid, joined_on=MONDAY, **where),
    )


def test_control_without_the_lock_more_people_than_places(last_place, monkeypatch):
    for module in (cohorts, membership):
        monkeypatch.setattr(module, "lock_site", lambda site_id: None)
    overtake(monkeypatch, (cohorts, "_left_outside"), last_place)
    cohort = Cohort.objects.get()
    assert (cohort.capacity, cohort.members.count()) == (1, 2)


def test_who_comes_second_for_the_last_place_is_told(last_place, monkeypatch):
    results = overtake(monkeypatch, (cohorts, "_left_outside"), last_place)
    assert isinstance(results[1], CohortFull)
    assert Cohort.objects.get().capacity == 1


@pytest.fixture
def two_deeds():
    """Two registrars see the same sessions: one gives them another room, the other cancels them."""
    group = a_class(people=1)
    rows = planned(group)
    seen, uuids = stands_of(rows), [row.uuid for row in rows]
    replacement = Replacement(uuids, None, a_room(group.cohort.site), "r", uuid4(), seen)
    cancelling = Cancelling(uuids, "r", uuid4(), seen)
    return (
        lambda: replace_in_sessions(replacement=replacement, actor=ACTOR, now=NOW),
        lambda: cancel_chosen(cancelling=cancelling, actor=ACTOR, now=NOW),
    )


def test_control_without_the_locks_sessions_are_cancelled_that_were_given_away_unseen(two_deeds, monkeypatch):
    monkeypatch.setattr(steps, "lock_site", lambda site_id: None)
    monkeypatch.setattr(replacing, "lock_sessions", unlocked)
    monkeypatch.setattr(changing, "lock_sessions", unlocked)
    results = overtake(monkeypatch, (replacing, "keep_change"), two_deeds)
    assert not any(isinstance(one, SessionChanged) for one in results)


def test_of_two_deeds_at_the_same_sessions_one_is_told_which_changed(two_deeds, monkeypatch):
    results = overtake(monkeypatch, (replacing, "keep_change"), two_deeds)
    assert isinstance(results[1], SessionChanged)
    assert results[1].reasons
    assert not ClassSession.objects.filter(state="cancelled").exists()


def unlocked(uuids) -> list[ClassSession]:
    rows = ClassSession.objects.filter(uuid__in=uuids).select_related("room", "instructor", "cohort__site")
    return list(rows.order_by("pk"))
