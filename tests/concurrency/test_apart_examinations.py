"""Two at once: people kept apart are admitted to one sitting, or one changes group meanwhile; and without the locks."""

from datetime import timedelta

import pytest

from lms.enrolments.apart import operations
from lms.exams.errors import CandidateRefused
from lms.exams.sittings.apart import is_mixed
from lms.exams.sittings.operations import admitting
from tests.concurrency.overtaking import WITHOUT_LOCK, overtake
from tests.factories.apart import a_group, placed
from tests.factories.courses import NOW
from tests.factories.planning import admit, planned
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
    overtake(monkeypatch, (operations, "_keep"), changing, patience=WITHOUT_LOCK)
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
