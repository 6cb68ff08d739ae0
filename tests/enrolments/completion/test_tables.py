"""A school's own credit tables: dated, beside the version's, shown, and never a way to count twice."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from courses.catalog.api import PlannedRecognition
from lms.core.clock import local_date
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.credits.operations import recognise_certificate
from lms.enrolments.credits.tables import SchoolTable, read_tables, table_of
from lms.enrolments.errors import CreditsRefused
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW, a_diploma_version, enrolled_trainee
from tests.factories.outside import ACTOR, confirm, record, skill_paper

DAY = date(2026, 3, 1)
WRITTEN = "2026-03-01:S1:DET:40:basic+core:skill_level_5=6+single_skill=2"


def table(day: date, number: int = 1) -> PlannedRecognition:
    return PlannedRecognition(day, 40, ("core",), {"training": number}, {})


def test_a_setting_is_read_whole() -> None:
    (read,) = read_tables(f" {WRITTEN} ,")
    assert (read.school, read.programme, read.table.valid_from) == ("S1", "DET", DAY)
    assert (read.table.cap_percent, read.table.cap_blocks) == (40, ("basic", "core"))
    assert read.table.credits == {"skill_level_5": 6, "single_skill": 2}
    assert read_tables("") == []


@pytest.mark.parametrize(
    "written",
    [
        WRITTEN.replace(":40:", ":0:"),
        WRITTEN.replace(":40:", ":101:"),
        WRITTEN.replace("basic", "garden"),
        WRITTEN.replace("single_skill", "swimming"),
        WRITTEN.replace("=2", "=-2"),
        WRITTEN.replace("03-01", "02-30"),
        WRITTEN.replace(":DET", ""),
        f"{WRITTEN},{WRITTEN}",
    ],
)
def test_what_cannot_be_read_is_refused(written) -> None:
    with pytest.raises(ValueError):
        read_tables(written)


@given(st.lists(st.integers(-5, 5), unique=True), st.booleans(), st.integers(-6, 6))
def test_the_schools_newest_table_of_the_day_stands_before_the_versions(starts, is_published, on) -> None:
    own = [SchoolTable("S1", "DET", table(DAY + timedelta(days=start))) for start in starts]
    others = [SchoolTable("S2", "DET", table(DAY)), SchoolTable("S1", "DCK", table(DAY))]
    published = [table(DAY - timedelta(days=9), 7)] if is_published else []
    day = DAY + timedelta(days=on)
    found = table_of([*others, *own], published, school="S1", programme="DET", day=day)
    valid = [start for start in starts if start <= on]
    if valid:
        assert found == table(DAY + timedelta(days=max(valid)))
    else:
        assert found == (published[0] if published else None)


@pytest.fixture
def enrolment():
    return enrolled_trainee(a_diploma_version(courses=60))[1]


def school_says(enrolment, settings, day: date, *kinds: str, percent: int = 100) -> None:
    codes = f"{enrolment.school.code}:{enrolment.version.programme.code}"
    settings.CREDIT_TABLES = f"{day}:{codes}:{percent}:core:{'+'.join(kinds)}"


def recognise(enrolment, certificate) -> CreditRow:
    order = {"enrolment_uuid": enrolment.uuid, "certificate": certificate}
    return recognise_certificate(**order, actor=ACTOR, now=NOW)


def confirmed(enrolment, **changes):
    row = record(skill_paper(enrolment.person, **changes))
    confirm(row)
    return row


@pytest.mark.django_db
def test_a_table_counts_from_its_day_and_what_was_given_before_stays(enrolment, settings) -> None:
    today = local_date(NOW)
    five = confirmed(enrolment)
    school_says(enrolment, settings, today + timedelta(days=1), "skill_level_5=99")
    before = recognise(enrolment, five)
    assert before.credits < 99
    school_says(enrolment, settings, today, "skill_level_5=3", "skill_level_4=9")
    four = confirmed(enrolment, level=4, number="S000046000001254000077")
    more = recognise(enrolment, four)
    before.refresh_from_db()
    assert before.reversed_at is None
    assert before.credits + more.credits == 9  # together what the higher one counts for, never both


@pytest.mark.django_db
def test_a_table_that_gives_more_makes_nothing_up_for_earlier_certificates(enrolment, settings) -> None:
    before = recognise(enrolment, confirmed(enrolment))
    school_says(enrolment, settings, local_date(NOW), f"skill_level_5={before.credits + 7}", "single_skill=2")
    other = confirmed(enrolment, kind="single_skill", occupation="蒸馒头", level=None, number="ZX-1")
    assert recognise(enrolment, other).credits == 2


@pytest.mark.django_db
def test_a_table_that_gives_less_adds_nothing_and_takes_nothing_back(enrolment, settings) -> None:
    before = recognise(enrolment, confirmed(enrolment))
    school_says(enrolment, settings, local_date(NOW), "skill_level_5=1", "skill_level_4=2")
    with pytest.raises(CreditsRefused):
        recognise(enrolment, confirmed(enrolment, level=4, number="S000046000001254000077"))
    before.refresh_from_db()
    assert before.reversed_at is None


@pytest.mark.django_db
def test_another_schools_table_counts_for_nobody_here(enrolment, settings) -> None:
    code = enrolment.version.programme.code
    settings.CREDIT_TABLES = f"2020-01-01:ELSEWHERE:{code}:100:core:skill_level_5=77"
    assert recognise(enrolment, confirmed(enrolment)).credits < 77


@pytest.mark.django_db
def test_the_page_says_which_table_counts(enrolment, settings) -> None:
    confirmed(enrolment)
    school_says(enrolment, settings, date(2020, 1, 2), "skill_level_5=5", "single_skill=2")
    client = sign_in(Client(), registrar_at(enrolment.site))
    client.cookies["language"] = "en"
    html = client.get(reverse("audit:recognise", args=[enrolment.uuid])).content.decode()
    listed = "Skill-level certificate, level 5: 5 credits; Single-skill certificate: 2 credits"
    assert f"Table since 2020-01-02: {listed}. At most" in html
