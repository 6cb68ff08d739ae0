"""A transfer beside a register, a room or another transfer: wrong without the lock, one waits or is told with it."""

from datetime import timedelta

import pytest

from lms.delivery.api import MarkWish, Said, find_differences, lock_register, save_marks, sign_register
from lms.delivery.cohorts import partings
from lms.delivery.errors import LeavingRefused, NotOnRoster
from lms.delivery.models import AttendanceMark, CohortMember, HoursEntry
from lms.delivery.register.operations import locking, locks, marking
from lms.enrolments.changing.examinations import Choice
from lms.enrolments.changing.operations import change_school, move_to_site, transferring
from lms.enrolments.errors import ChangeOutdated, ExaminationsUnseen
from lms.enrolments.models import Admission, Enrolment, Transfer
from lms.exams.api import admit_candidates, open_sitting, schedule_sitting
from lms.exams.errors import ExaminedNow
from lms.exams.models import Sitting, SittingCandidate
from lms.exams.sittings import partings as exam_partings
from lms.exams.sittings.operations import admitting, scheduling
from tests.concurrency.overtaking import overtake
from tests.enrolments.changing.deeds import days, school_order, seen, site_order
from tests.factories.courses import NOW
from tests.factories.exams import a_new_sitting, a_sitting, enrolled_trainee
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR, EVENING, MONDAY, NINE, a_class, an_enrolment, join, planned

# A moment before the lesson of the day begins: nobody can be in it yet.
EARLY = NINE - timedelta(minutes=1)
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_other_lock(monkeypatch):
    """The chain's head is a lock too: it would hide the races that these tests are about."""
    for module in (transferring, partings, marking, locking):
        monkeypatch.setattr(module.audit, "record", lambda **entry: None)
        monkeypatch.setattr(module.audit, "record_all", lambda **entry: None)


@pytest.fixture
def group():
    return a_class(people=1)


@pytest.fixture
def row(group):
    return group.people[0]


def without_locks(monkeypatch) -> None:
    """Take the locks of enrolments away."""
    monkeypatch.setattr(locking, "lock_with_others", lambda ids: None)
    for module in (locks, transferring):
        monkeypatch.setattr(module, "lock_enrolments", lambda ids: None)
    monkeypatch.setattr(transferring, "lock_active_enrolment", lambda uuid: Enrolment.objects.get(uuid=uuid))


def transfer_work(row, now=EVENING):
    order = school_order(row, now=now)
    return lambda: change_school(order=order, actor=ACTOR, now=now)


def mark_work(group, row):
    session = planned(group)[0]
    wishes = [MarkWish(row.uuid, Said("present"))]
    return lambda: save_marks(session_uuid=session.uuid, wishes=wishes, actor=ACTOR, now=EVENING)


def test_control_without_the_lock_a_register_names_somebody_who_had_left_that_day(
    group, row, monkeypatch
) -> None:
    works = mark_work(group, row), transfer_work(row, EARLY)
    without_locks(monkeypatch)
    overtake(monkeypatch, (marking, "register_of"), works)
    assert AttendanceMark.objects.count() == 1
    assert CohortMember.objects.get().left_on == MONDAY


def test_a_transfer_during_a_register_waits_and_leaves_the_day_to_the_class(group, row, monkeypatch) -> None:
    works = mark_work(group, row), transfer_work(row, EARLY)
    overtake(monkeypatch, (marking, "register_of"), works)
    assert AttendanceMark.objects.count() == 1
    assert CohortMember.objects.get().left_on == MONDAY + days(1)
    assert Transfer.objects.count() == 1


def test_a_register_during_a_transfer_waits_and_is_told(group, row, monkeypatch) -> None:
    works = transfer_work(row, EARLY), mark_work(group, row)
    results = overtake(monkeypatch, (transferring, "part"), works)
    assert isinstance(results[1], NotOnRoster)
    assert not AttendanceMark.objects.exists()


def test_a_transfer_while_a_register_is_locked_loses_no_minute(group, row, monkeypatch) -> None:
    mark_work(group, row)()
    session = AttendanceMark.objects.get().register.session
    sign_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING)
    works = (
        lambda: lock_register(session_uuid=session.uuid, actor=ACTOR, now=EVENING),
        transfer_work(row),
    )
    overtake(monkeypatch, (locking, "enter_register"), works)
    assert HoursEntry.objects.filter(enrolment=row, measure="attended").get().minutes == 90
    assert find_differences([row]) == []
    assert CohortMember.objects.get().left_on == MONDAY + days(1)
    assert Transfer.objects.count() == 1


def test_control_without_the_lock_two_registrars_transfer_from_one_school(row, monkeypatch) -> None:
    works = transfer_work(row), transfer_work(row)
    without_locks(monkeypatch)
    overtake(monkeypatch, (transferring, "part"), works)
    assert Transfer.objects.filter(from_school=row.school).count() == 2


def test_of_two_registrars_who_transfer_one_is_told(row, monkeypatch) -> None:
    works = transfer_work(row), transfer_work(row)
    results = overtake(monkeypatch, (transferring, "part"), works)
    assert isinstance(results[1], ChangeOutdated)
    assert Transfer.objects.count() == 1


def test_of_two_registrars_who_move_somebody_to_two_sites_one_is_told(row, monkeypatch) -> None:
    stay = a_stay(row.person)
    orders = [site_order(stay) for _ in range(2)]
    works = tuple(lambda order=order: move_to_site(order=order, actor=ACTOR, now=EVENING) for order in orders)
    results = overtake(monkeypatch, (transferring, "move_stay"), works)
    assert isinstance(results[1], ChangeOutdated)
    assert Admission.objects.filter(left_date=None).count() == 1
    row.refresh_from_db()
    assert row.site == orders[0].to


@pytest.fixture
def two_in_class(row, group):
    """The instructor marks a neighbour, and the register says nothing of the person yet."""
    join(group.cohort, neighbour := an_enrolment(group.cohort.version, row.site, row.school))
    return mark_work(group, neighbour), transfer_work(row)


def test_control_without_the_lock_somebody_leaves_in_the_middle_of_a_register(
    two_in_class, monkeypatch
) -> None:
    without_locks(monkeypatch)
    overtake(monkeypatch, (marking, "_write"), two_in_class)
    assert Transfer.objects.count() == 1


def test_a_transfer_in_the_middle_of_a_register_waits_and_is_told(two_in_class, row, monkeypatch) -> None:
    results = overtake(monkeypatch, (marking, "_write"), two_in_class)
    assert isinstance(results[1], LeavingRefused)
    assert not Transfer.objects.exists()
    assert CohortMember.objects.get(enrolment=row).left_on is None


@pytest.fixture
def room_and_transfer(monkeypatch):
    """The invigilator opens the room while the registrar transfers a candidate."""
    monkeypatch.setattr(scheduling.audit, "record", lambda **entry: None)
    _user, candidate = enrolled_trainee()
    about = {"sitting_uuid": a_sitting(candidate).uuid, "actor": ACTOR, "now": NOW}
    order = school_order(candidate, now=NOW, agreed=seen(candidate, choice=Choice.STAY))
    return lambda: open_sitting(**about), lambda: change_school(order=order, actor=ACTOR, now=NOW)


def test_control_without_the_lock_a_candidate_is_transferred_out_of_an_open_room(
    room_and_transfer, monkeypatch
) -> None:
    unlocked = Sitting.objects.filter
    monkeypatch.setattr(exam_partings, "lock_sittings", lambda pks: list(unlocked(pk__in=list(pks))))
    overtake(monkeypatch, (scheduling, "_move"), room_and_transfer)
    assert Transfer.objects.count() == 1


def test_a_transfer_while_the_room_is_opened_waits_and_is_told(room_and_transfer, monkeypatch) -> None:
    results = overtake(monkeypatch, (scheduling, "_move"), room_and_transfer)
    assert isinstance(results[1], ExaminedNow)
    assert not Transfer.objects.exists()
    assert Sitting.objects.get().state == "open"


@pytest.fixture
def admitting_and_transfer(monkeypatch):
    """An officer admits somebody to an examination whom the registrar transfers to another school."""
    monkeypatch.setattr(admitting.audit, "record", lambda **entry: None)
    _user, candidate = enrolled_trainee()
    sitting = schedule_sitting(sitting=a_new_sitting(candidate.site), actor=ACTOR, now=NOW)
    admit = {"sitting_uuid": sitting.uuid, "enrolment_uuids": [candidate.uuid], "actor": ACTOR, "now": NOW}
    order = school_order(candidate, now=NOW)
    return lambda: admit_candidates(**admit), lambda: change_school(order=order, actor=ACTOR, now=NOW)


def test_control_without_the_lock_nobody_was_told_of_the_examination(
    admitting_and_transfer, monkeypatch
) -> None:
    without_locks(monkeypatch)
    monkeypatch.setattr(admitting, "lock_enrolments_of", lambda persons: None)
    overtake(monkeypatch, (admitting, "share_out"), admitting_and_transfer)
    assert SittingCandidate.objects.count() == Transfer.objects.count() == 1


def test_a_transfer_beside_an_admission_waits_and_names_the_examination(
    admitting_and_transfer, monkeypatch
) -> None:
    results = overtake(monkeypatch, (admitting, "share_out"), admitting_and_transfer)
    assert isinstance(results[1], ExaminationsUnseen)
    assert len(results[1].reasons) == 1
    assert not Transfer.objects.exists()
