"""The monthly register names who belonged to one of its sessions."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils.translation import override

from lms.core.clock import local_date
from lms.delivery.api import Said
from lms.delivery.classdesk.printing import shares_of, sign_of
from lms.delivery.classdesk.queries.papers import month_of
from lms.delivery.models import CohortMember
from lms.enrolments.models import Interruption
from tests.factories.teaching import EVENING, MONDAY, locked, planned

pytestmark = pytest.mark.django_db
JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)


def people_in(cohort, month):
    return [row.enrolment for row in month_of(cohort, month).rows]


def test_who_left_before_the_first_session_of_a_month_is_not_on_its_register(group, clock):
    clock(EVENING)
    goes, stays = group.people
    sessions = planned(group, last=MONDAY + timedelta(days=60))
    locked(sessions[0], (goes, Said("present")), (stays, Said("absent")))
    # A member on the first of July, but its first session is on the sixth.
    CohortMember.objects.filter(enrolment=goes).update(left_on=date(2026, 7, 3))
    assert set(people_in(group.cohort, JUNE)) == {goes, stays}
    assert people_in(group.cohort, JULY) == [stays]


def test_who_rests_is_marked_as_resting_and_not_as_forgotten(group, clock):
    clock(EVENING)
    rests, comes = group.people
    sessions = planned(group, last=MONDAY + timedelta(days=20))
    second, third = (local_date(session.begins_at) for session in sessions[1:3])
    Interruption.objects.create(
        enrolment=rests, reason="family", began_on=second, ended_on=third, at=EVENING, client_key=uuid4()
    )
    with override("en"):
        signs = {
            row.enrolment: [sign_of(cell) for cell in row.cells[:3]]
            for row in month_of(group.cohort, JUNE).rows
        }
    assert signs == {rests: ["", "R", ""], comes: ["", "", ""]}


def test_a_month_without_sessions_still_has_its_people(group):
    assert set(people_in(group.cohort, JUNE)) == set(group.people)


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (1, [1]), (16, [16]), (17, [9, 8]), (33, [11, 11, 11]), (47, [16, 16, 15])]
)
def test_sessions_are_shared_out_evenly_and_none_stands_alone_on_a_sheet(count, sizes):
    assert [len(range(count)[share]) for share in shares_of(count, 16)] == sizes
