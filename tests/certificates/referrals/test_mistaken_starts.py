"""A start of work that an employer pressed by mistake: a later reply undoes no fact, an officer corrects it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from certificates.models import Outcome
from certificates.referrals.outcomes.queries import facts_of
from certificates.referrals.outcomes.rules import Kind
from certificates.referrals.sheets.models import ReplyWay
from certificates.referrals.sheets.rules import Answer, Why
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.factories.accounts import a_user, sign_in
from tests.factories.follow_ups import a_caller, a_district, a_follow_up
from tests.factories.organisations import a_site
from tests.factories.sheets import a_graduate, consented, issue, reply
from tests.factories.stays import a_stay
from tests.support.referrals import text

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def mistaken() -> dict[str, Any]:
    trainee = a_graduate()
    assert trainee.person is not None
    a_stay(trainee.person)
    consent, officer = consented(trainee)
    sheet = issue(consent, officer)
    reply(sheet, Answer.STARTED, day=local_date(now()))
    reply(sheet, Answer.DECLINED, why=Why.FILLED)
    page = reverse("matching_desk:facts", args=[trainee.person.uuid])
    return {"person": trainee.person, "officer": officer, "sheet": sheet, "page": page}


def form_of(fact: Outcome, **more: Any) -> dict[str, Any]:
    names = ("kind", "grade", "reporter", "way")
    said = {name: getattr(fact, name) for name in names}
    said |= {"day": fact.day.isoformat(), "employer": str(fact.employer.uuid) if fact.employer else ""}
    return said | {"client_key": "00000000-0000-7000-8000-000000000001", "reason": "点错了"} | more


def test_a_later_no_leaves_the_start_and_its_hint_until_an_officer_takes_it_back(
    mistaken, client: Client
) -> None:
    person, sheet = mistaken["person"], mistaken["sheet"]
    sign_in(client, mistaken["officer"])
    referral = reverse("referral_desk:referral", args=[sheet.uuid])
    assert "才离开" in text(client, referral)
    assert mistaken["page"] in text(client, referral)
    assert "不再计算" not in text(client, referral)
    fact = Outcome.objects.get(kind=Kind.START)
    address = reverse("matching_desk:correct_fact", args=[person.uuid, fact.uuid])
    assert address in text(client, mistaken["page"])
    assert client.get(address).status_code == 200
    assert client.post(address, form_of(fact, reason="")).status_code == 422
    for _again in range(2):  # the form sent twice
        assert client.post(address, form_of(fact, is_void="on")).status_code == 302
    assert facts_of([person.pk]) == {}
    assert Outcome.objects.count() == 2
    assert AuditEntry.objects.filter(action="certificates.correct_outcome").count() == 1
    assert "才离开" not in text(client, referral)
    assert "不再计算" in text(client, referral)
    page = text(client, mistaken["page"])
    assert all(words in page for words in ("没有这回事", "点错了", "已更正"))
    assert address not in page


def test_another_day_stands_for_a_wrong_one(mistaken, client: Client) -> None:
    sign_in(client, mistaken["officer"])
    fact = Outcome.objects.get(kind=Kind.START)
    address = reverse("matching_desk:correct_fact", args=[mistaken["person"].uuid, fact.uuid])
    assert client.post(address, form_of(fact, day="2026-06-30")).status_code == 302
    (found,) = facts_of([mistaken["person"].pk])[mistaken["person"].pk]
    assert (found.day.isoformat(), found.grade) == ("2026-06-30", "employer_confirmed")
    assert "2026-06-30" in text(client, reverse("referral_desk:referral", args=[mistaken["sheet"].uuid]))


def test_nobody_of_another_place_and_not_once_somebody_follows_up(mistaken, client: Client) -> None:
    person, fact = mistaken["person"], Outcome.objects.get(kind=Kind.START)
    address = reverse("matching_desk:correct_fact", args=[person.uuid, fact.uuid])
    sign_in(client, a_user(Role.PLACEMENT_OFFICER, a_site()))
    assert client.get(mistaken["page"]).status_code == 404
    assert client.post(address, form_of(fact, is_void="on")).status_code == 404
    sign_in(client, mistaken["officer"])
    other = a_graduate().person
    assert other is not None
    elsewhere = reverse("matching_desk:correct_fact", args=[other.uuid, fact.uuid])
    assert client.post(elsewhere, form_of(fact, is_void="on")).status_code == 404
    caller = a_caller(person.site)
    a_follow_up(caller, a_district(person.site), site=person.site, person=person)
    assert "回访" in text(client, mistaken["page"])
    assert address not in text(client, mistaken["page"])
    assert client.post(address, form_of(fact, is_void="on")).status_code == 404
    assert Outcome.objects.count() == 1


def test_a_start_by_the_code_that_a_no_follows_was_corrected_by_nobody(client: Client) -> None:
    consent, officer = consented(a_graduate())
    sheet = issue(consent, officer)
    reply(sheet, Answer.STARTED, day=local_date(now()), way=ReplyWay.LINK, actor=Actor.system("code"))
    reply(sheet, Answer.DECLINED, why=Why.FILLED)
    sign_in(client, officer)
    assert "不再计算" not in text(client, reverse("referral_desk:referral", args=[sheet.uuid]))
