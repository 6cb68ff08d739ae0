"""Two officers at one batch or with the same people, and one who drops what a job issues: PostgreSQL decides once."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from certificates.api import issue_credential
from certificates.issuing import reserving
from certificates.issuing.batches import operations, steps
from certificates.issuing.batches.queries import ENTRY_JOB
from certificates.issuing.errors import NotIssuable, WrongState
from certificates.issuing.kinds.models import CredentialKind
from certificates.models import Batch, BatchEntry, PublishedCredential
from lms.core import audit
from lms.core.actor import Actor
from lms.core.models import AuditEntry, Job
from lms.enrolments.api import Enrolment, NewEnrolment, enrol_trainee
from tests.concurrency.meeting import meeting
from tests.concurrency.test_enrolments import at_once
from tests.factories.accounts import issuing_officer_at, trainee_at
from tests.factories.certificates import ISSUED_AT, complete
from tests.factories.courses import NOW, a_version
from tests.factories.endings import revoked
from tests.factories.organisations import a_school_paired_with, a_site
from tests.support.documents import documents_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
KIND = CredentialKind.TRAINING_CERTIFICATE
WORKER, WHY = Actor.system("worker"), "Wrong name"
REVOKED_AT = ISSUED_AT - timedelta(days=1)


@pytest.fixture(autouse=True)
def _documents(tmp_path: Path):
    with documents_in(tmp_path):
        yield


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Enrolment:
    monkeypatch.setattr("certificates.issuing.receivers.request_credential", lambda **arguments: None)
    site, version = a_site(), a_version()
    wanted = NewEnrolment(trainee_at(site).person, version, a_school_paired_with(site), uuid4())
    return complete(enrol_trainee(enrolment=wanted, actor=WORKER, now=NOW))


@pytest.fixture
def officers(person: Enrolment) -> list[Actor]:
    return [Actor(issuing_officer_at(person.school).uuid, "issuing_officer") for _ in range(3)]


def prepare(person: Enrolment, officer: Actor) -> Batch:
    return operations.prepare_batch([person], kind=KIND, actor=officer, now=ISSUED_AT)


def approve(batch: Batch, officer: Actor) -> Batch:
    return operations.approve_batch(batch_uuid=batch.uuid, actor=officer, now=ISSUED_AT)


def two_prepare(person: Enrolment, officers: list[Actor], monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Hold both after they looked who can be in a batch."""
    meet, judge = meeting(is_locked=False), operations.judge_enrolments

    def judge_and_wait(*given: Any, **named: Any) -> Any:
        judged = judge(*given, **named)
        meet()
        return judged

    monkeypatch.setattr(operations, "judge_enrolments", judge_and_wait)
    return at_once(*[lambda officer=officer: prepare(person, officer) for officer in officers[:2]])


def test_two_who_prepare_the_same_people_make_one_batch(
    person: Enrolment, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    results = two_prepare(person, officers, monkeypatch)

    assert sorted(type(result).__name__ for result in results) == [Batch.__name__, NotIssuable.__name__]
    assert Batch.objects.count() == BatchEntry.objects.count() == 1


def test_two_who_issue_again_what_was_revoked_make_one_batch(
    person: Enrolment, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    former = revoked(
        issue_credential(enrolment_uuid=person.uuid, actor=WORKER, now=REVOKED_AT), now=REVOKED_AT
    )

    results = two_prepare(person, officers, monkeypatch)

    assert sorted(type(result).__name__ for result in results) == [Batch.__name__, NotIssuable.__name__]
    assert BatchEntry.objects.get().reissues == former


def two_approve(
    person: Enrolment, officers: list[Actor], monkeypatch: pytest.MonkeyPatch, *, is_locked: bool
) -> list[object]:
    batch = prepare(person, officers[0])
    meet, refuse = meeting(is_locked=is_locked), operations.refuse_approver

    def refuse_and_wait(*given: Any) -> None:
        refuse(*given)
        meet()

    monkeypatch.setattr(operations, "refuse_approver", refuse_and_wait)
    return at_once(*[lambda officer=officer: approve(batch, officer) for officer in officers[1:]])


def approvals() -> int:
    return AuditEntry.objects.filter(action="certificates.approve_batch").count()


def test_two_who_approve_do_it_once(
    person: Enrolment, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    results = two_approve(person, officers, monkeypatch, is_locked=True)
    assert sorted(type(result).__name__ for result in results) == [Batch.__name__, WrongState.__name__]
    assert approvals() == Job.objects.filter(kind=ENTRY_JOB).count() == 1


def test_without_the_lock_a_batch_would_be_approved_twice(
    person: Enrolment, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "lock_batch", lambda uuid: Batch.objects.get(uuid=uuid))
    monkeypatch.setattr(steps, "enqueue", lambda **job: None)  # a job done at the commit would issue it
    results = two_approve(person, officers, monkeypatch, is_locked=False)
    assert [type(result) for result in results] == [Batch, Batch]
    assert approvals() == 2


def drop_under_a_job(
    person: Enrolment, officers: list[Actor], monkeypatch: pytest.MonkeyPatch, *, is_locked: bool
) -> None:
    """Hold the drop after it looked for a number, and the job before it takes one."""
    monkeypatch.setattr(steps, "enqueue", lambda **job: None)  # tests run jobs at the commit
    entry = approve(prepare(person, officers[0]), officers[1]).entries.get()
    BatchEntry.objects.update(state="failed")
    meet, record, make = meeting(is_locked=is_locked), audit.record, reserving._make_credential

    def record_late(**named: Any) -> Any:
        if named.get("reason") == WHY:
            meet()
        return record(**named)

    def make_late(*given: Any, **named: Any) -> Any:
        meet()
        return make(*given, **named)

    monkeypatch.setattr(audit, "record", record_late)
    monkeypatch.setattr(reserving, "_make_credential", make_late)
    who = {"actor": officers[0], "now": ISSUED_AT}
    at_once(
        lambda: operations.drop_entry(entry_uuid=entry.uuid, reason=WHY, **who),
        lambda: operations.issue_entry(entry_uuid=entry.uuid, actor=WORKER, now=ISSUED_AT),
    )


def test_who_is_dropped_is_not_issued_to_by_a_job_that_runs(
    person: Enrolment, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_under_a_job(person, officers, monkeypatch, is_locked=True)
    # Whoever held the entry first was right; never both.
    issued = PublishedCredential.objects.count()
    assert (BatchEntry.objects.get().state, issued) in {("dropped", 0), ("issued", 1)}


def test_without_the_lock_somebody_dropped_would_hold_a_certificate(
    person: Enrolment, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "_refuse_dropped", lambda uuid: None)
    drop_under_a_job(person, officers, monkeypatch, is_locked=False)
    assert (BatchEntry.objects.get().state, PublishedCredential.objects.count()) == ("dropped", 1)
