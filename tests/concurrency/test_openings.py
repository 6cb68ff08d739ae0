"""Openings: an officer decides while a colleague writes, or while the employer is suspended: one comes first."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet

from certificates.models import Opening, OpeningDecision
from certificates.referrals import operations, rules
from certificates.referrals.errors import OpeningChangedMeanwhile, OpeningRefused
from lms.accounts.employers import deciding
from lms.accounts.models import User
from lms.core.enums import Role
from lms.organisations.api import Decision, Employer, Said
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import employer_user_of
from tests.factories.employers import a_colleague
from tests.factories.openings import (
    a_draft,
    a_sent_opening,
    acting,
    an_offer,
    an_officer,
    employer_id_of,
    seen_of,
)
from tests.factories.organisations import an_employer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Work = Callable[[], object]


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lock no employer and no opening any more; the audit still is."""
    lock = QuerySet.select_for_update

    def all_but(rows: QuerySet, **how: object) -> QuerySet:
        return rows.all() if rows.model in (Employer, Opening) else lock(rows, **how)

    return lambda: monkeypatch.setattr(QuerySet, "select_for_update", all_but)


@pytest.fixture
def user() -> User:
    return employer_user_of(an_employer())


def approves(opening: Opening) -> Work:
    who = acting(an_officer(), Role.PLACEMENT_OFFICER)
    return lambda: operations.approve_opening(seen=seen_of(opening), **who)


def refuses(opening: Opening) -> Work:
    who = acting(an_officer(), Role.PLACEMENT_OFFICER)
    return lambda: operations.refuse_opening(seen=seen_of(opening), reason="请改", **who)


def changes(opening: Opening, colleague: User) -> Work:
    return lambda: operations.change_opening(
        employer_id=opening.employer_id,
        seen=seen_of(opening),
        offer=an_offer(text="限男"),
        **acting(colleague),
    )


def kinds(results: list) -> list[type]:
    return [type(result) for result in results]


@pytest.mark.parametrize("is_locked", [True, False])
def test_what_is_approved_is_what_the_officer_read(monkeypatch, unlocked, user, is_locked) -> None:
    opening = a_sent_opening(user)
    works = (approves(opening), changes(opening, a_colleague(user)))
    if not is_locked:
        unlocked()
    results = overtake(monkeypatch, (operations, "_keep"), works)
    # Without the lock both take the same step of the row's history, and the database stops the slow one.
    expected = [Opening, OpeningChangedMeanwhile] if is_locked else [IntegrityError, Opening]
    assert kinds(results) == expected
    opening.refresh_from_db()
    assert (opening.state, opening.text) == (
        ("approved", "制作面点，包吃住") if is_locked else ("submitted", "限男")
    )


def test_a_change_that_came_first_is_not_approved_unread(monkeypatch, user) -> None:
    opening = a_sent_opening(user)
    works = (changes(opening, a_colleague(user)), approves(opening))
    results = overtake(monkeypatch, (operations, "_keep"), works)
    assert kinds(results) == [Opening, OpeningChangedMeanwhile]
    opening.refresh_from_db()
    assert (opening.state, opening.text) == ("submitted", "限男")


@pytest.mark.parametrize("is_refused_first", [True, False])
def test_of_two_officers_the_second_looks_again(monkeypatch, user, is_refused_first) -> None:
    opening = a_sent_opening(user)
    works = (approves(opening), refuses(opening))
    results = overtake(monkeypatch, (operations, "_keep"), works[::-1] if is_refused_first else works)
    assert kinds(results) == [Opening, OpeningChangedMeanwhile]
    assert OpeningDecision.objects.filter(opening=opening, revision=3).count() == 1


@pytest.mark.parametrize("is_locked", [True, False])
def test_nothing_is_approved_of_an_employer_that_is_just_suspended(
    monkeypatch, unlocked, user, is_locked
) -> None:
    opening = a_sent_opening(user)
    who = acting(an_officer(), Role.PLACEMENT_OFFICER)
    said = Said(Decision.SUSPENDED, (), "x")
    works = (
        lambda: deciding.decide(employer_uuid=opening.employer.uuid, said=said, **who),
        approves(opening),
    )
    if not is_locked:
        unlocked()
    results = overtake(monkeypatch, (deciding, "withdraw_all_invitations"), works)
    assert kinds(results) == [Decision, OpeningRefused if is_locked else Opening]


@pytest.mark.parametrize("is_locked", [True, False])
def test_two_drafts_at_once_are_no_more_than_there_may_be(monkeypatch, unlocked, user, is_locked) -> None:
    monkeypatch.setattr(rules, "MOST_OPEN", 2)
    a_draft(user)
    if not is_locked:
        unlocked()
    results = overtake(monkeypatch, (operations, "_keep"), (lambda: a_draft(user), lambda: a_draft(user)))
    assert kinds(results) == [Opening, OpeningRefused if is_locked else Opening]
    assert Opening.objects.filter(employer=employer_id_of(user)).count() == (2 if is_locked else 3)


def test_a_form_sent_twice_at_once_is_one_step(monkeypatch, user) -> None:
    draft = a_draft(user)
    seen, who = seen_of(draft), acting(user)

    def submits() -> Opening:
        return operations.submit_opening(employer_id=draft.employer_id, seen=seen, **who)

    results = overtake(monkeypatch, (operations, "_keep"), (submits, submits))
    assert kinds(results) == [Opening, Opening]
    assert draft.decisions.filter(step="submit").count() == 1
