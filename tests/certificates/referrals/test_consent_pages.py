"""Consent over HTTP: the person at a terminal, the officer's desk, the employer's page; what none of them may do."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from certificates.models import Consent, ConsentAnswer, Opening
from certificates.referrals.consent.errors import ConsentRefused, UnusableConsent
from certificates.referrals.consent.queries import count_waiting
from certificates.referrals.operations import change_opening
from lms.accounts.models import User
from lms.accounts.operations import rename_person
from lms.core.clock import now
from lms.core.enums import Role
from lms.organisations.models import Employer
from tests.factories.accounts import PIN, a_user, employer_user_of, registrar_at, sign_in, trainee_at
from tests.factories.consents import (
    a_consent,
    an_opening,
    ask,
    disclose,
    give,
    officer_for,
    refuse,
    withdraw,
)
from tests.factories.openings import acting, an_approved_opening, an_offer, seen_of
from tests.factories.organisations import a_site, an_employer
from tests.factories.sheets import officer_actor

pytestmark = pytest.mark.django_db
DESK, RECEIVED = "/authoring/consents/", "/openings/received/"


@pytest.fixture
def trainee() -> User:
    return trainee_at(a_site(), name="示范·甲")


@pytest.fixture
def person(trainee) -> Client:
    return sign_in(Client(), trainee)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def shown_on(page: str) -> str:
    found = re.search(r'name="shown" value="(\w+)"', page)
    assert found
    return found[1]


def test_from_the_question_to_a_yes_and_back(trainee, person) -> None:
    assert "还没有单位" in text_of(person, "/work/")
    request = ask(trainee)
    address = f"/work/{request.uuid}/"
    assert address in text_of(person, "/work/")
    page = text_of(person, address)
    for value in (
        request.employer.name,
        "示范·甲",
        "认真，守时",
        "0898-0000001",
        "不同意，学习、考试、证书都不受影响",
    ):
        assert value in page
    assert "checked" not in page
    last = text_of(person, f"{address}give/?fields=name&fields=opinion&fields=schooling")
    assert "示范·甲" in last
    assert "0898-0000001" not in last
    back = re.search(r'href="([^"]+)">返回上一页', last)
    assert back
    whence = {"Referer": f"http://testserver{address}give/?fields=name"}
    page = person.get(unescape(back[1]), headers=whence).content.decode()
    # Of schooling nothing is known.
    assert re.findall(r'value="(\w+)"[^>]* checked', page) == ["name", "opinion"]
    assert "checked" not in text_of(person, unescape(back[1])), "an address from elsewhere ticks nothing"
    form = {"fields_told": ["name", "opinion"], "shown": shown_on(last), "secret": "000000"}
    assert person.post(f"{address}give/", form).status_code == 422
    assert person.post(f"{address}give/", form | {"secret": PIN, "was_read_aloud": "on"}).status_code == 302
    assert "已经同意过了" in person.get(f"{address}give/?fields=name", follow=True).content.decode()
    consent = Consent.objects.get()
    assert (consent.fields, consent.was_read_aloud) == (["name", "opinion"], True)
    disclose(consent)
    assert request.employer.name in text_of(person, "/work/")
    assert "就业推荐表" in text_of(person, address)
    assert "马上收回" in text_of(person, f"{address}withdraw/")
    assert person.post(f"{address}withdraw/").status_code == 302
    assert person.post(f"{address}withdraw/").status_code == 302
    again = person.get(f"{address}withdraw/", follow=True)
    assert again.redirect_chain == [(address, 302)]
    assert "已经收回" in again.content.decode()
    assert "已收回" in text_of(person, address)
    for stale in (
        person.get(f"{address}give/?fields=name", follow=True),
        person.get(f"{address}refuse/", follow=True),
    ):
        assert stale.redirect_chain == [(address, 302)]
        assert "这个问题已经不能回答了" in stale.content.decode()


def test_a_no_after_a_yes_says_that_the_yes_stands_and_where_it_is_taken_back(trainee, person) -> None:
    request = ask(trainee)
    address = f"/work/{request.uuid}/"
    give(request)
    for stale in (
        person.get(f"{address}refuse/", follow=True),
        person.post(f"{address}refuse/", follow=True),
    ):
        assert stale.redirect_chain == [(address, 302)]
        page = stale.content.decode()
        assert "同意仍然有效" in page
        assert f"{address}withdraw/" in page
    assert not ConsentAnswer.objects.exists()


def test_a_no_needs_no_pin_and_nothing_ticked_is_no_yes(trainee, person) -> None:
    address = f"/work/{ask(trainee).uuid}/"
    assert person.get(f"{address}give/").status_code == 302
    assert "不同意吗" in text_of(person, f"{address}refuse/")
    assert person.post(f"{address}refuse/").status_code == 302
    assert ConsentAnswer.objects.count() == 1
    assert "不同意" in text_of(person, address)


def test_a_value_that_changed_is_read_again(trainee, person) -> None:
    address = f"/work/{ask(trainee).uuid}/give/"
    page = text_of(person, f"{address}?fields=name")
    trainee.person.full_name = "示范·乙"
    trainee.person.save()
    answer = person.post(address, {"fields_told": ["name"], "shown": shown_on(page), "secret": PIN})
    assert answer.status_code == 422
    assert "请重新看一遍" in answer.content.decode()


def test_nobody_else_finds_it(trainee) -> None:
    request = ask(trainee)
    other = sign_in(Client(), trainee_at(trainee.person.site))
    for part in ("", "give/?fields=name", "refuse/", "withdraw/"):
        assert other.get(f"/work/{request.uuid}/{part}").status_code == 404
    officer = sign_in(Client(), officer_for(trainee))
    assert officer.get(f"/work/{request.uuid}/give/?fields=name").status_code == 403
    elsewhere = sign_in(Client(), officer_for(trainee_at(a_site())))
    assert elsewhere.get(f"{DESK}{request.uuid}/").status_code == 404
    assert sign_in(Client(), registrar_at(trainee.person.site)).get(DESK).status_code in (302, 403)


def test_the_officer_asks_looks_and_cannot_tick(trainee) -> None:
    opening = an_opening()
    office = sign_in(Client(), officer_for(trainee))
    assert "还没有征求过任何人" in text_of(office, DESK)
    page = text_of(office, f"{DESK}new/")
    key = re.search(r'name="client_key" value="([^"]+)"', page)
    assert key
    form = {"number": "0", "opening": opening.uuid, "fields_asked": ["name", "opinion"], "client_key": key[1]}
    for wrong in (
        {},
        {"number": trainee_at(a_site()).username},
        {"number": trainee.username, "opinion": "在戒毒所"},
    ):
        assert office.post(f"{DESK}new/", form | wrong).status_code == 422
    form |= {"number": trainee.username, "opinion": "认真"}
    early = office.post(f"{DESK}new/", form)
    assert early.status_code == 422, "nobody could issue a sheet"
    assert "没有有效证书" in early.content.decode()
    assert not trainee.person.consent_requests.exists()
    form |= {"despite": "on"}
    assert office.post(f"{DESK}new/", form).status_code == 302
    assert office.post(f"{DESK}new/", form).status_code == 302
    row = trainee.person.consent_requests.get()
    assert "示范·甲" in text_of(office, f"{DESK}?q=示范&standing=waiting")
    assert "示范·甲" not in text_of(office, f"{DESK}?standing=live")
    page = text_of(office, f"{DESK}{row.uuid}/")
    assert "认真" in page
    assert 'type="checkbox"' not in page


def test_a_name_finds_ones_own_people_and_the_officer_chooses(trainee) -> None:
    site = trainee.person.site
    twin = trainee_at(site, name=trainee.person.full_name)
    stranger = trainee_at(a_site(), name=trainee.person.full_name)
    office, opening = sign_in(Client(), officer_for(trainee)), an_opening()
    key = re.search(r'name="client_key" value="([^"]+)"', text_of(office, f"{DESK}new/"))
    assert key
    form = {"number": trainee.person.full_name, "opening": opening.uuid, "despite": "on"}
    form |= {"fields_asked": ["name"], "client_key": key[1]}
    found = office.post(f"{DESK}new/", form)
    page = found.content.decode()
    assert found.status_code == 422
    assert twin.username in page
    assert trainee.username in page
    assert stranger.username not in page
    for text in ("a" * 70_000, "\0"):
        assert office.post(f"{DESK}new/", form | {"number": text}).status_code == 422
    for nobody in (str(stranger.person.uuid), "x"):
        assert office.post(f"{DESK}new/", form | {"person": nobody}).status_code == 422
    assert office.post(f"{DESK}new/", form | {"person": str(twin.person.uuid)}).status_code == 302
    assert twin.person.consent_requests.exists()
    assert not trainee.person.consent_requests.exists()


def test_whoever_had_the_name_may_be_meant_and_is_never_taken_for_the_one_unasked(trainee) -> None:
    """An officer has an older paper: the name on it is somebody else's by now, or nobody's."""
    site = trainee.person.site
    renamed, longer = trainee_at(site, name="张样纬"), trainee_at(site, name="小张样纬")
    for user, name in ((renamed, "张样伟"), (longer, "小张样伟")):
        rename_person(person=user.person, name=name, actor=officer_actor(officer_for(trainee)), now=now())
    office, opening = sign_in(Client(), officer_for(trainee)), an_opening()
    key = re.search(r'name="client_key" value="([^"]+)"', text_of(office, f"{DESK}new/"))
    assert key
    form = {"number": "张样纬", "opening": opening.uuid, "despite": "on"}
    form |= {"fields_asked": ["name"], "client_key": key[1]}
    for names in ([], ["张样纬"]):
        others = [trainee_at(site, name=name) for name in names]
        found = office.post(f"{DESK}new/", form)
        assert found.status_code == 422
        assert f"张样伟 · 原登记姓名：张样纬 · {renamed.username}" in found.content.decode()
        assert all(user.username in found.content.decode() for user in others)
        assert longer.username not in found.content.decode()
    assert office.post(f"{DESK}new/", form | {"person": str(renamed.person.uuid)}).status_code == 302
    assert renamed.person.consent_requests.exists()


def test_no_place_is_written_into_a_question_and_a_yes_taken_back_is_no_no(trainee) -> None:
    site, opening = trainee.person.site, an_opening()
    for words in (f"在{site.name_zh}表现好", f"{site.name_en}"):
        with pytest.raises(UnusableConsent) as refused:
            ask(trainee, opening=opening, words={"opinion": words})
        assert refused.value.field == "opinion"
    withdraw(a_consent(trainee, opening=opening))
    with pytest.raises(ConsentRefused) as again, translation.override("zh-hans"):
        ask(trainee, opening=opening)
    assert "收回" in again.value.message


def test_the_officer_takes_back_for_a_person_who_asked(trainee) -> None:
    consent = a_consent(trainee)
    office = sign_in(Client(), officer_for(trainee))
    address = f"{DESK}{consent.request.uuid}/withdraw/"
    assert office.post(address).status_code == 302
    assert "没有有效的同意" in text_of(office, address)


def test_the_employer_reads_a_name_only_while_it_may(trainee) -> None:
    consent = a_consent(trainee)
    employer = sign_in(Client(), a_user(Role.EMPLOYER, consent.employer))
    address = "/openings/received/"
    assert "示范·甲" not in text_of(employer, address)
    disclose(consent)
    page = text_of(employer, address)
    assert "示范·甲" in page
    assert consent.reference in page
    assert "示范·甲" not in text_of(sign_in(Client(), a_user(Role.EMPLOYER, an_opening().employer)), address)
    withdraw(consent)
    page = text_of(employer, address)
    assert "示范·甲" not in page
    assert consent.reference in page
    assert "请删除" in page


def test_while_its_employer_is_suspended_a_question_rests(trainee, person) -> None:
    opening = an_opening()
    request = ask(trainee, opening=opening)
    address, employers = f"/work/{request.uuid}/", Employer.objects.filter(pk=request.employer_id)
    assert count_waiting(trainee.person_id, now=now()) == 1
    employers.update(is_verified=False)
    assert count_waiting(trainee.person_id, now=now()) == 0
    page = text_of(person, address)
    assert "这家单位目前已被暂停" in page
    assert 'name="fields"' not in page
    assert "暂时搁置" in text_of(person, "/work/")
    for answer in (give, refuse):
        with pytest.raises(ConsentRefused, match="目前已被暂停"):
            answer(request)
    with pytest.raises(ConsentRefused, match="用人单位已被暂停"):
        ask(trainee_at(a_site()), opening=Opening.objects.get(pk=opening.pk))
    employers.update(is_verified=True)
    assert count_waiting(trainee.person_id, now=now()) == 1
    assert 'name="fields"' in text_of(person, address)
    assert give(request)


@pytest.mark.parametrize("count", [1, 6])
def test_lists_ask_no_more_for_more_rows(trainee, person, django_assert_max_num_queries, count) -> None:
    for _number in range(count):
        disclose(a_consent(trainee))
    office = sign_in(Client(), officer_for(trainee))
    for client, address, most in ((person, "/work/", 8), (office, DESK, 24)):
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_a_question_that_waits_is_announced_on_the_own_page(trainee, person) -> None:
    assert "等您" not in text_of(person, "/home/")
    first, second = ask(trainee), ask(trainee)
    home = text_of(person, "/home/")
    assert "有 2 个问题等您" in home
    assert home.count('href="/work/"') == 1
    refuse(first)
    assert "有 1 个问题等您" in text_of(person, "/home/")
    give(second)
    assert "等您" not in text_of(person, "/home/")
    assert 'href="/work/"' in text_of(person, "/home/")
    # Nobody else reads of it.
    ask(trainee)
    assert "等您" not in text_of(sign_in(Client(), trainee_at(a_site())), "/home/")


def test_the_lists_of_consents_cost_the_same_however_many_there_are(trainee, person) -> None:
    officer, owner = officer_for(trainee), employer_user_of(an_employer())

    def one_more_of_each() -> None:
        _waiting, no, yes = (
            ask(trainee, officer=officer, opening=an_approved_opening(owner)) for _ in range(3)
        )
        refuse(no)
        disclose(give(yes))

    def counted() -> list[int]:
        pages = ((person, "/work/"), (sign_in(Client(), officer), DESK), (sign_in(Client(), owner), RECEIVED))
        found = []
        for client, address in pages:
            text_of(client, address)
            with CaptureQueriesContext(connection) as queries:
                text_of(client, address)
            found.append(len(queries))
        return found

    one_more_of_each()
    before = counted()
    for _ in range(3):
        one_more_of_each()
    assert counted() == before


def test_a_consent_under_which_much_was_handed_out_costs_the_same(trainee, person) -> None:
    consent, office = a_consent(trainee), sign_in(Client(), officer_for(trainee))
    pages = ((person, f"/work/{consent.request.uuid}/"), (office, f"{DESK}{consent.request.uuid}/"))

    def counted() -> list[int]:
        disclose(consent)
        found = []
        for client, address in pages:
            text_of(client, address)
            with CaptureQueriesContext(connection) as queries:
                text_of(client, address)
            found.append(len(queries))
        return found

    before = counted()
    disclose(consent)
    assert counted() == before


def test_an_employers_pages_say_for_whom_one_acts(trainee) -> None:
    consent = a_consent(trainee)
    owner = employer_user_of(consent.employer)
    assert f'<p class="eyebrow">{consent.employer.name}</p>' in text_of(sign_in(Client(), owner), RECEIVED)


@pytest.mark.parametrize("page", ["", "give/?fields=name"])
def test_all_that_the_opening_says_is_read_before_the_yes(trainee, person, page: str) -> None:
    author = employer_user_of(an_employer())
    opening = an_approved_opening(
        author,
        text="凌晨四点<b>和面\n师傅带教",
        shifts="night",
        insurance="injury",
        lodging="paid",
        number_wanted=17,
    )
    request = ask(trainee, opening=opening)
    address = f"/work/{request.uuid}/"
    said = f"凌晨四点&lt;b&gt;和面<br>师傅带教 夜班 仅工伤保险 收费住宿 17 {opening.until_date}".split()
    assert all(words in text_of(person, f"{address}{page}") for words in said)
    person.cookies["language"] = "en"
    english = text_of(person, f"{address}{page}")
    assert 'lang="zh-Hans">凌晨四点' in english
    assert "All that the employer writes about" in english
    person.cookies["language"] = "zh-hans"
    changed = an_offer(text="改成扫地", number_wanted=3)
    change_opening(employer_id=opening.employer_id, seen=seen_of(opening), offer=changed, **acting(author))
    later = text_of(person, address)
    assert "改成扫地" not in later  # it was asked in other words
    assert "凌晨四点" in later
