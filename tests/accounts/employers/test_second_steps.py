"""Who has lost the second step is helped by an officer who has made sure who asks; a letter tells the person."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from lms.accounts.models import User
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.factories.accounts import PASSWORD, a_user, administrator_at, employer_user_of, give_role, sign_in
from tests.factories.organisations import a_site, a_waiting_employer, an_employer
from tests.support.post import posted

DESK, LOGIN = "/authoring/employers/", "/accounts/login/"
MADE_SURE = {"evidence": ["called", "asked"], "note": "与王经理通话"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def user(settings) -> User:
    settings.PUBLIC_BASE_URL = "https://platform.example"
    cache.clear()
    return locked_out(employer_user_of(an_employer()))


def locked_out(user: User) -> User:
    User.objects.filter(pk=user.pk).update(email=f"{user.username}@bread.example")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    user.refresh_from_db()
    return user


@pytest.fixture
def office() -> Client:
    return sign_in(Client(), a_user(Role.PLACEMENT_OFFICER, a_site()))


def signed_in(user: User) -> Client:
    client = Client()
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    return client


def address_of(user: User) -> str:
    return f"{DESK}people/{user.uuid}/second-step/"


def test_an_officer_helps_and_a_letter_tells(user, office) -> None:
    employer = user.role_assignments.get().employer
    assert "_auth_user_id" not in signed_in(user).session
    assert address_of(user) in office.get(f"{DESK}{employer.uuid}/").content.decode()
    assert office.post(address_of(user), MADE_SURE).url == f"{DESK}{employer.uuid}/"
    assert "_auth_user_id" in signed_in(user).session
    assert [letter.to for letter in posted()] == [[user.email]]
    assert "https://platform.example/accounts/2fa/" in posted()[0].body
    entry = AuditEntry.objects.get(action="accounts.end_second_steps")
    assert (entry.target_uuid, entry.reason) == (user.uuid, "与王经理通话")
    assert office.post(address_of(user), MADE_SURE).status_code == 422  # there is none any more
    assert address_of(user) not in office.get(f"{DESK}{employer.uuid}/").content.decode()


def test_who_waits_is_helped_as_well(office) -> None:
    user = locked_out(a_user(Role.EMPLOYER_APPLICANT, a_waiting_employer()))
    assert office.post(address_of(user), MADE_SURE).status_code == 302


@pytest.mark.parametrize(
    "said",
    [{"evidence": []}, {"evidence": ["called"]}, {"evidence": ["asked", "other"]}, {"note": " "}],
)
def test_nobody_is_helped_before_it_is_sure_who_asks(user, office, said) -> None:
    assert office.post(address_of(user), MADE_SURE | said).status_code == 422
    assert Authenticator.objects.filter(user=user).count() == 2
    assert posted() == []


def test_open_sessions_end_with_it(user, office) -> None:
    Authenticator.objects.filter(user=user).delete()
    client = signed_in(user)
    locked_out(user)
    assert client.get("/verify/many/").status_code == 200
    office.post(address_of(user), MADE_SURE)
    assert client.get("/verify/many/").status_code == 302


@pytest.mark.parametrize("who", ["staff", "staff_as_well", "nobody"])
def test_only_people_of_employers_and_of_nothing_else_are_helped(user, office, who) -> None:
    if who == "staff":
        user = locked_out(a_user(Role.REGISTRAR, a_site()))
    elif who == "staff_as_well":
        give_role(user, Role.ISSUING_OFFICER, a_site())
    else:
        User.objects.filter(pk=user.pk).update(uuid="00000000-0000-7000-8000-000000000000")
    assert office.post(address_of(user), MADE_SURE).status_code == (422 if who == "staff_as_well" else 404)
    assert Authenticator.objects.filter(user=user).count() == 2


def test_an_administrator_and_a_colleague_may_not(user) -> None:
    for client in (sign_in(Client(), administrator_at(a_site())), sign_in(Client(), user)):
        assert client.get(address_of(user)).status_code == 403
        assert client.post(address_of(user), MADE_SURE).status_code == 403
    assert Authenticator.objects.filter(user=user).count() == 2
