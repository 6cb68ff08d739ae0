"""Employers: two officers, owners or sign-ups, a link and a suspension at once: PostgreSQL lets one come first."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.db.models import QuerySet

from lms.accounts.employers import deciding, operations, signing_up
from lms.accounts.employers.models import EmployerInvitation, EmployerSignUp
from lms.accounts.errors import AddressTaken, InvitationNotFound, NotAnOwner, SignUpNotFound
from lms.accounts.models import RoleAssignment, User
from lms.core.actor import Actor
from lms.core.clock import now
from lms.core.enums import EMPLOYER_ROLES, Role
from lms.organisations.api import Decision, Employer, Said
from lms.organisations.employers.rules import NEEDED_CHECKS
from lms.organisations.errors import DecisionRefused
from tests.concurrency.overtaking import overtake
from tests.factories.accounts import PASSWORD, a_user, an_actor, employer_user_of
from tests.factories.employers import CODES, a_colleague, a_sign_up, an_invitation
from tests.factories.organisations import a_site, a_waiting_employer, an_employer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Work = Callable[[], object]


def kinds(results: list) -> list[type]:
    return [type(result) for result in results]


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let no row be locked any more."""
    return lambda: monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows.all())


def an_officer() -> User:
    return a_user(Role.PLACEMENT_OFFICER, a_site())


def says(officer: User, decision: Decision, employer: Employer) -> Work:
    said = Said(decision, NEEDED_CHECKS, "x")
    actor = Actor(officer.uuid, Role.PLACEMENT_OFFICER)
    return lambda: deciding.decide(employer_uuid=employer.uuid, said=said, actor=actor, now=now())


def removes(owner: User, other: User) -> Work:
    return lambda: operations.remove_colleague(
        owner=owner, colleague_uuid=other.uuid, actor=an_actor(), now=now()
    )


def accepts(secret: str) -> Work:
    return lambda: operations.accept_invitation(
        secret=secret, name="示范同事", password=PASSWORD, actor=an_actor(), now=now()
    )


def confirms(address: EmailAddress) -> Work:
    return lambda: signing_up.confirm_sign_up(user=address.user, actor=an_actor(), now=now())


def roles_at(employer: Employer) -> set[str]:
    held = RoleAssignment.objects.filter(employer=employer, role__in=EMPLOYER_ROLES, ended_at=None)
    return set(held.values_list("role", flat=True))


@pytest.mark.parametrize("is_locked", [True, False])
def test_the_second_of_two_officers_hears_that_somebody_decided(monkeypatch, unlocked, is_locked) -> None:
    employer = a_waiting_employer()
    verifies = says(an_officer(), Decision.VERIFIED, employer)
    refuses = says(an_officer(), Decision.REFUSED, employer)
    if not is_locked:
        unlocked()
    results = overtake(monkeypatch, (deciding, "look_alikes_of"), (verifies, refuses))
    assert results[0] is Decision.VERIFIED
    assert kinds(results)[1] is (DecisionRefused if is_locked else Decision)
    assert employer.decisions.count() == (1 if is_locked else 2)


@pytest.mark.parametrize("are_two", [True, False])
def test_of_what_looks_alike_two_officers_at_once_are_two_and_one_twice_is_one(monkeypatch, are_two) -> None:
    employer, officer = a_waiting_employer(), an_officer()
    other = a_waiting_employer()
    Employer.objects.filter(pk=other.pk).update(key_zh=employer.key_zh)
    works = [
        says(officer, Decision.VERIFIED, employer),
        says(an_officer() if are_two else officer, Decision.VERIFIED, employer),
    ]
    results = overtake(monkeypatch, (deciding, "look_alikes_of"), (works[0], works[1]))
    assert results[0] is Decision.LOOKED_AT
    assert (results[1] is Decision.VERIFIED) if are_two else isinstance(results[1], DecisionRefused)
    employer.refresh_from_db()
    assert employer.is_verified is are_two


@pytest.mark.parametrize("is_locked", [True, False])
def test_who_accepts_while_the_employer_is_suspended_waits_like_the_others(
    monkeypatch, unlocked, is_locked
) -> None:
    owner = employer_user_of(an_employer())
    invitation, secret = an_invitation(owner)
    suspends = says(an_officer(), Decision.SUSPENDED, invitation.employer)
    if not is_locked:
        unlocked()
    results = overtake(monkeypatch, (operations, "add_account"), (accepts(secret), suspends))
    assert kinds(results) == [User if is_locked else IntegrityError, Decision]
    assert roles_at(invitation.employer) == {Role.EMPLOYER_APPLICANT}
    assert not EmployerInvitation.objects.filter(accepted_at=None, withdrawn_at=None).exists()


def test_a_link_opens_nothing_when_the_suspension_came_first(monkeypatch) -> None:
    invitation, secret = an_invitation(employer_user_of(an_employer()))
    suspends = says(an_officer(), Decision.SUSPENDED, invitation.employer)
    results = overtake(monkeypatch, (deciding, "withdraw_all_invitations"), (suspends, accepts(secret)))
    assert kinds(results) == [Decision, InvitationNotFound]
    assert not User.objects.filter(email=invitation.email).exists()


@pytest.mark.parametrize("is_locked", [True, False])
def test_two_owners_who_remove_each_other_leave_one(monkeypatch, unlocked, is_locked) -> None:
    owner = employer_user_of(an_employer())
    other = a_colleague(owner)
    other.role_assignments.update(is_owner=True)
    if not is_locked:
        unlocked()
    works = (removes(owner, other), removes(other, owner))
    results = overtake(monkeypatch, (operations.audit, "record"), works)
    assert kinds(results) == [type(None), NotAnOwner if is_locked else type(None)]
    assert RoleAssignment.objects.filter(is_owner=True, ended_at=None).count() == is_locked


def test_a_link_that_two_open_at_once_opens_once(monkeypatch) -> None:
    invitation, secret = an_invitation(employer_user_of(an_employer()))
    results = overtake(monkeypatch, (operations, "add_account"), (accepts(secret), accepts(secret)))
    assert kinds(results) == [User, InvitationNotFound]
    assert User.objects.filter(email=invitation.email).count() == 1


def test_an_address_that_two_invite_at_once_has_one_open_invitation(monkeypatch) -> None:
    owner = employer_user_of(an_employer())
    works = [lambda: an_invitation(owner, email="new@bread.example")] * 2
    results = overtake(monkeypatch, (operations, "open_invitations"), (works[0], works[1]))
    assert kinds(results) == [tuple, tuple]
    assert EmployerInvitation.objects.filter(withdrawn_at=None).count() == 1


def test_two_sign_ups_with_one_code_at_once_both_wait(monkeypatch) -> None:
    one, other = a_sign_up(), a_sign_up(email="other@bread.example")
    results = overtake(monkeypatch, (signing_up, "sign_up_employer"), (confirms(one), confirms(other)))
    assert kinds(results) == [Employer, Employer]
    assert Employer.objects.values("credit_code").distinct().count() == 1


def test_of_two_with_one_code_that_are_verified_at_once_one_is(monkeypatch) -> None:
    first, second = an_officer(), an_officer()
    rows = [a_waiting_employer(name_zh=f"{name}示范", name_en="") for name in "甲乙"]
    Employer.objects.update(credit_code=CODES[0])
    for row in rows:
        assert says(first, Decision.VERIFIED, row)() is Decision.LOOKED_AT
    works = (says(second, Decision.VERIFIED, rows[0]), says(second, Decision.VERIFIED, rows[1]))
    results = overtake(monkeypatch, (deciding, "look_alikes_of"), works)
    assert sorted(kind.__name__ for kind in kinds(results)) == ["Decision", "DecisionRefused"]
    assert Employer.objects.filter(is_verified=True).count() == 1


def test_a_link_of_who_returns_that_is_opened_twice_at_once_opens_once(monkeypatch) -> None:
    owner = employer_user_of(an_employer())
    left = a_colleague(owner)
    User.objects.filter(pk=left.pk).update(email="left@bread.example")
    removes(owner, left)()
    _invitation, secret = an_invitation(owner, email="left@bread.example")
    results = overtake(monkeypatch, (operations, "account_that_left"), (accepts(secret), accepts(secret)))
    assert kinds(results) == [User, InvitationNotFound]
    assert left.role_assignments.filter(ended_at=None).count() == 1


def test_who_two_employers_call_back_at_once_comes_to_one(monkeypatch) -> None:
    owners = [employer_user_of(an_employer()) for _time in range(2)]
    left = a_colleague(owners[0])
    User.objects.filter(pk=left.pk).update(email="left@bread.example")
    removes(owners[0], left)()
    secrets = [an_invitation(owner, email="left@bread.example")[1] for owner in owners]
    works = (accepts(secrets[0]), accepts(secrets[1]))
    results = overtake(monkeypatch, (operations, "_return"), works)
    assert kinds(results) == [User, AddressTaken]
    assert left.role_assignments.filter(ended_at=None).count() == 1


def test_a_link_that_is_confirmed_twice_at_once_makes_one_employer(monkeypatch) -> None:
    address = a_sign_up()
    results = overtake(monkeypatch, (signing_up, "sign_up_employer"), (confirms(address), confirms(address)))
    assert kinds(results) == [Employer, SignUpNotFound]
    assert RoleAssignment.objects.count() == 1


@pytest.mark.parametrize("was_before", [True, False])
def test_of_two_sign_ups_with_one_address_one_is_kept(monkeypatch, was_before) -> None:
    if was_before:
        a_sign_up()
    results = overtake(monkeypatch, (signing_up, "add_account"), (a_sign_up, a_sign_up))
    assert sorted(kind.__name__ for kind in kinds(results)) == [AddressTaken.__name__, EmailAddress.__name__]
    assert User.objects.count() == EmployerSignUp.objects.count() == EmailAddress.objects.count() == 1


def test_a_sign_up_that_is_just_confirmed_gives_way_to_no_other(monkeypatch) -> None:
    address = a_sign_up()
    results = overtake(monkeypatch, (signing_up, "sign_up_employer"), (confirms(address), a_sign_up))
    assert kinds(results) == [Employer, AddressTaken]
    address.refresh_from_db()
    assert address.verified


def test_a_link_opens_nothing_when_the_next_sign_up_came_first(monkeypatch) -> None:
    address = a_sign_up()
    results = overtake(monkeypatch, (signing_up, "add_account"), (a_sign_up, confirms(address)))
    assert kinds(results) == [EmailAddress, SignUpNotFound]
    assert not Employer.objects.exists()
    assert EmployerSignUp.objects.count() == 1
