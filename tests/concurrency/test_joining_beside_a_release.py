"""Somebody joins a class while their stay at the site ends: wrong without the lock, one waits or is told with it."""

import pytest

from lms.delivery.api import join_cohort
from lms.delivery.cohorts import membership
from lms.delivery.errors import JoiningRefused
from lms.delivery.models import CohortMember
from lms.enrolments.admission.operations import leaving
from lms.enrolments.admission.operations.leaving import Leaving, end_stay
from lms.enrolments.models import Admission, Enrolment
from tests.concurrency.overtaking import overtake
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR, EVENING, MONDAY, a_class, an_enrolment

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_other_lock(monkeypatch):
    """The chain's head is a lock too: it would hide the races that these tests are about."""
    monkeypatch.setattr(membership.audit, "record", lambda **entry: None)


@pytest.fixture
def works():
    """Return the joining of a class, and the end of the stay after which the programme goes on elsewhere."""
    cohort = a_class(people=0).cohort
    row = an_enrolment(cohort.version, cohort.site, cohort.school)
    stay, who = a_stay(row.person), {"actor": ACTOR, "now": EVENING}
    order = Leaving(MONDAY, frozenset([row.uuid]))
    return (
        lambda: join_cohort(cohort_uuid=cohort.uuid, enrolment_uuid=row.uuid, joined_on=MONDAY, **who),
        lambda: end_stay(admission_uuid=stay.uuid, leaving=order, **who),
    )


def is_left_in_class() -> bool:
    return Admission.objects.get().left_date == MONDAY and CohortMember.objects.get().left_on is None


def test_control_without_the_lock_somebody_who_left_the_site_is_in_its_class(works, monkeypatch) -> None:
    monkeypatch.setattr(
        membership, "lock_enrolments_beside", lambda uuid: list(Enrolment.objects.filter(uuid=uuid))
    )
    monkeypatch.setattr(leaving, "lock_enrolments", lambda ids: None)
    overtake(monkeypatch, (membership, "_take_place"), works)
    assert is_left_in_class()


def test_a_release_during_joining_waits_and_ends_the_membership(works, monkeypatch) -> None:
    overtake(monkeypatch, (membership, "_take_place"), works)
    assert CohortMember.objects.get().left_on is not None
    assert Admission.objects.get().left_date == MONDAY


def test_joining_during_a_release_waits_and_is_told(works, monkeypatch) -> None:
    join, end = works
    results = overtake(monkeypatch, (leaving, "part"), (end, join))
    assert isinstance(results[1], JoiningRefused)
    assert not CohortMember.objects.exists()
