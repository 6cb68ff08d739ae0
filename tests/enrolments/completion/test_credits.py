"""The credit ledger: given for a source once, taken back by a further row, certificates up to the limit."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from courses.catalog.api import Course
from lms.core.clock import local_date
from lms.core.models import AuditEntry
from lms.enrolments.credits.models import CreditReversal, CreditRow
from lms.enrolments.credits.operations import (
    CourseCredit,
    credit_course,
    recognise_certificate,
    reverse_credits,
)
from lms.enrolments.credits.queries import entries_of, list_credits
from lms.enrolments.credits.rules import earned
from lms.enrolments.errors import CreditsKnown, CreditsRefused
from lms.enrolments.external.operations import strike_certificate
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW, a_diploma_version, enrolled_trainee
from tests.factories.outside import ACTOR, confirm, record, skill_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    return enrolled_trainee(a_diploma_version())[1]


def courses(enrolment) -> list[Course]:
    return list(Course.objects.filter(version=enrolment.version, credits__gt=0).order_by("position"))


def give(enrolment, course: Course, **changes) -> CreditRow:
    values = {"source": "course", "mark": Decimal(72), "reason": "List of marks 3", **changes}
    given = CourseCredit(course, **values)
    return credit_course(enrolment_uuid=enrolment.uuid, given=given, actor=ACTOR, now=NOW)


def total(enrolment) -> int:
    return earned(entries_of(list_credits([enrolment.pk])[enrolment.pk], version_id=enrolment.version_id))


def test_a_course_counts_once_whatever_it_is_given_for(enrolment) -> None:
    course = courses(enrolment)[0]
    give(enrolment, course)
    with pytest.raises(CreditsKnown):
        give(enrolment, course, source="schooling", mark=None)
    assert total(enrolment) == course.credits


@pytest.mark.parametrize("changes", [{"mark": Decimal(59)}, {"mark": None}, {"reason": " "}])
def test_without_a_pass_or_a_reason_nothing_is_given(enrolment, changes) -> None:
    with pytest.raises(CreditsRefused):
        give(enrolment, courses(enrolment)[0], **changes)
    assert total(enrolment) == 0


def test_a_course_of_another_version_is_refused(enrolment) -> None:
    other = enrolled_trainee(a_diploma_version())[1]
    with pytest.raises(CreditsRefused):
        give(enrolment, courses(other)[0])


def test_taken_back_both_rows_stay_nothing_counts_and_the_course_may_count_anew(enrolment) -> None:
    course = courses(enrolment)[0]
    row = give(enrolment, course)
    reverse_credits(row_uuid=row.uuid, reason="wrong list", actor=ACTOR, now=NOW)
    assert total(enrolment) == 0
    with pytest.raises(CreditsRefused):
        reverse_credits(row_uuid=row.uuid, reason="again", actor=ACTOR, now=NOW)
    give(enrolment, course)
    assert total(enrolment) == course.credits
    assert len(list_credits([enrolment.pk])[enrolment.pk]) == 2


def test_the_database_lets_no_source_and_no_course_count_twice_and_no_row_change(enrolment) -> None:
    row = give(enrolment, courses(enrolment)[0])
    columns = {"enrolment": enrolment, "credits": 1, "reason": "x", "recorded_at": NOW, "source": "course"}
    for key, course in ((row.source_key, None), ("other", row.course)):
        with pytest.raises(IntegrityError), transaction.atomic():
            CreditRow.objects.create(source_key=key, course=course, **columns)
    with pytest.raises(DatabaseError), transaction.atomic():
        CreditRow.objects.filter(pk=row.pk).update(credits=99)


def test_a_certificate_counts_when_confirmed_once_and_up_to_the_limit() -> None:
    enrolment = enrolled_trainee(a_diploma_version(courses=15))[1]
    row = record(skill_paper(enrolment.person))

    def recognise(certificate) -> CreditRow:
        return recognise_certificate(
            enrolment_uuid=enrolment.uuid, certificate=certificate, actor=ACTOR, now=NOW
        )

    with pytest.raises(CreditsRefused):
        recognise(row)
    confirm(row)
    cap = sum(course.credits for course in courses(enrolment) if course.block == "core") * 40 // 100
    assert 0 < cap < 6
    assert recognise(row).credits == cap
    with pytest.raises(CreditsKnown):
        recognise(row)
    higher = record(skill_paper(enrolment.person, level=4, number="S000046000001254000077"))
    confirm(higher)
    with pytest.raises(CreditsRefused):
        recognise(higher)
    assert total(enrolment) == cap


def test_a_certificate_that_has_ended_gives_nothing_and_what_it_gave_before_stays() -> None:
    enrolment = enrolled_trainee(a_diploma_version(courses=60))[1]
    day = local_date(NOW)
    rows = [
        record(skill_paper(enrolment.person, expires=day - timedelta(days=ended), level=level, number=number))
        for ended, level, number in ((1, 5, "S000046000001255000079"), (0, 5, "S000046000001255000080"))
    ]
    for row in rows:
        confirm(row)
    ended, last = rows
    with pytest.raises(CreditsRefused) as refused:
        recognise_certificate(enrolment_uuid=enrolment.uuid, certificate=ended, actor=ACTOR, now=NOW)
    assert str(day - timedelta(days=1)) in refused.value.message
    given = recognise_certificate(enrolment_uuid=enrolment.uuid, certificate=last, actor=ACTOR, now=NOW)
    higher = record(skill_paper(enrolment.person, level=4, number="S000046000001254000081"))
    confirm(higher)
    later = NOW + timedelta(days=400)
    more = recognise_certificate(enrolment_uuid=enrolment.uuid, certificate=higher, actor=ACTOR, now=later)
    assert total(enrolment) == given.credits + more.credits  # given together, as if both were in force


def test_the_form_offers_what_is_in_force_and_says_when_all_have_ended() -> None:
    enrolment = enrolled_trainee(a_diploma_version())[1]
    confirm(record(skill_paper(enrolment.person, expires=date(2025, 12, 31))))
    client = Client()
    sign_in(client, registrar_at(enrolment.site))
    html = client.get(reverse("audit:recognise", args=[enrolment.uuid])).content.decode()
    assert "已过有效期" in html


def test_a_higher_level_adds_only_what_the_lower_one_did_not_give() -> None:
    enrolment = enrolled_trainee(a_diploma_version(courses=60))[1]
    rows = [
        record(skill_paper(enrolment.person)),
        record(skill_paper(enrolment.person, level=4, number="S000046000001254000078")),
    ]
    given = []
    for row in rows:
        confirm(row)
        done = recognise_certificate(enrolment_uuid=enrolment.uuid, certificate=row, actor=ACTOR, now=NOW)
        given.append(done.credits)
    assert given == [6, 6]


def strike(row) -> None:
    strike_certificate(uuid=row.uuid, reason="forged", actor=ACTOR, now=NOW)


LOSSES = {
    "struck out": strike,
    "not known there": lambda row: confirm(row, result="not_found"),
    "differs": lambda row: confirm(row, result="differs"),
}


@pytest.fixture
def recognised() -> tuple:
    """Return an enrolment with a certificate of level 5 and one of level 4 that only added to it; both give credits."""
    enrolment = enrolled_trainee(a_diploma_version(courses=60))[1]
    lower = record(skill_paper(enrolment.person))
    higher = record(skill_paper(enrolment.person, level=4, number="S000046000001254000078"))
    for row in (lower, higher):
        confirm(row)
        recognise_certificate(enrolment_uuid=enrolment.uuid, certificate=row, actor=ACTOR, now=NOW)
    assert total(enrolment) == 12
    return enrolment, lower, higher


@pytest.mark.parametrize("how", LOSSES)
def test_a_certificate_that_counts_no_more_gives_no_credits_any_more(recognised, how) -> None:
    enrolment, _lower, higher = recognised
    LOSSES[how](higher)
    assert total(enrolment) == 6
    assert CreditReversal.objects.get().row.source_key == f"certificate:{higher.uuid}"
    assert AuditEntry.objects.filter(action="enrolments.reverse_credits").count() == 1


@pytest.mark.parametrize("how", LOSSES)
def test_a_higher_certificate_gives_its_whole_where_the_lower_one_counts_no_more(recognised, how) -> None:
    enrolment, lower, higher = recognised
    LOSSES[how](lower)
    assert total(enrolment) == 12, "level 4 alone is worth as much as both"
    assert CreditRow.objects.get(reversed_at=None).source_key == f"certificate:{higher.uuid}"


def test_without_any_certificate_nothing_is_left(recognised) -> None:
    enrolment, lower, higher = recognised
    strike(lower)
    strike(higher)
    assert total(enrolment) == 0
