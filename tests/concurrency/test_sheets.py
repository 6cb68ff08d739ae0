"""A sheet and a withdrawal at one moment, two officers, two replies: PostgreSQL lets one come first.

Each has its control: without the lock, and where the database guards it as well, without the guard, it goes wrong.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import QuerySet

from certificates.models import ConsentWithdrawal, Disclosure, Outcome, ReferralSheet, SheetReply
from certificates.referrals.consent.errors import NoLiveConsent
from certificates.referrals.sheets.errors import SheetGone, UnusableReply
from certificates.referrals.sheets.models import ReplyWay
from lms.core.ids import new_uuid
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_consents import kinds, no_guards
from tests.factories.consents import officer_for, withdraw
from tests.factories.sheets import a_sheet, consented, issue, reply

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
ISSUING, REPLYING = (Disclosure.objects, "create"), (SheetReply.objects, "create")


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let our code lock no row any more but the head of the audit chain; the database's own guards stay, too."""
    locking = QuerySet.select_for_update

    def not_of_ours(rows: QuerySet, **how: object) -> QuerySet:
        return locking(rows, **how) if rows.model._meta.app_label == "core" else rows.all()

    return lambda: monkeypatch.setattr(QuerySet, "select_for_update", not_of_ours)


def came_after(monkeypatch: pytest.MonkeyPatch, model: type) -> list[bool]:
    """Note at each write of a model whether a withdrawal was there already."""
    seen, create = [], model.objects.create  # type: ignore[attr-defined]

    def written(**row: object) -> object:
        seen.append(ConsentWithdrawal.objects.exists())
        return create(**row)

    monkeypatch.setattr(model.objects, "create", written)  # type: ignore[attr-defined]
    return seen


def issue_while_withdrawn(monkeypatch: pytest.MonkeyPatch) -> tuple[list, list[bool]]:
    consent, officer = consented()
    seen = came_after(monkeypatch, Disclosure)
    return overtake(monkeypatch, ISSUING, (lambda: issue(consent, officer), lambda: withdraw(consent))), seen


def test_a_withdrawal_waits_for_the_sheet_that_is_being_issued(monkeypatch) -> None:
    results, after = issue_while_withdrawn(monkeypatch)
    assert kinds(results) == [ReferralSheet, ConsentWithdrawal]
    assert after == [False]


def test_without_our_locks_the_database_refuses_the_sheet(monkeypatch, unlocked) -> None:
    unlocked()
    results, after = issue_while_withdrawn(monkeypatch)
    assert isinstance(results[0], DatabaseError)
    assert after == [True]
    assert not ReferralSheet.objects.exists()


def test_without_both_a_sheet_would_be_issued_after_the_withdrawal(monkeypatch, unlocked) -> None:
    unlocked()
    with no_guards():
        results, after = issue_while_withdrawn(monkeypatch)
    assert kinds(results) == [ReferralSheet, ConsentWithdrawal]
    assert after == [True]


def test_a_sheet_that_comes_while_somebody_withdraws_is_refused(monkeypatch) -> None:
    consent, officer = consented()
    works = (lambda: withdraw(consent), lambda: issue(consent, officer))
    results = overtake(monkeypatch, (ConsentWithdrawal.objects, "create"), works)
    assert kinds(results) == [ConsentWithdrawal, NoLiveConsent]
    assert not ReferralSheet.objects.exists()


def refused_one(results: list, kept: type) -> str:
    """Return the constraint that stopped one of two; the other was kept. Who comes second is the chain's to say."""
    [error] = [result for result in results if isinstance(result, IntegrityError)]
    [_kept] = [result for result in results if isinstance(result, kept)]
    return str(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def two_officers(monkeypatch: pytest.MonkeyPatch) -> list:
    """Let a second officer issue while the first is between looking for a sheet and writing it."""
    consent, first = consented()
    second = officer_for(consent.given_by)
    works = (lambda: issue(consent, first), lambda: issue(consent, second))
    return overtake(monkeypatch, (ReferralSheet.objects, "create"), works)


def test_two_officers_at_once_issue_one_sheet(monkeypatch) -> None:
    results = two_officers(monkeypatch)
    assert kinds(results) == [ReferralSheet, ReferralSheet]
    assert results[0] == results[1]
    assert ReferralSheet.objects.count() == Disclosure.objects.count() == 1


def test_without_our_locks_the_head_of_the_audit_chain_lets_one_come_first(monkeypatch, unlocked) -> None:
    """What is told is written down before the second look for a sheet: the chain alone would do."""
    unlocked()
    with no_guards():
        results = two_officers(monkeypatch)
    assert kinds(results) == [ReferralSheet, ReferralSheet]
    assert results[0] == results[1]
    assert ReferralSheet.objects.count() == Disclosure.objects.count() == 1


def test_the_database_takes_one_sheet_under_a_consent() -> None:
    sheet = a_sheet()
    sheet.pk, sheet.uuid, sheet.token_hash = None, new_uuid(), "0" * 64
    with pytest.raises(IntegrityError, match="consent_id"), transaction.atomic():
        sheet.save(force_insert=True)


def reply_while_withdrawn(monkeypatch: pytest.MonkeyPatch) -> tuple[list, list[bool]]:
    """Withdraw while a reply is between its check and its write."""
    sheet = a_sheet()
    seen = came_after(monkeypatch, SheetReply)
    return overtake(monkeypatch, REPLYING, (lambda: reply(sheet), lambda: withdraw(sheet.consent))), seen


def test_a_withdrawal_waits_for_the_reply_that_is_being_kept(monkeypatch) -> None:
    results, after = reply_while_withdrawn(monkeypatch)
    assert kinds(results) == [SheetReply, ConsentWithdrawal]
    assert after == [False]
    assert Outcome.objects.count() == 1


def test_without_the_lock_a_reply_would_be_kept_after_the_withdrawal(monkeypatch, unlocked) -> None:
    unlocked()
    results, after = reply_while_withdrawn(monkeypatch)
    assert kinds(results) == [SheetReply, ConsentWithdrawal]
    assert after == [True]


def test_a_reply_that_comes_while_somebody_withdraws_is_refused(monkeypatch) -> None:
    sheet = a_sheet()
    works = (lambda: withdraw(sheet.consent), lambda: reply(sheet))
    results = overtake(monkeypatch, (ConsentWithdrawal.objects, "create"), works)
    assert kinds(results) == [ConsentWithdrawal, SheetGone]
    assert not SheetReply.objects.exists()
    assert not Outcome.objects.exists()


def code_used_twice(monkeypatch: pytest.MonkeyPatch) -> list:
    sheet = a_sheet()
    works = (lambda: reply(sheet, way=ReplyWay.LINK), lambda: reply(sheet, way=ReplyWay.LINK))
    return overtake(monkeypatch, REPLYING, works)


def test_of_two_replies_by_the_code_at_once_one_is_kept(monkeypatch) -> None:
    results = code_used_twice(monkeypatch)
    assert kinds(results) == [SheetReply, UnusableReply]
    assert SheetReply.objects.count() == 1


def test_without_the_lock_the_constraint_stops_the_second_reply_by_the_code(monkeypatch, unlocked) -> None:
    unlocked()
    results = code_used_twice(monkeypatch)
    assert refused_one(results, SheetReply) == "sheet_reply_by_code_once"
    assert SheetReply.objects.count() == 1
