"""What is read to offer, check and take back learning: it does not grow with what was learnt, taught and accepted."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.catalog.api import load_programme_version
from lms.delivery.api import Said, WeeklySlot, find_learning_differences, offers_of
from lms.delivery.hours.learning.operations import take_back_taught
from lms.delivery.models import AttendanceMark, LearningEntry, Register
from lms.enrolments.api import Enrolment
from tests.delivery.learning.periods import accepted, learnt
from tests.factories import teaching
from tests.factories.courses import NOW, a_plan
from tests.factories.teaching import ACTOR, NINE, Group, a_class, locked, planned

pytestmark = pytest.mark.django_db
EVENING = NINE + timedelta(hours=10)


@pytest.fixture
def group(monkeypatch) -> Group:
    """Two people on a version whose unit has plenty of theory, and two lessons of 45 minutes."""
    plan = a_plan()
    course = plan.courses[0]
    whole = replace(plan, courses=(replace(course, units=(replace(course.units[0], theory_minutes=900),)),))
    version = load_programme_version(plan=whole, actor=ACTOR, now=NOW)
    monkeypatch.setattr(teaching, "a_version", lambda: version)
    group = a_class(people=2, capacity=9)
    for row in group.people:
        learnt(row, 60, at=EVENING)  # all that the first lesson is worth
        learnt(row, 5, at=EVENING + timedelta(hours=1), lesson=1)
    accepted(group.people, now=day(1))
    return group


def day(number: int):
    return NINE + timedelta(days=number)


def live(group: Group, first: int, last: int) -> None:
    """Let days go by: the lesson that is done is read again, and there is class, marked, on each of them."""
    for number in range(first, last):
        (session,) = planned(group, first=day(number).date(), last=day(number).date(), slots=at_nine(number))
        locked(session, *((row, Said("present")) for row in group.people), now=day(number + 1))
        for row in group.people:
            learnt(row, 30, at=EVENING + timedelta(days=number))


def at_nine(number: int) -> tuple[WeeklySlot]:
    return (WeeklySlot(number % 7, time(9), 90),)


def read(look) -> tuple[int, int]:
    """Return how many queries a look asks, and how many rows they give in all."""
    with CaptureQueriesContext(connection) as asked:
        look()
    texts = [one["sql"] for one in asked if one["sql"].startswith("SELECT")]
    with connection.cursor() as cursor:
        return len(asked), sum(len(cursor.execute(text).fetchall()) for text in texts)


def grown(group: Group, look) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return what a look reads after three days and after twelve."""
    marks = AttendanceMark.objects.count()
    live(group, 1, 4)
    before = read(look)
    live(group, 4, 13)
    assert AttendanceMark.objects.count() == marks + 24
    return before, read(look)


def rows(group: Group) -> list[Enrolment]:
    keys = [row.pk for row in group.people]
    return list(Enrolment.objects.filter(pk__in=keys).select_related("version").order_by("pk"))


def test_offers_read_what_can_still_count_and_neither_the_rest_nor_the_classes_of_other_days(group):
    before, after = grown(group, lambda: offers_of(rows(group), now=day(20)))
    assert before == after
    offer = offers_of(rows(group), now=day(20))[0]
    assert offer.learnt_minutes == 65
    assert (offer.given_minutes, offer.more) == (24, [])


def test_what_can_still_count_is_offered_after_a_long_history(group):
    live(group, 1, 6)
    learnt(group.people[0], 10, at=day(7), lesson=1)
    offers = offers_of(rows(group), now=day(20))
    assert [offer.more_minutes for offer in offers] == [5, 0]


def test_the_check_reads_the_days_on_which_accepted_rows_rest(group):
    before, after = grown(group, lambda: find_learning_differences(rows(group)))
    assert before == after
    assert find_learning_differences(rows(group)) == []


def test_a_register_that_counts_reads_the_lessons_of_its_own_time(group):
    (session,) = planned(group, slots=(WeeklySlot(0, time(18, 50), 20),))  # ten minutes into 60 of learning
    locked(session, *((row, Said("present")) for row in group.people), now=day(1))
    register = Register.objects.select_related("session").get(session=session)
    people = {row.person_id for row in group.people}

    def look() -> None:
        take_back_taught(register=register, people=people, actor=ACTOR, now=day(20))

    before, after = grown(group, look)
    assert before == after
    assert not LearningEntry.objects.filter(reverses__isnull=False).exists()
