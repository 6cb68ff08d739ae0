"""A school's own credit tables: dated, beside the version's, shown, and never a way to count twice."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lms.core.clock import local_date
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.credits.operations import recognise_certificate
from lms.enrolments.credits.school_tables.rules import table_of
from lms.enrolments.errors import CreditsRefused
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW, a_diploma_version, enrol, enrolled_trainee
from tests.factories.credit_tables import a_table, decide, propose, set_table
from tests.factories.outside import ACTOR, confirm, record, skill_paper

DAY = date(2026, 3, 1)
TODAY = local_date(NOW)


@given(st.lists(st.integers(-5, 5), unique=True), st.booleans(), st.integers(-6, 6))
def test_the_schools_newest_table_of_the_day_stands_before_the_versions(starts, is_published, on) -> None:
    own = [a_table(DAY + timedelta(days=start), training=1) for start in starts]
    published = [a_table(DAY - timedelta(days=9), training=7)] if is_published else []
    found = table_of(own, published, day=DAY + timedelta(days=on))
    valid = [start for start in starts if start <= on]
    if valid:
        assert found == a_table(DAY + timedelta(days=max(valid)), training=1)
    else:
        assert found == (published[0] if published else None)


@pytest.fixture
def enrolment():
    return enrolled_trainee(a_diploma_version(courses=60))[1]


def at_another_school(enrolment):
    return enrol(trainee_at(enrolment.site), enrolment.version)


def recognise(enrolment, certificate) -> CreditRow:
    order = {"enrolment_uuid": enrolment.uuid, "certificate": certificate}
    return recognise_certificate(**order, actor=ACTOR, now=NOW)


def confirmed(enrolment, **changes):
    row = record(skill_paper(enrolment.person, **changes))
    confirm(row)
    return row


@pytest.mark.django_db
def test_a_table_counts_from_its_day_and_what_was_given_before_stays(enrolment) -> None:
    five = confirmed(enrolment)
    set_table(enrolment, a_table(TODAY + timedelta(days=1), skill_level_5=99), on=TODAY)
    before = recognise(enrolment, five)
    assert before.credits < 99
    set_table(enrolment, a_table(TODAY, skill_level_5=3, skill_level_4=9))
    four = confirmed(enrolment, level=4, number="S000046000001254000077")
    more = recognise(enrolment, four)
    before.refresh_from_db()
    assert before.reversed_at is None
    assert before.credits + more.credits == 9  # together what the higher one counts for, never both


@pytest.mark.django_db
def test_a_table_that_gives_more_makes_nothing_up_for_earlier_certificates(enrolment) -> None:
    before = recognise(enrolment, confirmed(enrolment))
    set_table(enrolment, a_table(TODAY, skill_level_5=before.credits + 7, single_skill=2))
    other = confirmed(enrolment, kind="single_skill", occupation="蒸馒头", level=None, number="ZX-1")
    assert recognise(enrolment, other).credits == 2


@pytest.mark.django_db
def test_a_table_that_gives_less_adds_nothing_and_takes_nothing_back(enrolment) -> None:
    before = recognise(enrolment, confirmed(enrolment))
    set_table(enrolment, a_table(TODAY, skill_level_5=1, skill_level_4=2))
    with pytest.raises(CreditsRefused):
        recognise(enrolment, confirmed(enrolment, level=4, number="S000046000001254000077"))
    before.refresh_from_db()
    assert before.reversed_at is None


@pytest.mark.django_db
def test_of_two_tables_of_one_day_the_one_agreed_to_last_counts(enrolment) -> None:
    set_table(enrolment, a_table(TODAY, skill_level_5=3))
    set_table(enrolment, a_table(TODAY, skill_level_5=4))
    assert recognise(enrolment, confirmed(enrolment)).credits == 4


@pytest.mark.django_db
@pytest.mark.parametrize("is_decided", [False, True])
def test_a_table_that_nobody_agreed_to_counts_for_nobody(enrolment, is_decided) -> None:
    row = propose(enrolment, a_table(TODAY, skill_level_5=77))
    if is_decided:
        decide(row, is_agreed=False)
    assert recognise(enrolment, confirmed(enrolment)).credits < 77


@pytest.mark.django_db
def test_another_schools_table_counts_for_nobody_here(enrolment) -> None:
    elsewhere = at_another_school(enrolment)
    set_table(elsewhere, a_table(TODAY, skill_level_5=77))
    assert recognise(enrolment, confirmed(enrolment)).credits < 77


@pytest.mark.django_db
def test_the_page_says_which_table_counts(enrolment) -> None:
    confirmed(enrolment)
    set_table(enrolment, a_table(date(2020, 1, 2), skill_level_5=5, single_skill=2))
    client = sign_in(Client(), registrar_at(enrolment.site))
    client.cookies["language"] = "en"
    html = client.get(reverse("audit:recognise", args=[enrolment.uuid])).content.decode()
    listed = "Skill-level certificate, level 5: 5 credits; Single-skill certificate: 2 credits"
    assert f"Table since 2020-01-02: {listed}. At most" in html
