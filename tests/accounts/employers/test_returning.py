"""Who was removed may be invited again under the same address, and begins anew in the same account."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from lms.accounts.employers.operations import accept_invitation, remove_colleague
from lms.accounts.errors import AddressTaken
from lms.accounts.models import RoleAssignment, User
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.factories.accounts import PASSWORD, a_user, an_actor, employer_user_of
from tests.factories.employers import JOINS, a_colleague, an_invitation
from tests.factories.organisations import a_site, an_employer

LOGIN = "/accounts/login/"
NEW = "Quite-another-one-7"
pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    cache.clear()
    return employer_user_of(an_employer())


@pytest.fixture
def left(owner) -> User:
    colleague = a_colleague(owner)
    colleague.email = "colleague@bread.example"
    colleague.save(update_fields=["email"])
    remove(owner, colleague)
    return colleague


def remove(owner: User, colleague: User) -> None:
    remove_colleague(owner=owner, colleague_uuid=colleague.uuid, actor=an_actor(), now=timezone.now())


def accept(secret: str) -> User:
    return accept_invitation(
        secret=secret, name="示范同事", password=NEW, actor=an_actor(), now=timezone.now()
    )


@pytest.mark.parametrize("is_at_another", [True, False])
def test_who_was_removed_comes_back_by_a_link_of_an_owner(owner, left, is_at_another) -> None:
    inviting = employer_user_of(an_employer()) if is_at_another else owner
    _invitation, secret = an_invitation(inviting, email=left.email)
    said = JOINS | {"password1": NEW, "password2": NEW}
    assert Client().post(f"/accounts/join/{secret}/", said).url == LOGIN
    client = Client()
    client.post(LOGIN, {"login": left.email, "password": NEW})
    assert client.get("/verify/many/").status_code == 200
    held = left.role_assignments.get(ended_at=None)
    assert held.employer == inviting.role_assignments.get().employer
    assert EmailAddress.objects.get(user=left).verified
    assert AuditEntry.objects.filter(action="accounts.return_to_account").count() == 1


def test_what_was_known_of_before_opens_nothing(owner, left) -> None:
    """A second step that was lost goes as well: an owner vouches, and the link came to the address."""
    Authenticator.objects.create(user=left, type=Authenticator.Type.TOTP, data={"secret": "x"})
    accept(an_invitation(owner, email=left.email)[1])
    client = Client()
    client.post(LOGIN, {"login": left.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert not Authenticator.objects.filter(user=left).exists()


@pytest.mark.parametrize("who", ["at_work", "waiting", "staff_before", "closed", "superuser"])
def test_no_other_account_is_begun_anew_by_an_invitation(owner, left, who) -> None:
    if who == "at_work":
        RoleAssignment.objects.filter(user=left).update(ended_at=None)
    elif who == "waiting":
        RoleAssignment.objects.filter(user=left).update(ended_at=None, role=Role.EMPLOYER_APPLICANT)
    elif who == "staff_before":
        staff = a_user(Role.REGISTRAR, a_site())
        staff.role_assignments.update(user=left, ended_at=timezone.now())
    else:
        User.objects.filter(pk=left.pk).update(is_active=who == "superuser", is_superuser=who == "superuser")
    roles = left.role_assignments.count()
    with pytest.raises(AddressTaken):
        accept(an_invitation(owner, email=left.email)[1])
    left.refresh_from_db()
    assert left.check_password(PASSWORD)
    assert left.role_assignments.count() == roles
