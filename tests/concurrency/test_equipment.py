"""A room loses its ovens while a lesson is planned there: the lesson is refused, or who takes them is told of it."""

import pytest

from lms.delivery.equipment.queries import unfit_to_come
from lms.delivery.errors import SessionsRefused
from lms.delivery.models import ClassSession, TeachingKind
from lms.delivery.timetable.operations import planning
from lms.organisations.equipment import operations
from lms.organisations.models import Room
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW
from tests.factories.equipment import a_version_needing, equipped
from tests.factories.teaching import a_class, planned

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def works(monkeypatch):
    """Plan practice in a room with two ovens, and take these away and look who is left without."""
    monkeypatch.setattr(planning.audit, "record_all", lambda **entry: None)
    monkeypatch.setattr(operations.audit, "record", lambda **entry: None)
    group = a_class(people=1, version=a_version_needing())
    equipped(group.room, 2)

    def take_away() -> list[str]:
        equipped(group.room, 0)
        return [one.cohort for one in unfit_to_come(ClassSession.objects.all(), now=NOW)]

    return lambda: planned(group, kind=TeachingKind.PRACTICE), take_away


def without_lock(monkeypatch) -> None:
    monkeypatch.setattr(operations, "_lock_room", lambda uuid: Room.objects.get(uuid=uuid))


def test_control_without_the_lock_a_lesson_lacks_ovens_and_nobody_is_told(works, monkeypatch) -> None:
    without_lock(monkeypatch)
    results = overtake(monkeypatch, (planning, "_columns"), works)
    assert results[1] == []
    assert len(unfit_to_come(ClassSession.objects.all(), now=NOW)) == 1


def test_who_takes_the_ovens_away_is_told_of_the_lesson_that_was_planned_meanwhile(works, monkeypatch):
    results = overtake(monkeypatch, (planning, "_columns"), works)
    assert results[1] == [results[0][0].cohort.code]


def test_who_plans_while_the_ovens_go_is_told_that_they_are_gone(works, monkeypatch) -> None:
    plan, take_away = works
    results = overtake(monkeypatch, (operations.audit, "record"), (take_away, plan))
    assert isinstance(results[1], SessionsRefused)
    assert not ClassSession.objects.exists()
