"""Owners invite and remove; a link opens once; who is removed is out at the next request."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from lms.accounts.employers.models import EmployerInvitation, EmployerSignUp
from lms.accounts.employers.operations import accept_invitation, invite, let_own, remove_colleague
from lms.accounts.errors import InvitationNotFound, InvitationRefused, LastOwner, NotAnOwner
from lms.accounts.models import User
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.accounts.employers.test_signing_up import link_in
from tests.factories.accounts import PASSWORD, an_actor, employer_user_of, registrar_at, sign_in
from tests.factories.employers import JOINS, a_colleague, a_sign_up, an_invitation
from tests.factories.organisations import a_site, an_employer
from tests.support.post import posted

COLLEAGUES, INVITE, LOGIN = "/accounts/colleagues/", "/accounts/colleagues/invite/", "/accounts/login/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_addresses(settings) -> None:
    settings.PUBLIC_BASE_URL = "https://platform.example"
    cache.clear()


@pytest.fixture
def owner() -> User:
    return employer_user_of(an_employer())


def test_a_colleague_joins_by_the_letter_and_checks_certificates(owner) -> None:
    office = sign_in(Client(), owner)
    assert office.post(INVITE, {"email": "New@Bread.example"}).url == COLLEAGUES
    path = link_in(posted()[0])
    assert "示范餐饮公司" in posted()[0].body or "Demo Catering" in posted()[0].body
    assert Client().post(path, JOINS).url == LOGIN
    client = Client()
    client.post(LOGIN, {"login": "new@bread.example", "password": PASSWORD})
    assert client.get("/verify/many/").status_code == 200
    assert "示范同事" in office.get(COLLEAGUES).content.decode()
    assert client.get(INVITE).status_code == 403


@pytest.mark.parametrize("end", ["used", "withdrawn", "old", "suspended", "unknown"])
def test_a_link_that_opens_nothing_looks_the_same_whatever_the_reason(owner, end) -> None:
    invitation, secret = an_invitation(owner)
    if end == "used":
        accept_invitation(secret=secret, name="x", password=PASSWORD, actor=an_actor(), now=timezone.now())
    elif end == "withdrawn":
        sign_in(Client(), owner).post(f"/accounts/colleagues/invited/{invitation.uuid}/withdraw/")
    elif end == "suspended":
        type(invitation.employer).objects.update(is_verified=False)
    elif end == "unknown":
        secret = "A" * 26
    users = User.objects.count()
    at = invitation.expires_at if end == "old" else timezone.now()
    with time_machine.travel(at, tick=False):
        for answer in (
            Client().get(f"/accounts/join/{secret}/"),
            Client().post(f"/accounts/join/{secret}/", JOINS),
        ):
            assert answer.status_code == 404
            assert invitation.email not in answer.content.decode()
        with pytest.raises(InvitationNotFound):
            accept_invitation(
                secret=secret, name="x", password=PASSWORD, actor=an_actor(), now=timezone.now()
            )
    assert User.objects.count() == users


def test_inviting_tells_nothing_of_whether_an_address_has_an_account(owner) -> None:
    registrar = registrar_at(a_site())
    User.objects.filter(pk=registrar.pk).update(email="known@school.example")
    client = sign_in(Client(), owner)
    answers = [
        client.post(INVITE, {"email": each}) for each in ("known@school.example", "new@school.example")
    ]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, COLLEAGUES)}
    page = Client().post(link_in(posted()[0]), JOINS)
    assert page.status_code == 422
    registrar.refresh_from_db()
    assert registrar.check_password(PASSWORD)
    assert registrar.held_roles() == {Role.REGISTRAR}


def test_a_strangers_sign_up_with_the_address_does_not_keep_a_colleague_out(owner) -> None:
    invitation, secret = an_invitation(owner)
    stranger = a_sign_up(email=invitation.email)
    assert Client().post(f"/accounts/join/{secret}/", JOINS).url == LOGIN
    user = User.objects.get(email=invitation.email)
    assert user.pk != stranger.user_id
    assert user.check_password(PASSWORD)
    assert not EmployerSignUp.objects.exists()
    assert AuditEntry.objects.filter(action="accounts.drop_sign_up").count() == 1


def test_an_address_has_one_open_invitation(owner) -> None:
    first, secret = an_invitation(owner, email="new@bread.example")
    an_invitation(owner, email="new@bread.example", is_owner=True)
    first.refresh_from_db()
    assert first.withdrawn_at
    assert Client().get(f"/accounts/join/{secret}/").status_code == 404


def test_one_that_ran_out_does_not_stand_in_the_way(owner) -> None:
    invitation, _secret = an_invitation(owner, email="new@bread.example")
    invite(
        owner=owner,
        email="new@bread.example",
        is_owner=False,
        actor=an_actor(),
        now=invitation.expires_at + timedelta(days=1),
    )
    assert EmployerInvitation.objects.filter(withdrawn_at=None).count() == 1


def test_there_are_twenty_open_ones_at_most(owner) -> None:
    for _time in range(20):
        an_invitation(owner)
    with pytest.raises(InvitationRefused):
        an_invitation(owner)


def test_who_is_removed_is_out_at_the_next_request(owner) -> None:
    colleague = a_colleague(owner)
    client = sign_in(Client(), colleague)
    assert client.get("/verify/many/").status_code == 200
    answer = sign_in(Client(), owner).post(f"/accounts/colleagues/{colleague.uuid}/remove/")
    assert answer.url == COLLEAGUES
    assert client.get("/verify/many/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert AuditEntry.objects.filter(action="accounts.end_role").count() == 1


def test_invitations_of_who_is_removed_open_nothing(owner) -> None:
    other = a_colleague(owner)
    other.role_assignments.update(is_owner=True)
    theirs, own = an_invitation(other)[1], an_invitation(owner)[1]
    sign_in(Client(), owner).post(f"/accounts/colleagues/{other.uuid}/remove/")
    assert Client().get(f"/accounts/join/{theirs}/").status_code == 404
    assert Client().get(f"/accounts/join/{own}/").status_code == 200


def test_members_decide_nothing(owner) -> None:
    colleague = a_colleague(owner)
    invitation, _secret = an_invitation(owner)
    client = sign_in(Client(), colleague)
    for path in (
        INVITE,
        f"/accounts/colleagues/{owner.uuid}/remove/",
        f"/accounts/colleagues/{colleague.uuid}/owner/",
        f"/accounts/colleagues/invited/{invitation.uuid}/withdraw/",
    ):
        assert client.post(path, {"owner": "yes", "email": "a@b.example"}).status_code == 403
    assert invitation.email not in client.get(COLLEAGUES).content.decode()
    with pytest.raises(NotAnOwner):
        invite(owner=colleague, email="a@b.example", is_owner=True, actor=an_actor(), now=timezone.now())


def test_another_employers_people_and_invitations_are_not_there(owner) -> None:
    other = employer_user_of(an_employer())
    invitation, _secret = an_invitation(other)
    client = sign_in(Client(), owner)
    for path in (
        f"/accounts/colleagues/{other.uuid}/remove/",
        f"/accounts/colleagues/{other.uuid}/owner/",
        f"/accounts/colleagues/invited/{invitation.uuid}/withdraw/",
    ):
        assert client.post(path, {"owner": "yes"}).status_code == 404


def test_somebody_can_always_invite(owner) -> None:
    who = {"owner": owner, "actor": an_actor(), "now": timezone.now()}
    for deed in (
        lambda: remove_colleague(colleague_uuid=owner.uuid, **who),
        lambda: let_own(colleague_uuid=owner.uuid, is_owner=False, **who),
    ):
        with pytest.raises(LastOwner):
            deed()
    colleague = a_colleague(owner)
    let_own(colleague_uuid=colleague.uuid, is_owner=True, **who)
    let_own(colleague_uuid=owner.uuid, is_owner=False, **who)
    assert owner.role_assignments.get().is_owner is False


@pytest.mark.parametrize("end", ["demoted", "role_ended", "inactive"])
def test_who_may_invite_no_more_has_invited_nobody(owner, end) -> None:
    leaver = a_colleague(owner)
    leaver.role_assignments.update(is_owner=True)
    _invitation, secret = an_invitation(leaver)
    assert Client().get(f"/accounts/join/{secret}/").status_code == 200
    if end == "demoted":
        let_own(owner=owner, colleague_uuid=leaver.uuid, is_owner=False, actor=an_actor(), now=timezone.now())
    elif end == "role_ended":
        leaver.role_assignments.update(ended_at=timezone.now())
    else:
        User.objects.filter(pk=leaver.pk).update(is_active=False)
    assert Client().get(f"/accounts/join/{secret}/").status_code == 404
    with pytest.raises(InvitationNotFound):
        accept_invitation(secret=secret, name="x", password=PASSWORD, actor=an_actor(), now=timezone.now())


def test_no_mailbox_is_filled_by_invitations(owner) -> None:
    client = sign_in(Client(), owner)
    answers = [client.post(INVITE, {"email": "new@bread.example"}).status_code for _time in range(2)]
    assert answers == [302, 422]
    assert len(posted()) == 1


def test_the_list_does_not_ask_more_for_more_people(owner, django_assert_max_num_queries) -> None:
    for _time in range(8):
        a_colleague(owner)
        an_invitation(owner)
    client = sign_in(Client(), owner)
    client.get(COLLEAGUES)
    with django_assert_max_num_queries(5):
        client.get(COLLEAGUES)


def test_a_changed_password_leaves_this_session_in_the_list_and_ends_the_others(owner) -> None:
    here, there = Client(headers={"user-agent": "Firefox/1"}), Client(headers={"user-agent": "Safari/1"})
    for client in (here, there):
        client.post(LOGIN, {"login": owner.email, "password": PASSWORD})
    new = "Another-long-one-77"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", said).status_code == 302
    page = here.get("/accounts/sessions/").content.decode()
    assert "Firefox" in page
    assert "Safari" not in page
    assert there.get("/verify/many/").status_code == 302


def test_sessions_are_listed_for_people_of_employers_and_the_others_are_ended_at_once(owner) -> None:
    other = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0.0.0 Safari/537.36 Edg/128.0"
    here, there = Client(), Client(headers={"user-agent": other})
    for client in (here, there):
        client.post(LOGIN, {"login": owner.email, "password": PASSWORD})
    page = here.get("/accounts/sessions/").content.decode()
    assert "Windows 上的 Edge" in page
    assert "AppleWebKit" not in page
    here.post("/accounts/sessions/")
    assert there.get("/verify/many/").status_code == 302
    assert here.get("/verify/many/").status_code == 200


def test_of_staff_no_session_is_listed() -> None:
    from allauth.usersessions.models import UserSession

    registrar = registrar_at(a_site())
    client = Client()
    client.post(LOGIN, {"login": registrar.username, "password": PASSWORD})
    assert not UserSession.objects.exists()


@pytest.mark.parametrize("password", ["x", "1234567890", "password12"])
def test_a_weak_password_comes_back_with_a_reason(owner, password) -> None:
    _invitation, secret = an_invitation(owner)
    answer = Client().post(
        f"/accounts/join/{secret}/", JOINS | {"password1": password, "password2": password}
    )
    assert answer.status_code == 422
    assert 'id="id_password1_error"' in answer.content.decode()
