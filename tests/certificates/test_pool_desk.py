"""Pools of numbers before issuing officers: examples first, the own password to open, and what was taken in vain."""

import csv
import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.errors import MayNotIssue
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.numbers.operations import NewPool, open_pool_of_school
from certificates.issuing.operations import reserve_credential, void_credential
from certificates.models import NumberPool
from lms.accounts.api import User
from lms.core.actor import Actor
from tests.factories.accounts import (
    PASSWORD,
    an_actor,
    english_browser,
    issuing_officer_at,
    registrar_at,
)
from tests.factories.certificates import ISSUED_AT, completed_enrolment
from tests.factories.organisations import a_school, a_site
from tests.factories.studies import Campus

pytestmark = pytest.mark.django_db
DIPLOMA = CredentialKind.DIPLOMA
POOLS, NEW, VOID = (reverse(f"batch_desk:{name}") for name in ("pools", "new_pool", "void_numbers"))


@pytest.fixture(autouse=True)
def _no_counted_tries() -> None:
    cache.clear()


@pytest.fixture
def mine(campus: Campus) -> Client:
    return english_browser(User.objects.get(uuid=campus.one.user_uuid))


def sent(campus: Campus, **more: str) -> dict[str, str]:
    about = {"school": str(campus.school.uuid), "kind": DIPLOMA.value, "pattern": "469902{YY}{NNNN}"}
    return {**about, "first": "1", "last": "500", "secret": PASSWORD, **more}


def test_examples_are_seen_before_a_pool_is_opened_with_the_own_password(
    campus: Campus, mine: Client
) -> None:
    before = NumberPool.objects.count()
    page = mine.post(NEW, sent(campus, secret="", examples="1"))
    assert page.status_code == 200
    for serial in ("0001", "0250", "0500"):
        assert serial in page.content.decode()
    for secret in ("", "guess"):
        assert mine.post(NEW, sent(campus, secret=secret)).status_code == 422
    assert NumberPool.objects.count() == before

    assert mine.post(NEW, sent(campus)).url == POOLS

    opened = NumberPool.objects.get(school=campus.school, kind=DIPLOMA, closed_at=None)
    assert (opened.pattern, opened.size) == ("469902{YY}{NNNN}", 500)
    shown = mine.get(POOLS).content.decode()
    assert "469902{YY}{NNNN}" in shown
    assert "closed" in shown
    assert mine.post(NEW, sent(campus)).status_code == 422, "an earlier pool has these numbers"


@pytest.mark.parametrize(
    "wrong",
    [
        {"pattern": "46-{NNNN}"},
        {"pattern": "469902"},
        {"pattern": "{NN}", "last": "500"},
        {"first": "9", "last": "3"},
        {"first": "-1"},
        {"kind": "training_certificate"},
        {"kind": "x"},
        {"school": "x"},
        {"pattern": "<script>{NN}"},
    ],
)
@pytest.mark.parametrize("button", ["", "examples"])
def test_what_cannot_be_is_refused_in_words(
    campus: Campus, mine: Client, wrong: dict[str, str], button: str
) -> None:
    before = NumberPool.objects.count()
    answer = mine.post(NEW, sent(campus, **wrong, **({button: "1"} if button else {})))
    assert answer.status_code == 422
    assert "help-critical" in answer.content.decode() or "w-field__errors" in answer.content.decode()
    assert NumberPool.objects.count() == before


def test_no_pattern_tells_a_site(campus: Campus, mine: Client) -> None:
    code = campus.site.code.replace("-", "")
    page = mine.post(NEW, sent(campus, pattern=f"{code}{{NNNN}}", examples="1"))
    assert page.status_code == 422
    assert not NumberPool.objects.filter(pattern__contains=code).exists()


def test_only_officers_of_the_school_see_and_open_its_pools(campus: Campus) -> None:
    stranger = issuing_officer_at(a_school())
    pattern = NumberPool.objects.filter(school=campus.school).first().pattern
    assert pattern not in english_browser(stranger).get(POOLS).content.decode()
    assert pattern in english_browser(User.objects.get(uuid=campus.one.user_uuid)).get(POOLS).content.decode()
    assert english_browser(stranger).post(NEW, sent(campus)).status_code == 422
    new = NewPool(campus.school, DIPLOMA, "469902{YY}{NNNN}", 1, 500)
    for actor in (Actor(stranger.uuid, "issuing_officer"), an_actor(), Actor.system("worker")):
        with pytest.raises(MayNotIssue):
            open_pool_of_school(new, actor=actor, now=ISSUED_AT)
    assert english_browser(registrar_at(a_site())).get(POOLS).status_code in {302, 403}


def test_what_was_taken_in_vain_is_told_with_its_reason_and_taken_away() -> None:
    credential = reserve_credential(
        enrolment_uuid=completed_enrolment().uuid, actor=an_actor(), now=ISSUED_AT
    )
    officer = issuing_officer_at(credential.school)
    actor = Actor(officer.uuid, "issuing_officer")
    void_credential(credential_uuid=credential.uuid, reason="=wrong year", actor=actor, now=ISSUED_AT)
    mine, number = english_browser(officer), credential.number_id
    assert number in mine.get(POOLS).content.decode()
    told = list(csv.reader(io.StringIO(mine.get(VOID).content.decode("utf-8-sig"))))
    assert (told[1][0], told[1][4]) == (number, "'=wrong year")
    assert mine.get(f"{VOID}?format=xlsx")["Content-Type"].endswith("sheet")
    stranger = english_browser(issuing_officer_at(a_school()))
    assert number not in stranger.get(POOLS).content.decode()
    assert number not in stranger.get(VOID).content.decode()


def test_the_page_warns_in_time_and_costs_the_same_for_many(campus: Campus, mine: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            assert mine.get(POOLS).status_code == 200
        return len(made)

    mine.get(POOLS)
    one = cost()
    for number in range(3, 6):
        mine.post(NEW, sent(campus, pattern=f"46990{number}{{YY}}{{NNNN}}", last="5"))
    assert cost() == one
    assert "Open the next one soon" not in mine.get(POOLS).content.decode()
    graduate = campus.graduate("林小满")
    mine.post(NEW, sent(campus, pattern="469908{YY}{NNNN}", last="1"))
    campus.issue([graduate], DIPLOMA)
    assert "Open the next one soon" in mine.get(POOLS).content.decode()
