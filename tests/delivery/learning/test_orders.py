"""Learning, classes, registers, corrections, yes and no of registrars in any order: no moment is counted twice."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.core.actor import Actor
from lms.delivery.api import (
    Decision,
    Said,
    WeeklySlot,
    decide_correction,
    find_differences,
    find_learning_differences,
    hours_of,
    propose_correction,
    take_back_learning,
)
from lms.delivery.errors import SessionsRefused
from lms.delivery.models import AttendanceMark, LearningEntry, LearningPeriod, RegisterState
from lms.delivery.register.operations import Wish
from lms.enrolments.api import NewEnrolment, enrol_trainee
from tests.delivery.learning.periods import accepted, learnt
from tests.factories.courses import NOW
from tests.factories.teaching import ACTOR, MONDAY, NINE, a_class, join, locked, planned

DAYS, HOURS = range(2), range(3)
NEXT_WEEK = NINE + timedelta(days=7)
ONE, OTHER = Actor(uuid4(), "instructor"), Actor(uuid4(), "registrar")


class Person:
    """Somebody with two enrolments, each in a class, and all that happens in two mornings."""

    def __init__(self) -> None:
        first = a_class(people=1)
        person, second = first.people[0].person, a_class(people=0, site=first.cohort.site)
        wanted = NewEnrolment(person, second.cohort.version, second.cohort.school, uuid4())
        enrolment = enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW - timedelta(days=1))
        join(second.cohort, enrolment)
        self.groups, self.rows = (first, second), (first.people[0], enrolment)
        self.sessions, self.locked, self.learnt = [], [], set()

    def do(self, deed: str, which: int, day: int, hour: int) -> None:
        getattr(self, deed)(which, day, hour)

    def learn(self, which: int, day: int, hour: int) -> None:
        """Learn for forty minutes from half past; a person learns one thing at a time."""
        if (day, hour) not in self.learnt:
            self.learnt.add((day, hour))
            at = NINE + timedelta(days=day, hours=hour, minutes=30)
            learnt(self.rows[which], 40, at=at, lesson=hour % 2)

    def plan(self, which: int, day: int, hour: int) -> None:
        on = MONDAY + timedelta(days=day)
        slots = (WeeklySlot(day, time(9 + hour), 60),)
        try:
            (session,) = planned(self.groups[which], first=on, last=on, slots=slots)
        except SessionsRefused:  # the class or the person is taken then
            return
        self.sessions.append((which, session))

    def lock(self, which: int, _day: int, hour: int) -> None:
        if self.sessions:
            which, session = self.sessions.pop(hour % len(self.sessions))
            said = Said("absent" if hour == 2 else "present")
            locked(session, (self.rows[which], said), now=NEXT_WEEK)
            self.locked.append((which, session))

    def correct(self, _which: int, _day: int, hour: int) -> None:
        if self.locked:
            which, session = self.locked[hour % len(self.locked)]
            is_here = AttendanceMark.objects.get(register__session=session).state == "present"
            said = Said("absent" if is_here else "present")
            wish = Wish(session.uuid, self.rows[which].uuid, said, "the sheet")
            asked = propose_correction(wish=wish, actor=ONE, now=NEXT_WEEK)
            decide_correction(correction_uuid=asked.uuid, decision=Decision(True), actor=OTHER, now=NEXT_WEEK)

    def accept(self, which: int, _day: int = 0, _hour: int = 0) -> list[LearningEntry]:
        return accepted([self.rows[which]], now=NEXT_WEEK)

    def back(self, which: int, _day: int, hour: int) -> None:
        rows = self.standing(which)
        if rows:
            one = rows[hour % len(rows)].uuid
            take_back_learning(entries=[one], reason="by mistake", actor=OTHER, now=NEXT_WEEK)

    def standing(self, which: int) -> list[LearningEntry]:
        rows = LearningEntry.objects.filter(enrolment=self.rows[which], reverses=None, reversed_by=None)
        return list(rows.order_by("pk"))

    def moments(self, which: int, classes: set[int]) -> dict[int, int]:
        """Return by lesson how many minutes of the clock were learnt and were none of these."""
        found: dict[int, int] = {}
        for period in LearningPeriod.objects.filter(enrolment=self.rows[which]):
            outside = minutes_of(period.began_at, period.ended_at) - classes
            found[period.lesson_id] = found.get(period.lesson_id, 0) + len(outside)
        return found

    def in_class(self, *, counted_only: bool) -> set[int]:
        """Return the minutes of the clock that were class: as registers say that count, or all that is planned."""
        marks = AttendanceMark.objects.filter(
            enrolment__in=self.rows, register__state=RegisterState.LOCKED, state="present"
        )
        sessions = [mark.register.session for mark in marks]
        if not counted_only:
            sessions += [session for _which, session in (*self.sessions, *self.locked)]
        return {one for row in sessions for one in minutes_of(row.begins_at, row.ends_at)}

    def check(self) -> None:
        """What stands fits beside the class that counts, the ledgers are the sums of their rows."""
        classes = self.in_class(counted_only=True)
        assert find_differences(self.rows) == []
        for which, row in enumerate(self.rows):
            free, stands = self.moments(which, classes), {}
            for entry in self.standing(which):
                stands[entry.lesson_id] = stands.get(entry.lesson_id, 0) + entry.minutes
            assert all(minutes <= min(45, free[lesson]) // 2 for lesson, minutes in stands.items())
            told = sum(one.learnt for one in hours_of(row).standings)
            assert sum(stands.values()) == told


def minutes_of(begins, ends) -> set[int]:
    return set(range(int(begins.timestamp()) // 60, int(ends.timestamp()) // 60))


DEEDS = ["learn", "learn", "plan", "plan", "lock", "lock", "correct", "accept", "accept", "back"]
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from((0, 1)), st.sampled_from(DAYS), st.sampled_from(HOURS)),
    min_size=4,
    max_size=14,
)


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_no_minute_is_counted_twice_and_the_order_does_not_matter(steps) -> None:
    person = Person()
    for step in steps:
        person.do(*step)
        person.check()
    while person.sessions:
        person.lock(0, 0, 0)
        person.check()
    for which in (0, 1):
        person.accept(which)
    person.check()
    # In the end there is what there would be if every register had come first.
    classes = person.in_class(counted_only=False)
    for which, row in enumerate(person.rows):
        due = sum(min(45, free) // 2 for free in person.moments(which, classes).values())
        assert sum(one.learnt for one in hours_of(row).standings) == due
        assert person.accept(which) == []
    assert find_learning_differences(person.rows) == []
