"""Sessions are planned where the equipment is: what is missing is told, with the rooms that have it."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.catalog.api import PlannedEquipment
from lms.delivery.api import (
    Move,
    Period,
    Replacement,
    TeachingKind,
    WeeklySlot,
    move_session,
    replace_in_sessions,
)
from lms.delivery.errors import SessionsRefused
from lms.delivery.models import ClassSession
from lms.delivery.timetable.operations import outlook_of, outlook_of_rest, plan_rest
from lms.delivery.timetable.operations.planning import Weekly
from tests.factories.courses import NOW
from tests.factories.equipment import OVEN, a_version_needing, broken, equipped
from tests.factories.organisations import a_room, a_site
from tests.factories.teaching import ACTOR, MONDAY, NINE, a_class, a_pattern, planned

pytestmark = pytest.mark.django_db
WHO = {"actor": ACTOR, "now": NOW}
PRACTICE = {"kind": TeachingKind.PRACTICE}
WEEK = timedelta(weeks=1)


@pytest.fixture
def group():
    return a_class(people=3, version=a_version_needing())


def refused(*args, **kwargs) -> str:
    with pytest.raises(SessionsRefused) as refusal:
        planned(*args, **kwargs)
    assert not ClassSession.objects.exists()
    return " ".join(map(str, refusal.value.reasons))


def test_practice_without_the_ovens_is_refused_and_the_rooms_that_have_them_are_named(group):
    equipped(group.room, 1)
    words = refused(group, **PRACTICE)
    assert group.room.name in words
    assert ("2" in words, "1" in words) == (True, True)
    kitchen, small = a_room(group.cohort.site), a_room(group.cohort.site, seats=2)
    foreign = a_room(a_site())
    for room in (kitchen, small, foreign):
        equipped(room, 2)
    words = refused(group, **PRACTICE)
    assert kitchen.name in words
    assert small.name not in words  # three people have no seat there
    assert foreign.name not in words
    assert planned(group, room=kitchen, **PRACTICE)


def test_theory_needs_no_ovens_and_practice_is_planned_where_they_are(group):
    assert planned(group)
    equipped(group.room, 2)
    assert planned(group, slots=(WeeklySlot(0, time(14), 90),), **PRACTICE)


def test_what_people_need_grows_with_the_people():
    version = a_version_needing(PlannedEquipment("BENCH", OVEN, 1, 2))
    few, many = a_class(people=2, version=version), a_class(people=3, version=version)
    for group in (few, many):
        equipped(group.room, 1, "BENCH")
    assert planned(few)
    with pytest.raises(SessionsRefused):
        planned(many)


def test_what_is_out_of_order_stands_against_its_own_days_only(group):
    broken(equipped(group.room, 2), 1, MONDAY + WEEK, MONDAY + 2 * WEEK - timedelta(days=1))
    weeks = a_pattern(group, last=MONDAY + 2 * WEEK, **PRACTICE)
    outlook = outlook_of(weeks)
    assert outlook.against_all == []
    assert [bool(words) for _period, words in outlook.times] == [False, True, False]
    refused(group, last=MONDAY + 2 * WEEK, **PRACTICE)
    without = frozenset([outlook.times[1][0].begins])
    assert len(planned(group, last=MONDAY + 2 * WEEK, without=without, **PRACTICE)) == 2


def test_a_session_is_not_moved_or_put_to_where_the_equipment_is_not(group):
    equipped(group.room, 2)
    session, bare = planned(group, **PRACTICE)[0], a_room(group.cohort.site)
    later = Period(NINE + timedelta(hours=3), NINE + timedelta(hours=4))
    for attempt in (
        lambda: move_session(move=Move(session.uuid, later, bare, "停电", uuid4()), **WHO),
        lambda: replace_in_sessions(
            replacement=Replacement([session.uuid], None, bare, "停电", uuid4()), **WHO
        ),
    ):
        with pytest.raises(SessionsRefused) as refusal:
            attempt()
        assert group.room.name in str(refusal.value.reasons)
    session.refresh_from_db()
    assert session.room == group.room


def a_week(group, room) -> Weekly:
    slots = tuple(WeeklySlot(day, time(9), 270) for day in range(5))
    return Weekly(
        cohort_uuid=group.cohort.uuid,
        room=room,
        instructor=group.instructor,
        first=MONDAY,
        last=date(2026, 6, 30),
        slots=slots,
        series=uuid4(),
    )


def test_the_rest_of_a_plan_asks_for_what_all_its_parts_need(group):
    bare = outlook_of_rest(a_week(group, group.room))
    assert len(bare.against_all) == 1
    with pytest.raises(SessionsRefused):
        plan_rest(pattern=a_week(group, group.room), seen=bare.digest, **WHO)
    equipped(group.room, 2)
    fit = outlook_of_rest(a_week(group, group.room))
    assert fit.against_all == []
    assert plan_rest(pattern=a_week(group, group.room), seen=fit.digest, **WHO)


def test_a_version_that_names_no_equipment_asks_for_none():
    plain = a_class(people=1)
    assert planned(plain, **PRACTICE)


def test_queries_do_not_grow_with_sessions(group):

    counts = []
    for weeks in (1, 8):
        with CaptureQueriesContext(connection) as caught:
            outlook_of(a_pattern(group, last=MONDAY + weeks * WEEK, **PRACTICE))
        counts.append(len(caught))
    assert counts[0] == counts[1]
