"""More people than seats: told before and after they join, on the page of the class and of the session."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lms.delivery.api import Said
from lms.delivery.models import Cohort
from lms.delivery.timetable.seats import crowded_to_come, lacks_seats
from lms.organisations.models import Room
from tests.factories.teaching import EVENING, NINE, an_enrolment, join, locked, planned

pytestmark = pytest.mark.django_db
BEFORE = NINE - timedelta(hours=1)


def page_of(office, name: str, *args) -> str:
    return office.get(reverse(name, args=args)).content.decode()


@pytest.fixture
def tight(group):
    """A class of two in a room with two seats, with a session to come."""
    Cohort.objects.filter(pk=group.cohort.pk).update(capacity=9)
    Room.objects.filter(pk=group.room.pk).update(seats=2)
    group.session = planned(group)[0]
    return group


@pytest.mark.parametrize(("people", "lacks"), [(1, False), (2, False), (3, True)])
def test_a_room_is_too_small_for_more_people_than_seats(people, lacks) -> None:
    assert lacks_seats(people, 2) is lacks


def test_joining_beyond_the_seats_of_a_planned_room_is_told_and_marked(office, tight) -> None:
    cohort, words = tight.cohort, "2 seats for 3 people"
    sessions = cohort.sessions.all()
    assert crowded_to_come(sessions, now=BEFORE) == []
    assert words not in page_of(office, "cohorts:cohort", cohort.uuid)
    assert "The smallest room of the planned sessions has 2 seats." in page_of(
        office, "cohorts:join", cohort.uuid
    )
    third = an_enrolment(cohort.version, cohort.site, cohort.school)
    sent = {"enrolment": [str(third.uuid)], "joined_on": cohort.begins_on.isoformat()}
    told = office.post(reverse("cohorts:join", args=[cohort.uuid]), sent, follow=True)
    assert "3 people" in " ".join(str(one) for one in told.context["messages"])
    (one,) = crowded_to_come(sessions, now=BEFORE)
    assert (one.seats, one.people, one.sessions) == (2, 3, 1)
    assert words in page_of(office, "cohorts:cohort", cohort.uuid)
    assert words in page_of(office, "timetable:session", tight.session.uuid)


def test_who_joins_after_the_session_takes_no_seat_of_it(tight) -> None:
    cohort = Cohort.objects.get(pk=tight.cohort.pk)
    late = an_enrolment(cohort.version, cohort.site, cohort.school)
    join(cohort, late, on=cohort.ends_on)
    assert crowded_to_come(cohort.sessions.all(), now=BEFORE) == []


def test_a_session_whose_register_is_signed_is_not_told_as_planned_any_more(office, tight, clock) -> None:
    state = "<dd>Taught</dd>"
    assert state not in page_of(office, "timetable:session", tight.session.uuid)
    clock(EVENING)
    first, second = tight.people
    locked(tight.session, (first, Said("present")), (second, Said("present")))
    assert state in page_of(office, "timetable:session", tight.session.uuid)
