"""Two officers at once, and one beside a corrected key: one release, of what counts; and the same without the lock."""

import pytest
from django.db import DatabaseError

from lms.core.models import AuditEntry
from lms.enrolments.models import Evidence
from lms.exams.errors import ResultsMoved, ResultsRefused
from lms.exams.marking.operations import correct_key, correcting
from lms.exams.models import Result, ResultSet
from lms.exams.results.operations import deciding, freezing
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_papers import a_turn
from tests.factories.accounts import examinations_officer_at
from tests.factories.results import LATER, as_actor, written

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sat():
    return written(right=(10, 3))


@pytest.fixture
def releasing_while_correcting(sat):
    """Return the works: release a set, and correct the key that its results were marked by."""
    row, paper = sat.freeze(), sat.sitting.papers.get()
    correction = a_turn(paper, paper.keys.get().key)
    return (
        lambda: sat.release(row),
        lambda: correct_key(correction=correction, actor=as_actor(sat.first), now=LATER),
    )


def released_under(version):
    return Result.objects.filter(released_at__isnull=False, key_version=version).count()


def test_control_without_the_lock_marks_of_a_former_key_are_released(releasing_while_correcting, monkeypatch):
    monkeypatch.setattr(deciding, "lock_enrolments", lambda ids: None)
    monkeypatch.setattr(deciding, "lock_attempts", lambda sitting: None)
    overtake(monkeypatch, (deciding, "_refuse_moved"), releasing_while_correcting)
    newest = Result.objects.latest("key_version").key_version
    assert (newest, released_under(1)) == (2, 2), "what was frozen is told, though it counted no more"


def test_with_the_lock_the_key_is_corrected_after_the_release(releasing_while_correcting, monkeypatch):
    row, _correction = overtake(monkeypatch, (deciding, "_refuse_moved"), releasing_while_correcting)
    assert row.state == "released"
    assert (released_under(1), released_under(2)) == (2, 0)
    # The correction knew that the results had been released: the further ones are there to be frozen.
    assert Result.objects.filter(key_version=2).count() == 2


def test_a_key_that_is_corrected_first_makes_the_release_stale(releasing_while_correcting, monkeypatch):
    release, correct = releasing_while_correcting
    _key, refusal = overtake(monkeypatch, (correcting, "_keep"), (correct, release))
    assert isinstance(refusal, ResultsMoved)
    assert not Result.objects.filter(released_at__isnull=False).exists()


@pytest.fixture
def two_releasing(sat):
    """Return the works: two officers release one set."""
    row = sat.freeze()
    third = examinations_officer_at(sat.sitting.site)
    return (lambda: sat.release(row), lambda: sat.release(row, by=third))


def releases():
    return AuditEntry.objects.filter(action="exams.release_results").count()


def test_control_without_the_lock_only_the_database_keeps_a_set_from_being_released_twice(
    two_releasing, monkeypatch
):
    def look(uuid):
        return ResultSet.objects.select_related("sitting__scheme").get(uuid=uuid)

    monkeypatch.setattr(deciding, "lock_enrolments", lambda ids: None)
    monkeypatch.setattr(deciding, "_lock", look)
    slow, quick = overtake(monkeypatch, (deciding, "_refuse_moved"), two_releasing)
    assert quick.state == "released"
    assert isinstance(slow, DatabaseError), "it had found the set waiting"


def test_with_the_lock_the_second_finds_the_set_released(two_releasing, monkeypatch):
    first, second = overtake(monkeypatch, (deciding, "_refuse_moved"), two_releasing)
    assert second.decided_by == first.decided_by
    assert (releases(), Evidence.objects.filter(source_type="exams.result").count()) == (1, 2)


@pytest.fixture
def two_freezing(sat):
    return (lambda: sat.freeze(), lambda: sat.freeze(by=sat.second))


def test_of_two_officers_who_freeze_at_once_one_is_told_that_a_set_waits(two_freezing, monkeypatch):
    first, second = overtake(monkeypatch, (freezing, "_keep"), two_freezing)
    assert (first.number, ResultSet.objects.count()) == (1, 1)
    assert isinstance(second, ResultsRefused)
