"""Writes of an employer's sign-up: what was written waits for the e-mail address, then the employer begins."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts.audit_actions import AuditAction
from lms.accounts.employers import rules
from lms.accounts.employers.models import EmployerSignUp
from lms.accounts.errors import AddressTaken, SignUpNotFound
from lms.accounts.models import RoleAssignment, User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.ids import new_public_token
from lms.organisations.api import Employer, NewEmployer, sign_up_employer

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """The sign-in of somebody at an employer; the address is in small letters."""

    email: str
    name: str
    password: str


def begin_sign_up(*, account: NewAccount, employer: NewEmployer, actor: Actor, now: datetime) -> EmailAddress:
    """Keep what somebody wrote until the address is confirmed; return the address to be confirmed.

    A sign-up of before with the same address that nobody confirmed ends here: its link is no good any more.

    :raises AddressTaken: an account has this address.
    """
    with transaction.atomic(durable=True):
        drop_unconfirmed(account.email, actor=actor, now=now)
        user = add_account(account, actor=actor, now=now)
        address = EmailAddress.objects.create(user=user, email=account.email, primary=True, verified=False)
        row = EmployerSignUp.objects.create(
            user=user,
            name_zh=employer.name_zh,
            name_en=employer.name_en,
            credit_code=employer.credit_code,
            contact_phone=employer.contact_phone,
            address=employer.address,
            about=employer.about,
            made_at=now,
        )
        audit.record(actor=actor, action=AuditAction.SIGN_UP_EMPLOYER, target=row, now=now)
    return address


def add_account(account: NewAccount, *, actor: Actor, now: datetime) -> User:
    """Make the sign-in of somebody at an employer, inside the caller's transaction.

    The user name is made up: such people sign in by their address, and nothing can be told from it.

    :raises AddressTaken: an account has this address.
    """
    try:
        with transaction.atomic():
            username = f"e-{new_public_token().lower()}"
            user = User.objects.create_user(
                username, account.password, display_name=account.name, email=account.email
            )
    except IntegrityError:
        # Without the error's text: the database would name the address.
        raise AddressTaken(_("There is an account with this e-mail address already.")) from None
    audit.record(actor=actor, action=AuditAction.ADD_USER, target=user, now=now)
    return user


def confirm_sign_up(*, user: User, actor: Actor, now: datetime) -> Employer:
    """Take the address as confirmed and begin the employer, which waits to be verified, with its first person.

    :raises SignUpNotFound: it was confirmed, or dropped, meanwhile.
    :raises CreditCodeTaken: an employer has this code; nothing is changed.
    """
    with transaction.atomic(durable=True):
        row = EmployerSignUp.objects.select_for_update().filter(user=user).first()
        address = EmailAddress.objects.filter(user=user, verified=False).first()
        if row is None or address is None:
            raise SignUpNotFound
        employer = sign_up_employer(employer=_written(row, user), actor=actor, now=now)
        address.verified = True
        address.save(update_fields=["verified"])
        held = RoleAssignment.objects.create(
            user=user, role=Role.EMPLOYER_APPLICANT, employer=employer, is_owner=True, valid_from=now
        )
        row.delete()
        for action, target in ((AuditAction.CONFIRM_ADDRESS, user), (AuditAction.GRANT_ROLE, held)):
            audit.record(actor=actor, action=action, target=target, now=now)
    return employer


def _written(row: EmployerSignUp, user: User) -> NewEmployer:
    return NewEmployer(
        name_zh=row.name_zh,
        name_en=row.name_en,
        credit_code=row.credit_code,
        contact_person=user.display_name,
        contact_phone=row.contact_phone,
        address=row.address,
        about=row.about,
    )


def drop_unconfirmed(email: str, *, actor: Actor, now: datetime) -> None:
    """End a sign-up with an address that nobody confirmed, inside the caller's transaction."""
    _drop(EmployerSignUp.objects.filter(user__email=email), actor=actor, now=now)


def drop_old_sign_ups(*, actor: Actor, now: datetime) -> int:
    """End the sign-ups whose address nobody confirmed in time; return how many."""
    with transaction.atomic(durable=True):
        late = EmployerSignUp.objects.filter(made_at__lte=now - timedelta(days=rules.SIGN_UP_DAYS))
        return _drop(late, actor=actor, now=now)


def _drop(rows, *, actor: Actor, now: datetime) -> int:  # type: ignore[no-untyped-def]
    dropped = list(rows.select_for_update().select_related("user").order_by("pk"))
    for row in dropped:
        audit.record(actor=actor, action=AuditAction.DROP_SIGN_UP, target=row, now=now)
        user = row.user
        row.delete()
        EmailAddress.objects.filter(user=user).delete()
        user.delete()
    return len(dropped)
