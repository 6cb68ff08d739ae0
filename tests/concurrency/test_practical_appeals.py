"""Two at one appeal against a practical result: filed, taken and decided once; and the same without the locks."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError

from lms.core.models import AuditEntry
from lms.exams.appeals.errors import AppealMoved, AppealRefused
from lms.exams.appeals.operations import deciding, filing, reviewing
from lms.exams.models import Appeal
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import examinations_officer_at
from tests.factories.practical_appeals import Work, work_that_failed

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Works = tuple[Callable[[], object], Callable[[], object]]


def no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let operations read an appeal without locking it or the examination."""

    def look(uuid):
        return Appeal.objects.select_related("practical_result__candidate__examination").get(uuid=uuid)

    for module in (deciding, reviewing):
        monkeypatch.setattr(module, "lock_appeal", look)


def two_filing(work: Work) -> Works:
    return lambda: work.file(client_key=uuid4()).state, lambda: work.file(client_key=uuid4()).state


def test_filed_at_two_terminals_at_once_it_is_one_appeal(monkeypatch):
    work = work_that_failed()
    first, second = overtake(monkeypatch, (filing, "limits_for"), two_filing(work))
    assert first == "filed"
    assert isinstance(second, AppealRefused)
    assert Appeal.objects.count() == 1


def test_control_without_the_lock_only_the_constraint_stops_the_second(monkeypatch):
    work = work_that_failed()
    monkeypatch.setattr(filing, "lock_candidate", lambda uuid: None)
    outcomes = overtake(monkeypatch, (filing, "limits_for"), two_filing(work))
    assert [type(one) for one in outcomes if isinstance(one, Exception)] == [IntegrityError]


def two_taking(work: Work) -> Works:
    appeal = work.file()
    other = examinations_officer_at(work.practical.examination.site)
    return lambda: work.take(appeal).reviewer, lambda: work.take(appeal, by=other).reviewer


def test_two_officers_take_one_appeal_and_one_has_it(monkeypatch):
    work = work_that_failed()
    first, second = overtake(monkeypatch, (reviewing, "refuse_parts"), two_taking(work))
    assert first == work.reviewer.uuid == Appeal.objects.get().reviewer
    assert isinstance(second, AppealMoved)


def test_control_without_the_lock_both_believe_to_have_it(monkeypatch):
    work = work_that_failed()
    works = two_taking(work)
    no_lock(monkeypatch)
    outcomes = overtake(monkeypatch, (reviewing, "refuse_parts"), works)
    assert len(set(outcomes)) == 2
    assert AuditEntry.objects.filter(action="exams.take_appeal").count() == 2


def two_deciding(work: Work) -> Works:
    """Return the works: one window lets the try not count, the other one of the same officer rejects."""
    appeal = work.take(work.file())
    return (
        lambda: work.decide(appeal).outcome,
        lambda: work.decide(appeal, outcome="rejected", remedy="nothing").outcome,
    )


def test_decided_twice_at_once_the_first_decision_holds(monkeypatch):
    work = work_that_failed()
    first, second = overtake(monkeypatch, (deciding, "refuse_parts"), two_deciding(work))
    assert first == "upheld" == Appeal.objects.get().outcome
    assert isinstance(second, AppealMoved)


def test_control_without_the_lock_the_database_keeps_the_first_decision(monkeypatch):
    work = work_that_failed()
    works = two_deciding(work)
    no_lock(monkeypatch)
    outcomes = overtake(monkeypatch, (deciding, "_items"), works)
    assert sum(isinstance(one, DatabaseError) for one in outcomes) == 1, outcomes
    assert AuditEntry.objects.filter(action="exams.decide_appeal").count() == 1


def test_who_has_a_part_is_kept_out_by_the_database_of_postgresql_too():
    work = work_that_failed()
    appeal = work.take(work.file())
    rows = Appeal.objects.filter(pk=appeal.pk)
    for values in ({"reviewer": work.practical.assessors[0].uuid}, {"remedy": "marking"}, {"text": "anders"}):
        with pytest.raises(DatabaseError):
            rows.update(**values)
