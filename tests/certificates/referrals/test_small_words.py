"""What pages say where something ended or cannot be done, and that nothing typed or searched is lost on the way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.test import Client
from django.urls import reverse
from django.utils import translation

from certificates.bulkcheck.presentation import Row, counted
from certificates.models import ConsentRequest, SheetReply
from certificates.referrals import operations
from certificates.referrals.consent.presentation import request_row
from certificates.referrals.followup.errors import UnusableFollowUp
from certificates.referrals.matching.queries import why_not_now
from certificates.referrals.models import Opening
from lms.core.clock import local_date, now
from lms.core.enums import Role
from tests.factories.accounts import employer_user_of, sign_in
from tests.factories.consents import ask
from tests.factories.employers import a_colleague
from tests.factories.follow_ups import a_caller, a_contact, a_district, a_follow_up, contact_fields
from tests.factories.matching import officer_at
from tests.factories.openings import (
    a_sent_opening,
    acting,
    an_approved_opening,
    an_offer,
    an_officer,
    employer_id_of,
    seen_of,
)
from tests.factories.organisations import a_site, an_employer
from tests.factories.sheets import a_graduate, a_sheet
from tests.support.referrals import a_reply, of_employer, text

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TODAY, tick=False) as travelled:
        yield travelled


@pytest.fixture
def world() -> SimpleNamespace:
    author = employer_user_of(an_employer())
    return SimpleNamespace(author=author, opening=an_approved_opening(author), officer=an_officer())


def its_step(world: SimpleNamespace, name: str) -> None:
    """Let the employer, an officer or the calendar take a step with the opening."""
    who = {
        "employer_id": employer_id_of(world.author),
        "seen": seen_of(world.opening),
        **acting(world.author),
    }
    if name == "close":
        operations.close_opening(**who)
    elif name == "change":
        operations.change_opening(offer=an_offer(title="搬运工"), **who)
    else:
        officer = acting(world.officer, Role.PLACEMENT_OFFICER)
        operations.refuse_opening(seen=who["seen"], reason="请写明工资", **officer)


@pytest.mark.parametrize(
    ("step", "days", "words"),
    [
        ("close", 0, "未回答，岗位已关闭"),
        ("change", 0, "未回答，岗位有改动"),
        ("", 61, "未回答，已过期"),
        ("close", 61, "未回答，已过期"),
    ],
)
def test_a_question_that_nobody_answered_says_by_what_it_ended(
    world, step: str, days: int, words: str
) -> None:
    request = ask(opening=world.opening)
    if step:
        its_step(world, step)
    row = ConsentRequest.objects.get(pk=request.pk)
    assert str(request_row(row, now=now() + timedelta(days=days)).standing) == words


@pytest.mark.parametrize(
    ("step", "days", "words"),
    [
        ("refuse", 0, "没有通过审核"),
        ("change", 0, "没有通过审核"),
        ("close", 0, "已经关闭"),
        ("", 61, "最后一天"),
    ],
)
def test_nobody_is_proposed_and_the_page_says_which_it_is(world, step: str, days: int, words: str) -> None:
    if step:
        its_step(world, step)
    opening = Opening.objects.get(pk=world.opening.pk)
    today = local_date(now() + timedelta(days=days))
    assert words in why_not_now(officer_at(a_site()), opening, today=today)


def test_of_what_has_ended_nothing_is_refused(world, clock) -> None:
    waiting = a_sent_opening(world.author)
    desk, address = sign_in(Client(), world.officer), f"/authoring/openings/{waiting.uuid}/"
    assert f"{address}refuse/" in text(desk, address)
    clock.shift(timedelta(days=61))
    assert f"{address}refuse/" not in text(sign_in(Client(), world.officer), address)


def test_after_a_proposal_the_list_is_as_it_was_searched() -> None:
    trainee = a_graduate()
    assert trainee.person is not None
    opening = an_approved_opening(employer_user_of(an_employer()))
    desk = sign_in(Client(), officer_at(trainee.person.site))
    people = f"/authoring/openings/{opening.uuid}/people/"
    propose = f"/authoring/openings/{opening.uuid}/propose/"
    assert 'name="listed" value="q=%E7%A4%BA"' in text(desk, people, q="示")
    asked = {"person": str(trainee.person.uuid), "listed": "q=%E7%A4%BA&next=//evil.example", "seen": "3"}
    assert "q=%E7%A4%BA" in text(desk, propose, **asked)
    form = {"why": "合适", "fields_asked": "name", "client_key": str(uuid4())} | asked
    done = desk.post(propose, form | {"seen": str(opening.revision)})
    assert (done.status_code, done["Location"]) == (302, f"{people}?q=%E7%A4%BA")


def test_who_closes_reads_before_what_becomes_of_questions_and_referrals(world) -> None:
    page = text(sign_in(Client(), world.author), f"/openings/{world.opening.uuid}/close/")
    assert "已征求的人也不会再推荐" in page
    assert "已收到的推荐不受影响" in page


def test_the_only_owner_is_told_and_not_offered_what_is_refused(world) -> None:
    colleague = a_colleague(world.author)
    page = text(sign_in(Client(), world.author), "/accounts/colleagues/")
    assert "唯一的管理者" in page
    assert f"/{world.author.uuid}/remove/" not in page
    assert f"/{colleague.uuid}/remove/" in page


def test_a_row_that_stands_there_twice_is_said_to() -> None:
    rows = [
        Row(number, "A1", name, "success", "", "", ()) for number, name in ((2, "甲"), (3, "甲"), (4, "乙"))
    ]
    assert counted(rows) == {"all": 3, "valid": 3, "other": 0, "doubled": 1}


def test_a_refused_note_names_every_word_and_stays_in_the_form() -> None:
    site = a_site()
    caller = a_caller(site)
    follow_up = a_follow_up(caller, a_district(site), site=site)
    note = "他戒 毒以后尿检，有案底"
    with pytest.raises(UnusableFollowUp) as refused, translation.override("zh-hans"):
        a_contact(caller, follow_up, note=note)
    assert all(f"“{word}”" in refused.value.message for word in ("戒毒", "尿检", "案底"))
    desk = sign_in(Client(), caller)
    page = desk.post(f"/authoring/follow-ups/{follow_up.uuid}/", contact_fields(note=note))
    assert page.status_code == 422
    assert f'value="{note}"' in page.content.decode()


def test_djangos_own_words_on_passwords_speak_as_the_platform_does() -> None:
    with translation.override("zh-hans"):
        helps = [MinimumLengthValidator(12).get_help_text(), CommonPasswordValidator().get_help_text()]
    assert all(words.startswith("您的密码") for words in helps)


def test_a_reply_stays_on_its_page_until_it_is_kept() -> None:
    sheet = a_sheet()
    employer = sign_in(Client(), of_employer(sheet))
    address = reverse("certificates:reply_to_referral", args=[sheet.uuid])
    assert "<kept-form" in text(employer, address)
    wrong = employer.post(address, a_reply(answer="interview"), HTTP_ACCEPT="application/json")
    assert (wrong.status_code, bool(wrong.json()["errors"])) == (422, True)
    kept = employer.post(address, a_reply(words="请来面谈"), HTTP_ACCEPT="application/json")
    assert kept.json()["url"] == reverse("certificates:referral", args=[sheet.uuid])
    assert SheetReply.objects.get().words == "请来面谈"
