"""Cohorts: opened, joined, left; places and reasons."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.delivery.api import NewCohort, leave_cohort, open_cohort
from lms.delivery.cohorts.rules import Stay, has_place, most_from
from lms.delivery.errors import CohortFull, CohortRefused, JoiningRefused, NotInCohort, ReasonMissing
from lms.delivery.models import CohortMember
from lms.enrolments.api import withdraw_enrolment
from lms.enrolments.errors import EnrolmentEnded
from tests.factories.courses import NOW, a_version
from tests.factories.organisations import a_school
from tests.factories.teaching import ACTOR, LAST_DAY, MONDAY, a_class, an_enrolment, join

days = st.dates(date(2026, 1, 1), date(2026, 2, 28))


@st.composite
def stays(draw):
    joined = draw(days)
    return Stay(joined, draw(st.none() | days.filter(lambda day: day >= joined)))


@given(st.lists(stays(), max_size=8), days)
def test_most_is_what_no_day_exceeds(listed, first):
    most = most_from(listed, first)
    counts = [sum(stay.holds_on(first + timedelta(days=number)) for stay in listed) for number in range(70)]
    assert max(counts) == most
    assert has_place(listed, first, most + 1)
    assert not has_place(listed, first, most)


@pytest.mark.django_db
class TestCohorts:
    def test_the_reasons_against_opening_are_all_named(self):
        cohort = a_class(people=0).cohort
        new = NewCohort(cohort.code, a_version(), a_school(), cohort.site, 0, LAST_DAY, MONDAY)
        with pytest.raises(CohortRefused) as refused:
            open_cohort(cohort=new, actor=ACTOR, now=NOW)
        assert len(refused.value.reasons) == 4
        better = replace(new, code="OTHER", school=cohort.school, capacity=1, begins_on=MONDAY)
        assert open_cohort(cohort=replace(better, ends_on=LAST_DAY), actor=ACTOR, now=NOW).capacity == 1

    def test_the_last_place_is_taken_once_and_free_again_when_somebody_leaves(self):
        group = a_class(people=1, capacity=1)
        late = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        with pytest.raises(CohortFull):
            join(group.cohort, late)
        day = MONDAY + timedelta(days=7)
        leave = {"member_uuid": group.members[0].uuid, "left_on": day, "actor": ACTOR, "now": NOW}
        with pytest.raises(ReasonMissing):
            leave_cohort(reason="", **leave)
        leave_cohort(reason="transfer", **leave)
        with pytest.raises(NotInCohort):
            leave_cohort(reason="transfer", **leave)
        with pytest.raises(CohortFull):
            join(group.cohort, late, on=day - timedelta(days=1))
        join(group.cohort, late, on=day)
        assert CohortMember.objects.filter(cohort=group.cohort).count() == 2  # the history is kept

    def test_joining_again_changes_nothing(self):
        group = a_class(people=1, capacity=1)
        assert join(group.cohort, group.people[0]) == group.members[0]

    def test_who_does_not_fit_is_told_why(self):
        group, other = a_class(people=1), a_class(people=1)
        with pytest.raises(JoiningRefused) as refused:
            join(other.cohort, group.people[0])
        assert len(refused.value.reasons) == 3  # version, site, and still in a cohort
        fresh = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        with pytest.raises(JoiningRefused):
            join(group.cohort, fresh, on=LAST_DAY + timedelta(days=1))
        withdraw_enrolment(enrolment_uuid=fresh.uuid, reason="released", actor=ACTOR, now=NOW)
        with pytest.raises(EnrolmentEnded):
            join(group.cohort, fresh)
