"""A trainee's own classes: this week at home, any week on the page to print, within the same queries."""

from datetime import time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.delivery.api import WeeklySlot, cancel_sessions, leave_cohort
from lms.delivery.models import CohortMember
from lms.enrolments.changing.operations import record_return
from tests.enrolments.changing.deeds import rest
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW
from tests.factories.teaching import ACTOR, EVENING, LAST_DAY, MONDAY, NINE, a_class, planned

pytestmark = pytest.mark.django_db
HOME, PAGE = "/home/", "/home/timetable/"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    """Stand the clock at nine on the first Monday."""
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def group():
    """A class of one with a lesson on Mondays and Thursdays."""
    group = a_class(people=1)
    planned(group, slots=(WeeklySlot(0, time(9), 90), WeeklySlot(3, time(14), 90)), last=LAST_DAY)
    return group


def at_seat(enrolment, language: str = "en") -> Client:
    client = sign_in(Client(), enrolment.person.user)
    client.cookies["language"] = language
    return client


def shown(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", [HOME, PAGE])
def test_this_week_stands_there_with_time_room_and_instructor(group, address) -> None:
    page = shown(at_seat(group.people[0]), address)
    for words in ("09:00–10:30", "14:00–15:30", group.room.name, group.instructor.display_name, "Thu 06-04"):
        assert words in page
    assert 'class="is-today"' in page
    assert "06-11" not in page


def test_in_chinese_too(group) -> None:
    page = shown(at_seat(group.people[0], "zh-hans"))
    assert "我的课表" in page
    assert "09:00–10:30" in page


def test_other_weeks_are_one_step_away(group) -> None:
    client = at_seat(group.people[0])
    page = shown(client, f"{PAGE}?day=2026-06-11")
    assert "Thu 06-11" in page
    assert 'class="is-today"' not in page
    for day in ("2026-06-01", "2026-06-15"):
        assert f"{PAGE}?day={day}" in page


@pytest.mark.parametrize("asked", ["x", "0001-01-01", "9999-12-31", "2026-02-30", "\x00"])
def test_what_is_no_day_is_this_week(group, asked) -> None:
    answer = at_seat(group.people[0]).get(PAGE, {"day": asked})
    assert answer.status_code == 200
    assert 'class="is-today"' in answer.content.decode()


def test_only_ones_own_classes_of_ones_own_days_are_there(group) -> None:
    other = a_class(people=1, site=group.cohort.site)
    planned(other)
    member = CohortMember.objects.get(enrolment=group.people[0])
    leave_cohort(member_uuid=member.uuid, left_on=MONDAY + 2 * DAY, reason="left", actor=ACTOR, now=NINE)
    page = shown(at_seat(group.people[0]))
    assert "09:00–10:30" in page
    assert "14:00–15:30" not in page
    assert other.instructor.display_name not in page


def test_what_is_cancelled_says_so(group) -> None:
    session = group.cohort.sessions.order_by("begins_at")[1]
    batch = session.uuid
    cancel_sessions(session_uuids=[session.uuid], reason="REASON", batch=batch, actor=ACTOR, now=NOW)
    page = shown(at_seat(group.people[0]))
    assert "Cancelled" in page
    assert "REASON" not in page


def test_while_training_rests_nothing_is_listed_and_no_reason_told(group) -> None:
    row = group.people[0]
    rest(row, on=MONDAY, now=NINE, note="REST-NOTE")
    client = at_seat(row)
    for address in (HOME, PAGE):
        page = shown(client, address)
        assert "Your classes are paused; none are listed until you are back." in page
        assert "REST-NOTE" not in page
        assert "09:00–10:30" not in page
    record_return(enrolment_uuid=row.uuid, on=MONDAY + DAY, actor=ACTOR, now=NINE + DAY)
    with time_machine.travel(EVENING + DAY, tick=False):
        assert "14:00–15:30" in shown(at_seat(row))


def test_an_empty_week_says_what_to_do(group) -> None:
    client = at_seat(group.people[0])
    assert "No classes in this week" in shown(client, f"{PAGE}?day=2027-01-04")
    newcomer = a_class(people=1).people[0]
    assert "No classes are planned for you this week." in shown(at_seat(newcomer), HOME)


def test_only_trainees_have_one(group, client) -> None:
    assert sign_in(client, registrar_at(group.cohort.site)).get(PAGE).status_code == 403
    assert Client().get(PAGE).status_code == 302


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


def test_neither_page_asks_more_for_a_full_week(group) -> None:
    client = at_seat(group.people[0])
    few = [queries_of(client, address) for address in (HOME, PAGE)]
    slots = tuple(WeeklySlot(day, time(hour), 90) for day in (1, 2, 4) for hour in (9, 14))
    planned(group, slots=slots, last=MONDAY + 6 * DAY)
    assert [queries_of(client, address) for address in (HOME, PAGE)] == few
    assert few[0] <= 19
    assert few[1] <= 6


def test_somebody_without_a_programme_reads_that_nothing_is_planned(group) -> None:
    user = trainee_at(group.cohort.site)
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    assert "No classes in this week" in shown(client)
