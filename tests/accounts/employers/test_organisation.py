"""How an employer is reached: its owners correct it, also while it waits; name and code stay an officer's."""

import pytest
from django.test import Client

from lms.accounts.models import User
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.organisations.models import Employer
from tests.factories.accounts import a_user, employer_user_of, sign_in
from tests.factories.employers import a_colleague
from tests.factories.organisations import an_employer

pytestmark = pytest.mark.django_db
PAGE = "/accounts/organisation/"
RIGHT = {
    "address": "广州市示范路 1 号",
    "contact_person": "示范联系人",
    "contact_phone": "020-5550 0100",
    "about": "做面点。",
}


@pytest.fixture
def owner() -> User:
    return employer_user_of(an_employer())


def form_of(client: Client) -> dict[str, str]:
    """Return what the form that is shown carries."""
    return RIGHT | {"seen": client.get(PAGE).context["form"]["seen"].value()}


def employer_of(user: User) -> Employer:
    return user.role_assignments.get().employer


def test_an_owner_corrects_it_and_the_trail_says_so_once(owner) -> None:
    client = sign_in(Client(), owner)
    sent = form_of(client)
    for _turn in range(2):  # the same form again changes nothing
        assert client.post(PAGE, sent).url == PAGE
    employer = employer_of(owner)
    assert {name: getattr(employer, name) for name in RIGHT} == RIGHT
    assert AuditEntry.objects.filter(action="organisations.correct_employer").count() == 1
    assert "示范联系人" in client.get(PAGE).content.decode()


def test_who_waits_to_be_verified_corrects_a_telephone_that_nobody_answers() -> None:
    employer = an_employer()
    Employer.objects.filter(pk=employer.pk).update(is_verified=False, contact_phone="1")
    waiting = a_user(Role.EMPLOYER_APPLICANT, employer)
    waiting.role_assignments.update(is_owner=True)
    client = sign_in(Client(), waiting)
    assert PAGE in client.get("/home/").content.decode()
    assert client.post(PAGE, form_of(client)).url == PAGE
    employer.refresh_from_db()
    assert (employer.contact_phone, employer.is_verified) == ("020-5550 0100", False)


def test_a_colleague_who_is_no_owner_reads_it_only(owner) -> None:
    client = sign_in(Client(), a_colleague(owner))
    sent = form_of(client)
    assert '<form method="post" class="stack"' not in client.get(PAGE).content.decode()
    assert client.post(PAGE, sent).status_code == 422
    assert not employer_of(owner).contact_phone


def test_of_two_owners_the_second_sees_what_the_first_wrote(owner) -> None:
    client = sign_in(Client(), owner)
    stale = form_of(client)
    Employer.objects.update(contact_phone="020-5550 0199")
    answer = client.post(PAGE, stale)
    assert answer.status_code == 422
    assert "刚才已有其他人改动" in answer.content.decode()
    assert '<dd class="mono">020-5550 0199</dd>' in answer.content.decode()
    assert employer_of(owner).contact_phone == "020-5550 0199"
    again = {**stale, "seen": answer.context["form"]["seen"].value()}
    assert client.post(PAGE, again).url == PAGE
    assert employer_of(owner).contact_phone == RIGHT["contact_phone"]


@pytest.mark.parametrize(
    "wrong",
    [{"contact_phone": "call me"}, {"address": ""}, {"contact_person": "a\x00"}, {"about": "x" * 1001}],
)
def test_what_cannot_be_is_told_at_its_field(owner, wrong) -> None:
    client = sign_in(Client(), owner)
    answer = client.post(PAGE, form_of(client) | wrong)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(wrong)
    assert not AuditEntry.objects.filter(action="organisations.correct_employer").exists()


def test_name_and_code_are_not_changed_by_whatever_is_sent(owner) -> None:
    client = sign_in(Client(), owner)
    before = employer_of(owner)
    client.post(PAGE, form_of(client) | {"name_zh": "别的公司", "credit_code": "x", "is_verified": ""})
    after = employer_of(owner)
    assert (after.name_zh, after.credit_code, after.is_verified) == (before.name_zh, before.credit_code, True)
