"""What the class-opening file names of examinations."""

from datetime import timedelta

import pytest

from lms.delivery.classdesk.queries.papers import opening_file_of
from lms.delivery.timetable import occupied
from lms.delivery.timetable.rules import Period, Taken
from tests.factories.teaching import MONDAY, NINE, planned

pytestmark = pytest.mark.django_db


def test_an_examination_before_the_class_begins_is_left_out(group, monkeypatch) -> None:
    planned(group)  # the first session begins at nine
    persons = frozenset([group.people[0].person_id])
    hour, staff = timedelta(hours=1), frozenset[int]()
    exams = [
        Taken(title, Period(begins, begins + hour), group.room.pk, staff, None, persons)
        for title, begins in (("before", NINE - hour), ("after", NINE + 2 * hour))
    ]
    monkeypatch.setattr(occupied, "_sources", [lambda begins, ends: exams])
    found = opening_file_of(group.cohort, today=MONDAY).examinations
    assert [row.title for row in found] == ["after"]
