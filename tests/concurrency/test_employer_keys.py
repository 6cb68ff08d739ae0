"""The last key that an employer may have, the same form twice, and two revocations: PostgreSQL decides once."""

from uuid import uuid4

import pytest

from certificates.employerapi import operations, rules
from certificates.employerapi.errors import CannotMakeKey, KeyMadeAlready
from certificates.employerapi.models import EmployerKey
from lms.accounts.models import User
from lms.core.clock import now
from lms.core.models import AuditEntry
from tests.concurrency.meeting import meet_after
from tests.concurrency.test_enrolments import at_once
from tests.factories.accounts import an_actor, employer_user_of
from tests.factories.employer_keys import a_key
from tests.factories.organisations import an_employer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def user() -> User:
    user = employer_user_of(an_employer())
    for _ in range(rules.KEYS_AT_ONCE - 1):
        a_key(user)
    return user


def kinds(results: list) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_two_at_once_make_only_the_last_key(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    meet_after(monkeypatch, operations, "_refuse_unless_possible", is_locked=True)
    results = at_once(*[lambda: a_key(user)] * 2)
    assert kinds(results) == sorted([CannotMakeKey.__name__, tuple.__name__])
    assert EmployerKey.objects.count() == rules.KEYS_AT_ONCE


def test_without_the_lock_there_would_be_one_too_many(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "_lock_employer", lambda employer_id: None)
    meet_after(monkeypatch, operations, "_refuse_unless_possible", is_locked=False)
    assert kinds(at_once(*[lambda: a_key(user)] * 2)) == [tuple.__name__] * 2
    assert EmployerKey.objects.count() == rules.KEYS_AT_ONCE + 1


def test_the_same_form_twice_at_once_makes_one_key(monkeypatch: pytest.MonkeyPatch) -> None:
    user, form = employer_user_of(an_employer()), uuid4()
    meet_after(monkeypatch, operations, "_refuse_unless_possible", is_locked=True)
    results = at_once(*[lambda: a_key(user, client_key=form)] * 2)
    assert kinds(results) == sorted([KeyMadeAlready.__name__, tuple.__name__])


def test_two_revocations_at_once_are_one() -> None:
    key = a_key()[0]

    def revoke() -> EmployerKey:
        return operations.revoke_any_key(key_uuid=key.uuid, reason="x", actor=an_actor(), now=now())

    assert kinds(at_once(revoke, revoke)) == [EmployerKey.__name__] * 2
    assert AuditEntry.objects.filter(action="certificates.revoke_api_key").count() == 1
