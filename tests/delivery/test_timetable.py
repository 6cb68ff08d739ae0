"""The timetable: patterns become sessions, clashes are named, changes have a reason and can be undone."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.delivery.api import (
    Move,
    NewHoliday,
    Period,
    Said,
    Taken,
    WeeklySlot,
    add_holiday,
    cancel_sessions,
    move_session,
    plan_sessions,
    undo_changes,
)
from lms.delivery.errors import NothingToUndo, ReasonMissing, SessionsRefused, SessionUnusual
from lms.delivery.models import ClassSession, Cohort, SessionChange
from lms.delivery.timetable import occupied, rules
from tests.factories.accounts import instructor_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_room, a_site
from tests.factories.teaching import (
    ACTOR,
    MONDAY,
    NINE,
    a_class,
    a_pattern,
    mark,
    planned,
    qualify,
)

WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)
keys = st.none() | st.integers(1, 3)


@st.composite
def taken(draw):
    begins = NINE + draw(st.integers(0, 20)) * HOUR / 2
    return Taken(
        "x",
        Period(begins, begins + draw(st.integers(1, 4)) * HOUR / 2),
        draw(keys),
        draw(st.frozensets(st.integers(1, 3))),
        draw(keys),
        draw(st.frozensets(st.integers(1, 4))),
    )


@given(taken(), taken())
def test_clashes_are_mutual_and_need_a_shared_moment(one, other):
    there, back = rules.clashes(one, [other]), rules.clashes(other, [one])
    assert [kind for kind, _row in there] == [kind for kind, _row in back]
    if one.period.ends <= other.period.begins:
        assert there == []


def test_a_pattern_means_its_weekdays_but_for_days_without_teaching():
    slots = [WeeklySlot(0, time(9), 90), WeeklySlot(2, time(14), 45)]
    found = rules.expand(slots, MONDAY, MONDAY + 2 * WEEK, without={MONDAY + WEEK}, zone="Asia/Shanghai")
    assert [f"{period.begins:%m-%d %H:%M}" for period in found] == [
        "06-01 09:00",
        "06-03 14:00",
        "06-10 14:00",
        "06-15 09:00",
    ]
    assert found[0].begins == NINE


def test_patterns_that_cannot_be():
    assert rules.faults_of([]) == ["empty"]
    assert rules.faults_of([WeeklySlot(0, time(9), 0)]) == ["minutes"]
    assert rules.faults_of([WeeklySlot(0, time(9), 90), WeeklySlot(0, time(10), 45)]) == ["overlap"]
    assert rules.faults_of([WeeklySlot(0, time(9), 60), WeeklySlot(0, time(10), 45)]) == []


pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return a_class(people=1)


def refused(group, **other):
    """Return the reasons against planning."""
    with pytest.raises(SessionsRefused) as error:
        planned(group, **other)
    return error.value.reasons


def test_a_term_is_planned_at_once_without_holidays_and_only_once(group):
    holiday = NewHoliday(group.cohort.site, MONDAY + WEEK, "端午节")
    add_holiday(holiday=holiday, actor=ACTOR, now=NOW)
    pattern = a_pattern(group, last=MONDAY + 3 * WEEK)
    rows = plan_sessions(pattern=pattern, actor=ACTOR, now=NOW)
    assert len(rows) == 3
    assert rows[0].minutes == 90
    assert plan_sessions(pattern=pattern, actor=ACTOR, now=NOW) == rows
    assert ClassSession.objects.count() == 3


def test_one_clash_and_nothing_is_planned(group):
    planned(group, first=MONDAY + WEEK, last=MONDAY + WEEK)
    assert len(refused(group, last=MONDAY + 3 * WEEK)) == 3  # room, instructor, cohort
    assert ClassSession.objects.count() == 1


def test_room_instructor_and_examinations_are_each_a_reason(group, monkeypatch):
    other = a_class(people=1, site=group.cohort.site)
    planned(other, room=group.room)
    assert ["taken" in reason or "占用" in reason for reason in refused(group)] == [True]
    free = a_room(group.cohort.site)
    qualify(other.instructor, group.cohort)
    assert len(refused(group, room=free, instructor=other.instructor)) == 1
    examination = Taken("Theory examination", Period(NINE, NINE + HOUR), free.pk)
    monkeypatch.setattr(occupied, "_sources", [lambda begins, ends: [examination]])
    assert "Theory examination" in refused(group, room=free)[0]
    planned(group, room=a_room(group.cohort.site))


def test_a_person_of_two_cohorts_cannot_be_in_both_at_once(group, monkeypatch):
    person = frozenset([group.people[0].person_id])
    elsewhere = Taken("Other cohort", Period(NINE, NINE + HOUR), persons=person)
    monkeypatch.setattr(occupied, "_sources", [lambda begins, ends: [elsewhere]])
    assert "Other cohort" in refused(group)[0]


def test_place_people_and_plan_must_fit(group):
    site = group.cohort.site
    assert len(refused(group, room=a_room(a_site()))) == 1
    assert len(refused(group, instructor=instructor_at(site))) == 1  # no qualification
    assert len(refused(group, unit=a_class(people=0).unit)) == 1
    assert len(refused(group, first=MONDAY - WEEK)) == 1
    assert len(refused(group, last=MONDAY, slots=(WeeklySlot(1, time(9), 90),))) == 1
    small = a_room(site, seats=1)
    second = a_class(people=2, site=site)
    assert len(refused(second, room=small)) == 1


def test_many_are_cancelled_with_a_reason_and_come_back(group):
    rows = planned(group, last=MONDAY + 2 * WEEK)
    cancel = {"session_uuids": [row.uuid for row in rows], "actor": ACTOR, "now": NOW}
    with pytest.raises(ReasonMissing):
        cancel_sessions(reason="  ", batch=uuid4(), **cancel)
    batch = uuid4()
    for _turn in range(2):
        cancel_sessions(reason="台风", batch=batch, **cancel)
    assert SessionChange.objects.count() == 3
    with pytest.raises(SessionsRefused):  # by whoever looked at the list before
        cancel_sessions(reason="也取消", batch=uuid4(), **cancel)
    replacement = planned(group)
    with pytest.raises(SessionsRefused):  # the place of the first one is taken meanwhile
        undo_changes(batch=batch, undo=uuid4(), actor=ACTOR, now=NOW)
    cancel_sessions(**{**cancel, "session_uuids": [replacement[0].uuid]}, reason="误排", batch=uuid4())
    undo_changes(batch=batch, undo=uuid4(), actor=ACTOR, now=NOW)
    assert ClassSession.objects.filter(state="planned").count() == 3
    with pytest.raises(NothingToUndo):
        undo_changes(batch=batch, undo=uuid4(), actor=ACTOR, now=NOW)


def test_one_is_moved_and_put_back(group):
    row = planned(group)[0]
    wish = Move(row.uuid, Period(NINE + 5 * HOUR, NINE + 6 * HOUR), group.room, "停电", uuid4())
    move_session(move=wish, actor=ACTOR, now=NOW)
    row.refresh_from_db()
    assert (row.begins_at, row.minutes) == (NINE + 5 * HOUR, 60)
    undo_changes(batch=wish.batch, undo=uuid4(), actor=ACTOR, now=NOW)
    row.refresh_from_db()
    assert (row.begins_at, row.minutes) == (NINE, 90)
    with pytest.raises(SessionsRefused):
        move_session(move=replace(wish, period=Period(NINE, NINE), batch=uuid4()), actor=ACTOR, now=NOW)


class TestMovingHoldsTheRulesOfPlanning:
    """What planning refuses is refused to whoever moves a session as well."""

    @pytest.fixture
    def row(self, group):
        return planned(group)[0]

    def move(self, row, begins, *, minutes=90, now=NOW, **other):
        period = Period(begins, begins + timedelta(minutes=minutes))
        wish = Move(row.uuid, period, row.room, "考试", uuid4(), **other)
        return move_session(move=wish, actor=ACTOR, now=now)

    def refused(self, row, begins, **other):
        with pytest.raises(SessionsRefused) as error:
            self.move(row, begins, **other)
        return error.value.reasons

    def test_days_of_the_cohort_days_without_teaching_and_length(self, group, row):
        add_holiday(holiday=NewHoliday(group.cohort.site, MONDAY + WEEK, "端午节"), actor=ACTOR, now=NOW)
        (reason,) = self.refused(row, NINE + WEEK)
        assert "端午节" in reason
        for weeks in (-1, 14):
            (reason,) = self.refused(row, NINE + weeks * WEEK)
            assert str(group.cohort.ends_on) in reason
        (reason,) = self.refused(row, NINE, minutes=rules.MOST_MINUTES + 1)
        assert str(rules.MOST_MINUTES) in reason
        row.refresh_from_db()
        assert (row.begins_at, row.minutes) == (NINE, 90)

    def test_what_is_to_come_is_not_moved_into_the_past_and_what_is_over_may_be_set_right(self, row):
        assert len(self.refused(row, NINE - 2 * HOUR, now=NINE - HOUR)) == 1
        assert self.move(row, NINE + 5 * HOUR, now=NINE + 8 * HOUR).begins_at == NINE + 5 * HOUR

    def test_unusual_hours_are_asked_about(self, row):
        for begins, minutes in ((NINE - 8 * HOUR, 90), (NINE + 2 * HOUR, 5)):
            with pytest.raises(SessionUnusual):
                self.move(row, begins, minutes=minutes)
            assert self.move(row, begins, minutes=minutes, is_meant=True).begins_at == begins

    def test_another_room_alone_asks_nothing_of_the_time(self, group, row):
        add_holiday(holiday=NewHoliday(group.cohort.site, MONDAY, "端午节"), actor=ACTOR, now=NOW)
        row.room = a_room(group.cohort.site)
        assert self.move(row, NINE).room == row.room

    def test_nothing_is_put_back_outside_of_the_days_that_the_cohort_has_now(self, group, row):
        batch = uuid4()
        cancel_sessions(session_uuids=[row.uuid], reason="x", batch=batch, actor=ACTOR, now=NOW)
        Cohort.objects.update(begins_on=MONDAY + WEEK)
        with pytest.raises(SessionsRefused):
            undo_changes(batch=batch, undo=uuid4(), actor=ACTOR, now=NOW)


def test_what_was_taught_is_not_changed_any_more(group):
    row = planned(group)[0]
    mark(row, (group.people[0], Said("present")))
    with pytest.raises(SessionsRefused):
        cancel_sessions(session_uuids=[row.uuid], reason="x", batch=uuid4(), actor=ACTOR, now=NOW)


def test_queries_do_not_grow_with_the_term(group, django_assert_max_num_queries):
    person = a_class(people=3, site=group.cohort.site)
    planned(person, room=group.room, last=date(2026, 8, 24))
    with django_assert_max_num_queries(4):
        occupied.taken_between(NINE, NINE + 20 * WEEK)
