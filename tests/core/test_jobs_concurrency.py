"""Two workers at one job: both run it without the lock, one with it (PostgreSQL)."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections
from django.db.models import QuerySet

from lms.core import jobs
from lms.core.models import Job, JobState
from tests.concurrency.meeting import meeting
from tests.concurrency.test_enrolments import PATIENCE

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
KIND = "test.race"
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def run_twice(monkeypatch: pytest.MonkeyPatch, *, is_locked: bool) -> tuple[Job, int]:
    """Let two workers answer one ring, who have read its row before either writes; return how often it was done."""
    runs: list[int] = []
    meet, save = meeting(is_locked=is_locked), Job.save

    def save_together(job: Job, *args: Any, **kwargs: Any) -> None:
        if job.state == JobState.RUNNING:  # about to be theirs
            meet()
        save(job, *args, **kwargs)

    monkeypatch.setitem(jobs._handlers, KIND, lambda job: runs.append(job.pk))
    monkeypatch.setattr(Job, "save", save_together)
    return run_at_once(), len(runs)


def run_at_once() -> Job:
    """Let two workers answer the same ring."""
    fields = {"payload": {}, "created_at": NOW, "not_before": NOW}
    Job.objects.bulk_create([Job(kind=KIND, key="a", **fields)])
    job = Job.objects.get(kind=KIND)

    def work() -> None:
        jobs.run(job_id=job.pk)
        connections.close_all()

    threads = [threading.Thread(target=work) for _index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    job.refresh_from_db()
    return job


def test_without_the_lock_both_workers_run_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda queryset, *args, **kwargs: queryset)
    _job, runs = run_twice(monkeypatch, is_locked=False)
    assert runs == 2


def test_with_the_lock_one_of_them_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    job, runs = run_twice(monkeypatch, is_locked=True)
    assert runs == 1
    assert (job.state, job.attempts) == (JobState.DONE, 1)
