"""Two officers at one certificate, and one who gives up what a job makes: PostgreSQL decides once."""

import threading
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from certificates.issuing import reserving
from certificates.issuing.batches.operations import approve_batch, issue_entry, prepare_batch
from certificates.issuing.ending import operations
from certificates.issuing.ending.rules import Ending
from certificates.issuing.errors import WrongState
from certificates.issuing.kinds.models import CredentialKind
from certificates.models import (
    BatchEntry,
    Credential,
    EndingRequest,
    PublishedCredential,
    RegisterNumber,
    RevokedEntry,
)
from lms.core import audit
from lms.core.actor import Actor
from lms.core.models import AuditEntry, Job
from lms.enrolments.api import NewEnrolment, enrol_trainee
from tests.concurrency.meeting import meeting
from tests.concurrency.test_enrolments import PATIENCE, at_once
from tests.factories.accounts import issuing_officer_at, trainee_at
from tests.factories.certificates import ISSUED_AT, complete, issued_credential
from tests.factories.courses import NOW, a_version
from tests.factories.endings import WORKER, an_officer_for, approved, asked, replaced
from tests.factories.organisations import a_school_paired_with, a_site
from tests.support.documents import documents_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WHY = "Not lost after all"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Keep documents apart; tests run jobs at the commit, and these run them where they want."""
    monkeypatch.setattr("certificates.issuing.receivers.request_credential", lambda **arguments: None)
    monkeypatch.setattr(operations, "enqueue", lambda **job: None)
    with documents_in(tmp_path):
        yield


@pytest.fixture
def credential() -> Credential:
    return issued_credential()


@pytest.fixture
def officers(credential: Credential) -> list[Actor]:
    return [an_officer_for(credential) for _ in range(3)]


def carry_out(request: EndingRequest) -> EndingRequest:
    return operations.carry_out(request_uuid=request.uuid, actor=WORKER, now=ISSUED_AT)


def state_of(row: Any) -> str:
    row.refresh_from_db()
    return str(row.state)


def kinds_of(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def two_decide(
    credential: Credential, officers: list[Actor], monkeypatch: pytest.MonkeyPatch, *, is_locked: bool
) -> list[object]:
    request = asked(credential, actor=officers[0])
    meet, refuse = meeting(is_locked=is_locked), operations.refuse_decider

    def refuse_and_wait(*given: Any) -> None:
        refuse(*given)
        meet()

    monkeypatch.setattr(operations, "refuse_decider", refuse_and_wait)
    named = {"request_uuid": request.uuid, "now": ISSUED_AT}
    return at_once(
        lambda: operations.approve_request(actor=officers[1], **named),
        lambda: operations.refuse_request(actor=officers[2], answer="no", **named),
    )


def decisions() -> int:
    actions = ["certificates.approve_ending", "certificates.refuse_ending"]
    return AuditEntry.objects.filter(action__in=actions).count()


def test_two_who_decide_do_it_once(
    credential: Credential, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    results = two_decide(credential, officers, monkeypatch, is_locked=True)
    assert kinds_of(results) == [EndingRequest.__name__, WrongState.__name__]
    assert decisions() == 1
    is_done = EndingRequest.objects.get().state == "done"
    assert (state_of(credential) == "revoked") == is_done == RevokedEntry.objects.exists()


def test_without_the_lock_a_request_would_be_approved_and_refused(
    credential: Credential, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(uuid: Any) -> EndingRequest:
        return EndingRequest.objects.select_related("credential").get(uuid=uuid)

    monkeypatch.setattr(operations, "_lock", unlocked)
    # The last word is the database's: who decided is never written over.
    results = two_decide(credential, officers, monkeypatch, is_locked=False)
    assert WrongState.__name__ not in kinds_of(results)
    assert decisions() == 1


def test_two_who_ask_about_one_certificate_make_one_request(
    credential: Credential, officers: list[Actor]
) -> None:
    results = at_once(
        *[
            lambda officer=officer, kind=kind: asked(credential, kind, actor=officer)
            for officer, kind in zip(officers, (Ending.REVOKE, Ending.REPLACE, Ending.REVOKE), strict=True)
        ]
    )
    assert kinds_of(results) == [EndingRequest.__name__, WrongState.__name__, WrongState.__name__]
    assert EndingRequest.objects.count() == 1


def ask_while_it_ends(
    credential: Credential, officers: list[Actor], monkeypatch: pytest.MonkeyPatch, *, is_locked: bool
) -> list[object]:
    """Hold who asks after the look at the certificate, until it has been revoked."""
    first = asked(credential, actor=officers[0])
    look, looks, is_over = operations.open_request_of, threading.Event(), threading.Event()

    def look_late(held: Credential) -> EndingRequest | None:
        looks.set()
        is_over.wait(2 if is_locked else PATIENCE)  # with the lock it is over after this only
        return look(held)

    def approve() -> EndingRequest:
        looks.wait(PATIENCE)  # who asks has seen it in force
        done = approved(first, actor=officers[1])
        is_over.set()
        return done

    monkeypatch.setattr(operations, "open_request_of", look_late)
    return at_once(lambda: asked(credential, Ending.REPLACE, actor=officers[2]), approve)


def test_nothing_is_asked_about_a_certificate_that_ends_meanwhile(
    credential: Credential, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    results = ask_while_it_ends(credential, officers, monkeypatch, is_locked=True)
    assert kinds_of(results) == [EndingRequest.__name__, WrongState.__name__]
    assert state_of(credential) == "revoked"
    assert EndingRequest.objects.count() == 1


def test_without_the_lock_a_request_would_wait_about_what_is_revoked(
    credential: Credential, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    for look in ("hold_studies", "hold_in_force"):  # it is in force still when either looks
        monkeypatch.setattr(operations, look, lambda credential: None)
    ask_while_it_ends(credential, officers, monkeypatch, is_locked=False)
    assert state_of(credential) == "revoked"
    assert EndingRequest.objects.filter(state="requested").exists()


def give_up_under_a_job(
    credential: Credential, officers: list[Actor], monkeypatch: pytest.MonkeyPatch, *, is_locked: bool
) -> EndingRequest:
    """Hold who gives up after the look for a number, and the job before it takes one."""
    request = approved(asked(credential, Ending.REPLACE, actor=officers[0]), actor=officers[1])
    meet, record, make = meeting(is_locked=is_locked), audit.record, reserving._make_credential

    def record_late(**named: Any) -> Any:
        if str(named["action"]) == "certificates.settle_ending" and named["after"] == {"state": "given_up"}:
            meet()
        return record(**named)

    def make_late(*given: Any, **named: Any) -> Any:
        meet()
        return make(*given, **named)

    monkeypatch.setattr(audit, "record", record_late)
    monkeypatch.setattr(reserving, "_make_credential", make_late)
    at_once(
        lambda: operations.give_up(request_uuid=request.uuid, answer=WHY, actor=officers[2], now=ISSUED_AT),
        lambda: carry_out(request),
    )
    return request


def test_what_is_given_up_has_no_number_that_nobody_explains(
    credential: Credential, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    request = give_up_under_a_job(credential, officers, monkeypatch, is_locked=True)
    made = state_of(request) == "done"
    assert state_of(request) in {"done", "given_up"}
    assert (state_of(credential) == "replaced") == made
    assert PublishedCredential.objects.filter(status="valid").count() == 1
    assert not Credential.objects.filter(state="reserved").exists()


def test_without_the_lock_a_number_would_be_taken_for_what_was_given_up(
    credential: Credential, officers: list[Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(uuid: Any) -> EndingRequest:
        return EndingRequest.objects.select_related("credential").get(uuid=uuid)

    monkeypatch.setattr(operations, "_lock", unlocked)
    request = give_up_under_a_job(credential, officers, monkeypatch, is_locked=False)
    assert state_of(request) in {"done", "given_up"}
    assert RegisterNumber.objects.count() == 2
    assert (state_of(request), state_of(credential)) != ("given_up", "issued")


def test_two_runners_of_one_job_make_one_certificate(credential: Credential, officers: list[Actor]) -> None:
    request = approved(asked(credential, Ending.REPLACE, actor=officers[0]), actor=officers[1])
    at_once(lambda: carry_out(request), lambda: carry_out(request), lambda: carry_out(request))
    assert (state_of(credential), state_of(request)) == ("replaced", "done")
    assert RegisterNumber.objects.count() == Credential.objects.count() == 2
    assert PublishedCredential.objects.filter(status="valid").count() == 1


def test_a_batch_that_runs_again_and_a_replacement_do_not_meet() -> None:
    site, version = a_site(), a_version()
    school = a_school_paired_with(site)
    wanted = NewEnrolment(trainee_at(site).person, version, school, uuid4())
    person = complete(enrol_trainee(enrolment=wanted, actor=WORKER, now=NOW))
    one, other = (Actor(issuing_officer_at(school).uuid, "issuing_officer") for _ in range(2))
    kind = CredentialKind.TRAINING_CERTIFICATE
    batch = prepare_batch([person], kind=kind, actor=one, now=ISSUED_AT)
    approve_batch(batch_uuid=batch.uuid, actor=other, now=ISSUED_AT)
    entry = batch.entries.get()
    issue_entry(entry_uuid=entry.uuid, actor=WORKER, now=ISSUED_AT)
    # As after a crash between publishing and noting it: the job runs once more.
    BatchEntry.objects.update(state="waiting", credential=None)
    credential = Credential.objects.get()

    results = at_once(
        lambda: issue_entry(entry_uuid=entry.uuid, actor=WORKER, now=ISSUED_AT),
        lambda: replaced(credential),
    )

    assert kinds_of(results) == [BatchEntry.__name__, Credential.__name__], results

    entry.refresh_from_db()
    assert (entry.state, entry.credential) == ("issued", credential)
    assert sorted(Credential.objects.values_list("state", flat=True)) == ["issued", "replaced"]
    assert RegisterNumber.objects.count() == 2
    assert not Job.objects.filter(state="failed").exists()
