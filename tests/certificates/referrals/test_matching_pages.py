"""People and work before officers over HTTP: nobody left out, picked and proposed, tables, nothing for an employer."""

import html
import re
from types import SimpleNamespace

import pytest
from django.test import Client

from certificates.models import ConsentRequest, Proposal
from certificates.referrals import operations
from certificates.referrals.wishes.rules import Wish
from lms.core.enums import Role
from tests.factories.accounts import a_user, employer_user_of, sign_in, trainee_at
from tests.factories.consents import ask
from tests.factories.matching import officer_at, proposed, told
from tests.factories.openings import (
    a_sent_opening,
    acting,
    an_approved_opening,
    an_offer,
    an_officer,
    seen_of,
)
from tests.factories.organisations import a_site, an_employer
from tests.factories.sheets import a_graduate
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
PEOPLE = "/authoring/people-and-work/"


@pytest.fixture
def world() -> SimpleNamespace:
    site = a_site()
    owner = employer_user_of(an_employer())
    opening = an_approved_opening(owner, district="海口市龙华区", title="面点师")
    fits, elsewhere, unasked = (trainee_at(site, name=name) for name in ("甲示范", "乙示范", "丙示范"))
    told(fits, Wish(districts=("460100",)))
    told(elsewhere, Wish(districts=("460200",)))
    officer = officer_at(site)
    return SimpleNamespace(
        site=site,
        officer=officer,
        owner=owner,
        opening=opening,
        fits=fits,
        elsewhere=elsewhere,
        unasked=unasked,
        office=sign_in(Client(), officer),
        beside=f"/authoring/openings/{opening.uuid}/people/",
        propose=f"/authoring/openings/{opening.uuid}/propose/",
    )


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_stands_there_what_fits_first(world) -> None:
    page = text_of(world.office, world.beside)
    places = [page.index(name) for name in ("甲示范", "丙示范", "乙示范")]
    assert places == sorted(places)
    assert "想去别的地方工作" in page
    narrowed = text_of(world.office, f"{world.beside}?group=against")
    assert "乙示范" in narrowed
    assert "甲示范" not in narrowed
    assert "丙示范" in text_of(world.office, f"{world.beside}?q=丙")
    assert "甲示范" in text_of(world.office, f"{world.beside}?group=nonsense")


def test_the_table_says_the_same(world) -> None:
    table = world.office.get(f"{world.beside}?format=csv").content.decode()
    assert "甲示范" in table
    assert "还没有问过想做什么工作" in table
    assert world.office.get(f"{world.beside}?format=xlsx").content[:2] == b"PK"
    for address in (PEOPLE, f"{PEOPLE}{world.fits.person.uuid}/"):
        assert world.office.get(f"{address}?format=csv").status_code == 200


def test_who_holds_no_certificate_is_named_before_somebody_is_asked(world) -> None:
    holder = a_graduate(site=world.site, name="丁示范")
    asked = f"{world.propose}?person={holder.person.uuid}&person={world.unasked.person.uuid}"
    page = text_of(world.office, asked)
    assert (
        f"以下学员没有有效证书，即使本人同意，学校也要等有了证书才能推荐：{world.unasked.person.full_name}<"
        in page
    )
    assert "没有有效证书" not in text_of(world.office, f"{world.propose}?person={holder.person.uuid}")


def test_who_is_ticked_is_proposed_and_asked(world) -> None:
    asked = f"{world.propose}?person={world.fits.person.uuid}&person={world.unasked.person.uuid}&person=x"
    page = text_of(world.office, asked)
    key = re.search(r'name="client_key" value="([^"]+)"', page)
    assert key
    assert "乙示范" not in page
    form = {"person": re.findall(r'name="person" value="([^"]+)"', page), "client_key": key[1]}
    form |= {"fields_asked": ["name", "wish"], "why": "", "seen": str(world.opening.revision)}
    assert world.office.post(world.propose, form).status_code == 422
    assert world.office.post(world.propose, form | {"why": "会做面点"}).status_code == 302
    assert Proposal.objects.count() == 2
    assert ConsentRequest.objects.get(person=world.fits.person).fields == ["name", "wish"]
    assert "会做面点" in text_of(world.office, world.beside)
    assert "会做面点" in text_of(world.office, f"{PEOPLE}{world.fits.person.uuid}/")


def test_who_was_asked_by_another_page_is_marked_and_not_proposed_again(world) -> None:
    ask(world.fits, opening=world.opening, officer=world.officer)
    page = text_of(world.office, world.beside)
    row = page[page.index(f'value="{world.fits.person.uuid}"') :].split("</tr>")[0]
    assert " disabled" in row.split(">")[0]
    assert "等待回答" in row
    assert world.fits.username in row
    assert page.count("针对这个岗位的询问") == 1
    table = world.office.get(f"{world.beside}?format=csv").content.decode()
    assert world.fits.username in table
    assert "等待回答" in table
    other = text_of(world.office, f"{PEOPLE}{world.fits.person.uuid}/")
    assert "等待回答" in other
    assert f"{world.propose}?person=" not in other


def test_who_was_asked_for_other_words_is_marked_and_may_be_ticked(world) -> None:
    ask(world.fits, opening=world.opening, officer=world.officer)
    proposed(world.officer, world.opening, world.unasked.person, why="会做面点")
    mark = "询问的是修改前的岗位内容"
    assert mark not in text_of(world.office, world.beside)
    who = acting(world.owner) | {"employer_id": world.opening.employer_id}
    world.opening.refresh_from_db()
    changed = operations.change_opening(
        seen=seen_of(world.opening), offer=an_offer(district="海口市龙华区"), **who
    )
    operations.approve_opening(seen=seen_of(changed), **acting(an_officer(), Role.PLACEMENT_OFFICER))
    page = text_of(world.office, world.beside)
    for trainee in (world.fits, world.unasked):
        row = page[page.index(f'value="{trainee.person.uuid}"') :].split("</tr>")[0]
        assert " disabled" not in row.split(">")[0]
        assert mark in row
    assert "（修改前的岗位）" in page  # in the list of who was proposed
    address = f"{world.propose}?person={world.fits.person.uuid}"
    assert mark in text_of(world.office, address)
    table = world.office.get(f"{world.beside}?format=csv").content.decode()
    assert table.count(mark) == 2
    person = text_of(world.office, f"{PEOPLE}{world.fits.person.uuid}/")
    assert mark in person
    assert html.escape(address) in person
    listed = world.office.get(f"{PEOPLE}?format=csv").content.decode()
    assert re.search(rf"{world.fits.username}.*,1\r?$", listed, re.MULTILINE)


def test_a_page_for_words_of_before_is_shown_again_with_what_changed(world) -> None:
    world.opening.refresh_from_db()
    seen, person = world.opening.revision, world.fits.person
    assert f'name="seen" value="{seen}"' in text_of(world.office, world.beside)
    who = acting(world.owner) | {"employer_id": world.opening.employer_id}
    changed = operations.change_opening(
        seen=seen_of(world.opening), offer=an_offer(title="搬运工", district="海口市龙华区"), **who
    )
    operations.approve_opening(seen=seen_of(changed), **acting(an_officer(), Role.PLACEMENT_OFFICER))
    page = world.office.get(world.propose, {"person": str(person.uuid), "seen": str(seen)})
    form = page.context["form"]
    sent = {"person": [str(person.uuid)], "why": "会做面点", "fields_asked": ["name"]}
    sent |= {name: str(form[name].value()) for name in ("seen", "client_key")}
    again = world.office.post(world.propose, sent)
    assert again.status_code == 422
    assert [(str(one["term"]), one["value"]) for one in again.context["changed"]] == [("岗位名称", "搬运工")]
    assert not ConsentRequest.objects.exists()
    now_read = str(again.context["form"]["seen"].value())
    assert world.office.post(world.propose, sent | {"seen": now_read}).status_code == 302
    assert ConsentRequest.objects.get(person=person).revision == seen + 2


def test_nobody_ticked_says_so(world) -> None:
    assert "请先选人" in text_of(world.office, world.propose) or "先选" in text_of(
        world.office, world.propose
    )


def test_the_list_of_people_is_narrowed_by_what_was_asked(world) -> None:
    assert "丙示范" in text_of(world.office, f"{PEOPLE}?wish=none")
    said = text_of(world.office, f"{PEOPLE}?wish=wish")
    assert "丙示范" not in said
    assert "海口市" in said


def test_an_officer_of_another_place_sees_none_of_them(world) -> None:
    strange = sign_in(Client(), officer_at(a_site()))
    assert "甲示范" not in text_of(strange, world.beside)
    assert "甲示范" not in text_of(strange, PEOPLE)
    assert strange.get(f"{PEOPLE}{world.fits.person.uuid}/").status_code == 404
    for role in (Role.REGISTRAR, Role.INSTRUCTOR):
        client = sign_in(Client(), a_user(role, world.site))
        assert client.get(world.beside).status_code == client.get(PEOPLE).status_code == 403


def test_an_employer_reads_nothing_of_a_proposal(world) -> None:
    stay = a_stay(world.fits.person)
    proposed(world.officer, world.opening, world.fits.person, why="会做面点")
    assert f"{stay.forecast_date:%Y-%m-%d}" in text_of(world.office, world.beside)
    employer = sign_in(Client(), world.owner)
    page = text_of(employer, f"/openings/{world.opening.uuid}/") + text_of(employer, "/openings/")
    assert not any(word in page for word in ("甲示范", "会做面点", f"{stay.forecast_date:%Y-%m-%d}"))
    assert employer.get(world.beside).status_code == 403


def test_where_nobody_can_be_proposed_the_list_says_so_before_somebody_is_picked(world) -> None:
    waits = a_sent_opening(world.owner)
    page = text_of(world.office, f"/authoring/openings/{waits.uuid}/people/")
    assert "这个岗位没有通过审核" in page
    assert "甲示范" in page
    assert "提出选中的人选" not in page
    assert "提出选中的人选" in text_of(world.office, world.beside)
    asked = f"/authoring/openings/{waits.uuid}/propose/?person={world.fits.person.uuid}"
    assert "这个岗位没有通过审核" in text_of(world.office, asked)


def test_the_links_of_groups_keep_what_was_searched(world) -> None:
    page = text_of(world.office, f"{world.beside}?q=示范&p=1")
    links = re.findall(r'href="(\?[^"]*group=\w+)"', page)
    assert len(links) == 3
    assert all("q=%E7%A4%BA%E8%8C%83" in link for link in links)
    against = html.unescape(next(link for link in links if link.endswith("against")))
    narrowed = text_of(world.office, world.beside + against)
    assert "乙示范" in narrowed
    assert "甲示范" not in narrowed
