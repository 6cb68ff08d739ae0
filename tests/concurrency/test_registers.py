"""Two at one register, at the last place, at one room: wrong without the lock, one is told with it."""

import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from lms.core.actor import Actor
from lms.delivery.api import (
    Decision,
    MarkWish,
    NewCohort,
    Said,
    decide_correction,
    find_differences,
    join_cohort,
    leave_cohort,
    lock_register,
    open_cohort,
    plan_sessions,
    propose_correction,
    save_marks,
    sign_register,
)
from lms.delivery.cohorts import membership as cohorts
from lms.delivery.cohorts import operations as openings
from lms.delivery.cohorts import partings
from lms.delivery.cohorts.membership import Chosen, join_chosen
from lms.delivery.errors import (
    CohortFull,
    CorrectionRefused,
    JoiningRefused,
    LeavingRefused,
    NotOnRoster,
    RegisterLocked,
    RegisterNotReady,
    ReturnRefused,
    SessionsRefused,
)
from lms.delivery.models import AttendanceMark, ClassSession, CohortMember, Correction, HoursEntry, Register
from lms.delivery.register.operations import Wish, correcting, locking, locks, marking
from lms.delivery.timetable.operations import planning
from lms.enrolments.changing.operations import record_return, resting
from lms.enrolments.models import Interruption
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW
from tests.factories.teaching import (
    ACTOR,
    EVENING,
    MONDAY,
    NINE,
    a_class,
    a_pattern,
    an_enrolment,
    join,
    planned,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_other_lock(monkeypatch):
    """The chain's head is a lock too: it would hide the races that these tests are about."""
    for module in (cohorts, locking, marking, correcting, planning, resting):
        monkeypatch.setattr(module.audit, "record", lambda **entry: None)
        monkeypatch.setattr(module.audit, "record_all", lambda **entry: None)


@pytest.fixture
def group():
    return a_class(people=1)


@pytest.fixture
def session(group):
    return planned(group)[0]


def mark_work(session, enrolment, said=Said("present"), based_on=0):  # noqa: B008 - a frozen value
    wishes = [MarkWish(enrolment.uuid, said, based_on)]
    return lambda: save_marks(session_uuid=session.uuid, wishes=wishes, actor=ACTOR, now=EVENING)


@pytest.fixture
def two_lock(group, session):
    """Two instructors lock one signed register."""
    mark_work(session, group.people[0])()
    sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)

    def work():
        return lock_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)

    return work, work


def names(results):
    return sorted(type(result).__name__ for result in results)


def without_locks(monkeypatch):
    """Take the locks of registers away."""

    def unlocked(uuid):
        return ClassSession.objects.select_related("cohort__site", "course", "unit").get(uuid=uuid)

    for module in (locking, marking, correcting):
        monkeypatch.setattr(module, "lock_session", unlocked)
    for module in (locking, correcting):
        monkeypatch.setattr(module, "lock_with_others", lambda ids: None)
    monkeypatch.setattr(locks, "lock_enrolments", lambda ids: None)
    monkeypatch.setattr(correcting, "lock_enrolment", lambda uuid: None)
    monkeypatch.setattr(cohorts, "lock_enrolment", lambda uuid: None)


def test_control_without_the_lock_only_the_constraint_keeps_the_ledger(two_lock, monkeypatch):
    without_locks(monkeypatch)
    results = overtake(monkeypatch, (locking, "enter_register"), two_lock)
    assert names(results) == ["IntegrityError", "Register"]
    assert any(isinstance(result, IntegrityError) for result in results)


def test_of_two_who_lock_a_register_one_is_told(two_lock, monkeypatch):
    results = overtake(monkeypatch, (locking, "enter_register"), two_lock)
    assert any(isinstance(result, RegisterLocked) for result in results)
    assert HoursEntry.objects.count() == 3


@pytest.fixture
def mark_and_leave(group, session):
    """The instructor marks somebody whom the registrar let leave as of that day, a moment before the lesson began."""
    leave = {"left_on": MONDAY, "reason": "transfer", "actor": ACTOR, "now": NINE - timedelta(minutes=1)}
    return mark_work(session, group.people[0]), lambda: leave_cohort(
        member_uuid=group.members[0].uuid, **leave
    )


def test_control_without_the_lock_the_register_names_somebody_who_had_left(mark_and_leave, monkeypatch):
    without_locks(monkeypatch)
    overtake(monkeypatch, (marking, "register_of"), mark_and_leave)
    assert CohortMember.objects.get().left_on == MONDAY
    assert AttendanceMark.objects.exists()


def test_a_transfer_during_a_register_waits_for_it_and_is_told(mark_and_leave, monkeypatch):
    results = overtake(monkeypatch, (marking, "register_of"), mark_and_leave)
    assert isinstance(results[1], LeavingRefused)
    assert AttendanceMark.objects.exists()


def test_a_register_during_a_transfer_waits_for_it_and_is_told(mark_and_leave, monkeypatch):
    mark, leave = mark_and_leave
    results = overtake(monkeypatch, (cohorts, "has_marks_from"), (leave, mark))
    assert isinstance(results[1], NotOnRoster)
    assert not AttendanceMark.objects.exists()


def test_control_without_the_lock_one_tablet_writes_over_the_other(group, session, monkeypatch):
    without_locks(monkeypatch)
    works = two_tablets(group, session)
    results = overtake(monkeypatch, (marking.rules, "decide_mark"), works)
    assert [result.conflicts for result in results] == [[], []]


def test_of_two_tablets_one_sees_what_the_other_said(group, session, monkeypatch):
    results = overtake(monkeypatch, (marking.rules, "decide_mark"), two_tablets(group, session))
    assert [len(result.conflicts) for result in results] == [0, 1]
    assert AttendanceMark.objects.get().state == "absent"


@pytest.fixture
def sign_and_join(group, session):
    """The instructor signs a register while the registrar lets somebody join as of that day."""
    mark_work(session, group.people[0])()
    late = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
    about = {"cohort_uuid": group.cohort.uuid, "enrolment_uuid": late.uuid, "joined_on": MONDAY}
    return (
        lambda: sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING),
        lambda: join_cohort(**about, actor=ACTOR, now=EVENING),
    )


def test_control_without_the_lock_somebody_joins_before_a_register_signed_without_them(
    sign_and_join, monkeypatch
):
    monkeypatch.setattr(cohorts, "lock_begun_sessions", lambda *args: None)
    overtake(monkeypatch, (marking, "_refuse_unmarked"), sign_and_join)
    assert CohortMember.objects.count() == 2
    assert Register.objects.get().state == "signed"


def test_who_joins_while_a_register_is_signed_waits_and_is_told_the_first_possible_day(
    sign_and_join, monkeypatch
):
    results = overtake(monkeypatch, (marking, "_refuse_unmarked"), sign_and_join)
    assert isinstance(results[1], JoiningRefused)
    assert "2026-06-02" in " ".join(results[1].reasons)


def test_who_signs_while_somebody_joins_waits_and_is_told_who_is_missing(group, sign_and_join, monkeypatch):
    sign, join_ = sign_and_join
    results = overtake(monkeypatch, (cohorts.rules, "has_place"), (join_, sign))
    assert isinstance(results[1], RegisterNotReady)
    assert results[1].reasons == (results[0].enrolment.person.full_name,)


@pytest.fixture
def sign_and_change(group, session):
    """The instructor signs a register while a page that was opened before changes a mark of it."""
    mark_work(session, group.people[0])()
    return (
        lambda: sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING),
        mark_work(session, group.people[0], Said("absent"), based_on=1),
    )


def test_control_without_the_lock_a_signature_stands_under_a_mark_that_it_has_not_seen(
    sign_and_change, monkeypatch
):
    without_locks(monkeypatch)
    results = overtake(monkeypatch, (marking, "_refuse_unmarked"), sign_and_change)
    assert results[1].conflicts == []
    assert Register.objects.get().state == "signed"


def test_who_changes_a_mark_while_the_register_is_signed_waits_and_is_asked(sign_and_change, monkeypatch):
    results = overtake(monkeypatch, (marking, "_refuse_unmarked"), sign_and_change)
    assert [row.is_signed for row in results[1].conflicts] == [True]
    assert AttendanceMark.objects.get().state == "present"
    assert Register.objects.get().state == "signed"


@pytest.fixture
def sign_and_return(group, session):
    """The instructor signs a register while the registrar says that somebody is trained again since that day."""
    join(group.cohort, late := an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school))
    late.interruptions.create(
        reason="clinic", began_on=MONDAY - timedelta(days=9), at=NOW, client_key=uuid4()
    )
    mark_work(session, group.people[0])()
    return (
        lambda: sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING),
        lambda: record_return(enrolment_uuid=late.uuid, on=MONDAY, actor=ACTOR, now=EVENING),
    )


def test_control_without_the_lock_somebody_is_back_before_a_register_signed_without_them(
    sign_and_return, monkeypatch
):
    monkeypatch.setattr(partings, "lock_begun_sessions", lambda *args: None)
    overtake(monkeypatch, (marking, "_refuse_unmarked"), sign_and_return)
    assert Interruption.objects.get().ended_on == MONDAY
    assert Register.objects.get().state == "signed"


def test_who_comes_back_while_a_register_is_signed_waits_and_is_told(sign_and_return, monkeypatch):
    results = overtake(monkeypatch, (marking, "_refuse_unmarked"), sign_and_return)
    assert isinstance(results[1], ReturnRefused)
    assert Interruption.objects.get().ended_on is None


@pytest.fixture
def leave_and_join(group, monkeypatch):
    """One registrar lets somebody join a second class while another one dates the leave of the first a month ahead."""
    monkeypatch.setattr(openings.audit, "record", lambda **entry: None)
    cohort, row = group.cohort, group.people[0]
    second = NewCohort("SECOND", cohort.version, cohort.school, cohort.site, 9, MONDAY, cohort.ends_on)
    other = open_cohort(cohort=second, actor=ACTOR, now=NOW)
    leave = {"left_on": MONDAY + timedelta(days=30), "reason": "moves on", "actor": ACTOR, "now": NOW}
    about = {"cohort_uuid": other.uuid, "enrolment_uuid": row.uuid, "joined_on": MONDAY}
    return (
        lambda: leave_cohort(member_uuid=group.members[0].uuid, **leave),
        lambda: join_cohort(**about, actor=ACTOR, now=NOW),
    )


def test_nobody_is_in_two_classes_at_a_time_whoever_comes_first(leave_and_join, monkeypatch):
    results = overtake(monkeypatch, (cohorts, "has_marks_from"), leave_and_join)
    assert isinstance(results[1], JoiningRefused)
    assert CohortMember.objects.count() == 1


def two_tablets(group, session):
    person = group.people[0]
    mark_work(session, person)()
    late = Said("present", late=10)
    return mark_work(session, person, Said("absent"), 1), mark_work(session, person, late, 1)


@pytest.fixture
def last_place():
    group = a_class(people=0, capacity=1)
    cohort = group.cohort
    people = [an_enrolment(cohort.version, cohort.site, cohort.school) for _number in range(2)]
    return tuple(lambda row=row: join(cohort, row) for row in people)


def test_control_without_the_lock_the_last_place_is_given_twice(last_place, monkeypatch):
    monkeypatch.setattr(cohorts, "lock_site", lambda site_id: None)
    overtake(monkeypatch, (cohorts.rules, "has_place"), last_place)
    assert CohortMember.objects.count() == 2


def test_the_last_place_is_given_once_and_the_other_one_is_told(last_place, monkeypatch):
    results = overtake(monkeypatch, (cohorts.rules, "has_place"), last_place)
    assert names(results) == ["CohortFull", "CohortMember"]
    assert any(isinstance(result, CohortFull) for result in results)


@pytest.fixture
def two_choices():
    """Two registrars choose one person each for the last place, where many can be chosen."""
    group = a_class(people=0, capacity=1)
    cohort = group.cohort
    people = [an_enrolment(cohort.version, cohort.site, cohort.school).uuid for _number in range(2)]
    choices = [Chosen(cohort.uuid, (person,), MONDAY) for person in people]
    return tuple(lambda one=one: join_chosen(chosen=one, actor=ACTOR, now=NOW) for one in choices)


def test_control_without_the_lock_two_choices_take_one_place(two_choices, monkeypatch):
    monkeypatch.setattr(cohorts, "lock_site", lambda site_id: None)
    overtake(monkeypatch, (cohorts.rules, "has_place"), two_choices)
    assert CohortMember.objects.count() == 2


def test_of_two_choices_for_one_place_one_joins_and_the_other_one_is_told(two_choices, monkeypatch):
    results = overtake(monkeypatch, (cohorts.rules, "has_place"), two_choices)
    assert sorted(names(results)) == ["CohortFull", "Joined"]
    assert CohortMember.objects.count() == 1


@pytest.fixture
def one_room(group):
    """Two registrars plan two cohorts into one room at one time."""
    other = a_class(people=0, site=group.cohort.site)
    patterns = [a_pattern(group), a_pattern(other, room=group.room)]
    return tuple(
        lambda pattern=pattern: plan_sessions(pattern=pattern, actor=ACTOR, now=NOW) for pattern in patterns
    )


def hold_after_asking(monkeypatch):
    """Hold the slow one after it has asked what is taken."""
    asked = planning.reasons_against
    monkeypatch.setattr(planning, "reasons_against", lambda wishes: after(asked(wishes)))


def after(reasons):
    """Give back what was asked; the place where one is held."""
    return reasons


def plan_both(monkeypatch, works, **more):
    hold_after_asking(monkeypatch)
    return overtake(monkeypatch, (sys.modules[__name__], "after"), works, **more)


def test_control_without_the_lock_two_cohorts_are_in_one_room(one_room, monkeypatch):
    monkeypatch.setattr(planning, "lock_site", lambda site_id: None)
    plan_both(monkeypatch, one_room)
    assert ClassSession.objects.count() == 2


def test_the_room_is_taken_once_and_the_other_one_is_told(one_room, monkeypatch):
    results = plan_both(monkeypatch, one_room)
    assert any(isinstance(result, SessionsRefused) for result in results)
    assert ClassSession.objects.count() == 1


def test_of_two_who_decide_on_a_correction_one_is_told(group, session, two_lock, monkeypatch):
    two_lock[0]()
    wish = Wish(session.uuid, group.people[0].uuid, Said("absent"), "sheet")
    row = propose_correction(wish=wish, actor=Actor(uuid4(), "instructor"), now=EVENING)

    def decide():
        later = EVENING + timedelta(days=1)
        who = Actor(uuid4(), "registrar")
        return decide_correction(correction_uuid=row.uuid, decision=Decision(True), actor=who, now=later)

    results = overtake(monkeypatch, (correcting, "correct_attended"), (decide, decide))
    assert any(isinstance(result, CorrectionRefused) for result in results)
    assert Correction.objects.get().decision == "approved"
    assert HoursEntry.objects.filter(measure="attended").count() == 3
    assert find_differences(group.people) == []
