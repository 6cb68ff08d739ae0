"""What an opening says stands on the referral sheet: no title, place or employer there names a training site."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.models import Disclosure, Opening
from certificates.referrals import operations
from certificates.referrals.consent.errors import ConsentRefused
from certificates.referrals.errors import OpeningRefused, UnusableOpening
from certificates.referrals.sheets.errors import SheetRefused
from certificates.referrals.telling import site_in, why_they_tell
from lms.core.enums import Role
from lms.organisations.models import Employer, School, Site
from tests.factories.accounts import a_user, employer_user_of, sign_in
from tests.factories.consents import ask, officer_for
from tests.factories.openings import (
    a_form,
    a_sent_opening,
    acting,
    an_approved_opening,
    an_officer,
    seen_of,
)
from tests.factories.organisations import a_site, an_employer
from tests.factories.sheets import a_graduate, consented, issue

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
NAME = "示范第一教学点"
NEUTRAL = {"work": "面点师", "district": "示范市样板区", "employer": ("示范餐饮有限公司", "Example Catering")}
DESK = "/authoring/openings/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def _site() -> None:
    Site.objects.filter(pk=a_site(name=NAME).pk).update(name_en="Demonstration Place One")


@pytest.mark.parametrize(
    ("said", "word", "part"),
    [
        ({"work": f"{NAME}附近面点师"}, NAME, "岗位名称"),
        ({"work": "示范 第1 教学点面点师"}, NAME, "岗位名称"),
        ({"work": "戒毒人员面点师"}, "戒毒", "岗位名称"),
        ({"district": f"样板区{NAME}对面"}, NAME, "工作地点"),
        ({"employer": (f"{NAME}餐厅", "")}, NAME, "用人单位"),
        ({"employer": ("餐厅", "Demonstration Place One Diner")}, "Demonstration Place One", "用人单位"),
    ],
)
@pytest.mark.usefixtures("_site")
def test_each_part_that_tells_is_named_with_its_words(said: dict, word: str, part: str) -> None:
    told = why_they_tell(**(NEUTRAL | said))
    assert f"“{word}”" in told
    assert part in told


@pytest.mark.usefixtures("_site")
def test_neutral_words_and_what_an_employer_is_called_pass() -> None:
    assert why_they_tell(**NEUTRAL) == ""
    assert why_they_tell(**(NEUTRAL | {"employer": ("示范康复医院", "Example Rehabilitation")})) == ""
    assert site_in("请删去“刑满释放人员勿扰”") == ""


@pytest.mark.usefixtures("_site")
def test_it_is_written_and_sent_in_and_no_officer_approves_it() -> None:
    employer = employer_user_of(an_employer())
    page = sign_in(Client(), employer)
    made = page.post("/openings/new/", a_form(title=f"{NAME}附近面点师"))
    assert made.status_code == 302  # its form tells nobody which places are sites
    opening = a_sent_opening(employer, title=f"{NAME}附近面点师")
    who = acting(an_officer(), Role.PLACEMENT_OFFICER)
    with pytest.raises(OpeningRefused, match=NAME):
        operations.approve_opening(seen=seen_of(opening), **who)
    desk = sign_in(Client(), an_officer())
    shown = desk.get(f"{DESK}{opening.uuid}/").content.decode()
    assert f"“{NAME}”（岗位名称）" in shown
    assert f"{DESK}{opening.uuid}/approve/" not in shown
    assert f"{DESK}{opening.uuid}/refuse/" in shown
    assert "中性" not in page.get(f"/openings/{opening.uuid}/").content.decode()


def test_no_page_of_an_employer_asks_which_places_are_sites() -> None:
    employer = employer_user_of(an_employer())
    page, opening = sign_in(Client(), employer), a_sent_opening(employer)
    with CaptureQueriesContext(connection) as asked:
        shown = page.get(f"/openings/{opening.uuid}/")
    assert shown.context["can"] == {"change": True, "submit": False, "close": True}
    assert not [query for query in asked.captured_queries if "organisations_site" in query["sql"]]


@pytest.mark.usefixtures("_site")
def test_a_refusal_names_no_site_and_may_quote_what_is_to_go() -> None:
    opening = a_sent_opening(employer_user_of(an_employer()))
    who = acting(an_officer(), Role.PLACEMENT_OFFICER)
    with pytest.raises(UnusableOpening) as refused:
        operations.refuse_opening(seen=seen_of(opening), reason=f"{NAME}是教学点", **who)
    assert refused.value.field == "reason"
    reason = "请删去“刑满释放人员勿扰”"
    with pytest.raises(UnusableOpening, match="刑满") as refused:
        operations.refuse_opening(seen=seen_of(opening), reason=reason, **who)
    assert refused.value.field == "reason"
    Opening.objects.filter(pk=opening.pk).update(text="做面点。刑满 释放人员勿扰。")
    with pytest.raises(UnusableOpening, match="监区"):
        operations.refuse_opening(seen=seen_of(opening), reason=f"{reason}，监区", **who)
    assert operations.refuse_opening(seen=seen_of(opening), reason=reason, **who).state == "refused"


def test_nobody_is_asked_or_proposed_for_it() -> None:
    trainee = a_graduate()
    opening = an_approved_opening(employer_user_of(an_employer()))
    Opening.objects.filter(pk=opening.pk).update(
        title=f"{NAME}附近面点师"
    )  # approved when there was no such place
    opening.refresh_from_db()
    assert trainee.person is not None
    Site.objects.filter(pk=trainee.person.site_id).update(name_zh=NAME)
    with pytest.raises(ConsentRefused, match=NAME):
        ask(trainee, officer=officer_for(trainee), opening=opening)
    desk = sign_in(Client(), a_user(Role.PLACEMENT_OFFICER, trainee.person.site))
    assert f"“{NAME}”（岗位名称）" in desk.get(f"{DESK}{opening.uuid}/people/").content.decode()


@pytest.mark.parametrize("part", ["title", "district", "employer", "slip"])
def test_no_sheet_leaves_with_it(part: str) -> None:
    trainee = a_graduate()
    assert trainee.person is not None
    consent, officer = consented(trainee)
    # No place was called so when it was asked for.
    Site.objects.filter(pk=trainee.person.site_id).update(name_zh=NAME)
    if part == "employer":
        Employer.objects.filter(pk=consent.employer_id).update(name_zh=f"{NAME}餐厅")
    elif part == "slip":
        School.objects.update(contact_address=f"{NAME}一楼")
    else:
        Opening.objects.update(**{part: f"{NAME}对面"})
    consent = type(consent).objects.get(pk=consent.pk)
    with pytest.raises(SheetRefused):
        issue(consent, officer)
    assert not Disclosure.objects.exists()
