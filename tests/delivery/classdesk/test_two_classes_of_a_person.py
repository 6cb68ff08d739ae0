"""Somebody in classes of two programmes: said before joining, named where sessions clash."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from lms.delivery.api import WeeklySlot, join_cohort
from lms.delivery.errors import JoiningRefused
from lms.delivery.models import Cohort
from lms.enrolments.api import NewEnrolment, enrol_trainee
from tests.delivery.classdesk.test_timetable_pages import a_plan, look, text_of
from tests.factories.courses import NOW, a_version
from tests.factories.organisations import a_site
from tests.factories.teaching import ACTOR, MONDAY, a_class, join, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(group):
    """Return a class of another programme at the same site, with a teacher and a room of its own."""
    return a_class(people=0, site=group.cohort.site, version=a_version())


def second(group, other, count):
    """Enrol so many people of the group on the programme of the other class as well."""
    cohort = other.cohort
    wanted = [
        NewEnrolment(row.person, cohort.version, cohort.school, uuid4()) for row in group.people[:count]
    ]
    return [enrol_trainee(enrolment=one, actor=ACTOR, now=NOW) for one in wanted]


def test_the_page_of_joining_says_in_which_other_class_somebody_is(office, group, other):
    second(group, other, 1)
    html = text_of(office.get(reverse("cohorts:join", args=[other.cohort.uuid])))
    title = group.cohort.version.programme.title_en
    assert f"Also in class {group.cohort.code} ({title}) until {group.cohort.ends_on}" in html


def test_classes_of_two_programmes_are_possible_unless_sessions_clash(group, other):
    first, clashing = second(group, other, 2)
    join(other.cohort, first)
    planned(group)
    tuesday = MONDAY + timedelta(days=1)
    planned(other, first=tuesday, last=tuesday, slots=(WeeklySlot(1, time(9), 90),))
    wish = {"enrolment_uuid": clashing.uuid, "joined_on": MONDAY, "actor": ACTOR, "now": NOW}
    join_cohort(cohort_uuid=other.cohort.uuid, **wish)
    assert other.cohort.members.count() == 2


def test_a_refusal_names_the_sessions(group, other):
    clashing = second(group, other, 1)[0]
    for one in (group, other):
        planned(one, last=MONDAY + timedelta(weeks=4))
    wish = {"enrolment_uuid": clashing.uuid, "joined_on": MONDAY, "actor": ACTOR, "now": NOW}
    with pytest.raises(JoiningRefused) as refused:
        join_cohort(cohort_uuid=other.cohort.uuid, **wish)
    assert f"{group.cohort.code} 2026-06-01 09:00" in refused.value.reasons[0]
    assert "2026-06-15 09:00" in refused.value.reasons[0]
    assert "2026-06-22" not in refused.value.reasons[0]


def test_a_plan_names_who_is_elsewhere(office, group, other):
    for row in second(group, other, 2):
        join(other.cohort, row)
    planned(other)
    html = text_of(look(office, group, a_plan(group)))
    named = [f"{row.person.user.username} {row.person.full_name}" for row in group.people]
    assert f"of the cohort, these are with {other.cohort.code}:" in html
    assert all(name in html for name in named)


def test_a_plan_does_not_say_at_which_class_of_another_site_somebody_is(office, group, other):
    join(other.cohort, second(group, other, 1)[0])
    planned(other)
    Cohort.objects.filter(pk=other.cohort.pk).update(site=a_site())
    html = text_of(look(office, group, a_plan(group)))
    assert f"these are with another class: {group.people[0].person.user.username}" in html
    assert other.cohort.code not in html
