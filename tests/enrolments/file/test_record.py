"""The training record on paper: what was learnt and where one went to school, and nothing that is nobody's business."""

from datetime import time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.translation import override

from courses.catalog.api import Course
from lms.delivery.api import Said, WeeklySlot
from lms.delivery.tellings import tell_teaching
from lms.enrolments.api import withdraw_enrolment
from lms.enrolments.changing.models import InterruptionReason, TransferReason, WithdrawalReason
from lms.enrolments.changing.operations import record_return
from lms.enrolments.file.happenings import Kind
from tests.delivery.learning.periods import accepted, learnt
from tests.enrolments.changing.deeds import rest, to_school, to_site
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.certificates import complete, issue
from tests.factories.courses import a_version, enrol
from tests.factories.exams import passed_sitting
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.outside import confirm, record, skill_paper, some_credits
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR, EVENING, a_class, locked, planned
from tests.support.printed import words_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def row():
    """An enrolment with hours, credits, a certificate of another body and an examination that was passed."""
    group = a_class(people=1)
    row = group.people[0]
    a_stay(row.person)
    locked(planned(group, slots=(WeeklySlot(0, time(15), 90),))[0], (row, Said("present")))
    some_credits(row)
    confirm(record(skill_paper(row.person)))
    passed_sitting(row)
    return row


def record_of(row, site, language: str = "en"):
    client = sign_in(Client(), registrar_at(site))
    client.cookies["language"] = language
    return client.get(f"/authoring/person-files/{row.person.uuid}/record/")


def test_hours_results_credits_and_certificates_stand_on_it_with_page_numbers(row) -> None:
    other = enrol(row.person.user, a_version())
    credential = issue(complete(other).uuid)
    answer = record_of(row, row.site)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    words = words_of(answer.content)
    for said in (
        row.person.full_name,
        "2, of 45 minutes, attended",
        "passed",
        "Credits",
        credential.number_id,
        "confirmed by them",
        "Page 1 of",
    ):
        assert said in words


def test_accepted_learning_stands_in_a_line_of_its_own_and_never_as_attendance(row) -> None:
    learnt(row, 45)
    (entry,) = accepted([row], now=EVENING + DAY)
    assert entry.minutes == 22
    words = words_of(record_of(row, row.site).content)
    assert "2, of 45 minutes, attended" in words
    assert "0.5, of 45 minutes, accepted for learning in lessons" in words
    told = {one.kind: (one.minutes, one.learnt) for one in tell_teaching([row]) if one.kind != Kind.CLASS}
    assert told == {Kind.HOURS: (90, 0), Kind.LEARNT: (0, 22)}
    chinese = words_of(record_of(row, row.site, "zh-hans").content)
    assert "线上认定学时" in chinese
    assert "课时" not in chinese  # one word for class hours
    course = Course.objects.filter(version=row.version).first()
    with override("en"):
        texts = [one.text for one in tell_teaching([row])]
        assert f"{course.title} – attended: 2.0 class hours (90 minutes)" in texts
        learning = "accepted for learning in lessons: 0.5 class hours (22 minutes)"
        assert f"{course.title} – {learning}" in texts


def test_no_site_stay_release_or_reason_stands_on_it(row) -> None:
    stay, before = row.person.admissions.get(), row.site
    before.name_zh = before.name_en = "SITE-NAME-ONE"
    before.save()
    later = EVENING + DAY
    rest(row, on=later.date(), now=later, note="REST-NOTE")
    record_return(enrolment_uuid=row.uuid, on=(later + DAY).date(), actor=ACTOR, now=later + DAY)
    there = a_site(name="SITE-NAME-TWO")
    to_site(stay, to=there, school=a_school_paired_with(there), now=EVENING + 4 * DAY, note="MOVE-NOTE")
    row.refresh_from_db()
    withdraw_enrolment(
        enrolment_uuid=row.uuid, reason="END-NOTE", code="not_fit", actor=ACTOR, now=EVENING + 6 * DAY
    )
    for site in (before, there):
        words = words_of(record_of(row, site).content)
        assert "Training record" in words
        reasons = [*InterruptionReason.labels, *TransferReason.labels, *WithdrawalReason.labels]
        for secret in (
            *("SITE-NAME-ONE", "SITE-NAME-TWO", "REST-NOTE", "MOVE-NOTE", "END-NOTE", "2028-05-10"),
            *(before.code, there.code, "clinic", "Not fit", "Admitted", "release", "Stay"),
            *(str(reason) for reason in reasons if str(reason) != "Other"),
        ):
            assert secret not in words


def test_neither_the_trainee_number_nor_the_day_of_leaving_stands_on_it(row) -> None:
    before, number = row.site, row.person.user.username
    left = EVENING + 3 * DAY
    to_site(row.person.admissions.get(), now=left)
    with time_machine.travel(EVENING + 40 * DAY, tick=False):
        words = words_of(record_of(row, before).content)
    assert row.person.full_name in words
    assert number not in words
    assert left.date().isoformat() not in words
    assert f"Printed on {(EVENING + 40 * DAY).date()}" in words


def test_schools_before_and_after_a_transfer_are_named_and_hours_are_kept(row) -> None:
    first = row.school.name
    second = to_school(row, now=EVENING + DAY).school
    second.name_zh = "第二示范职业学校"
    second.save(update_fields=["name_zh"])
    words = words_of(record_of(row, row.site, "zh-hans").content)
    assert f"{first} → {second.name}" in words
    assert "第1页" in words.replace(" ", "")


def test_the_site_that_was_left_prints_no_later_school_or_certificate(row) -> None:
    before = row.site
    to_site(row.person.admissions.get(), now=EVENING + DAY)
    row.refresh_from_db()
    to_school(row, now=EVENING + 5 * DAY)
    row.refresh_from_db()
    words = words_of(record_of(row, before).content)
    assert row.school.name not in words
    assert "In training" in words
    assert "elsewhere" not in words


def test_what_nobody_confirmed_is_not_printed(row) -> None:
    record(skill_paper(row.person, occupation="没有核实的工种"))
    assert "没有核实的工种" not in words_of(record_of(row, row.site).content)


def test_another_site_prints_nothing(row) -> None:
    assert record_of(row, a_site()).status_code == 404
