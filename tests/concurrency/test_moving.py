"""Two registrars move one person at the same moment: written down twice without the lock, once with it."""

from dataclasses import replace
from uuid import uuid4

import pytest

from courses.catalog.api import load_programme_version, plan_of
from lms.core.actor import Actor
from lms.enrolments.api import MoveOrder, digest_of, list_outlooks, move_enrolments
from lms.enrolments.errors import MoveRefused
from lms.enrolments.models import Enrolment, EnrolmentMove
from lms.enrolments.moving import operations
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.organisations import a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HELD_AT = (operations, "_refuse")
ACTOR = Actor.system("test")


@pytest.fixture
def works():
    """Two requests, of two registrars, to move one enrolment to the next version."""
    old = a_version()
    new = load_programme_version(plan=replace(plan_of(old), number=2), actor=ACTOR, now=NOW)
    enrolment = enrol(trainee_at(a_site()), old)
    shown = digest_of(list_outlooks([enrolment], old=old, new=new))
    orders = [MoveOrder([enrolment.uuid], old, new, shown=shown, client_key=uuid4()) for _ in range(2)]
    return tuple(lambda order=order: move_enrolments(order=order, actor=ACTOR, now=NOW) for order in orders)


def test_control_without_the_lock_the_move_is_written_down_twice(monkeypatch, works) -> None:
    unlocked = lambda uuids: list(Enrolment.objects.filter(uuid__in=uuids).select_related("person"))  # noqa: E731
    monkeypatch.setattr(operations, "_locked", unlocked)
    overtake(monkeypatch, HELD_AT, works)
    assert EnrolmentMove.objects.count() == 2


def test_with_the_lock_the_second_is_told_that_somebody_was_quicker(monkeypatch, works) -> None:
    first, second = overtake(monkeypatch, HELD_AT, works)
    assert not isinstance(first, Exception)
    assert isinstance(second, MoveRefused)
    assert EnrolmentMove.objects.count() == 1
    assert Enrolment.objects.get().version.number == 2
