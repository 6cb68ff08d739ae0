"""Two workers with one completion: without the lock one breaks, with it both get the same credential."""

import threading
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError

from certificates.issuing import operations, reserving
from certificates.issuing.digital.operations import sign_credential
from certificates.models import Credential, PublishedCredential, RegisterNumber
from lms.enrolments.api import Enrolment
from tests.concurrency.test_enrolments import PATIENCE, at_once
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, completed_enrolment, issue
from tests.support.documents import documents_in

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _documents(tmp_path: Path):
    with documents_in(tmp_path):
        yield


@pytest.fixture
def enrolment(monkeypatch: pytest.MonkeyPatch) -> Enrolment:
    monkeypatch.setattr("certificates.issuing.receivers.request_credential", lambda **arguments: None)
    return completed_enrolment()


def reserve(uuid: UUID) -> Credential:
    return reserving.reserve_credential(enrolment_uuid=uuid, actor=an_actor(), now=ISSUED_AT)


def meet_before_the_first_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hold both workers after the look for a known credential and before the first write."""
    barrier, make = threading.Barrier(2, timeout=PATIENCE), reserving._make_credential

    def make_late(*given: object, **arguments: object) -> Credential:
        barrier.wait()
        return make(*given, **arguments)

    monkeypatch.setattr(reserving, "_make_credential", make_late)


def test_control_without_the_lock_two_workers_collide(
    enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reserving, "lock_enrolment", lambda uuid: None)
    meet_before_the_first_write(monkeypatch)

    results = at_once(*[lambda: reserve(enrolment.uuid)] * 2)

    assert sorted(type(result).__name__ for result in results) == ["Credential", "IntegrityError"]
    assert any(isinstance(result, IntegrityError) for result in results)
    assert Credential.objects.count() == 1


def test_with_the_lock_both_get_the_same_credential(enrolment: Enrolment) -> None:
    results = at_once(*[lambda: issue(enrolment.uuid)] * 2)

    assert {type(result).__name__ for result in results} == {"Credential"}
    assert len({result.number_id for result in results}) == 1
    assert Credential.objects.count() == RegisterNumber.objects.count() == 1
    assert PublishedCredential.objects.count() == 1


def test_publishing_twice_at_once_publishes_once(enrolment: Enrolment) -> None:
    credential = reserve(enrolment.uuid)
    arguments = {"credential_uuid": credential.uuid, "actor": an_actor(), "now": ISSUED_AT}
    sign_credential(**arguments)
    operations.store_document(**arguments)

    results = at_once(*[lambda: operations.publish_credential(**arguments)] * 2)

    assert {type(result).__name__ for result in results} == {"Credential"}
    assert PublishedCredential.objects.count() == 1
