"""Whose completion the records of today would not bear is told where a batch is prepared and where it is approved."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.issuing.batches.operations import prepare_batch
from certificates.models import CredentialKind
from courses.catalog.api import Course, PlannedRequirement, load_programme_version
from lms.accounts.api import User
from lms.enrolments.credits.operations import CourseCredit, credit_course, reverse_credits
from lms.enrolments.models import Enrolment, EnrolmentState
from tests.factories.accounts import english_browser
from tests.factories.certificates import COMPLETED_AT, ISSUED_AT
from tests.factories.courses import NOW, a_diploma_plan
from tests.factories.outside import ACTOR
from tests.factories.studies import Campus, a_campus, officer_of

pytestmark = pytest.mark.django_db
SAID = "This stays, although something is missing by the records as they are now."
ASKED = "Ask the registrar before this is issued."


@pytest.fixture
def campus() -> Campus:
    """A school whose programme asks for two credits."""
    cache.clear()
    campus = a_campus()
    title = {"zh": "学分", "en": "Credits"}
    plan = a_diploma_plan()
    asked = PlannedRequirement(f"{plan.code}-ONLY", title, kind="credits_earned", minimum=2)
    newer = replace(plan, number=plan.number + 1, requirements=(asked,), code=campus.version.programme.code)
    campus.version = load_programme_version(plan=newer, actor=ACTOR, now=NOW)
    return campus


def completed(campus: Campus, name: str) -> tuple[Enrolment, UUID]:
    """Return who completed by a credit, and the credit."""
    row = campus.student(name)
    course = Course.objects.filter(version=campus.version, credits=2).order_by("position")[0]
    given = CourseCredit(course, "course", Decimal(72), "List of marks 3")
    credit = credit_course(enrolment_uuid=row.uuid, given=given, actor=ACTOR, now=COMPLETED_AT)
    row.refresh_from_db()
    assert row.state == EnrolmentState.COMPLETED
    return row, credit.uuid


def take_back(credit: UUID) -> None:
    reverse_credits(row_uuid=credit, reason="wrong list", actor=ACTOR, now=ISSUED_AT)


def test_who_prepares_is_told_and_has_to_tick(campus: Campus) -> None:
    (sure, _kept), (doubtful, credit) = completed(campus, "甲一"), completed(campus, "乙二")
    take_back(credit)
    programme = campus.version.programme.uuid
    choice = f"?kind=diploma&school={campus.school.uuid}&programme={programme}"

    page = officer_of(campus).get(f"/authoring/certificate-batches/prepare/{choice}").content.decode()

    assert page.count(SAID) == page.count(ASKED) == 1
    boxes = {row: page.split(f'value="{row.uuid}"')[1].split(">")[0] for row in (sure, doubtful)}
    assert ["checked" in boxes[row] for row in (sure, doubtful)] == [True, False]


def a_batch(campus: Campus, *names: str) -> tuple[list[UUID], str]:
    """Return the credits of the people of a new batch, and where it is approved."""
    people = [completed(campus, name) for name in names]
    rows = [row for row, _credit in people]
    batch = prepare_batch(rows, kind=CredentialKind.DIPLOMA, actor=campus.one, now=ISSUED_AT)
    return [credit for _row, credit in people], f"/authoring/certificate-batches/{batch.uuid}/approve/"


def test_who_approves_is_told_what_was_taken_back_meanwhile_and_more_people_ask_no_more(
    campus: Campus,
) -> None:
    other = english_browser(User.objects.get(uuid=campus.other.user_uuid))
    (credits_of_three, three), (_sure, one) = (a_batch(campus, *names) for names in ("甲乙丙", "丁"))

    def looked(address: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            page = other.get(address).content.decode()
        told = page.count(SAID)
        assert page.count(ASKED) == told
        before_the_form = page.split('name="secret"')[0]
        assert (f"Of {told} p" in before_the_form) is (told > 0)
        return told, len(asked)

    looked(one)
    told_of_one, asked_for_one = looked(one)
    assert (told_of_one, looked(three)) == (0, (0, asked_for_one))
    for number, credit in enumerate(credits_of_three[:2], start=1):
        take_back(credit)
        assert looked(three) == (number, asked_for_one)
