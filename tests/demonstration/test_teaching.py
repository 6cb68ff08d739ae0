"""The demonstration's classes have people, a timetable around today and registers; a later start only goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import TestCase

from courses.catalog.api import PlannedUnit, load_programme_version
from lms.core import clock
from lms.core.actor import Actor
from lms.delivery.api import ClassSession, Cohort, find_differences
from lms.delivery.models import AttendanceMark, Correction, HoursEntry, Qualification, Register, SessionState
from lms.demonstration.in_words import NAMES
from lms.demonstration.people import build_staff, made_up_resident_id, trainee_names
from lms.demonstration.places import build_places
from lms.demonstration.teaching.building import teach
from lms.demonstration.teaching.cast import CLASSES, LONGEST, first_pupils, place_of
from lms.demonstration.teaching.weeks import cut
from lms.enrolments.models import Enrolment, EnrolmentState, ExternalCertificate, Interruption
from tests.factories.courses import NOW, a_plan

ABOUT = {"actor": Actor.system("test"), "now": NOW}
KINDS = {"LVE": "special_operation_preparation", "CPC5": "skill_level"}


def of_hours(code: str) -> object:
    """Return a plan with this code, long enough for the weeks that have passed and those to come."""
    plan = a_plan(lessons=8)
    text = {"zh": "单元", "en": "Unit"}
    (course,) = plan.courses
    units = (
        replace(course.units[0], theory_minutes=450, practice_minutes=900),
        PlannedUnit(f"{code}-U2", text, 1800, 0),
    )
    return replace(plan, code=code, kind=KINDS[code], courses=(replace(course, units=units),))


def counts() -> list[int]:
    rows = (Cohort, ClassSession, Register, AttendanceMark, Correction, HoursEntry, Enrolment, Qualification)
    return [model.objects.count() for model in rows]


class TestTeaching(TestCase):
    """Built once: it takes as long as a term of small registers does."""

    @classmethod
    def setUpTestData(cls):
        for code in KINDS:
            load_programme_version(plan=of_hours(code), **ABOUT)
        cls.places = build_places(**ABOUT)
        build_staff(cls.places, **ABOUT)
        teach(cls.places, **ABOUT)

    def test_each_class_has_a_session_today_and_next_week_which_nobody_has_kept_yet(self):
        today = clock.local_date(NOW)
        for row in CLASSES:
            sessions = Cohort.objects.get(code=row.code).sessions
            days = {
                clock.local_date(begins): register
                for begins, register in sessions.values_list("begins_at", "register")
            }
            assert days[today] is None
            assert any(today + timedelta(days=7) <= day < today + timedelta(days=14) for day in days)
            assert all((register is not None) == (day < today) for day, register in days.items())

    def test_registers_say_everything_that_can_be_said_and_the_ledger_agrees(self):
        marks = AttendanceMark.objects.all()
        assert {"present", "excused", "absent"} <= set(marks.values_list("state", flat=True))
        assert marks.filter(late__gt=0).exists()
        assert marks.filter(left_early__gt=0).exists()
        assert find_differences(Enrolment.objects.all()) == []
        assert set(Register.objects.values_list("state", flat=True)) == {"signed", "locked"}

    def test_corrections_have_a_reason_and_a_second_person(self):
        decided = Correction.objects.filter(decision="approved")
        assert decided.exists()
        assert all(row.reason and row.decided_by not in (None, row.proposed_by) for row in decided)
        assert Correction.objects.filter(decision="proposed").exists()

    def test_one_rests_one_withdrew_and_one_holds_a_certificate_of_another_body(self):
        rests = Interruption.objects.get()
        later = rests.enrolment.attendance_marks.filter(register__session__begins_at__date__gt=rests.began_on)
        assert rests.enrolment.attendance_marks.exists()
        assert not later.exists()
        assert Enrolment.objects.get(state=EnrolmentState.WITHDRAWN).cohort_stays.get().left_on is not None
        assert ExternalCertificate.objects.get().verifications.get().result == "confirmed"

    def test_a_second_start_on_the_same_day_changes_nothing(self):
        before = counts()
        teach(self.places, **ABOUT)
        assert counts() == before

    def test_a_start_ten_days_later_keeps_the_registers_since_then_and_plans_on(self):
        later = NOW + timedelta(days=10)
        sessions, registers = ClassSession.objects.count(), Register.objects.count()
        teach(self.places, actor=ABOUT["actor"], now=later)
        assert Register.objects.count() > registers
        assert ClassSession.objects.count() > sessions
        today = clock.local_date(later)
        past = [row for row in ClassSession.objects.all() if clock.local_date(row.begins_at) < today]
        assert Register.objects.filter(session__in=past).count() == len(past)
        assert Cohort.objects.count() == len(CLASSES)

    def test_a_register_that_a_visitor_has_begun_stays_theirs(self):
        session = ClassSession.objects.filter(begins_at__gt=NOW - timedelta(hours=12), register=None).first()
        Register.objects.create(session=session, delivered_minutes=session.minutes)
        teach(self.places, actor=ABOUT["actor"], now=NOW + timedelta(days=3))
        session.register.refresh_from_db()
        assert session.register.state == "open"
        assert not session.register.marks.exists()

    def test_a_day_that_a_visitor_took_for_something_else_is_left_to_it(self):
        taken = ClassSession.objects.filter(begins_at__gt=NOW).first()
        taken.state = SessionState.CANCELLED
        taken.save(update_fields=["state"])
        before = ClassSession.objects.count()
        teach(self.places, **ABOUT)
        assert ClassSession.objects.count() == before


def test_nobody_of_a_class_stands_in_another_list_and_nobody_was_born_later_than_1909():
    names = [pupil.name for row in CLASSES for pupil in row.pupils]
    assert not {*trainee_names(), *NAMES} & set(names)
    numbers = [made_up_resident_id(place_of(name)) for name in names]
    earlier = [made_up_resident_id(index) for index in range(len(trainee_names()) + len(NAMES))]
    assert len({*numbers, *earlier}) == len(numbers) + len(earlier)
    assert all(number[6:10] < "1910" for number in numbers)
    assert len(first_pupils()) == len(CLASSES)


@pytest.mark.parametrize(
    ("minutes", "sessions"),
    [
        (0, []),
        (45, [45]),
        (135, [135]),
        (180, [90, 90]),
        (225, [135, 90]),
        (200, [135, 65]),
        (450, [135, 135, 135, 45]),
    ],
)
def test_a_part_of_the_plan_is_cut_into_sessions_of_whole_class_hours(minutes, sessions):
    assert cut(minutes) == sessions
    assert sum(cut(minutes)) == minutes
    assert all(portion <= LONGEST for portion in cut(minutes))
