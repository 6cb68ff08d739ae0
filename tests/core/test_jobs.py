"""Background work: written once per key, leased to one runner, tried again, given up, never lost (I15)."""

from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from lms.core import jobs, tasks
from lms.core.models import Job, JobState
from lms.core.tasks import tidy_up

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
KIND = "test.kind"
pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the handler of KIND was called with: the attempt's number."""
    calls: list[int] = []
    monkeypatch.setitem(jobs._handlers, KIND, lambda job: calls.append(job.attempts))
    return calls


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The handler of KIND always fails."""

    def fail(job: Job) -> None:
        raise ValueError("paper jam of 11010519491231002X")

    monkeypatch.setitem(jobs._handlers, KIND, fail)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which jobs a worker was told of."""
    rings: list[int] = []
    monkeypatch.setattr(tasks.run_job, "delay", lambda job_id: rings.append(job_id))
    return rings


def a_job(*, key: str = "a", **fields: Any) -> Job:
    """Return a job in the state that the fields describe."""
    job = jobs.enqueue(kind=KIND, key=key, payload={"id": 1}, now=NOW)
    for name, value in fields.items():
        setattr(job, name, value)
    job.save()
    return job


@time_machine.travel(NOW, tick=False)
def test_a_job_is_done_once(done: list[int]) -> None:
    job = a_job()
    assert jobs.run(job_id=job.pk) == JobState.DONE
    assert jobs.run(job_id=job.pk) is None
    assert done == [1]
    job.refresh_from_db()
    assert (job.state, job.finished_at, job.progress_done) == (JobState.DONE, NOW, job.progress_total)


def test_the_same_key_makes_one_job(django_capture_on_commit_callbacks: Any, rung: list[int]) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = jobs.enqueue(kind=KIND, key="a", payload={"id": 1}, now=NOW)
        again = jobs.enqueue(kind=KIND, key="a", payload={"id": 2}, now=NOW)
        other = jobs.enqueue(kind=KIND, key="b", payload={}, now=NOW)
    assert (again.pk, again.payload) == (first.pk, {"id": 1})
    assert other.pk != first.pk
    assert set(rung) == {first.pk, other.pk}


@pytest.mark.django_db(transaction=True)
def test_a_job_goes_with_the_write_that_is_rolled_back(rung: list[int]) -> None:
    with transaction.atomic():
        a_job()
        transaction.set_rollback(True)
    assert (Job.objects.count(), rung) == (0, [])


def test_a_broker_that_is_away_delays_but_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(job_id: int) -> None:
        raise ConnectionError

    monkeypatch.setattr(tasks.run_job, "delay", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        job = a_job()
    assert "rings again" in caplog.text
    assert jobs.due_jobs(now=NOW) == [job.pk]


def test_a_running_job_is_left_alone_until_its_lease_ends(done: list[int]) -> None:
    job = a_job(state=JobState.RUNNING, attempts=1, lease_until=NOW + timedelta(minutes=2))
    assert jobs.due_jobs(now=NOW) == []
    assert jobs.lease_job(job_id=job.pk, now=NOW) is None
    late = NOW + timedelta(minutes=2, seconds=1)
    assert jobs.due_jobs(now=late) == [job.pk]
    with time_machine.travel(late, tick=False):
        assert jobs.run(job_id=job.pk) == JobState.DONE
    assert done == [2]


def test_the_sweep_rings_what_is_due(rung: list[int]) -> None:
    waiting = a_job(key="waiting")
    abandoned = a_job(key="abandoned", state=JobState.RUNNING, lease_until=NOW - timedelta(seconds=1))
    a_job(key="later", not_before=NOW + timedelta(hours=1))
    a_job(key="done", state=JobState.DONE)
    a_job(key="failed", state=JobState.FAILED)
    with time_machine.travel(NOW, tick=False):
        tasks.ring_due_jobs()
    assert rung == [waiting.pk, abandoned.pk]


@time_machine.travel(NOW, tick=False)
def test_a_failure_waits_longer_each_time(failing: None) -> None:
    job = a_job()
    assert jobs.run(job_id=job.pk) == JobState.QUEUED
    job.refresh_from_db()
    assert (job.attempts, job.error_code, job.not_before) == (1, "ValueError", NOW + timedelta(seconds=2))
    assert jobs.run(job_id=job.pk) is None  # too early


def test_after_the_last_attempt_a_job_has_failed(failing: None) -> None:
    job = a_job(attempts=jobs.MAX_ATTEMPTS - 1)
    with time_machine.travel(NOW, tick=False):
        assert jobs.run(job_id=job.pk) == JobState.FAILED
        assert jobs.run(job_id=job.pk) is None
    job.refresh_from_db()
    assert (job.attempts, job.finished_at) == (jobs.MAX_ATTEMPTS, NOW)
    assert jobs.due_jobs(now=NOW + timedelta(days=1)) == []


@time_machine.travel(NOW, tick=False)
def test_a_runner_that_lost_its_lease_does_not_put_the_job_back(done: list[int]) -> None:
    job = a_job()
    slow = jobs.lease_job(job_id=job.pk, now=NOW)
    assert slow is not None
    Job.objects.filter(pk=job.pk).update(lease_until=NOW - timedelta(seconds=1))
    assert jobs.run(job_id=job.pk) == JobState.DONE  # the second runner
    jobs._put_back(slow, error=ValueError("late"), now=NOW)
    job.refresh_from_db()
    assert (job.state, done) == (JobState.DONE, [2])


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("end", ["finish", "fail"])
def test_a_runner_that_lost_its_lease_does_not_end_the_attempt_of_the_next(done: list[int], end: str) -> None:
    job = a_job()
    slow = jobs.lease_job(job_id=job.pk, now=NOW)
    late = NOW + jobs.LEASE + timedelta(seconds=1)
    next_runner = jobs.lease_job(job_id=job.pk, now=late)
    assert slow is not None
    assert next_runner is not None
    ended = (
        jobs._finish(slow, now=late) if end == "finish" else jobs._put_back(slow, error=OSError(), now=late)
    )
    job.refresh_from_db()
    assert (ended, job.state, job.attempts) == (None, JobState.RUNNING, 2)


@time_machine.travel(NOW, tick=False)
def test_a_job_that_takes_its_runners_down_is_given_up(done: list[int]) -> None:
    fields = {"state": JobState.RUNNING, "lease_until": NOW - timedelta(seconds=1)}
    job = a_job(attempts=jobs.MAX_ATTEMPTS, **fields)
    assert jobs.run(job_id=job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.error_code, job.finished_at, done) == (JobState.FAILED, "runner_died", NOW, [])
    assert jobs.due_jobs(now=NOW + timedelta(days=1)) == []


@time_machine.travel(NOW, tick=False)
def test_what_was_given_up_may_be_tried_once_more(
    done: list[int], rung: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    job = a_job(state=JobState.FAILED, attempts=jobs.MAX_ATTEMPTS, finished_at=NOW)
    a_job(key="done", state=JobState.DONE)
    call_command("retry_jobs")
    assert rung == [job.pk]
    assert capsys.readouterr().out == "1 job(s) wait again.\n"
    assert jobs.run(job_id=job.pk) == JobState.DONE


def test_the_attempts_outlast_an_outage_of_two_hours() -> None:
    pauses = [jobs._pause_after(attempt).total_seconds() for attempt in range(1, jobs.MAX_ATTEMPTS)]
    assert sum(pauses) > 2 * 3600


@time_machine.travel(NOW, tick=False)
def test_progress_is_seen_and_holds_the_lease() -> None:
    job = a_job()
    leased = jobs.lease_job(job_id=job.pk, now=NOW)
    assert leased is not None
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        jobs.report_progress(leased, done=3, total=10)
    job.refresh_from_db()
    assert (job.progress_done, job.progress_total) == (3, 10)
    assert job.lease_until == NOW + timedelta(minutes=1) + jobs.LEASE


def test_an_unknown_job_is_nobody_s() -> None:
    assert jobs.run(job_id=999_999) is None


def test_jobs_done_long_ago_are_removed_and_failed_ones_stay() -> None:
    long_ago = NOW - jobs.KEPT - timedelta(seconds=1)
    a_job(key="old", state=JobState.DONE, finished_at=long_ago)
    kept = [
        a_job(key="new", state=JobState.DONE, finished_at=NOW - jobs.KEPT),
        a_job(key="failed", state=JobState.FAILED, finished_at=long_ago),
        a_job(key="waiting"),
    ]
    assert jobs.delete_old_jobs(now=NOW) == 1
    assert list(Job.objects.order_by("pk")) == kept


def test_the_daily_task_runs() -> None:
    tidy_up()


def test_work_that_cannot_report_itself_keeps_its_lease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "SIGN_EVERY", 0.01)
    job = a_job(state=JobState.RUNNING, attempts=1, lease_until=NOW)
    signs, seen = [], Event()

    def sign() -> None:
        jobs.report_progress(job, done=1, total=2)
        signs.append(Job.objects.get(pk=job.pk).lease_until)
        if len(signs) == 3:
            seen.set()

    # The work ends only because signs are given meanwhile.
    assert jobs.while_alive(lambda: seen.wait(30), sign) is True
    assert len(signs) >= 3
    assert min(signs) > NOW


def test_work_that_fails_in_its_thread_fails() -> None:
    def fail() -> None:
        raise ValueError("no way")

    with pytest.raises(ValueError, match="no way"):
        jobs.while_alive(fail, lambda: None)
