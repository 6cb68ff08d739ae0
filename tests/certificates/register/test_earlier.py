"""What was issued before there was a register is entered by the migration, once, and the monitor agrees."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from certificates.issuing import operations
from certificates.issuing.register.checking import find_differences
from certificates.models import RegisterEvent, WaitingEvent
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, completed_enrolment, issued_credential
from tests.factories.endings import revoked

pytestmark = pytest.mark.django_db


def migrate() -> None:
    migration = import_module("certificates.migrations.0006_register_is_kept")
    migration.enter_earlier(apps, SimpleNamespace(connection=connection))


def test_credentials_of_before_are_entered_in_their_order_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as then:
        for step in ("enter_issue", "enter_revocation"):
            then.setattr(operations, step, lambda credential, now: 0)
        first, second = issued_credential(), issued_credential()
        named = {"actor": an_actor(), "now": ISSUED_AT}
        revoked(first)
        operations.reserve_credential(enrolment_uuid=completed_enrolment().uuid, **named)
    assert len(find_differences()[1]) == 3

    migrate()

    kept = list(RegisterEvent.objects.values_list("kind", "digest"))
    assert kept == [
        ("issue", first.document_sha256),
        ("revoke", first.document_sha256),
        ("issue", second.document_sha256),
    ]
    assert find_differences() == (3, [])
    migrate()
    assert RegisterEvent.objects.count() == 3
    # What is issued from now on follows.
    issued_credential()
    assert find_differences() == (3, [])
    assert WaitingEvent.objects.count() == 1
