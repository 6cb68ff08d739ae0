"""Two registrars at once: people kept apart join one class, or one changes group meanwhile; and without the lock."""

from datetime import timedelta

import pytest

from lms.delivery.cohorts import membership
from lms.delivery.cohorts.apart import mixed_classes
from lms.delivery.errors import JoiningRefused
from lms.delivery.models import CohortMember
from lms.enrolments.apart import operations
from tests.concurrency.overtaking import overtake
from tests.factories.apart import a_group, placed
from tests.factories.courses import NOW
from tests.factories.stays import a_stay
from tests.factories.teaching import MONDAY, a_class, an_enrolment, join

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_other_lock(monkeypatch):
    """The chain's head is a lock too: it would hide the races that these tests are about."""
    monkeypatch.setattr(membership.audit, "record", lambda **entry: None)
    monkeypatch.setattr(membership.audit, "record_all", lambda **entry: None)


@pytest.fixture
def cohort():
    return a_class(people=0).cohort


def somebody(cohort, code: str):
    """Return an enrolment and a stay of somebody in a new group."""
    enrolment = an_enrolment(cohort.version, cohort.site, cohort.school)
    stay = a_stay(enrolment.person)
    placed(stay, group=a_group(cohort.site, code))
    return enrolment, stay


@pytest.fixture
def joining(cohort):
    rows = [somebody(cohort, code)[0] for code in ("A", "B")]
    return tuple(lambda row=row: join(cohort, row) for row in rows)


def without_lock(monkeypatch):
    for module in (membership, operations):
        monkeypatch.setattr(module, "lock_site", lambda site_id: None)


def test_control_without_the_lock_both_groups_are_in_one_class(cohort, joining, monkeypatch) -> None:
    without_lock(monkeypatch)
    overtake(monkeypatch, (membership.rules, "has_place"), joining)
    assert len(mixed_classes(cohort.site, MONDAY)) == 1


def test_of_two_groups_one_is_in_the_class_and_the_other_is_told(cohort, joining, monkeypatch) -> None:
    results = overtake(monkeypatch, (membership.rules, "has_place"), joining)
    assert isinstance(results[1], JoiningRefused)
    assert CohortMember.objects.count() == 1


@pytest.fixture
def changing(cohort):
    """Return the works: somebody is put into the other group, and joins a class of the old one meanwhile."""
    (inside, _stay), (enrolment, stay) = somebody(cohort, "A"), somebody(cohort, "B")
    group = stay.placings.get().group
    placed(stay, group=_stay.placings.get().group, on=NOW.date() - timedelta(days=2))
    join(cohort, inside)
    return lambda: placed(stay, group=group, on=NOW.date() - timedelta(days=1)), lambda: join(
        cohort, enrolment
    )


def test_control_without_the_lock_who_is_just_put_into_another_group_joins(
    cohort, changing, monkeypatch
) -> None:
    without_lock(monkeypatch)
    overtake(monkeypatch, (operations, "_keep"), changing)
    assert len(mixed_classes(cohort.site, MONDAY)) == 1


def test_who_is_just_put_into_another_group_is_told(cohort, changing, monkeypatch) -> None:
    results = overtake(monkeypatch, (operations, "_keep"), changing)
    assert isinstance(results[1], JoiningRefused)
    assert mixed_classes(cohort.site, MONDAY) == []
