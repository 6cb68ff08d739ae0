"""Two at once: people kept apart are admitted to one sitting, or one changes group meanwhile; and without the locks."""

from datetime import timedelta

import pytest

from lms.enrolments.apart import operations
from lms.exams.errors import ArrangementRefused, CandidateRefused, SittingRefused
from lms.exams.models import Arrangement, Sitting
from lms.exams.sittings.apart import is_mixed
from lms.exams.sittings.operations import Change, Window, admitting, arranging, change_sitting, locking
from tests.concurrency.overtaking import overtake
from tests.factories.apart import a_group, placed
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.planning import BEFORE, admit, arrange, planned, shown
from tests.factories.stays import a_stay

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def no_other_lock(monkeypatch):
    """The chain's head is a lock too: it would hide the races that these tests are about."""
    monkeypatch.setattr(operations.audit, "record", lambda **entry: None)
    monkeypatch.setattr(operations.audit, "record_all", lambda **entry: None)


@pytest.fixture
def plan():
    return planned(candidates=0)


@pytest.fixture
def changing(plan):
    """Return the works: somebody is put into another group, and is admitted beside the old one meanwhile."""
    inside, changes = plan.another_trainee(), plan.another_trainee()
    one, other = a_group(plan.site, "A"), a_group(plan.site, "B")
    stay = a_stay(changes.person)
    placed(a_stay(inside.person), stay, group=one, on=NOW.date() - timedelta(days=2))
    admit(plan, inside)
    return lambda: placed(stay, group=other, on=NOW.date() - timedelta(days=1)), lambda: admit(plan, changes)


def mixed(plan) -> bool:
    persons = plan.sitting.candidates.values_list("enrolment__person_id", flat=True)
    return is_mixed(persons, plan.site.pk, NOW.date())


def test_control_without_the_lock_who_is_just_put_into_another_group_is_admitted(
    plan, changing, monkeypatch
) -> None:
    monkeypatch.setattr(operations, "lock_site", lambda site_id: None)
    monkeypatch.setattr(admitting, "lock_separate_groups_at", lambda uuid: None)
    overtake(monkeypatch, (operations, "_keep"), changing)
    assert mixed(plan)


def test_who_is_just_put_into_another_group_is_told(plan, changing, monkeypatch) -> None:
    results = overtake(monkeypatch, (operations, "_keep"), changing)
    assert isinstance(results[1], CandidateRefused)
    assert not mixed(plan)


@pytest.fixture
def admitting_two(plan):
    works = []
    for code in ("A", "B"):
        enrolment = plan.another_trainee()
        placed(a_stay(enrolment.person), group=a_group(plan.site, code))
        works.append(lambda row=enrolment: admit(plan, row))
    return tuple(works)


def test_of_two_groups_one_is_admitted_and_the_other_is_told(plan, admitting_two, monkeypatch) -> None:
    results = overtake(monkeypatch, (admitting, "_admit"), admitting_two)
    assert isinstance(results[1], CandidateRefused)
    assert plan.sitting.candidates.count() == 1


@pytest.fixture
def leaving_company(plan):
    """Return two stays of one group who are admitted, and the work that puts the first into another group."""
    rows = [plan.another_trainee(), plan.another_trainee()]
    stays = [a_stay(row.person) for row in rows]
    placed(*stays, group=a_group(plan.site, "A"), on=NOW.date() - timedelta(days=2))
    admit(plan, *rows)
    other = a_group(plan.site, "B")
    return lambda: placed(stays[0], group=other, on=NOW.date() - timedelta(days=1))


def postpone(plan) -> object:
    shift = timedelta(hours=5)
    window = Window(plan.sitting.opens_at + shift, plan.sitting.closes_at + shift)
    change = Change(plan.sitting.room, {"zh": "改期"}, window, "The teacher is away", shown(plan))
    return change_sitting(sitting_uuid=plan.sitting.uuid, change=change, actor=ACTOR, now=BEFORE)


def test_control_without_the_lock_a_sitting_moves_although_it_just_became_mixed(
    plan, leaving_company, monkeypatch
) -> None:
    monkeypatch.setattr(locking, "lock_separate_groups_at", lambda uuid: None)
    works = leaving_company, lambda: postpone(plan)
    overtake(monkeypatch, (operations, "_keep"), works)
    plan.sitting.refresh_from_db()
    assert mixed(plan)
    assert plan.sitting.title_zh == "改期"


def test_a_sitting_that_just_became_mixed_does_not_move(plan, leaving_company, monkeypatch) -> None:
    works = leaving_company, lambda: postpone(plan)
    results = overtake(monkeypatch, (operations, "_keep"), works)
    assert isinstance(results[1], SittingRefused)
    plan.sitting.refresh_from_db()
    assert plan.sitting.opens_at == NOW


@pytest.fixture
def taking_back(plan):
    """Return the works: an officer admits somebody of another group, and takes a room apart back meanwhile."""
    apart, other = plan.another_trainee(), plan.another_trainee()
    placed(a_stay(apart.person), group=a_group(plan.site, "A"))
    a_stay(other.person)
    (candidate,) = admit(plan, apart)
    arrange(plan, candidate, is_separate_room=True)
    return lambda: admit(plan, other), lambda: arrange(plan, candidate)


def unlocked(uuid):
    """Read a sitting without locking it."""
    return Sitting.objects.select_related("scheme", "room").get(uuid=uuid)


def test_control_without_the_locks_a_room_apart_is_taken_back_beside_somebody_just_admitted(
    plan, taking_back, monkeypatch
) -> None:
    for module in (admitting, locking):
        monkeypatch.setattr(module, "lock_separate_groups_at", lambda uuid: None)
    monkeypatch.setattr(arranging, "lock_sitting", unlocked)
    overtake(monkeypatch, (admitting, "_admit"), taking_back)
    assert not Arrangement.objects.exists()
    assert mixed(plan)


def test_a_room_apart_is_not_taken_back_beside_somebody_just_admitted(plan, taking_back, monkeypatch) -> None:
    results = overtake(monkeypatch, (admitting, "_admit"), taking_back)
    assert isinstance(results[1], ArrangementRefused)
    assert Arrangement.objects.filter(is_separate_room=True).count() == 1
