"""Who left a class and came back: one place, one row on papers, and no lesson of either stay is forgotten."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from lms.accounts.models import User
from lms.core.clock import local_date
from lms.delivery.api import Said, leave_cohort
from lms.delivery.classdesk.queries.cohorts import Wish, list_cohorts, members_of
from lms.delivery.classdesk.queries.papers import month_of, opening_file_of
from lms.delivery.cohorts.queries import unbegun_after
from lms.delivery.models import CohortMember
from lms.delivery.register.queries import roster_of
from lms.delivery.timetable.occupied import persons_of
from tests.factories.accounts import registrar_at
from tests.factories.courses import NOW
from tests.factories.teaching import ACTOR, EVENING, MONDAY, an_enrolment, join, locked, planned

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def leave(member: CohortMember, *, on):
    leave_cohort(member_uuid=member.uuid, left_on=on, reason="转到晚班", actor=ACTOR, now=NOW)


@pytest.fixture
def back(group):
    """Somebody who leaves after the second Monday and is back on the fifth."""
    member = group.members[0]
    leave(member, on=MONDAY + 2 * WEEK)
    join(group.cohort, member.enrolment, on=MONDAY + 4 * WEEK)
    return member.enrolment


def taken_by_list(cohort, user: User, *, today) -> int:
    row = list_cohorts(user, Wish(state="all"), today=today, now=EVENING).get(pk=cohort.pk)
    return row.taken


def test_both_stays_take_one_place(group, back, office):
    user = registrar_at(group.cohort.site)
    assert members_of(group.cohort, today=MONDAY).taken == 2
    assert taken_by_list(group.cohort, user, today=MONDAY) == 2
    page = " ".join(
        strip_tags(office.get(reverse("cohorts:cohort", args=[group.cohort.uuid])).content.decode()).split()
    )
    assert "2 of 3 taken" in page


def test_a_place_is_only_free_when_it_is_free_on_every_day_to_come(group, back):
    join(group.cohort, an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school))
    user = registrar_at(group.cohort.site)
    gone = MONDAY + 3 * WEEK
    # One seat stands empty in that week, and all are taken again from the next one on.
    assert members_of(group.cohort, today=gone).taken == taken_by_list(group.cohort, user, today=gone) == 3


def test_the_opening_file_names_everybody_once(group, back):
    file = opening_file_of(group.cohort, today=MONDAY)
    assert sorted(row.enrolment_id for row in file.members) == sorted(row.pk for row in group.people)
    assert file.taken == 2
    assert {row.joined_on for row in file.members} == {MONDAY}


def test_the_month_has_one_row_with_the_hours_of_both_stays(group, back, clock):
    other = group.people[1]
    sessions = planned(group, last=MONDAY + 4 * WEEK)
    for session in (sessions[0], sessions[4]):
        clock(session.ends_at)
        locked(session, (back, Said("present")), (other, Said("absent")), now=session.ends_at)
    (row,) = (row for row in month_of(group.cohort, MONDAY).rows if row.enrolment == back)
    assert [cell.is_member for cell in row.cells] == [True, True, False, False, True]
    assert row.attended == row.delivered == sum(sessions[at].minutes for at in (0, 4))


def test_lessons_of_an_earlier_stay_are_not_forgotten(group, back):
    sessions = planned(group, last=MONDAY + 5 * WEEK)
    held = unbegun_after(back, MONDAY, now=sessions[-1].ends_at)
    assert [local_date(row.begins_at) for row in held] == [
        MONDAY + WEEK,
        MONDAY + 4 * WEEK,
        MONDAY + 5 * WEEK,
    ]


def test_who_comes_back_the_next_day_has_no_last_day(group):
    member = group.members[0]
    session = planned(group)[0]
    leave(member, on=MONDAY + timedelta(days=1))
    assert roster_of(session)[member.enrolment_id].is_last_day
    join(group.cohort, member.enrolment, on=MONDAY + timedelta(days=1))
    assert not roster_of(session)[member.enrolment_id].is_last_day


def test_a_stay_that_ended_on_its_first_day_is_over(group):
    member = group.members[0]
    CohortMember.objects.filter(pk=member.pk).update(joined_on=MONDAY + WEEK, left_on=MONDAY + WEEK)
    members = members_of(group.cohort, today=MONDAY)
    assert [row.enrolment for row in members.now] == [group.people[1]]
    assert members.taken == 1
    assert taken_by_list(group.cohort, registrar_at(group.cohort.site), today=MONDAY) == 1
    assert persons_of([group.cohort.pk], MONDAY)[group.cohort.pk] == {group.people[1].person_id}
