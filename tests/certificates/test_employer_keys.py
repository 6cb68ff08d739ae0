"""Keys of employers: made with the own password, shown once, kept as a hash, few, ended, revoked, dead at once."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from certificates.employerapi import rules
from certificates.employerapi.errors import CannotMakeKey, KeyMadeAlready, UnusableKeyWish
from certificates.employerapi.models import EmployerKey
from certificates.employerapi.operations import make_key
from certificates.employerapi.rules import KeyState, state_of, wished_language
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.factories.accounts import PASSWORD, a_user, an_actor, employer_user_of, end_roles_of
from tests.factories.employer_keys import Program, a_key, wish_of
from tests.factories.employers import a_colleague
from tests.factories.organisations import a_school, an_employer

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
SECRET = re.compile(r"certkey_[A-Z2-7]{32}")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def user() -> User:
    return employer_user_of(an_employer())


@pytest.fixture
def employer(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def ask_for_key(client: Client, **more: str):
    page = client.get(reverse("certificates:new_employer_key")).content.decode()
    form_key = re.search(r'name="client_key" value="([^"]+)"', page)
    assert form_key
    said = {"name": "人事系统", "days": "365", "secret": PASSWORD, "client_key": form_key[1]} | more
    return client.post(reverse("certificates:new_employer_key"), said)


def answer(secret: str) -> int:
    return Program(secret).check("TC-0", "x").status_code


def test_a_key_is_shown_once_and_only_its_hash_is_kept(employer: Client) -> None:
    response = ask_for_key(employer)
    found = SECRET.findall(response.content.decode())
    assert (response.status_code, len(found)) == (200, 1)
    assert response["Cache-Control"] == "no-store"
    row = EmployerKey.objects.values().get()
    assert found[0] not in repr(row)
    listed = employer.get(reverse("certificates:employer_keys")).content.decode()
    assert "人事系统" in listed
    assert f"…{found[0][-4:]}" in listed
    assert not SECRET.search(listed)
    assert answer(found[0]) == 200


def test_the_own_password_is_asked_again(employer: Client) -> None:
    response = ask_for_key(employer, secret="guessed-it")
    assert response.status_code == 422
    assert "密码不对" in response.content.decode()
    assert not EmployerKey.objects.exists()


def test_the_same_form_makes_one_key(employer: Client) -> None:
    first = ask_for_key(employer)
    again = employer.post(reverse("certificates:new_employer_key"), first.wsgi_request.POST.dict())
    assert again.status_code == 422
    assert not SECRET.search(again.content.decode())
    assert EmployerKey.objects.count() == 1


@pytest.mark.parametrize("wish", [{"name": " "}, {"name": "x" * 61}, {"name": "a\nb"}, {"days": 366}])
def test_a_wish_that_cannot_be_is_refused(wish: dict) -> None:
    with pytest.raises(UnusableKeyWish):
        a_key(**wish)


def test_an_organisation_has_only_so_many_keys(user: User) -> None:
    keys = [a_key(user)[0] for _ in range(rules.KEYS_AT_ONCE)]
    with pytest.raises(CannotMakeKey):
        a_key(user)
    keys[0].revoked_at = timezone.now()
    keys[0].save()
    EmployerKey.objects.filter(pk=keys[1].pk).update(
        made_at=TODAY - timedelta(days=31), expires_at=TODAY - timedelta(days=1)
    )
    a_key(user)
    with pytest.raises(KeyMadeAlready):
        a_key(user, client_key=keys[2].client_key)
    a_key(user)
    a_key()  # another organisation's


def test_who_does_not_act_for_an_employer_makes_no_key(user: User) -> None:
    employer = an_employer()
    for maker in (Actor(user.uuid, Role.EMPLOYER), an_actor()):
        with pytest.raises(CannotMakeKey):
            make_key(new=wish_of(employer), actor=maker, now=TODAY)


def test_a_key_ends_by_itself(user: User) -> None:
    _key, secret = a_key(user, days=30)
    with time_machine.travel(TODAY + timedelta(days=30, seconds=-1), tick=False):
        assert answer(secret) == 200
    with time_machine.travel(TODAY + timedelta(days=30), tick=False):
        assert answer(secret) == 401


def test_revoking_works_with_the_next_request_and_is_written_down(employer: Client, user: User) -> None:
    key, secret = a_key(user)
    address = reverse("certificates:revoke_employer_key", args=[key.uuid])
    assert "人事系统" in employer.get(address).content.decode()
    assert answer(secret) == 200
    listed = reverse("certificates:employer_keys")
    assert "到期" in employer.get(listed).content.decode()
    employer.post(address)
    employer.post(address)
    assert answer(secret) == 401
    assert "到期" not in employer.get(listed).content.decode(), "what was revoked has no end to come"
    actions = (
        AuditEntry.objects.filter(target_uuid=key.uuid).order_by("seq").values_list("action", "actor_uuid")
    )
    assert list(actions) == [
        ("certificates.make_api_key", user.uuid),
        ("certificates.revoke_api_key", user.uuid),
    ]


def test_another_organisation_sees_and_revokes_no_key_of_ours(employer: Client) -> None:
    key, secret = a_key(name="别家")
    assert "别家" not in employer.get(reverse("certificates:employer_keys")).content.decode()
    assert employer.post(reverse("certificates:revoke_employer_key", args=[key.uuid])).status_code == 404
    assert answer(secret) == 200


def test_a_colleague_sees_and_revokes_it(client: Client, user: User) -> None:
    key, secret = a_key(user)
    client.force_login(employer_user_of(key.employer))
    client.post(reverse("certificates:revoke_employer_key", args=[key.uuid]))
    assert answer(secret) == 401


def test_the_day_of_the_last_use_is_kept(employer: Client, user: User) -> None:
    key, secret = a_key(user)
    assert "从未使用" in employer.get(reverse("certificates:employer_keys")).content.decode()
    answer(secret)
    key.refresh_from_db()
    assert key.last_used_date.isoformat() == "2026-07-02"
    assert "2026年7月2日" in employer.get(reverse("certificates:employer_keys")).content.decode()


def test_a_key_dies_with_the_role_of_who_made_it(user: User) -> None:
    key, secret = a_key(user)
    employer_user_of(key.employer)  # a colleague stays
    end_roles_of(user)
    assert answer(secret) == 401


def test_a_key_dies_with_the_account_of_who_made_it(user: User) -> None:
    _key, secret = a_key(user)
    user.is_active = False
    user.save()
    assert answer(secret) == 401


@pytest.fixture
def officer(user: User) -> Client:
    client = Client()
    client.force_login(a_user(Role.PLACEMENT_OFFICER, a_school()))
    return client


def test_staff_revoke_any_key_with_a_reason(officer: Client, user: User) -> None:
    key, secret = a_key(user)
    address = reverse("employer_keys:revoke", args=[key.uuid])
    assert "人事系统" in officer.get(reverse("employer_keys:index")).content.decode()
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert answer(secret) == 200
    assert officer.post(address, {"reason": "在网上公开了"}).status_code == 302
    assert answer(secret) == 401
    assert AuditEntry.objects.get(action="certificates.revoke_api_key").reason == "在网上公开了"


def test_suspending_an_employer_refuses_its_keys_at_once(officer: Client, user: User) -> None:
    key, secret = a_key(user)
    _other, foreign = a_key()
    desk = f"/authoring/employers/{key.employer.uuid}"
    assert officer.post(f"{desk}/suspend/", {"note": "已注销"}).status_code == 302
    assert answer(secret) == 401
    assert answer(foreign) == 200
    with pytest.raises(CannotMakeKey):
        a_key(user)
    officer.post(f"{desk}/lift/", {"note": "已恢复"})
    assert answer(secret) == 401, "the other employer looks alike: another officer looks, too"
    second = Client()
    second.force_login(a_user(Role.PLACEMENT_OFFICER, a_school()))
    second.post(f"{desk}/lift/", {"note": "已核对"})
    assert answer(secret) == 200
    actions = AuditEntry.objects.filter(target_uuid=key.employer.uuid).order_by("seq")
    assert [row.action for row in actions] == [
        "organisations.suspend_employer",
        "organisations.first_look_at_lifting",
        "organisations.lift_suspension",
    ]


def test_a_key_whose_maker_left_says_so_in_the_list(employer: Client, user: User) -> None:
    colleague = a_colleague(user)
    a_key(colleague)
    end_roles_of(colleague)
    assert "tag--danger" in employer.get(reverse("certificates:employer_keys")).content.decode()


def test_lists_cost_as_much_for_one_key_as_for_many(employer: Client, officer: Client, user: User) -> None:
    a_key(user)
    own, all_of_them = reverse("certificates:employer_keys"), reverse("employer_keys:index")
    costs = []
    for _ in range(2):
        cost = []
        for client, address in ((employer, own), (officer, all_of_them)):
            with CaptureQueriesContext(connection) as made:
                assert client.get(address).status_code == 200
            cost.append(len(made))
        costs.append(cost)
        for maker in (user, user, None) if len(costs) == 1 else ():
            a_key(maker)
    assert costs[0] == costs[1]


def test_a_key_that_is_none_is_not_found(officer: Client, user: User) -> None:
    address = reverse("employer_keys:revoke", args=[user.uuid])
    assert officer.get(address).status_code == 404
    assert officer.post(address, {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({}, KeyState.IN_FORCE),
        ({"is_held": False}, KeyState.DEAD),
        ({"expires_at": TODAY, "is_held": False}, KeyState.ENDED),
        ({"revoked_at": TODAY, "expires_at": TODAY}, KeyState.REVOKED),
    ],
)
def test_the_state_of_a_key(more: dict, state: KeyState) -> None:
    sound = {"expires_at": TODAY + timedelta(days=1), "revoked_at": None, "is_held": True, "now": TODAY}
    assert state_of(**sound | more) is state


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "zh-hans"),
        ("en", "en"),
        ("en-GB,zh;q=0.9", "en"),
        ("zh-CN, en", "zh-hans"),
        ("fr, EN;q=0.5", "en"),
        ("de", "zh-hans"),
        ("english", "zh-hans"),
        (",;,;q=,\x00", "zh-hans"),
    ],
)
def test_the_language_a_program_asks_for(accepted: str, language: str) -> None:
    assert wished_language(accepted) == language
