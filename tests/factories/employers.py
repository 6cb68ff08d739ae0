"""People of employers for tests: what is written at sign-up, an invitation, a colleague."""

from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmationHMAC

from lms.accounts.employers.operations import invite
from lms.accounts.employers.signing_up import NewAccount, begin_sign_up
from lms.accounts.models import User
from lms.core.clock import now
from lms.core.enums import Role
from lms.organisations.api import NewEmployer
from tests.factories.accounts import PASSWORD, a_user, an_actor

CODES = ("91110000600037341L", "11430000006122244L", "11100000000013338W")
JOINS = {"name": "示范同事", "password1": PASSWORD, "password2": PASSWORD}
SIGNS_UP = {
    "name_zh": "示范面包有限公司",
    "name_en": "Demonstration Bread Ltd",
    "credit_code": CODES[0],
    "address": "示范市样板路1号",
    "about": "面包和点心",
    "contact": "示范经理",
    "phone_number": "0898 1234567",
    "email": "boss@bread.example",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def a_sign_up(**more: str) -> EmailAddress:
    """Return the address, not confirmed yet, of somebody who signed an employer up."""
    said = SIGNS_UP | more
    names = ("name_zh", "name_en", "credit_code", "address", "about")
    employer = NewEmployer(
        contact_person=said["contact"],
        contact_phone=said["phone_number"],
        **{name: said[name] for name in names},
    )
    account = NewAccount(said["email"], said["contact"], said["password1"])
    return begin_sign_up(account=account, employer=employer, actor=an_actor(), now=now())


def an_invitation(owner: User, *, email: str = "", is_owner: bool = False) -> tuple[Any, str]:
    """Return an invitation by this owner, with the secret of its link."""
    address = email or f"{uuid4().hex}@example.com"
    return invite(owner=owner, email=address, is_owner=is_owner, actor=an_actor(), now=now())


def a_colleague(owner: User) -> User:
    """Return somebody else at the owner's employer, who is no owner."""
    employer = owner.role_assignments.get(role=Role.EMPLOYER).employer
    user = a_user(Role.EMPLOYER, employer)
    user.role_assignments.update(is_owner=False)
    return user


def people_values(owner: User) -> dict[str, Any]:
    """Return what addresses name of an employer's people."""
    invitation, secret = an_invitation(owner)
    address = a_sign_up(email=f"{uuid4().hex}@example.com")
    return {
        "employers_person_uuid": owner.uuid,
        "colleague_uuid": a_colleague(owner).uuid,
        "invitation_uuid": invitation.uuid,
        "invitation_token": secret,
        "confirmation_key": EmailConfirmationHMAC(address).key,
    }
