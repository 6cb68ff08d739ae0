"""Examinations and lessons know of each other: neither is put where the other one is."""

from datetime import timedelta

import pytest

from lms.delivery.errors import SessionsRefused
from lms.exams.sittings.in_timetable import examinations_taken
from lms.exams.sittings.occupied import occasions_between
from tests.factories.courses import enrolled_trainee
from tests.factories.exams import a_sitting
from tests.factories.teaching import MONDAY, NINE, a_class, planned

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_lesson_takes_its_room_its_people_and_its_instructor_from_an_examination():
    group = a_class(people=1)
    session = planned(group)[0]
    (row,) = occasions_between(NINE - DAY, NINE + DAY)
    assert (row.title, row.room, row.room_name) == (group.cohort.code, group.room.pk, group.room.name)
    assert row.persons == {group.people[0].person_id: session.ends_at}
    assert row.staff == {group.instructor.pk}
    assert examinations_taken(NINE - DAY, NINE + DAY) == []


def test_no_lesson_is_planned_into_the_room_of_an_examination():
    group = a_class(people=0)
    sitting = a_sitting(enrolled_trainee()[1])
    sitting.room, sitting.opens_at, sitting.closes_at = group.room, NINE, NINE + timedelta(minutes=30)
    sitting.save()
    with pytest.raises(SessionsRefused) as refused:
        planned(group)
    assert sitting.title in refused.value.reasons[0]
    planned(group, first=MONDAY + 7 * DAY, last=MONDAY + 7 * DAY)
