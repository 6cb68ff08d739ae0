"""What the class-opening file names of examinations."""

from datetime import timedelta

import pytest

from lms.delivery.classdesk.printing import print_opening_file
from lms.delivery.classdesk.queries.papers import opening_file_of
from lms.delivery.timetable import occupied
from lms.delivery.timetable.rules import Period, Taken
from tests.factories.teaching import MONDAY, NINE, planned
from tests.support.printed import words_of

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


def test_what_leaves_the_house_has_titles_and_no_codes_of_ours(group) -> None:
    planned(group)
    version = group.cohort.version
    scheme = version.requirements.get(kind="examination_passed")
    text = words_of(
        print_opening_file(group.cohort, opening_file_of(group.cohort, today=MONDAY), today=MONDAY)
    )
    assert scheme.title in text
    assert version.programme.title in text
    for code in (version.programme.code, scheme.examination_scheme):
        assert code not in text
