"""Two officers at one appeal, and a mark beside a decision: one outcome; and the same without the locks."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError

from lms.core.models import AuditEntry
from lms.exams.appeals.errors import AppealMoved, AppealRefused, PartTaken
from lms.exams.appeals.operations import deciding, filing, locking, marking, reviewing
from lms.exams.handmarking.errors import MarkingEnded
from lms.exams.models import Appeal, Attempt, FurtherMarking, HandMark, Result
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import examinations_officer_at
from tests.factories.appeals import Appealed, a_released
from tests.factories.handmarks import give

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Works = tuple[Callable[[], object], Callable[[], object]]


def no_lock_on_appeals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let operations read an appeal and its attempt without locking them."""

    def look(uuid):
        rows = Appeal.objects.select_related("result", "attempt__candidate__sitting__scheme")
        return rows.get(uuid=uuid)

    for module in (deciding, reviewing):
        monkeypatch.setattr(module, "lock_appeal", look)
    monkeypatch.setattr(deciding, "lock_sitting", lambda uuid: None)


def two_filing(appealed: Appealed) -> Works:
    return (
        lambda: appealed.file(client_key=uuid4()).state,
        lambda: appealed.file(client_key=uuid4()).state,
    )


def test_filed_at_two_terminals_at_once_it_is_one_appeal(monkeypatch):
    appealed = a_released()
    first, second = overtake(monkeypatch, (filing, "limits_for"), two_filing(appealed))
    assert first == "filed"
    assert isinstance(second, AppealRefused)
    assert Appeal.objects.count() == 1


def test_control_without_the_lock_only_the_constraint_stops_the_second(monkeypatch):
    appealed = a_released()
    monkeypatch.setattr(filing, "lock_attempt", lambda pk: Attempt.objects.get(pk=pk))
    works = two_filing(appealed)
    outcomes = overtake(monkeypatch, (filing, "limits_for"), works)
    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [IntegrityError]


def two_taking(appealed: Appealed) -> Works:
    appeal = appealed.file()
    other = examinations_officer_at(appealed.marked.sitting.site)
    return lambda: appealed.take(appeal).reviewer, lambda: appealed.take(appeal, by=other).reviewer


def test_two_officers_take_one_appeal_and_one_has_it(monkeypatch):
    appealed = a_released()
    first, second = overtake(monkeypatch, (reviewing, "refuse_parts"), two_taking(appealed))
    assert first == appealed.reviewer.uuid == Appeal.objects.get().reviewer
    assert isinstance(second, AppealMoved)


def test_control_without_the_lock_both_believe_to_have_it(monkeypatch):
    appealed = a_released()
    works = two_taking(appealed)
    no_lock_on_appeals(monkeypatch)
    outcomes = overtake(monkeypatch, (reviewing, "refuse_parts"), works)
    assert len(set(outcomes)) == 2
    assert AuditEntry.objects.filter(action="exams.take_appeal").count() == 2


def two_deciding(appealed: Appealed) -> Works:
    """Return the works: one window upholds, the other one of the same officer rejects."""
    appeal = appealed.take(appealed.file())
    return (
        lambda: appealed.decide(appeal).outcome,
        lambda: appealed.decide(appeal, outcome="rejected", remedy="nothing").outcome,
    )


def test_decided_twice_at_once_the_first_decision_holds(monkeypatch):
    appealed = a_released()
    first, second = overtake(monkeypatch, (deciding, "refuse_parts"), two_deciding(appealed))
    assert first == "upheld" == Appeal.objects.get().outcome
    assert isinstance(second, AppealMoved)
    assert FurtherMarking.objects.count() == 1


def test_control_without_the_lock_the_database_keeps_the_first_decision(monkeypatch):
    appealed = a_released()
    works = two_deciding(appealed)
    no_lock_on_appeals(monkeypatch)
    outcomes = overtake(monkeypatch, (deciding, "_items"), works)
    assert sum(isinstance(one, DatabaseError) for one in outcomes) == 1, outcomes
    assert AuditEntry.objects.filter(action="exams.decide_appeal").count() == 1


def test_taken_by_another_while_the_first_decides_is_refused(monkeypatch):
    appealed = a_released()
    appeal = appealed.take(appealed.file())
    other = examinations_officer_at(appealed.marked.sitting.site)
    works = (lambda: appealed.decide(appeal).outcome, lambda: appealed.decide(appeal, by=other).outcome)
    first, second = overtake(monkeypatch, (deciding, "refuse_parts"), works)
    assert first == "upheld"
    assert isinstance(second, AppealMoved | PartTaken)


def test_a_mark_taken_back_while_the_result_is_made_stays(monkeypatch):
    appealed = a_released()
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal)
    turns = appealed.take_further()
    for turn in turns:
        give(appealed.further, turn, "25")
    works = (lambda: appealed.settle(appeal), lambda: give(appealed.further, turns[0], None))
    result, refusal = overtake(monkeypatch, (marking, "mark_further"), works)
    assert isinstance(result, Result)
    assert isinstance(refusal, MarkingEnded)
    assert not HandMark.objects.filter(marks=None).exists()


def test_control_without_the_lock_a_mark_is_gone_from_under_the_result(monkeypatch):
    appealed = a_released()
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal)
    turns = appealed.take_further()
    for turn in turns:
        give(appealed.further, turn, "25")
    monkeypatch.setattr(marking, "lock_attempts", lambda sitting: None)
    works = (lambda: appealed.settle(appeal), lambda: give(appealed.further, turns[0], None))
    overtake(monkeypatch, (marking, "mark_further"), works)
    assert HandMark.objects.filter(marks=None).exists()


def test_two_officers_make_the_result_at_once_and_it_is_one(monkeypatch):
    appealed = a_released()
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal)
    appealed.mark_further(["25", "25"])
    works = (lambda: appealed.settle(appeal).pk, lambda: appealed.settle(appeal).pk)
    first, second = overtake(monkeypatch, (marking, "mark_further"), works)
    assert first == second
    assert Result.objects.filter(round=1).count() == 1


def test_locking_reads_the_appeal_after_the_lock():
    """What the operations check is what the row says once they hold it."""
    appealed = a_released()
    appeal = appealed.file()
    with pytest.raises(Exception, match="transaction"):
        locking.lock_appeal(appeal.uuid)
