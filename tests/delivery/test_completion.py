"""Who has completed leaves the class that day: named by the lessons that had begun, and by none that comes later."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction

from lms.core.models import AuditEntry
from lms.delivery.api import ClassSession, Said, WeeklySlot, lock_register, roster_of, sign_register
from lms.delivery.models import AttendanceMark, CohortMember, HoursEntry
from lms.delivery.register.queries import unsigned
from lms.delivery.timetable.occupied import persons_of, taken_between
from lms.enrolments.api import Achievement, record_achievement
from lms.enrolments.models import Enrolment
from tests.factories.teaching import ACTOR, EVENING, MONDAY, NINE, a_class, mark, planned

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
free_places = import_module("lms.delivery.migrations.0010_completed_people_leave_their_classes").free_places


def complete_at(row: Enrolment, now: datetime) -> None:
    """Meet every requirement of an enrolment at an instant."""
    for requirement in row.version.requirements.all():
        met = Achievement(requirement, "tests.record", uuid4(), Decimal(100), is_met=True)
        with transaction.atomic():
            record_achievement(enrolment_uuid=row.uuid, achievement=met, actor=ACTOR, now=now)
    row.refresh_from_db()
    assert row.state == "completed"


@pytest.fixture
def group():
    return a_class(people=2)


@pytest.fixture
def row(group):
    return group.people[0]


def stay_of(row) -> CohortMember:
    return CohortMember.objects.get(enrolment=row)


def test_the_place_is_free_from_the_day_of_completion(group, row) -> None:
    last = planned(group, first=MONDAY, last=MONDAY + 7 * DAY)[-1]
    complete_at(row, NINE - timedelta(minutes=1))
    assert (stay_of(row).left_on, stay_of(row).left_because) == (MONDAY, "completed")
    assert set(roster_of(last)) == {group.people[1].pk}
    entry = AuditEntry.objects.get(action="delivery.leave_cohort")
    assert entry.target_uuid == stay_of(row).uuid


def test_in_the_timetable_and_for_examinations_the_person_is_free(group, row) -> None:
    session = planned(group, first=MONDAY + 7 * DAY, last=MONDAY + 7 * DAY)[0]
    complete_at(row, EVENING)
    assert persons_of([group.cohort.pk], MONDAY + DAY)[group.cohort.pk] == {group.people[1].person_id}
    (taken,) = taken_between(session.begins_at, session.ends_at)
    assert taken.persons == {group.people[1].person_id}


def test_a_lesson_that_had_begun_names_the_person_and_one_later_that_day_does_not(group, row) -> None:
    slots = (WeeklySlot(0, time(9), 90), WeeklySlot(0, time(14), 90))
    morning, afternoon = planned(group, slots=slots)
    complete_at(row, NINE + timedelta(hours=2))
    assert stay_of(row).left_on == MONDAY + DAY
    assert row.pk in roster_of(morning)
    assert row.pk not in roster_of(afternoon)


def test_a_register_that_names_the_person_keeps_its_mark_and_goes_into_the_ledger(group, row) -> None:
    session = planned(group)[0]
    mark(session, *((one, Said("present")) for one in group.people))
    complete_at(row, EVENING)
    sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    lock_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    assert row.pk in roster_of(session)
    assert HoursEntry.objects.get(enrolment=row, measure="attended").minutes == 90


def test_hours_counted_days_later_end_the_stay_on_that_day_and_not_on_the_lessons(group, row) -> None:
    first, second = planned(group, first=MONDAY, last=MONDAY + 7 * DAY)
    for number, session in enumerate((first, second)):
        mark(session, (row, Said("present")), now=EVENING + number * 7 * DAY)
    complete_at(row, EVENING + 9 * DAY)
    assert stay_of(row).left_on == MONDAY + 9 * DAY
    assert row.pk in roster_of(second)


def test_who_was_to_leave_earlier_or_to_join_later(group, row) -> None:
    CohortMember.objects.filter(enrolment=row).update(left_on=MONDAY - DAY, joined_on=MONDAY - 9 * DAY)
    late = CohortMember.objects.create(
        cohort=group.cohort, enrolment=row, joined_on=MONDAY + 20 * DAY, left_on=None
    )
    complete_at(row, EVENING)
    early = CohortMember.objects.exclude(pk=late.pk).get(enrolment=row)
    late.refresh_from_db()
    assert early.left_on == MONDAY - DAY
    assert late.left_on == late.joined_on  # a stay of no day


class TestEarlierCompletions:
    """Who completed before this was so leaves by a migration; run again it changes nothing."""

    @pytest.fixture
    def stayed(self, row):
        complete_at(row, EVENING)
        CohortMember.objects.filter(enrolment=row).update(left_on=None, left_because="")
        return row

    def test_they_leave_on_the_day_of_completion(self, stayed, group) -> None:
        free_places(apps, None)
        free_places(apps, None)
        assert (stay_of(stayed).left_on, stay_of(stayed).left_because) == (MONDAY, "completed")
        assert stay_of(group.people[1]).left_on is None

    def test_what_registers_said_of_them_since_stays_in_their_stay(self, stayed, group) -> None:
        session = planned(group, first=MONDAY + 7 * DAY, last=MONDAY + 7 * DAY)[0]
        mark(session, (group.people[1], Said("present")), now=EVENING + 7 * DAY)
        AttendanceMark.objects.create(
            register=session.register, enrolment=stayed, state="present", marked_at=EVENING + 7 * DAY
        )
        free_places(apps, None)
        assert stay_of(stayed).left_on == MONDAY + 8 * DAY
        assert stayed.pk in roster_of(session)  # whom the register names stays on it

    def test_who_had_left_before_is_left_alone(self, stayed) -> None:
        CohortMember.objects.filter(enrolment=stayed).update(
            joined_on=MONDAY - 9 * DAY, left_on=MONDAY - 2 * DAY, left_because="moved on"
        )
        free_places(apps, None)
        assert (stay_of(stayed).left_on, stay_of(stayed).left_because) == (MONDAY - 2 * DAY, "moved on")


class TestUnsigned:
    """Lessons that wait for a signature: those where somebody was expected, by the clock of the site."""

    def waiting(self, now=EVENING) -> list[ClassSession]:
        return list(unsigned(ClassSession.objects.all(), now))

    def test_where_everybody_rests_or_has_ended_nothing_waits(self, group) -> None:
        session = planned(group)[0]
        assert self.waiting() == [session]
        first, second = group.people
        first.interruptions.create(reason="clinic", began_on=MONDAY, at=NINE, client_key=uuid4())
        assert self.waiting() == [session]
        complete_at(second, NINE - timedelta(minutes=1))
        CohortMember.objects.filter(enrolment=second).update(left_on=None)
        assert self.waiting() == []
        first.interruptions.update(ended_on=MONDAY)  # back on that very day
        assert self.waiting() == [session]

    @pytest.mark.parametrize("zone", ["Asia/Shanghai", "Pacific/Kiritimati", "America/Adak"])
    def test_it_is_the_day_of_the_site_on_which_somebody_belongs_to_the_class(self, zone) -> None:
        group = a_class(people=1)
        site = group.cohort.site
        site.time_zone = zone
        site.save(update_fields=["time_zone"])
        begins = datetime(
            2026, 6, 10, 12, 0, tzinfo=UTC
        )  # the 10th in Asia and America, the 11th at Kiritimati
        session = planned(group)[0]
        ClassSession.objects.filter(pk=session.pk).update(
            begins_at=begins, ends_at=begins + timedelta(minutes=90)
        )
        for day in (9, 10, 11, 12):
            CohortMember.objects.update(joined_on=MONDAY, left_on=MONDAY + (day - 1) * DAY)
            session = ClassSession.objects.get(pk=session.pk)
            expected = [session] if roster_of(session) else []
            assert self.waiting(begins + DAY) == expected
