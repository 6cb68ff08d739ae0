"""A withdrawal and a disclosure at one moment, two answers, two officers: PostgreSQL lets one come first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection
from django.db.models import QuerySet

from certificates.models import Consent, ConsentAnswer, ConsentRequest, ConsentWithdrawal, Disclosure
from certificates.referrals.consent import guards
from certificates.referrals.consent.errors import ConsentRefused, NoLiveConsent
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import trainee_at
from tests.factories.consents import a_consent, an_opening, ask, disclose, give, officer_for, refuse, withdraw
from tests.factories.organisations import a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def kinds(results: list) -> list[type]:
    return [type(result) for result in results]


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let no row be locked by our code any more; the database's own guards stay."""
    return lambda: monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows.all())


@contextmanager
def no_guards() -> Iterator[None]:
    with connection.cursor() as cursor:
        for statement in guards.drop_statements("postgresql"):
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in guards.create_statements("postgresql"):
                cursor.execute(statement)


def disclose_while_withdrawn(monkeypatch: pytest.MonkeyPatch) -> tuple[list, list[bool]]:
    """Withdraw while a disclosure is between its check and its write; tell whether the write came after."""
    consent, came_after = a_consent(), []
    create = Disclosure.objects.create

    def written(**row: object) -> Disclosure:
        came_after.append(ConsentWithdrawal.objects.exists())
        return create(**row)

    monkeypatch.setattr(Disclosure.objects, "create", written)
    works = (lambda: disclose(consent), lambda: withdraw(consent))
    return overtake(monkeypatch, (Disclosure.objects, "create"), works), came_after


def test_a_withdrawal_waits_for_what_is_being_handed_out(monkeypatch) -> None:
    results, came_after = disclose_while_withdrawn(monkeypatch)
    assert kinds(results) == [Disclosure, ConsentWithdrawal]
    assert came_after == [False]
    with pytest.raises(NoLiveConsent):
        disclose(Consent.objects.get())


def test_without_our_locks_the_database_refuses_what_comes_after(monkeypatch, unlocked) -> None:
    unlocked()
    results, came_after = disclose_while_withdrawn(monkeypatch)
    assert isinstance(results[0], DatabaseError)
    assert came_after == [True]
    assert not Disclosure.objects.exists()


def test_without_both_something_would_leave_after_the_withdrawal(monkeypatch, unlocked) -> None:
    unlocked()
    with no_guards():
        results, came_after = disclose_while_withdrawn(monkeypatch)
    assert kinds(results) == [Disclosure, ConsentWithdrawal]
    assert came_after == [True]


def test_what_comes_while_somebody_withdraws_waits_and_is_refused(monkeypatch) -> None:
    consent = a_consent()
    works = (lambda: withdraw(consent), lambda: disclose(consent))
    results = overtake(monkeypatch, (ConsentWithdrawal.objects, "create"), works)
    assert kinds(results) == [ConsentWithdrawal, NoLiveConsent]


@pytest.mark.parametrize("is_locked", [True, False])
def test_of_yes_and_no_at_once_the_first_holds(monkeypatch, unlocked, is_locked) -> None:
    request = ask()
    if not is_locked:
        unlocked()
    works = (lambda: give(request), lambda: refuse(request))
    results = overtake(monkeypatch, (Consent.objects, "create"), works)
    assert kinds(results) == [Consent, ConsentRefused if is_locked else ConsentAnswer]


@pytest.mark.parametrize("is_locked", [True, False])
def test_two_officers_at_once_ask_once(monkeypatch, unlocked, is_locked) -> None:
    trainee, opening = trainee_at(a_site()), an_opening()
    officers = [officer_for(trainee), officer_for(trainee)]
    if not is_locked:
        unlocked()
    works = [lambda officer=officer: ask(trainee, opening=opening, officer=officer) for officer in officers]
    results = overtake(monkeypatch, (ConsentRequest.objects, "create"), (works[0], works[1]))
    assert kinds(results) == [ConsentRequest, ConsentRefused if is_locked else ConsentRequest]


def test_the_same_yes_twice_at_once_is_one(monkeypatch) -> None:
    request = ask()
    works = (lambda: give(request), lambda: give(request))
    results = overtake(monkeypatch, (Consent.objects, "create"), works)
    assert results[0] == results[1]
    assert Consent.objects.count() == 1
