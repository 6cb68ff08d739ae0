"""Indicators over HTTP: who sees what, the numbers that open, the workbook, what authorities are not told."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from certificates.referrals.indicators.rules import last_closed
from lms.accounts.models import User
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.models import AuditEntry
from tests.factories.accounts import a_user, sign_in
from tests.factories.consents import an_opening
from tests.factories.courses import a_version
from tests.factories.indicators import Life, Told, live
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
DESK = "/authoring/indicators/"
PEOPLE = f"{DESK}people/"


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def officer(site) -> User:
    return a_user(Role.PLACEMENT_OFFICER, site)


@pytest.fixture
def authority(site) -> User:
    return a_user(Role.AUTHORITY_READER, site.administration)


def page_of(user: User, address: str = DESK, language: str = "en") -> str:
    client = sign_in(Client(), user)
    client.cookies["language"] = language
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def some(site, number: int, *, version=None, working: int = 0) -> list:
    """Return people who completed in the last year that is closed; some were referred and started work."""
    day = date(last_closed(local_date(now())), 5, 5)
    start = day + timedelta(days=20)
    worked = {"referred": (day + timedelta(days=5),), "facts": (Told("start", start),)}
    version = version or a_version()
    lives = [Life(day, version, site, **(worked if n < working else {})) for n in range(number)]
    return live(lives, an_opening() if working else None)


def test_without_people_the_page_says_so_and_how_it_counts(officer, authority):
    assert "Nobody has completed a programme at your places yet." in page_of(officer)
    assert "a year is told once it is closed" in page_of(authority)
    assert "How this is counted" in page_of(authority)
    assert "统计口径" in page_of(officer, language="zh-hans")


def test_a_number_opens_to_its_people_and_the_look_is_written_down_with_each(site, officer):
    first, _second = some(site, 2, working=1)
    assert "indicator=success&amp;part=yes" in page_of(officer)
    page = page_of(officer, f"{PEOPLE}?indicator=success&part=yes")
    assert first.full_name in page
    assert "1 person" in page
    (entry,) = AuditEntry.objects.filter(action="certificates.read_indicator_people")
    assert entry.target_uuid == first.uuid
    assert entry.actor_uuid == officer.uuid


def test_an_officer_of_another_site_sees_nobody(site):
    some(site, 2)
    other = a_user(Role.PLACEMENT_OFFICER, a_site())
    assert "Nobody has completed" in page_of(other)
    assert "0 people" in page_of(other, PEOPLE)


@pytest.mark.parametrize("address", [DESK, PEOPLE, f"{DESK}export.xlsx"])
@pytest.mark.parametrize("role", [Role.STATION_WORKER, Role.INSTRUCTOR])
def test_others_see_nothing(site, role, address):
    assert sign_in(Client(), a_user(role, site)).get(address).status_code == 403


def test_an_authority_sees_no_people_and_no_small_number(site, authority):
    people = some(site, 9)
    page = page_of(authority)
    assert PEOPLE not in page
    assert "too few people" in page
    assert not any(person.full_name in page for person in people)
    assert sign_in(Client(), authority).get(PEOPLE).status_code == 403


def test_an_authority_sees_large_numbers_and_cannot_narrow(site, authority):
    version, small = a_version(), a_version()
    some(site, 14, version=version)
    some(site, 12, version=a_version())
    some(site, 3, version=small)
    for address in (DESK, f"{DESK}?programme={small.programme.code}&site={site.code}"):
        page = page_of(authority, address)
        assert ">29<" in page.replace("\n", "")
        assert ">3<" not in page
        assert ">26<" not in page
        assert site.name not in page  # which site is for those inside
    assert sign_in(Client(), authority).get(f"{DESK}?by=site").status_code == 404
    assert ">12<" not in page_of(authority)  # with it, the three would follow from the total


def test_the_workbook_brings_its_definitions(site, officer):
    some(site, 3, working=2)
    client = sign_in(Client(), officer)
    client.cookies["language"] = "en"
    response = client.get(f"{DESK}export.xlsx?by=site")
    book = openpyxl.load_workbook(BytesIO(response.content))
    figures, about = book.worksheets
    rows = [[cell.value for cell in row] for row in figures.iter_rows()]
    assert rows[1][:4] == ["Demonstration Site", "Referred", 2, 3]
    assert rows[-7][:4] == ["Total", "Referred", 2, 3]
    assert about["A1"].value == "As of"
    assert any("90" in str(row[1].value) for row in about.iter_rows())


@pytest.mark.parametrize("asked", ["by=nonsense", "year=x", "site=%00", "kind=diploma", "programme=%27"])
@pytest.mark.parametrize("address", [DESK, f"{DESK}export.xlsx", PEOPLE])
def test_what_there_is_not_is_no_question_about_everybody(site, officer, address, asked):
    """`by` groups a table; the page of people narrows to its line only, so that it reads no `by`."""
    some(site, 1)
    response = sign_in(Client(), officer).get(f"{address}?{asked}")
    assert response.status_code == (200 if address == PEOPLE and asked.startswith("by") else 404)
    shown = address == PEOPLE and asked.startswith("by")
    assert AuditEntry.objects.filter(action="certificates.read_indicator_people").exists() is shown


@pytest.mark.parametrize("asked", ["part=no", "indicator=xxx", "part=yes&site=EVIL"])
def test_an_unknown_number_opens_to_nobody(site, officer, asked):
    some(site, 1)
    assert sign_in(Client(), officer).get(f"{PEOPLE}?{asked}").status_code == 404
    assert not AuditEntry.objects.filter(action="certificates.read_indicator_people").exists()


@pytest.mark.parametrize("page", ["p=99999999999", "p=7", "p=x"])
def test_a_page_too_far_is_the_first(site, officer, page):
    some(site, 1)
    assert "1 person" in page_of(officer, f"{PEOPLE}?{page}")


def test_days_stand_under_what_they_are(site, officer):
    some(site, 1, working=1)
    page = page_of(officer, f"{PEOPLE}?indicator=success&part=yes", "zh-hans")
    assert all(f'data-label="{name}"' in page for name in ("结业日期", "推介日期", "上岗日期"))
    assert "共1人。您查看" in page
    assert "合计" in page_of(officer, language="zh-hans")
    assert "总分" not in page_of(officer, language="zh-hans")


def test_the_queries_of_the_page_do_not_grow(site, officer):
    some(site, 1)
    client = sign_in(Client(), officer)
    client.get(DESK)

    with CaptureQueriesContext(connection) as before:
        client.get(DESK)
    some(site, 12, working=6)
    some(site, 12)
    with CaptureQueriesContext(connection) as after:
        client.get(DESK)
    assert len(after) == len(before)
