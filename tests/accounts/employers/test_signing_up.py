"""An employer signs up: the answer is the same for every address, the employer begins with the confirmed one."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher, get_hasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from lms.accounts.employers.models import EmployerSignUp
from lms.accounts.employers.signing_up import confirm_sign_up, drop_old_sign_ups
from lms.accounts.errors import SignUpNotFound
from lms.accounts.models import User
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.organisations.errors import CreditCodeTaken
from lms.organisations.models import Employer
from tests.factories.accounts import PASSWORD, an_actor, employer_user_of, registrar_at
from tests.factories.employers import CODES, SIGNS_UP, a_sign_up
from tests.factories.organisations import a_site, an_employer
from tests.support.post import posted

SIGN_UP, SENT, LOGIN, HOME = "/accounts/signup/", "/accounts/confirm-email/", "/accounts/login/", "/home/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_addresses(settings) -> None:
    settings.PUBLIC_BASE_URL = "https://platform.example"
    cache.clear()


def sign_up(client: Client | None = None, **more: str):
    return (client or Client()).post(SIGN_UP, SIGNS_UP | more)


def link_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"https://platform\.example(/accounts/(?:confirm-email|join)/\S+)", str(letter.body))
    assert found, letter.body
    return found[1]


def confirm(path: str, password: str = PASSWORD):
    return Client().post(path, {"password": password})


def test_the_employer_begins_with_the_confirmed_address_and_waits() -> None:
    answer = sign_up()
    assert (answer.status_code, answer.url) == (302, SENT)
    assert not Employer.objects.exists()
    assert confirm(link_in(posted()[0])).url == LOGIN
    employer = Employer.objects.get()
    assert (employer.credit_code, employer.is_verified) == (CODES[0], False)
    assert (employer.contact_person, employer.contact_phone) == ("示范经理", "0898 1234567")
    held = employer.roleassignment_set.get()
    assert (held.role, held.is_owner) == (Role.EMPLOYER_APPLICANT, True)
    assert not EmployerSignUp.objects.exists()
    assert EmailAddress.objects.get().verified
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"organisations.sign_up_employer", "accounts.confirm_address", "accounts.grant_role"} <= actions


def test_who_waits_sees_one_plain_page_and_nothing_else() -> None:
    sign_up()
    confirm(link_in(posted()[0]))
    client = Client()
    assert client.post(LOGIN, {"login": "Boss@Bread.example", "password": PASSWORD}).url == HOME
    page = client.get(HOME).content.decode()
    assert "示范面包有限公司" in page
    assert CODES[0] in page
    for path in ("/verify/many/", "/verify/keys/", "/verify/keys/new/", "/accounts/colleagues/"):
        assert path not in page
        assert client.get(path).status_code == 403
    assert client.get("/accounts/2fa/totp/activate/").status_code in (200, 302)
    assert client.get("/accounts/2fa/").status_code == 200


def test_before_the_address_is_confirmed_nobody_signs_in() -> None:
    sign_up()
    client = Client()
    client.post(LOGIN, {"login": SIGNS_UP["email"], "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("who", ["nobody", "employer", "staff", "sign_up"])
def test_every_address_gets_one_letter_and_the_same_page(who) -> None:
    known = {"employer": lambda: employer_user_of(an_employer()), "staff": lambda: registrar_at(a_site())}
    if who in known:
        known[who]()
        User.objects.update(email=SIGNS_UP["email"])
    elif who == "sign_up":
        a_sign_up()
    client = Client()
    answer = sign_up(client)
    assert (answer.status_code, answer.url, answer.content) == (302, SENT, b"")
    page = client.get(SENT)
    assert SIGNS_UP["email"] not in page.content.decode()
    assert [letter.to for letter in posted()] == [[SIGNS_UP["email"]]]
    assert ("/confirm-email/" in posted()[0].body) == (who not in known)
    assert User.objects.filter(email=SIGNS_UP["email"]).count() == 1


@pytest.mark.parametrize("who", ["nobody", "employer", "sign_up"])
def test_every_address_is_answered_after_one_password_was_hashed(who, monkeypatch) -> None:
    """A second hash for an address that is known would tell it by the time."""
    if who == "employer":
        employer_user_of(an_employer())
        User.objects.update(email=SIGNS_UP["email"])
    elif who == "sign_up":
        a_sign_up()
    hashed, kind = [], type(get_hasher())
    encode = kind.encode
    monkeypatch.setattr(kind, "encode", lambda *given, **more: hashed.append(1) or encode(*given, **more))
    assert sign_up().url == SENT
    assert len(hashed) == 1


@pytest.mark.parametrize("is_known", [True, False])
def test_a_known_address_takes_as_many_hashes_as_a_new_one(is_known, monkeypatch) -> None:
    if is_known:
        User.objects.filter(pk=employer_user_of(an_employer()).pk).update(email=SIGNS_UP["email"])
    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *given: hashed.append(1) or encode(self, *given)
    )
    sign_up()
    assert len(hashed) == 1


def test_of_two_sign_ups_at_one_instant_the_second_sends_no_word_of_an_account(monkeypatch) -> None:
    a_sign_up()
    monkeypatch.setattr("lms.accounts.employers.signing_up.drop_unconfirmed", lambda *_given, **_named: None)
    assert sign_up().url == SENT
    assert posted() == []


def test_an_address_gets_one_letter_in_three_minutes() -> None:
    for _time in range(3):
        assert sign_up().url == SENT
    assert len(posted()) == 1
    assert confirm(link_in(posted()[0])).url == LOGIN


def test_the_link_alone_confirms_nothing() -> None:
    """Who wrote somebody else's address has no link; who owns the mailbox does not know the password."""
    sign_up()
    path = link_in(posted()[0])
    assert Client().get(path).status_code == 200
    assert confirm(path, "something else").status_code == 422
    assert not Employer.objects.exists()


def test_a_new_password_is_not_a_way_into_what_another_wrote() -> None:
    """Who owns the mailbox would otherwise finish, by a new password, what somebody else began."""
    sign_up()
    Client().post("/accounts/password/reset/", {"email": SIGNS_UP["email"]})
    assert "/password/reset/key/" not in posted()[-1].body
    assert "/accounts/signup/" in posted()[-1].body


def test_guessing_the_password_behind_a_link_is_slowed() -> None:
    sign_up()
    path, client = link_in(posted()[0]), Client()
    for number in range(8):
        client.post(path, {"password": f"guess {number}"})
    assert client.post(path, {"password": PASSWORD}).status_code == 422
    assert not Employer.objects.exists()


def test_a_sign_up_that_nobody_confirmed_gives_way_and_its_link_is_dead() -> None:
    sign_up(contact="攻击者", password1="another-long-one", password2="another-long-one")
    cache.clear()
    sign_up()
    assert Client().get(link_in(posted()[0])).status_code == 404
    confirm(link_in(posted()[1]))
    assert Employer.objects.get().contact_person == "示范经理"


def test_a_link_opens_once_and_ends() -> None:
    sign_up()
    path = link_in(posted()[0])
    assert confirm(path).url == LOGIN
    for answer in (Client().get(path), confirm(path), Client().get("/accounts/confirm-email/x:y:z/")):
        assert answer.status_code == 404


def test_a_code_that_nobody_stood_for_keeps_nobody_out() -> None:
    """A stranger who signs up with a company's code, refused or not, must not stand in its way."""
    one, other = a_sign_up(), a_sign_up(email="other@bread.example")
    for address in (one, other):
        confirm_sign_up(user=address.user, actor=an_actor(), now=timezone.now())
    assert set(Employer.objects.values_list("credit_code", flat=True)) == {CODES[0]}
    assert Employer.objects.count() == Employer.objects.values("code").distinct().count() == 2


def test_who_comes_with_the_code_of_a_verified_employer_is_told_after_the_address_is_confirmed() -> None:
    one, other = a_sign_up(), a_sign_up(email="other@bread.example")
    confirm_sign_up(user=one.user, actor=an_actor(), now=timezone.now())
    Employer.objects.update(is_verified=True)
    with pytest.raises(CreditCodeTaken):
        confirm_sign_up(user=other.user, actor=an_actor(), now=timezone.now())
    other.refresh_from_db()
    assert not other.verified
    assert Employer.objects.count() == 1
    with pytest.raises(SignUpNotFound):
        confirm_sign_up(user=one.user, actor=an_actor(), now=timezone.now())


def test_what_nobody_confirmed_is_dropped_after_three_days() -> None:
    a_sign_up()
    begun = EmployerSignUp.objects.get().made_at
    assert drop_old_sign_ups(actor=an_actor(), now=begun + timedelta(days=3, seconds=-1)) == 0
    assert drop_old_sign_ups(actor=an_actor(), now=begun + timedelta(days=3)) == 1
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert AuditEntry.objects.filter(action="accounts.drop_sign_up").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("credit_code", "91110000600037341M"),
        ("credit_code", "9111000060003734IL"),
        ("credit_code", "1"),
        ("phone_number", "call me"),
        ("phone_number", "1"),
        ("email", "boss@localhost"),
        ("email", "boss@bread.example\r\nBcc: all@example.com"),
        ("email", "boss@bread.example,all@example.com"),
        ("name_zh", "示范\u202e面包"),
        ("name_zh", "\x00"),
        ("contact", "x" * 101),
        ("password1", "password"),
        ("password2", "not the same one"),
        ("address", ""),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_no_letter_goes_out(field, value) -> None:
    answer = sign_up(**{field: value})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() & {field, "password1"}
    assert posted() == []
    assert not User.objects.exists()


def test_letters_lead_to_the_platform_whatever_the_host_header_says(settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client(headers={"host": "evil.example"}).post(SIGN_UP, SIGNS_UP)
    cache.clear()
    employer_user_of(an_employer())
    User.objects.filter(email__startswith="employer-").update(email="known@bread.example")
    Client(headers={"host": "evil.example"}).post(SIGN_UP, SIGNS_UP | {"email": "known@bread.example"})
    Client(headers={"host": "evil.example"}).post(
        "/accounts/password/reset/", {"email": "known@bread.example"}
    )
    assert len(posted()) == 3
    for letter in posted():
        assert "evil.example" not in str(letter.message())


def test_nothing_that_a_stranger_wrote_stands_in_a_letter() -> None:
    sign_up(name_zh="WIN MONEY http://evil.example", contact="http://evil.example")
    assert "evil.example" not in str(posted()[0].message())


@pytest.mark.parametrize(
    "address", ["boss@bread", "boss", "boss@localhost", "boss@[192.0.2.7]", "boss@bread.", "a b@bread.cn"]
)
def test_an_address_that_no_letter_reaches_is_refused_in_one_sentence(address) -> None:
    page = sign_up(email=address)
    assert page.context["form"].errors["email"] == ["请填写完整的电子邮箱地址。"]
    assert posted() == []


def test_what_is_wrong_with_a_password_is_said_in_chinese() -> None:
    page = sign_up(password1="abc", password2="abc")
    said = page.context["form"].errors["password1"]
    assert "密码太短，至少要有 10 个字符。" in said
    assert not [words for words in said if words.isascii()]
