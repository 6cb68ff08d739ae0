"""Staff sign in by user name and password, employers by e-mail; weighty roles need a second factor."""

import re
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from lms.accounts.models import User
from lms.core.enums import SECOND_FACTOR_ROLES, Role
from lms.core.models import AuditEntry
from tests.factories.accounts import (
    PASSWORD,
    PIN,
    a_user,
    administrator_at,
    employer_user_of,
    instructor_at,
    registrar_at,
    sign_in,
    trainee_at,
)
from tests.factories.organisations import a_school, an_employer
from tests.support.post import posted

LOGIN, SECOND_STEP, SET_UP = "/accounts/login/", "/accounts/2fa/authenticate/", "/accounts/2fa/"
pytestmark = pytest.mark.django_db


def log_in(client: Client, login: str, password: str = PASSWORD, **extra: str) -> Any:
    return client.post(LOGIN, {"login": login, "password": password, **extra})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def with_authenticator(user: User) -> User:
    totp.TOTP.activate(user, SECRET)
    return user


SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now() -> str:
    return totp.format_hotp_value(totp.hotp_value(SECRET, next(totp.yield_hotp_counters_from_time())))


@pytest.fixture
def mfa_required(settings) -> None:
    settings.MFA_REQUIRED = True


def test_a_trainee_who_comes_to_the_staffs_form_sees_the_own_way_above_it() -> None:
    page = Client().get("/home/", follow=True)
    shown = page.content.decode()
    assert page.redirect_chain[-1][0].startswith(LOGIN)
    assert 0 < shown.index("我是学员") < shown.index('<form method="post"')
    assert shown.count(f'href="{reverse("accounts:trainee_sign_in")}"') >= 1


@pytest.mark.parametrize(
    ("typed", "hint"), [("２０26 0001", False), ("２０260001", True), ("20260001", True), ("li.wei", False)]
)
def test_a_trainee_number_on_the_staffs_form_is_answered_with_a_hint_that_tells_of_no_account(
    site, typed, hint
) -> None:
    trainee_at(site, number="20260001")
    page = log_in(Client(), typed, "246813").content.decode()
    assert ("这是学员编号吗" in page) is hint


def test_staff_sign_in_by_user_name_in_any_casing_and_arrive_at_home(site) -> None:
    instructor, client = instructor_at(site), Client()
    assert log_in(client, instructor.username.upper()).url == "/home/"
    assert is_signed_in(client)


def test_employers_sign_in_by_e_mail_in_any_casing(db) -> None:
    employer, client = employer_user_of(an_employer()), Client()
    log_in(client, employer.email.upper())
    assert is_signed_in(client)


def test_a_trainee_cannot_sign_in_at_the_office_page_and_is_shown_the_way(site) -> None:
    trainee, client = trainee_at(site), Client()
    page = log_in(client, trainee.username, PIN)
    assert not is_signed_in(client)
    assert 'href="/sign-in/"' in page.content.decode()


def test_a_pin_never_opens_an_office_role_of_the_same_person(site) -> None:
    from tests.factories.accounts import give_role

    trainee, client = trainee_at(site), Client()
    give_role(trainee, Role.INSTRUCTOR, site)
    log_in(client, trainee.username, PIN)
    assert not is_signed_in(client)


def page_without_what_differs(page: bytes, login: str) -> str:
    return re.sub(r'(nonce|value)="[^"]*"', "", page.decode()).replace(login, "")


@pytest.mark.parametrize("kind", ["user_name", "e_mail"])
def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(site, kind) -> None:
    known = instructor_at(site).username if kind == "user_name" else employer_user_of(an_employer()).email
    unknown = "nobody" if kind == "user_name" else "nobody@example.com"
    answers = [log_in(Client(), login, "wrong") for login in (known, unknown)]
    pages = [
        page_without_what_differs(answer.content, login)
        for answer, login in zip(answers, (known, unknown), strict=True)
    ]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("kind", ["user_name", "e_mail", "trainee"])
def test_an_unknown_name_costs_as_many_hashes_as_a_wrong_password(site, kind, monkeypatch) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    known = {
        "user_name": lambda: instructor_at(site).username,
        "e_mail": lambda: employer_user_of(an_employer()).email,
        "trainee": lambda: trainee_at(site).username,
    }[kind]()
    hashes: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, word, salt: (hashes.append(word), encode(self, word, salt))[1],
    )
    costs = []
    for login in (known, "nobody@example.com" if kind == "e_mail" else "nobody"):
        hashes.clear()
        log_in(Client(), login, "wrong")
        costs.append(len(hashes))
    assert costs == [1, 1]


def test_nobody_makes_an_account_with_an_address_alone(db) -> None:
    client = Client()
    assert client.get("/accounts/signup/").status_code == 200
    client.post(
        "/accounts/signup/", {"email": "new@example.com", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "http://testserver.evil.example/"]
)
def test_the_next_page_after_the_office_sign_in_is_never_another_site(site, target) -> None:
    assert log_in(Client(), instructor_at(site).username, next=target).url == "/home/"


def test_the_session_key_changes_at_sign_in(site) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    log_in(client, instructor_at(site).username)
    assert client.cookies["sessionid"].value != session.session_key


@pytest.mark.parametrize("path", ["/authoring/login/", "/authoring/", "/authoring/password_reset/"])
def test_wagtails_own_sign_in_leads_to_ours(path, db) -> None:
    answer = Client().get(path)
    assert answer.status_code in {302, 404}
    assert answer.status_code == 404 or answer.url.startswith(LOGIN)


def test_the_django_admin_is_not_there(db) -> None:
    assert Client().get("/admin/").status_code == 404
    assert Client().get("/django-admin/").status_code == 404


# --- the second factor ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR_ROLES))
def test_a_role_that_issues_marks_or_administers_opens_nothing_before_a_second_factor_is_set_up(
    site, role, mfa_required
) -> None:
    place = a_school() if role is Role.ISSUING_OFFICER else site
    client = sign_in(Client(), a_user(role, place))
    for path in (
        "/home/",
        "/authoring/",
        "/authoring/people/",
        "/terminals/",
        "/people/",
        "/accounts/password/change/",
    ):
        assert client.get(path).url == SET_UP, path
    assert client.get(SET_UP).status_code == 200
    assert client.get("/accounts/2fa/totp/activate/").url.startswith("/accounts/reauthenticate/")


def test_an_instructor_needs_no_second_factor(site, mfa_required) -> None:
    client = sign_in(Client(), instructor_at(site))
    assert client.get("/accounts/password/change/").status_code == 200


def test_the_demonstration_may_switch_the_second_factor_off(site, settings) -> None:
    settings.MFA_REQUIRED = False
    client = sign_in(Client(), registrar_at(site))
    assert client.get("/authoring/people/").status_code == 200


def test_setting_up_the_authenticator_app_opens_everything(site, mfa_required) -> None:
    registrar, client = registrar_at(site), Client()
    log_in(client, registrar.username)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    client.post("/accounts/2fa/totp/activate/", {"code": code})
    assert client.get("/authoring/people/").status_code == 200


def test_the_authenticators_secret_is_encrypted_at_rest(site) -> None:
    with_authenticator(registrar_at(site))
    assert SECRET not in str(Authenticator.objects.get().data)


def test_the_code_of_the_app_completes_the_sign_in(site, mfa_required) -> None:
    registrar, client = with_authenticator(registrar_at(site)), Client()
    assert log_in(client, registrar.username).url.startswith(SECOND_STEP)
    assert not is_signed_in(client)
    client.post(SECOND_STEP, {"code": code_now()})
    assert is_signed_in(client)


@pytest.mark.parametrize("gap", ["", " "])
def test_a_code_that_was_used_is_refused_also_with_a_space_in_it(site, mfa_required, gap) -> None:
    registrar = with_authenticator(registrar_at(site))
    with time_machine.travel("2026-11-23T01:00:05Z", tick=False):
        code = code_now()
        first, second = Client(), Client()
        log_in(first, registrar.username)
        first.post(SECOND_STEP, {"code": code})
        log_in(second, registrar.username)
        second.post(SECOND_STEP, {"code": code[:3] + gap + code[3:]})
        assert is_signed_in(first)
        assert not is_signed_in(second)


def test_codes_of_the_app_cannot_be_guessed_quickly(site, mfa_required) -> None:
    registrar, client = with_authenticator(registrar_at(site)), Client()
    with time_machine.travel("2026-11-23T01:00:05Z", tick=False):
        log_in(client, registrar.username)
        for guess in range(10):
            client.post(SECOND_STEP, {"code": f"{guess:06d}"})
        client.post(SECOND_STEP, {"code": code_now()})
        assert not is_signed_in(client)


def test_a_recovery_code_works_once(site, mfa_required) -> None:
    registrar = with_authenticator(registrar_at(site))
    code = RecoveryCodes.activate(registrar).get_unused_codes()[0]
    first, second = Client(), Client()
    for client in (first, second):
        log_in(client, registrar.username)
        client.post(SECOND_STEP, {"code": code})
    assert is_signed_in(first)
    assert not is_signed_in(second)


def test_the_last_second_factor_of_a_weighty_role_cannot_be_removed(site, mfa_required) -> None:
    registrar, client = with_authenticator(registrar_at(site)), Client()
    log_in(client, registrar.username)
    client.post(SECOND_STEP, {"code": code_now()})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/", {})
    assert Authenticator.objects.filter(user=registrar, type="totp").exists()


# --- passwords --------------------------------------------------------------------------------------------------


def reset_link_of(user: User, **headers: str) -> str:
    Client().post("/accounts/password/reset/", {"email": user.email}, headers=headers)
    return re.search(r"https?://\S+/password/reset/key/\S+", posted()[-1].body)[0]


def with_email(user: User) -> User:
    user.email = f"{user.username}@example.com"
    user.save(update_fields=["email"])
    return user


def test_resetting_the_password_still_asks_for_the_second_factor(site, mfa_required) -> None:
    registrar, client = with_authenticator(with_email(registrar_at(site))), Client()
    path = reset_link_of(registrar).removeprefix("http://testserver")
    form = client.get(path).url
    client.post(form, {"password1": "another-long-secret", "password2": "another-long-secret"})
    assert not is_signed_in(client)
    assert log_in(client, registrar.username, "another-long-secret").url.startswith(SECOND_STEP)
    assert AuditEntry.objects.filter(action="accounts.set_password", target_uuid=registrar.uuid).count() == 1


def test_the_link_of_a_password_reset_names_our_address_whatever_host_was_claimed(site, settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    link = reset_link_of(with_email(instructor_at(site)), host="evil.example")
    assert link.startswith("http://testserver/")


def test_an_unknown_address_gets_the_same_answer_at_password_reset(site) -> None:
    known = with_email(instructor_at(site)).email
    answers = [
        Client().post("/accounts/password/reset/", {"email": email})
        for email in (known, "nobody@example.com")
    ]
    assert answers[0].url == answers[1].url
    assert answers[0].status_code == answers[1].status_code


def test_changing_the_password_keeps_this_session_and_ends_the_others(site) -> None:
    instructor = instructor_at(site)
    here, there = Client(), Client()
    log_in(here, instructor.username)
    log_in(there, instructor.username)
    new = "a-much-better-secret"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get("/accounts/password/change/").status_code == 200
    assert there.get("/accounts/password/change/").status_code == 302
    assert AuditEntry.objects.filter(action="accounts.set_password", target_uuid=instructor.uuid).count() == 1


@pytest.mark.parametrize("weak", ["short", "password123456", "12345678"])
def test_a_weak_password_is_refused_with_a_reason(site, weak) -> None:
    client = sign_in(Client(), instructor_at(site))
    page = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )
    assert page.context["form"].errors["password1"]


@pytest.mark.parametrize(
    "path", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/activate/"]
)
def test_a_trainee_cannot_change_the_pin_or_set_up_a_second_factor(site, path, settings) -> None:
    settings.TRAINEE_SIGN_IN_ANYWHERE = True
    assert sign_in(Client(), trainee_at(site)).get(path).status_code == 403


def test_roles_carry_wagtails_permission_and_nothing_else_does(site) -> None:
    assert administrator_at(site).has_perm("wagtailadmin.access_admin")
    assert not trainee_at(site).has_perm("wagtailadmin.access_admin")
    assert not employer_user_of(an_employer()).has_perm("wagtailadmin.access_admin")
    assert not registrar_at(site).has_perm("accounts.change_user")
