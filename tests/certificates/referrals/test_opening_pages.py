"""Openings over HTTP: an employer's own pages, the officers' desk, and what neither may do."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from certificates.models import Opening
from certificates.referrals.models import Lodging
from courses.catalog.models import Occupation
from lms.accounts.models import RoleAssignment, User
from lms.core.actor import Actor
from lms.core.clock import now
from lms.core.enums import Role
from lms.demonstration.openings import offer_work
from lms.demonstration.people import build_staff
from lms.demonstration.places import build_places
from lms.organisations.api import Decision
from tests.accounts.employers.test_deciding import say
from tests.factories.accounts import a_user, administrator_at, employer_user_of, sign_in
from tests.factories.openings import (
    a_draft,
    a_form,
    a_sent_opening,
    an_approved_opening,
    an_officer,
)
from tests.factories.organisations import a_site, a_waiting_employer, an_employer

pytestmark = pytest.mark.django_db
OWN, DESK = "/openings/", "/authoring/openings/"


@pytest.fixture
def user() -> User:
    return employer_user_of(an_employer())


@pytest.fixture
def employer(user) -> Client:
    return sign_in(Client(), user)


@pytest.fixture
def office() -> Client:
    return sign_in(Client(), an_officer())


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_from_the_empty_list_to_a_running_opening(employer, office) -> None:
    assert "还没有岗位" in text_of(employer, OWN)
    made = employer.post(f"{OWN}new/", a_form(text="限女，包吃住"))
    address = made["Location"]
    assert "<mark>限女</mark>，包吃住" in text_of(employer, address)
    assert office.get(address.replace(OWN, DESK)).status_code == 404  # a draft is its employer's alone
    asked = text_of(employer, f"{address}submit/")
    seen = re.search(r'name="seen" value="(\d+)"', asked)
    assert seen
    assert "有标出的字句" in asked
    assert employer.post(f"{address}submit/", {"seen": seen[1]}).status_code == 302
    page = text_of(office, address.replace(OWN, DESK))
    assert "<mark>限女</mark>" in page
    assert "就业促进法第二十七条" in page
    link = re.search(r'href="(/authoring/openings/[^"]+/approve/\?seen=\d+)"', page)
    assert link
    shown = re.search(r'name="seen" value="(\d+)"', text_of(office, link[1]))
    assert shown
    assert office.post(link[1], {"seen": shown[1]}).status_code == 302
    assert "已通过，招聘中" in text_of(employer, OWN)


def test_a_stale_page_of_an_officer_is_refused(user, employer, office) -> None:
    sent = a_sent_opening(user)
    link = f"{DESK}{sent.uuid}/approve/?seen={sent.revision}"
    employer.post(f"{OWN}{sent.uuid}/change/", a_form(seen=str(sent.revision), text="限男"))
    # Opened after the change, from a page of before it.
    shown = re.search(r'name="seen" value="(\d+)"', text_of(office, link))
    assert shown
    answer = office.post(link, {"seen": shown[1]})
    assert answer.status_code == 422
    assert "有人改动了这个岗位" in answer.content.decode()


def test_a_stale_form_of_a_colleague_is_refused(user, employer) -> None:
    draft = a_draft(user)
    address = f"{OWN}{draft.uuid}/change/"
    assert employer.post(address, a_form(seen="1", text="one")).status_code == 302
    answer = employer.post(address, a_form(seen="1", text="two"))
    assert answer.status_code == 422
    draft.refresh_from_db()
    assert draft.text == "one"


def test_a_colleague_sees_what_was_written_meanwhile_and_may_put_theirs_in_its_place(user, employer) -> None:
    draft = a_draft(user)
    address = f"{OWN}{draft.uuid}/change/"
    employer.post(address, a_form(seen="1", text="one", lodging="free"))
    answer = employer.post(address, a_form(seen="1", text="two", lodging="none"))
    listed = {str(item["term"]): item["value"] for item in answer.context["theirs"]}
    assert listed == {"岗位说明": "one", "住宿": dict(Lodging.choices)["free"]}
    again = re.search(r'name="seen" value="(\d+)"', answer.content.decode())
    assert again
    assert re.search(r">\s*two</textarea>", answer.content.decode())
    assert employer.post(address, a_form(seen=again[1], text="two", lodging="none")).status_code == 302
    draft.refresh_from_db()
    assert draft.text == "two"
    assert text_of(employer, f"{OWN}{draft.uuid}/").count("<li>改动 · ") == 2


def test_a_page_that_keeps_its_words_is_told_in_json(employer) -> None:
    asks = {"headers": {"Accept": "application/json"}}
    wrong = employer.post(f"{OWN}new/", a_form(number_wanted="0"), **asks)
    assert (wrong.status_code, wrong.json()) == (422, {"errors": ["不能小于1。"]})
    told = employer.post(f"{OWN}new/", a_form(), **asks).json()
    assert told == {"saved": "岗位已存为草稿。写好后请提交。", "url": f"{OWN}{Opening.objects.get().uuid}/"}
    told = employer.post(f"{told['url']}change/", a_form(seen="1"), **asks).json()
    assert told["saved"] == "岗位已保存。"


def test_a_refusal_tells_why_and_not_who(user, employer) -> None:
    sent, officer = a_sent_opening(user), an_officer()
    User.objects.filter(pk=officer.pk).update(display_name="赵钱孙")
    office = sign_in(Client(), officer)
    address = f"{DESK}{sent.uuid}/refuse/"
    assert office.post(address, {"seen": "2", "reason": ""}).status_code == 422
    assert office.post(address, {"seen": "2", "reason": "请删去性别要求"}).status_code == 302
    page = text_of(employer, f"{OWN}{sent.uuid}/")
    assert "请删去性别要求" in page
    assert "赵钱孙" not in page
    assert "赵钱孙" in text_of(office, f"{DESK}{sent.uuid}/")


def test_a_copy_begins_with_what_was_written_and_new_days(user, employer) -> None:
    past = now() - timedelta(days=100)
    opening = a_draft(user, at=past, title="旧岗位")
    page = text_of(employer, f"{OWN}{opening.uuid}/copy/")
    assert 'value="旧岗位"' in page
    assert str(opening.until_date) not in page
    made = employer.post(f"{OWN}{opening.uuid}/copy/", a_form(title="新岗位"))
    assert made["Location"] != f"{OWN}{opening.uuid}/"
    assert set(Opening.objects.values_list("title", flat=True)) == {"旧岗位", "新岗位"}


def test_a_closed_opening_can_only_be_copied(user, employer) -> None:
    opening = an_approved_opening(user)
    assert employer.post(f"{OWN}{opening.uuid}/close/", {"seen": opening.revision}).status_code == 302
    assert employer.get(f"{OWN}{opening.uuid}/change/").status_code == 409
    page = text_of(employer, f"{OWN}{opening.uuid}/")
    assert "/copy/" in page
    assert not any(f"/{step}/" in page for step in ("change", "submit", "close"))


def test_no_step_is_offered_that_would_be_refused(user, employer, office) -> None:
    opening = an_approved_opening(user)
    page = text_of(employer, f"{OWN}{opening.uuid}/")
    assert "/submit/" not in page
    answer = employer.get(f"{OWN}{opening.uuid}/submit/")
    assert answer.status_code == 409
    assert "岗位现在的状态不能这样操作" in answer.content.decode()
    draft = a_draft(user)
    Opening.objects.filter(pk=draft.pk).update(
        from_date=draft.from_date - timedelta(days=100), until_date=draft.until_date - timedelta(days=100)
    )
    page = text_of(employer, f"{OWN}{draft.uuid}/")
    assert "/submit/" not in page
    assert "请先修改日期" in page
    assert employer.get(f"{OWN}{draft.uuid}/submit/").status_code == 409
    address = f"{DESK}{opening.uuid}/approve/"
    assert address not in text_of(office, f"{DESK}{opening.uuid}/")
    page = text_of(office, address)
    assert "岗位现在的状态不能这样操作" in page
    assert 'name="seen"' not in page


def test_an_officer_is_offered_no_decision_about_an_own_employer(user, office) -> None:
    opening = a_sent_opening(user)
    page, approve = f"{DESK}{opening.uuid}/", f"{DESK}{opening.uuid}/approve/"
    assert approve in text_of(office, page)
    officer = a_user(Role.PLACEMENT_OFFICER, a_site())
    held = {"role": Role.EMPLOYER, "employer": opening.employer, "valid_from": now()}
    RoleAssignment.objects.create(user=officer, **held)
    own = sign_in(Client(), officer)
    shown = text_of(own, page)
    assert approve not in shown
    assert f"{DESK}{opening.uuid}/refuse/" not in shown
    assert "由另一位就业指导员审核" in shown
    assert 'name="seen"' not in text_of(own, approve)


def test_openings_of_who_is_suspended_are_paused_for_officers_and_the_employer(user, office) -> None:
    runs, waits = an_approved_opening(user), a_sent_opening(user)
    link = f"{DESK}{waits.uuid}/approve/"
    assert link in text_of(office, f"{DESK}{waits.uuid}/")
    say(runs.employer, Decision.SUSPENDED, by=an_officer())
    listed = text_of(office, DESK)
    assert listed.count("暂停（用人单位已被暂停）</td>") == 2
    assert "已通过，招聘中</td>" not in listed
    assert text_of(office, f"{DESK}?standing=paused").count("面点师") == 2
    for opening in (runs, waits):
        page = text_of(office, f"{DESK}{opening.uuid}/")
        assert "暂停（用人单位已被暂停）" in page
        assert "/approve/" not in page
        assert f"{DESK}{opening.uuid}/people/" not in page
        assert "未通过核验" not in page
    assert "用人单位已被暂停" in text_of(office, link)
    assert office.post(link, {"seen": waits.revision}).status_code == 422
    assert "用人单位已被暂停" in text_of(office, f"{DESK}{runs.uuid}/people/")
    own = text_of(sign_in(Client(), user), "/home/")
    assert "岗位在解除暂停前暂不招人" in own
    say(runs.employer, Decision.LIFTED, by=an_officer())
    assert "已通过，招聘中</td>" in text_of(office, DESK)


@pytest.mark.parametrize("step", ["", "change/", "copy/", "submit/", "close/"])
def test_an_opening_of_another_employer_is_not_found(employer, step) -> None:
    other = a_draft(employer_user_of(an_employer()))
    address = f"{OWN}{other.uuid}/{step}"
    assert employer.get(address).status_code == 404
    if step:
        assert employer.post(address, a_form(seen="1")).status_code == 404


@pytest.mark.parametrize("role", [Role.EMPLOYER_APPLICANT, Role.PLACEMENT_OFFICER, Role.REGISTRAR])
def test_only_people_of_a_verified_employer_write(role) -> None:
    place = a_waiting_employer() if role is Role.EMPLOYER_APPLICANT else a_site()
    client = sign_in(Client(), a_user(role, place))
    assert client.get(OWN).status_code == 403
    assert client.post(f"{OWN}new/", a_form()).status_code == 403


def test_only_placement_officers_have_the_desk(user, employer) -> None:
    sent = a_sent_opening(user)
    for client in (employer, sign_in(Client(), administrator_at(a_site()))):
        assert client.get(f"{DESK}{sent.uuid}/").status_code == 403
        assert client.post(f"{DESK}{sent.uuid}/approve/", {"seen": "2"}).status_code == 403


def test_the_desk_is_searched_filtered_and_says_when_it_is_empty(user, office) -> None:
    assert "还没有用人单位提交岗位" in text_of(office, DESK)
    an_approved_opening(user, title="已通过的岗位")
    a_sent_opening(user, title="待审核的岗位")
    everything = text_of(office, DESK)
    assert everything.index("待审核的岗位") < everything.index("已通过的岗位")
    for asked, shown, hidden in (
        ("?q=待审", "待审核的岗位", "已通过的岗位"),
        ("?standing=running", "已通过的岗位", "待审核的岗位"),
        ("?standing=waiting", "待审核的岗位", "已通过的岗位"),
    ):
        page = text_of(office, DESK + asked)
        assert shown in page
        assert hidden not in page
    assert "没有岗位符合这次查找" in text_of(office, f"{DESK}?q=没有这个")
    assert office.get(f"{DESK}?standing=nonsense&q=%00&p=-1").status_code == 200


def test_what_waits_longest_is_looked_at_first(user, office) -> None:
    for number, title in enumerate(("第一个", "第二个", "第三个")):
        with time_machine.travel(now() - timedelta(days=3 - number), tick=False):
            a_sent_opening(user, title=title)
    places = [text_of(office, DESK).index(title) for title in ("第一个", "第二个", "第三个")]
    assert places == sorted(places)


def test_lists_do_not_ask_more_for_more_openings(
    user, employer, office, django_assert_max_num_queries
) -> None:
    for _time in range(10):
        a_sent_opening(user)
    for client, address, most in ((office, DESK, 12), (employer, OWN, 8)):
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)


def test_on_english_pages_chinese_words_are_marked_and_english_names_stand_beside(
    user, employer, office
) -> None:
    Occupation.objects.create(code="6-99-99-01", title_zh="示范工种", title_en="Sample trade")
    opening = an_approved_opening(user, occupation="6-99-99-01")
    marked = '<span lang="zh-Hans">面点师</span>'
    for client, address in ((employer, OWN), (office, DESK)):
        for path in (address, f"{address}{opening.uuid}/"):
            assert marked not in text_of(client, path)
        client.cookies["language"] = "en"
        for path in (address, f"{address}{opening.uuid}/"):
            page = text_of(client, path)
            assert marked in page
            assert "(Sample trade)" in page
            assert '<span lang="zh-Hans">示范市样板区</span>' in page


def test_what_employers_write_is_text(user, employer, office) -> None:
    script = "<script>alert(1)</script>{{7*7}}"
    sent = a_sent_opening(user, title=script, district=script, text=f"限男{script}")
    for client, address in ((employer, OWN), (office, DESK)):
        for path in ("", f"{sent.uuid}/"):
            page = text_of(client, address + path)
            assert "<script>alert(1)" not in page
            assert "{{7*7}}" in page


@pytest.mark.parametrize(
    "more",
    [
        {"pay_from": "6000", "pay_to": "5000"},
        {"pay_from": "-1"},
        {"pay_to": "1e9"},
        {"number_wanted": "0"},
        {"until_date": "2020-01-01"},
        {"until_date": "2026-02-30"},
        {"from_date": "9999-12-31", "until_date": "9999-12-31"},
        {"from_date": "0001-01-01", "until_date": "9999-12-31"},
        {"insurance": "none"},
        {"wanted_kind": "diploma", "wanted_level": "5"},
        {"occupation": "no-such"},
        {"title": "\u202e"},
        {"client_key": "x"},
    ],
)
def test_what_cannot_be_comes_back_with_a_reason(employer, more) -> None:
    answer = employer.post(f"{OWN}new/", a_form(**more))
    assert answer.status_code == 422
    assert not Opening.objects.exists()


def test_the_demonstration_is_made_once() -> None:
    actor = Actor.system("demonstration")
    for _time in range(2):
        places = build_places(actor=actor, now=now())
        build_staff(places, actor=actor, now=now())
        offer_work(places, now=now())
    rows = Opening.objects.order_by("pk").values_list("employer__code", "state")
    assert list(rows) == [("DEMO-EMP-1", state) for state in ("approved", "submitted", "draft")]
    waiting = User.objects.get(username="employer3").role_assignments.get()
    assert (waiting.role, waiting.employer.is_verified) == (Role.EMPLOYER_APPLICANT, False)
