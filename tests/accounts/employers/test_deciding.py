"""Officers verify, refuse, suspend and lift; what looks alike takes two; each decision is a row that stays."""

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from lms.accounts.employers.deciding import decide
from lms.accounts.employers.models import EmployerInvitation
from lms.accounts.employers.queries import look_alikes_of
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.organisations.employers.queries import employers_that_stand, holders_of_code
from lms.organisations.employers.rules import (
    NEEDED_CHECKS,
    Decision,
    Standing,
    may_come,
    standing_of,
    takes_two,
)
from lms.organisations.errors import DecisionRefused, EmployerNotFound
from lms.organisations.models import Employer, EmployerDecision
from tests.factories.accounts import PASSWORD, a_user, administrator_at, employer_user_of, sign_in
from tests.factories.employers import CODES, an_invitation
from tests.factories.organisations import a_site, a_waiting_employer, an_employer
from tests.support.post import posted

DESK, LOGIN = "/authoring/employers/", "/accounts/login/"
CHECKED = {"checks": ["register", "called"], "note": "与王经理通话"}
pytestmark = pytest.mark.django_db


def an_officer() -> User:
    return a_user(Role.PLACEMENT_OFFICER, a_site())


def say(employer: Employer, decision: Decision, *, by: User, checks=NEEDED_CHECKS, note: str = "x"):
    from lms.organisations.api import Said

    return decide(
        employer_uuid=employer.uuid,
        said=Said(decision, checks, note),
        actor=Actor(by.uuid, Role.PLACEMENT_OFFICER),
        now=timezone.now(),
    )


@pytest.fixture
def officer() -> User:
    cache.clear()
    return an_officer()


def waiting(**more: str) -> tuple[Employer, User]:
    employer = a_waiting_employer(**more)
    user = a_user(Role.EMPLOYER_APPLICANT, employer)
    User.objects.filter(pk=user.pk).update(email=f"{user.username}@specimen.example")
    user.refresh_from_db()
    return employer, user


@pytest.mark.parametrize(
    ("is_verified", "last", "standing"),
    [
        (False, "", Standing.WAITING),
        (False, "looked_at", Standing.SECOND),
        (False, "refused", Standing.REFUSED),
        (False, "suspended", Standing.SUSPENDED),
        (False, "lift_looked_at", Standing.LIFTING),
        (False, "verified", Standing.WAITING),
        (True, "", Standing.VERIFIED),
        (True, "suspended", Standing.VERIFIED),
    ],
)
def test_an_employer_stands_by_its_last_decision(is_verified, last, standing) -> None:
    assert standing_of(is_verified=is_verified, last=last) is standing


def test_each_standing_takes_its_decisions_only() -> None:
    allowed = {
        (standing, decision) for standing in Standing for decision in Decision if may_come(standing, decision)
    }
    assert allowed == {
        (Standing.WAITING, Decision.VERIFIED),
        (Standing.WAITING, Decision.REFUSED),
        (Standing.SECOND, Decision.VERIFIED),
        (Standing.SECOND, Decision.REFUSED),
        (Standing.VERIFIED, Decision.SUSPENDED),
        (Standing.REFUSED, Decision.VERIFIED),
        (Standing.SUSPENDED, Decision.LIFTED),
        (Standing.LIFTING, Decision.LIFTED),
        (Standing.LIFTING, Decision.SUSPENDED),
    }
    assert [each for each in Standing if not takes_two(standing=each, has_look_alikes=True)] == [
        Standing.SECOND,
        Standing.LIFTING,
    ]


def test_verified_its_people_work_at_once(officer) -> None:
    employer, user = waiting()
    client = sign_in(Client(), user)
    assert client.get("/verify/many/").status_code == 403
    office = sign_in(Client(), officer)
    assert office.post(f"{DESK}{employer.uuid}/verify/", CHECKED).status_code == 302
    assert client.get("/verify/many/").status_code == 200
    row = EmployerDecision.objects.get()
    assert (row.kind, row.checks, row.note, row.by) == (
        "verified",
        ["called", "register"],
        "与王经理通话",
        officer.uuid,
    )
    actions = AuditEntry.objects.values_list("action", flat=True).order_by("seq")
    assert list(actions)[-3:] == [
        "organisations.register_employer",
        "accounts.end_role",
        "accounts.grant_role",
    ]


def test_verified_its_people_are_told_in_both_languages(officer) -> None:
    employer, user = waiting()
    other, refused = waiting(name_zh="另一家示例单位", name_en="", credit_code=CODES[1])
    User.objects.filter(pk=refused.pk).update(email="hr@another.example")
    assert say(employer, Decision.VERIFIED, by=officer) is Decision.VERIFIED
    say(other, Decision.REFUSED, by=officer)
    (letter,) = posted()
    assert letter.to == [user.email]
    assert letter.subject == "贵单位已通过核验 · Your employer account is verified"
    assert letter.body.count(employer.name_zh) == 2
    assert letter.body.count("http") == 1


def test_suspended_its_people_are_told_what_it_means_and_lifted_that_it_is_over(officer) -> None:
    employer = an_employer()
    owner, colleague = employer_user_of(employer), employer_user_of(employer)
    User.objects.filter(pk=colleague.pk).update(is_active=False)
    say(employer, Decision.SUSPENDED, by=officer, note="学员说押金")
    (letter,) = posted()
    assert letter.to == [owner.email]
    assert letter.subject == "贵单位的账号已被暂停 · Your employer account is suspended for now"
    assert letter.body.count(employer.name_zh) == 2
    assert "就业指导部门" in letter.body
    assert "押金" not in letter.body
    assert letter.body.count("http") == 1
    say(employer, Decision.LIFTED, by=officer)
    _first, letter = posted()
    assert letter.to == [owner.email]
    assert letter.subject == "贵单位的账号已解除暂停 · Your employer account is no longer suspended"
    assert "核验" not in letter.body


def test_who_leaves_a_suspension_as_it_is_writes_no_letter(officer) -> None:
    an_employer()
    employer = an_employer()
    employer_user_of(employer)
    say(employer, Decision.SUSPENDED, by=officer)
    say(employer, Decision.LIFTED, by=officer)  # the first of two
    say(employer, Decision.SUSPENDED, by=an_officer())
    assert len(posted()) == 1


def test_what_looks_alike_takes_two_different_officers(officer) -> None:
    an_employer()  # 示范餐饮公司
    employer, user = waiting(name_zh="示范 餐饮有限公司", name_en="")
    office = sign_in(Client(), officer)
    page = office.get(f"{DESK}{employer.uuid}/").content.decode()
    assert "示范餐饮公司" in page
    verify = f"{DESK}{employer.uuid}/verify/"
    assert verify in page
    office.post(verify, CHECKED)
    assert office.post(verify, CHECKED).status_code == 422
    again = office.get(f"{DESK}{employer.uuid}/").content.decode()
    assert verify not in again  # it would be refused
    assert f"{DESK}{employer.uuid}/refuse/" in again
    assert 'name="checks"' not in office.get(verify).content.decode()
    assert verify in sign_in(Client(), an_officer()).get(f"{DESK}{employer.uuid}/").content.decode()
    employer.refresh_from_db()
    assert not employer.is_verified
    assert user.role_assignments.get(ended_at=None).role == Role.EMPLOYER_APPLICANT
    assert say(employer, Decision.VERIFIED, by=an_officer()) is Decision.VERIFIED
    assert [row.kind for row in employer.decisions.all()] == ["looked_at", "verified"]


def test_a_refusal_between_asks_for_two_again(officer) -> None:
    an_employer()
    employer, _user = waiting(name_zh="示范餐饮集团", name_en="")
    other = an_officer()
    say(employer, Decision.VERIFIED, by=officer)
    say(employer, Decision.REFUSED, by=other)
    assert say(employer, Decision.VERIFIED, by=officer) is Decision.LOOKED_AT
    assert say(employer, Decision.VERIFIED, by=other) is Decision.VERIFIED


def test_domains_of_addresses_that_look_alike_take_two(officer) -> None:
    known = an_employer()
    User.objects.filter(pk=employer_user_of(known).pk).update(email="hr@jinmafood.com")
    employer, user = waiting()
    assert look_alikes_of(employer) == []
    User.objects.filter(pk=user.pk).update(email="hr@jinma-f00d.com")
    found = look_alikes_of(employer)
    assert [(one.employer, one.by_name, one.by_code, one.domains) for one in found] == [
        (known, False, False, (("jinma-f00d.com", "jinmafood.com"),))
    ]
    assert say(employer, Decision.VERIFIED, by=officer) is Decision.LOOKED_AT


def test_looking_for_look_alikes_costs_the_same_for_many(officer, django_assert_num_queries) -> None:
    employer, user = waiting()
    User.objects.filter(pk=user.pk).update(email="hr@jinmafood.com")
    for number in range(12):
        person = employer_user_of(an_employer())
        User.objects.filter(pk=person.pk).update(email=f"u{number}@jinmafoo{number % 10}.com")
    with django_assert_num_queries(3):
        assert len(look_alikes_of(employer)) == 12


def test_a_suspension_of_what_looks_alike_is_lifted_by_two(officer) -> None:
    an_employer()
    employer = an_employer()
    owner, other = employer_user_of(employer), an_officer()
    say(employer, Decision.SUSPENDED, by=officer)
    office = sign_in(Client(), officer)
    answer = office.post(f"{DESK}{employer.uuid}/lift/", {"note": "已恢复"}, follow=True).content.decode()
    assert "另一位就业指导员" in answer
    assert office.post(f"{DESK}{employer.uuid}/lift/", {"note": "已恢复"}).status_code == 422
    employer.refresh_from_db()
    assert not employer.is_verified
    page = sign_in(Client(), owner).get("/home/").content.decode()
    assert "暂停" in page
    say(employer, Decision.SUSPENDED, by=other)  # the second does not agree: two are needed again
    assert say(employer, Decision.LIFTED, by=other) is Decision.LIFT_LOOKED_AT
    assert say(employer, Decision.LIFTED, by=officer) is Decision.LIFTED
    assert owner.role_assignments.get(ended_at=None).role == Role.EMPLOYER


def claim(code: str, **more: str) -> Employer:
    employer, _user = waiting(**more)
    Employer.objects.filter(pk=employer.pk).update(credit_code=code)
    return Employer.objects.get(pk=employer.pk)


def test_the_same_code_is_shown_to_officers_and_is_of_one_in_the_end(officer) -> None:
    one, other = claim(CODES[0], name_zh="甲示范厂"), claim(CODES[0], name_zh="乙样板厂", name_en="")
    found = look_alikes_of(one)
    assert [(each.employer, each.by_name, each.by_code) for each in found] == [(other, False, True)]
    assert "代码相同" in sign_in(Client(), officer).get(f"{DESK}{one.uuid}/").content.decode()
    second = an_officer()
    for by in (officer, second):
        say(one, Decision.VERIFIED, by=by)
    say(other, Decision.VERIFIED, by=officer)
    with pytest.raises(DecisionRefused):
        say(other, Decision.VERIFIED, by=second)
    assert list(Employer.objects.filter(is_verified=True)) == [one]


def test_a_code_of_what_is_suspended_is_not_free_and_of_what_is_refused_it_is(officer) -> None:
    employer = claim(CODES[0])
    assert list(holders_of_code(CODES[0])) == []
    say(employer, Decision.VERIFIED, by=officer)
    assert list(holders_of_code(CODES[0])) == [employer]
    say(employer, Decision.SUSPENDED, by=officer)
    assert list(holders_of_code(CODES[0])) == [employer]
    refused = claim(CODES[1])
    say(refused, Decision.REFUSED, by=officer)
    assert list(holders_of_code(CODES[1])) == []


def test_what_waits_comes_first_and_what_waits_longest_before_that(officer) -> None:
    rows = [claim(CODES[0], name_zh=f"{name}示范") for name in "甲乙丙丁"]
    say(rows[2], Decision.REFUSED, by=officer)
    verified = an_employer()
    assert list(employers_that_stand(None)) == [rows[0], rows[1], rows[3], verified, rows[2]]
    for standing, shown in ((Standing.WAITING, [rows[0], rows[1], rows[3]]), (Standing.REFUSED, [rows[2]])):
        assert list(employers_that_stand(standing)) == shown


def test_suspended_its_people_are_out_and_its_invitations_end(officer) -> None:
    employer = an_employer()
    owner = employer_user_of(employer)
    invitation, secret = an_invitation(owner)
    client = Client()
    client.post(LOGIN, {"login": owner.email, "password": PASSWORD})
    assert client.get("/verify/many/").status_code == 200
    office = sign_in(Client(), officer)
    office.post(f"{DESK}{employer.uuid}/suspend/", {"note": "已注销"})
    assert client.get("/verify/many/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert Client().get(f"/accounts/join/{secret}/").status_code == 404
    assert EmployerInvitation.objects.get(pk=invitation.pk).withdrawn_at
    client.post(LOGIN, {"login": owner.email, "password": PASSWORD})
    page = client.get("/home/").content.decode()
    assert "已注销" not in page
    assert client.get("/verify/many/").status_code == 403
    office.post(f"{DESK}{employer.uuid}/lift/", {"note": "已恢复"})
    assert client.get("/verify/many/").status_code == 200
    assert Client().get(f"/accounts/join/{secret}/").status_code == 404
    held = owner.role_assignments.get(ended_at=None)
    assert (held.role, held.is_owner) == (Role.EMPLOYER, True)


@pytest.mark.parametrize("checks", [[], ["register"], ["called", "licence"], ["unknown"]])
def test_nobody_stands_for_an_employer_unseen(officer, checks) -> None:
    employer, _user = waiting()
    answer = sign_in(Client(), officer).post(f"{DESK}{employer.uuid}/verify/", {"checks": checks})
    assert answer.status_code == 422
    with pytest.raises(DecisionRefused):
        say(employer, Decision.VERIFIED, by=officer, checks=checks)
    assert not EmployerDecision.objects.exists()


@pytest.mark.parametrize("decision", [Decision.REFUSED, Decision.SUSPENDED, Decision.LIFTED])
def test_against_an_employer_there_is_a_reason_and_a_fitting_moment(officer, decision) -> None:
    employer = a_waiting_employer() if decision is Decision.REFUSED else an_employer()
    if decision is Decision.LIFTED:
        say(employer, Decision.SUSPENDED, by=officer)
    with pytest.raises(DecisionRefused):
        say(employer, decision, by=officer, note="  ")
    say(employer, decision, by=officer)
    with pytest.raises(DecisionRefused):
        say(employer, decision, by=officer)


def test_what_was_decided_stays_as_it_is(officer) -> None:
    employer, _user = waiting()
    say(employer, Decision.REFUSED, by=officer)
    rows = EmployerDecision.objects.all()
    for change in (lambda: rows.update(note="other"), rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_administrator_suspends_and_decides_nothing_else() -> None:
    employer = an_employer()
    client = sign_in(Client(), administrator_at(a_site()))
    assert client.post(f"{DESK}{employer.uuid}/suspend/", {"note": "x"}).status_code == 302
    for deed in ("lift", "verify", "refuse"):
        assert client.post(f"{DESK}{employer.uuid}/{deed}/", CHECKED).status_code == 403


def test_an_employer_that_is_none_is_not_found(officer) -> None:
    client = sign_in(Client(), officer)
    for path in ("", "verify/", "suspend/"):
        assert client.get(f"{DESK}{officer.uuid}/{path}").status_code == 404
    with pytest.raises(EmployerNotFound):
        say(Employer(uuid=officer.uuid), Decision.REFUSED, by=officer)


def test_the_list_is_searched_filtered_and_says_when_it_is_empty(officer) -> None:
    client = sign_in(Client(), officer)
    assert "还没有用人单位注册" in client.get(DESK).content.decode()
    waiting(name_zh="甲示范厂")
    an_employer()
    everything = client.get(DESK).content.decode()
    assert everything.index("甲示范厂") < everything.index("示范餐饮公司")
    for asked, shown, hidden in (
        ("?q=甲示范", "甲示范厂", "示范餐饮公司"),
        ("?standing=verified", "示范餐饮公司", "甲示范厂"),
        ("?standing=waiting", "甲示范厂", "示范餐饮公司"),
    ):
        page = client.get(DESK + asked).content.decode()
        assert shown in page
        assert hidden not in page
    for asked in (
        "?q=没有这个",
        "?standing=suspended",
        "?standing=refused",
        "?standing=second",
        "?standing=lifting",
    ):
        assert "没有用人单位符合" in client.get(DESK + asked).content.decode()
    assert client.get(f"{DESK}?standing=nonsense&q=%00&p=-1").status_code == 200


def test_the_list_does_not_ask_more_for_more_employers(officer, django_assert_max_num_queries) -> None:
    client = sign_in(Client(), officer)
    for _time in range(12):
        an_employer()
    client.get(DESK)
    with django_assert_max_num_queries(12):
        client.get(DESK)


def test_what_employers_write_is_text_before_officers(officer) -> None:
    script = "<script>alert(1)</script>{{7*7}}"
    employer, _user = waiting(name_zh=script, name_en=script, about=script, address=script)
    page = sign_in(Client(), officer).get(f"{DESK}{employer.uuid}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "{{7*7}}" in page
