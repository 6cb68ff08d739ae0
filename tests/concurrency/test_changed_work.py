"""An employer changes the work at the moment of a yes or of a sheet: PostgreSQL lets one come first.

The yes has its control: without the locks it is written although the work is another one by then. A sheet's disclosure
writes into the audit chain first, which holds a change back by itself.
"""

from collections.abc import Callable

import pytest
from django.db.models import QuerySet

from certificates.models import Consent, Opening, ReferralSheet
from certificates.referrals import operations
from certificates.referrals.consent.errors import ConsentRefused, NoLiveConsent
from certificates.referrals.rules import State
from lms.accounts.models import User
from tests.concurrency.overtaking import overtake
from tests.concurrency.test_consents import kinds
from tests.factories.accounts import employer_user_of
from tests.factories.consents import ask, give
from tests.factories.openings import acting, an_approved_opening, an_offer, seen_of
from tests.factories.organisations import an_employer
from tests.factories.sheets import consented, issue

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Work = Callable[[], object]


@pytest.fixture
def author() -> User:
    return employer_user_of(an_employer())


@pytest.fixture(params=[True, False], ids=["locked", "unlocked"])
def is_locked(request, monkeypatch) -> bool:
    """Whether our code locks its rows; the head of the audit chain is locked in any case."""
    locking = QuerySet.select_for_update

    def not_of_ours(rows: QuerySet, **how: object) -> QuerySet:
        return locking(rows, **how) if rows.model._meta.app_label == "core" else rows.all()

    if not request.param:
        monkeypatch.setattr(QuerySet, "select_for_update", not_of_ours)
    return request.param


def changing(opening: Opening, author: User) -> Work:
    who = {"employer_id": opening.employer_id, **acting(author)}
    offer = an_offer(title="搬运工")
    return lambda: operations.change_opening(seen=seen_of(opening), offer=offer, **who)


def noting(monkeypatch: pytest.MonkeyPatch, model: type) -> list[str]:
    """Note at each write of a model how the opening stands."""
    seen, create = [], model.objects.create  # type: ignore[attr-defined]

    def written(**row: object) -> object:
        seen.append(Opening.objects.get().state)
        return create(**row)

    monkeypatch.setattr(model.objects, "create", written)  # type: ignore[attr-defined]
    return seen


def test_a_change_waits_for_the_yes_that_is_being_kept(monkeypatch, author, is_locked) -> None:
    opening = an_approved_opening(author)
    request = ask(opening=opening)
    seen = noting(monkeypatch, Consent)
    works = (lambda: give(request), changing(opening, author))
    results = overtake(monkeypatch, (Consent.objects, "create"), works)
    assert kinds(results) == [Consent, Opening]
    assert seen == [State.APPROVED if is_locked else State.SUBMITTED]


def test_a_yes_that_comes_while_the_work_is_changed_is_refused(monkeypatch, author) -> None:
    opening = an_approved_opening(author)
    request = ask(opening=opening)
    works = (changing(opening, author), lambda: give(request))
    results = overtake(monkeypatch, (operations, "_record"), works)
    assert kinds(results) == [Opening, ConsentRefused]
    assert not Consent.objects.exists()


def test_a_sheet_that_comes_while_the_work_is_changed_is_refused(monkeypatch, author) -> None:
    opening = an_approved_opening(author)
    consent, officer = consented(opening=opening)
    works = (changing(opening, author), lambda: issue(consent, officer))
    results = overtake(monkeypatch, (operations, "_record"), works)
    assert kinds(results) == [Opening, NoLiveConsent]
    assert not ReferralSheet.objects.exists()
