"""Writes about the people of an employer. Lock order: employer, invitation, sign-up, user, role, audit chain."""

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.audit_actions import AuditAction
from lms.accounts.employers import rules
from lms.accounts.employers.models import EmployerInvitation
from lms.accounts.employers.queries import (
    account_that_left,
    employers_person,
    open_invitations,
    unanswered_invitations,
)
from lms.accounts.employers.signing_up import NewAccount, add_account, drop_unconfirmed
from lms.accounts.errors import (
    ColleagueNotFound,
    ContactChanged,
    InvitationNotFound,
    InvitationRefused,
    LastOwner,
    NotAnOwner,
)
from lms.accounts.models import RoleAssignment, User
from lms.accounts.queries import hash_of_secret
from lms.core import audit
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.ids import new_public_token
from lms.organisations.api import Employer, EmployerContact, contact_of_employer, correct_employer

_ONLY_OWNERS = gettext_lazy("Only owners of your organisation's account may do this.")


def invite(
    *, owner: User, email: str, is_owner: bool, actor: Actor, now: datetime
) -> tuple[EmployerInvitation, str]:
    """Invite somebody by an address; return the invitation with the secret of its link, which is kept nowhere.

    An open invitation to the same address ends. Whether the address has an account is not told.

    :raises NotAnOwner: who asks may not invite.
    :raises InvitationRefused: there are as many open ones as there may be.
    """
    secret = new_public_token()
    with transaction.atomic(durable=True):
        employer = _locked_for(owner)
        # Those that ran out, too: they stand in the way of the unique constraint.
        for row in unanswered_invitations(employer.pk).filter(email=email):
            _withdraw(row, actor=actor, now=now)
        if open_invitations(employer.pk, now=now).count() >= rules.OPEN_INVITATIONS:
            words = _("There are %(count)d open invitations. Withdraw one first.")
            raise InvitationRefused(words % {"count": rules.OPEN_INVITATIONS})
        row = EmployerInvitation.objects.create(
            employer=employer,
            email=email,
            is_owner=is_owner,
            secret_hash=hash_of_secret(secret),
            made_by=owner.uuid,
            made_at=now,
            expires_at=rules.invitation_ends(now),
        )
        after = {"is_owner": is_owner}
        audit.record(actor=actor, action=AuditAction.INVITE_COLLEAGUE, target=row, after=after, now=now)
    return row, secret


def withdraw_invitation(*, owner: User, invitation_uuid: UUID, actor: Actor, now: datetime) -> None:
    """Withdraw an invitation of one's employer; its link opens nothing from this commit on.

    :raises NotAnOwner: who asks may not invite.
    :raises InvitationNotFound: it is another employer's, or open no more.
    """
    with transaction.atomic(durable=True):
        employer = _locked_for(owner)
        still_open = open_invitations(employer.pk, now=now)
        row = still_open.select_for_update(of=("self",)).filter(uuid=invitation_uuid).first()
        if row is None:
            raise InvitationNotFound
        _withdraw(row, actor=actor, now=now)


def withdraw_all_invitations(*, employer: Employer, actor: Actor, now: datetime) -> None:
    """Withdraw every invitation of a locked employer that nobody answered: a building block."""
    for row in unanswered_invitations(employer.pk):
        _withdraw(row, actor=actor, now=now)


def accept_invitation(*, secret: str, name: str, password: str, actor: Actor, now: datetime) -> User:
    """Make the account of who was invited, with the role that the employer's people hold now.

    The link came to the address: so that is confirmed, and a sign-up with it that nobody confirmed gives way. Who
    worked for employers and does so no more returns to the same account; password and second steps of before are gone.

    :raises InvitationNotFound: unknown, used, withdrawn or ended: all look alike.
    :raises AddressTaken: an account with this address is at work elsewhere; the invitation stays open.
    """
    with transaction.atomic(durable=True):
        found = EmployerInvitation.objects.filter(secret_hash=hash_of_secret(secret)).first()
        employer = _lock(found.employer_id) if found else None
        row = _locked_invitation(employer, secret, now=now) if employer else None
        if row is None:
            raise InvitationNotFound
        drop_unconfirmed(row.email, actor=actor, now=now)
        account = NewAccount(row.email, name, password)
        left = account_that_left(row.email)
        user = (
            _return(left, account, actor=actor, now=now)
            if left
            else add_account(account, actor=actor, now=now)
        )
        shown = {"primary": True, "verified": True}
        EmailAddress.objects.update_or_create(user=user, email=row.email, defaults=shown)
        held = RoleAssignment.objects.create(
            user=user, role=Role.EMPLOYER, employer=employer, is_owner=row.is_owner, valid_from=now
        )
        row.accepted_at = now
        row.save(update_fields=["accepted_at"])
        for action, target in ((AuditAction.ACCEPT_INVITATION, row), (AuditAction.GRANT_ROLE, held)):
            audit.record(actor=actor, action=action, target=target, now=now)
    return user


def _return(user: User, account: NewAccount, *, actor: Actor, now: datetime) -> User:
    """Begin a locked account anew, inside the caller's transaction."""
    user.set_password(account.password)
    user.display_name = account.name
    user.save(update_fields=["password", "display_name"])
    Authenticator.objects.filter(user=user).delete()
    audit.record(actor=actor, action=AuditAction.RETURN_TO_ACCOUNT, target=user, now=now)
    return user


def remove_colleague(*, owner: User, colleague_uuid: UUID, actor: Actor, now: datetime) -> None:
    """End somebody's work for one's employer: sessions, keys and invitations of that person are of no use from now on.

    :raises NotAnOwner: who asks may not.
    :raises ColleagueNotFound: nobody of this employer.
    :raises LastOwner: somebody has to be able to invite.
    """
    with transaction.atomic(durable=True):
        held = _colleague(_locked_for(owner), colleague_uuid)
        if held.is_owner:
            _refuse_to_lose_the_last(held)
        held.ended_at = now
        held.save(update_fields=["ended_at"])
        audit.record(actor=actor, action=AuditAction.END_ROLE, target=held, now=now)
        _withdraw_those_of(held, actor=actor, now=now)


def let_own(*, owner: User, colleague_uuid: UUID, is_owner: bool, actor: Actor, now: datetime) -> None:
    """Say whether a colleague may invite and remove others. Again: no change.

    :raises NotAnOwner: who asks may not.
    :raises ColleagueNotFound: nobody of this employer.
    :raises LastOwner: somebody has to be able to invite.
    """
    with transaction.atomic(durable=True):
        held = _colleague(_locked_for(owner), colleague_uuid)
        if held.is_owner == is_owner:
            return
        if not is_owner:
            _refuse_to_lose_the_last(held)
        held.is_owner = is_owner
        held.save(update_fields=["is_owner"])
        after = {"is_owner": is_owner}
        audit.record(actor=actor, action=AuditAction.CHANGE_OWNER, target=held, after=after, now=now)
        if not is_owner:
            _withdraw_those_of(held, actor=actor, now=now)


def correct_organisation(
    *, owner: User, contact: EmployerContact, seen: str, actor: Actor, now: datetime
) -> list[str]:
    """Change how one's organisation is reached, also while it waits to be verified; return which columns changed.

    :raises NotAnOwner: the user owns no employer's account.
    :raises ContactChanged: another owner changed it since `seen` was shown.
    """
    with transaction.atomic(durable=True):
        employer = _owned_by(owner)
        stands = contact_of_employer(employer)
        if contact == stands:  # sent twice
            return []
        if seen != stands.digest():
            raise ContactChanged(_("Somebody changed this meanwhile. Look at what stands there now."))
        return correct_employer(employer, contact, actor=actor, now=now)


def _locked_for(owner: User) -> Employer:
    """Return the employer that this user may invite to, locked.

    :raises NotAnOwner: none.
    """
    employer = _owned_by(owner)
    if not employer.is_verified:
        raise NotAnOwner(str(_ONLY_OWNERS))
    return employer


def _owned_by(owner: User) -> Employer:
    """Return the employer whose account this user owns, locked.

    :raises NotAnOwner: none.
    """
    held = employers_person(owner)
    employer = _lock(held.employer_id) if held else None
    # Read again behind the lock: two owners may remove one another.
    held = employers_person(owner)
    if held is None or employer is None or held.employer_id != employer.pk:
        raise NotAnOwner(_("Your account belongs to no employer any more."))
    if not held.is_owner:
        raise NotAnOwner(str(_ONLY_OWNERS))
    return employer


def _lock(employer_id: int | None) -> Employer | None:
    return Employer.objects.select_for_update().filter(pk=employer_id or 0).first()


def _colleague(employer: Employer, uuid: UUID) -> RoleAssignment:
    held = RoleAssignment.objects.select_for_update().filter(
        employer=employer, role=Role.EMPLOYER, user__uuid=uuid, ended_at__isnull=True
    )
    row = held.first()
    if row is None:
        raise ColleagueNotFound
    return row


def _refuse_to_lose_the_last(held: RoleAssignment) -> None:
    others = RoleAssignment.objects.filter(
        employer=held.employer_id, is_owner=True, ended_at__isnull=True, user__is_active=True
    )
    if not others.exclude(pk=held.pk).exists():
        raise LastOwner(_("Somebody has to be able to invite: make another person an owner first."))


def _locked_invitation(employer: Employer, secret: str, *, now: datetime) -> EmployerInvitation | None:
    rows = open_invitations(employer.pk, now=now).filter(secret_hash=hash_of_secret(secret))
    return rows.select_for_update(of=("self",)).first()


def _withdraw_those_of(held: RoleAssignment, *, actor: Actor, now: datetime) -> None:
    """Withdraw what somebody invited who may no more: nobody comes back by a link kept for that day."""
    if held.employer_id is not None:
        for row in unanswered_invitations(held.employer_id).filter(made_by=held.user.uuid):
            _withdraw(row, actor=actor, now=now)


def _withdraw(row: EmployerInvitation, *, actor: Actor, now: datetime) -> None:
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    audit.record(actor=actor, action=AuditAction.WITHDRAW_INVITATION, target=row, now=now)
