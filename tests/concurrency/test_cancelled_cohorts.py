"""A cohort is cancelled while somebody marks its register or joins it: wrong without the lock, one is told with it."""

import pytest

from lms.delivery.api import MarkWish, Said, join_cohort, save_marks
from lms.delivery.cohorts import cancelling, membership
from lms.delivery.cohorts.cancelling import Cancelling, cancel_cohort, going_with
from lms.delivery.errors import CohortRefused, JoiningRefused
from lms.delivery.models import AttendanceMark, ClassSession, Cohort, CohortMember
from lms.delivery.register.operations import locks, marking
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW
from tests.factories.teaching import ACTOR, EVENING, MONDAY, a_class, an_enrolment, planned

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_other_lock(monkeypatch):
    """The chain's head is a lock too: it would hide the races that these tests are about."""
    for module in (cancelling, marking, membership):
        monkeypatch.setattr(module.audit, "record", lambda **entry: None)
        monkeypatch.setattr(module.audit, "record_all", lambda **entry: None)


def cancel_work(group):
    order = Cancelling(group.cohort.uuid, "opened twice", going_with(group.cohort).digest)
    return lambda: cancel_cohort(cancelling=order, actor=ACTOR, now=NOW)


def is_cancelled() -> bool:
    return Cohort.objects.get().cancelled_at is not None


@pytest.fixture
def mark_and_cancel():
    """The instructor marks somebody while the registrar cancels the cohort."""
    group = a_class(people=1)
    (session,) = planned(group)
    wishes = [MarkWish(group.people[0].uuid, Said("present"), 0)]
    work = {"session_uuid": session.uuid, "wishes": wishes, "actor": ACTOR, "now": EVENING}
    return lambda: save_marks(**work), cancel_work(group)


def test_control_without_the_locks_a_cancelled_cohort_has_taught(mark_and_cancel, monkeypatch):
    rows = ClassSession.objects.select_related("cohort__site", "course", "unit", "room", "instructor")
    monkeypatch.setattr(marking, "lock_session", lambda uuid: rows.get(uuid=uuid))
    monkeypatch.setattr(locks, "lock_enrolments", lambda ids: None)
    monkeypatch.setattr(cancelling, "lock_with_others", lambda ids: None)
    monkeypatch.setattr(cancelling, "lock_sessions", lambda uuids: list(rows.filter(uuid__in=uuids)))
    overtake(monkeypatch, (marking, "_write"), mark_and_cancel)
    assert is_cancelled()
    assert AttendanceMark.objects.exists()


def test_who_cancels_while_a_register_is_kept_waits_and_is_told(mark_and_cancel, monkeypatch):
    results = overtake(monkeypatch, (marking, "_write"), mark_and_cancel)
    assert isinstance(results[1], CohortRefused)
    assert not is_cancelled()
    assert AttendanceMark.objects.count() == 1


@pytest.fixture
def cancel_and_join():
    """A registrar cancels the cohort while another one lets somebody join."""
    group = a_class(people=1)
    late = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
    about = {"cohort_uuid": group.cohort.uuid, "enrolment_uuid": late.uuid, "joined_on": MONDAY}
    return cancel_work(group), lambda: join_cohort(**about, actor=ACTOR, now=NOW)


def test_control_without_the_lock_somebody_is_in_a_cancelled_cohort(cancel_and_join, monkeypatch):
    monkeypatch.setattr(cancelling, "lock_site", lambda site_id: None)
    overtake(monkeypatch, (cancelling, "_release"), cancel_and_join)
    assert is_cancelled()
    assert CohortMember.objects.filter(left_on=None).exists()


def test_who_joins_while_the_cohort_is_cancelled_waits_and_is_told(cancel_and_join, monkeypatch):
    results = overtake(monkeypatch, (cancelling, "_release"), cancel_and_join)
    assert isinstance(results[1], JoiningRefused)
    assert is_cancelled()
    assert not CohortMember.objects.filter(left_on=None).exists()
