"""Two workers with the first document: without the lock one breaks, with it both show the same certificate."""

import threading

import pytest
from django.db import IntegrityError

from certificates.issuing.keys import certificates
from certificates.issuing.keys.certificates import certificate_of
from certificates.issuing.keys.models import KeyCertificate, Purpose, SigningKey
from certificates.issuing.keys.operations import key_in_use
from tests.concurrency.test_enrolments import PATIENCE, at_once
from tests.factories.certificates import ISSUED_AT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def key() -> SigningKey:
    return key_in_use(Purpose.DOCUMENT, now=ISSUED_AT)


def meet(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Hold both workers at a step until the other one is there, too."""
    barrier, go_on = threading.Barrier(2, timeout=PATIENCE), getattr(certificates, step)

    def meeting(*given: object, **more: object) -> object:
        barrier.wait()
        return go_on(*given, **more)

    monkeypatch.setattr(certificates, step, meeting)


def test_control_without_the_lock_two_workers_collide(
    key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificates, "_lock", lambda key: None)
    meet(monkeypatch, "_keep")

    results = at_once(*[lambda: certificate_of(key, now=ISSUED_AT)] * 2)

    assert sorted(type(result).__name__ for result in results) == ["IntegrityError", "bytes"]
    assert any(isinstance(result, IntegrityError) for result in results)


def test_with_the_lock_both_show_the_same_certificate(
    key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet(monkeypatch, "self_signed")  # both found none

    results = at_once(*[lambda: certificate_of(key, now=ISSUED_AT)] * 2)

    assert results[0] == results[1] == bytes(KeyCertificate.objects.get().content)
