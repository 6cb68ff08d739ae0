"""What the class-opening file names of examinations."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from courses.catalog.models import ProgrammeVersion
from lms.delivery.api import NewQualification, add_qualification
from lms.delivery.classdesk.printing import print_opening_file
from lms.delivery.classdesk.queries.papers import opening_file_of
from lms.delivery.models import Qualification
from lms.delivery.timetable import occupied
from lms.delivery.timetable.rules import Period, Taken
from tests.factories.teaching import ACTOR, LAST_DAY, MONDAY, NINE, planned
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


def printed(group, *, today=MONDAY) -> str:
    return words_of(print_opening_file(group.cohort, opening_file_of(group.cohort, today=today), today=today))


def test_the_certificate_is_the_one_that_held_in_the_lessons_whatever_day_it_is_printed(group) -> None:
    planned(group, last=MONDAY + timedelta(weeks=2))
    week = MONDAY + timedelta(days=10)
    Qualification.objects.update(valid_until=week)
    later = NewQualification(group.instructor, group.cohort.version.programme, "技师", week, LAST_DAY)
    add_qualification(qualification=later, actor=ACTOR, now=NINE)
    early = NewQualification(
        group.instructor,
        group.cohort.version.programme,
        "学徒",
        MONDAY - timedelta(99),
        MONDAY - timedelta(9),
    )
    add_qualification(qualification=early, actor=ACTOR, now=NINE)
    (teacher,) = opening_file_of(group.cohort, today=LAST_DAY).teachers
    assert [one.title for one in teacher.qualifications] == ["高级工", "技师"]
    assert teacher.without == 0
    for words in ("高级工", "技师", str(week), str(LAST_DAY)):
        assert words in printed(group, today=LAST_DAY)
    assert "学徒" not in printed(group)
    Qualification.objects.filter(title="技师").delete()
    (teacher,) = opening_file_of(group.cohort, today=MONDAY).teachers
    assert ([one.title for one in teacher.qualifications], teacher.without) == (["高级工"], 1)


def test_a_programme_without_examination_awaits_no_day_of_one(group) -> None:
    with override("en"):
        assert "No day is fixed yet." in printed(group)
        found = opening_file_of(group.cohort, today=MONDAY)
        found.requirements.clear()
        text = words_of(print_opening_file(group.cohort, found, today=MONDAY))
    assert "asks for no examination" in text
    assert "No day is fixed yet." not in text


def test_what_it_rests_on_is_named_in_the_readers_language(group) -> None:
    version: ProgrammeVersion = group.cohort.version
    version.standard = "参照专业（660301）编制的教学计划 / plan drawn up after major 660301"
    assert "after major" not in printed(group)
    with override("en"):
        english = printed(group)
    assert "plan drawn up after major 660301" in english
    assert "参照专业" not in english
