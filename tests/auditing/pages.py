"""What the tests of the auditors' pages begin with: an auditor's browser, and entries of every kind."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from lms.accounts.audit_actions import AuditAction
from lms.accounts.models import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.factories.accounts import a_user, english_browser
from tests.factories.organisations import an_administration

LIST = "/authoring/audit-log/"
EXPORT = f"{LIST}export/"
CHECKS = f"{LIST}checks/"
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def an_auditor(**more: Any) -> User:
    """Return a new auditor of an administration."""
    return a_user(Role.AUDITOR, an_administration(), **more)


def auditing(user: User | None = None) -> Client:
    """Return the browser of an auditor, in English."""
    return english_browser(user or an_auditor())


def noted(
    target: Any,
    by: User | None = None,
    *,
    action: Any = AuditAction.ADD_USER,
    at: datetime = NOW,
    **more: Any,
) -> AuditEntry:
    """Let an entry be written as an operation would."""
    role = more.pop("role", "registrar")
    actor = Actor(by.uuid, role) if by else Actor.system("test")
    with transaction.atomic():
        return audit.record(actor=actor, action=action, target=target, now=at, **more)


def noted_times(number: int, target: Any, by: User | None = None) -> list[AuditEntry]:
    """Let entries be written, a minute apart."""
    return [noted(target, by, at=NOW + timedelta(minutes=index)) for index in range(number)]


def shown(client: Client, path: str = LIST, **asked: Any) -> str:
    """Return a page."""
    answer = client.get(path, {name: str(value) for name, value in asked.items()})
    assert answer.status_code == 200
    return answer.content.decode()


def numbers_in(page: str) -> list[int]:
    """Return the numbers of the entries that a page lists, in their order."""
    parts = page.split('<th scope="row"><a href="/authoring/audit-log/')[1:]
    return [int(part.split("/")[0]) for part in parts]
