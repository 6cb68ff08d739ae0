"""Transcripts: sums by values, what stands and what was taken back, the paper, and who may have it."""

import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given as drawn
from hypothesis import strategies as st

from certificates.issuing.ending.words import told_line
from certificates.issuing.errors import NotIssuable
from certificates.issuing.transcripts.printing import print_transcript
from certificates.issuing.transcripts.queries import transcript_sheet
from certificates.issuing.transcripts.rules import Examined, Given, Planned, Row, records_of
from certificates.models import CredentialKind
from lms.accounts.api import User
from lms.enrolments.credits.operations import CourseCredit, credit_course, reverse_credits
from lms.enrolments.models import CreditSource
from tests.certificates.test_documents import text_of
from tests.factories.accounts import an_actor, issuing_officer_at, registrar_at, sign_in
from tests.factories.certificates import ISSUED_AT, completed_enrolment
from tests.factories.organisations import a_school, a_site
from tests.factories.studies import Campus, a_campus

pytestmark = pytest.mark.django_db


def a_course(key: int, block: str = "core") -> Planned:
    return Planned(key, block, f"课程{key}", "", 18, 18, 2)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Row("core", "课程", "", 18, 18, credits=2, mark="87.5"), "mark 87.5, credits 2"),
        (Row("core", "课程", "", 18, 18, credits=2), "credits 2, without a mark"),
        (Examined("考试", "", "80", is_met=True), "80 percent, passed"),
        (Examined("考试", "", "", is_met=True), "passed"),
        (Examined("考试", "", "", is_met=False), "not passed"),
    ],
)
def test_a_line_without_a_mark_says_so_in_words(line: Row | Examined, words: str, english: None) -> None:
    assert told_line(line) == words


def test_courses_stand_by_block_with_what_was_given_for_them() -> None:
    courses = [a_course(1, "public"), a_course(2), a_course(3, "public"), a_course(4)]
    given = [Given(2, 2, Decimal(87)), Given(None, 6, source="certificate"), Given(99, 5, Decimal(90))]

    made = records_of(courses, given)

    assert [(block, [row.title_zh for row in rows]) for block, rows in made.groups] == [
        ("public", ["课程1", "课程3"]),
        ("core", ["课程2", "课程4"]),
    ]
    assert [(row.credits, row.mark) for row in made.courses] == [(0, ""), (0, ""), (2, "87"), (0, "")]
    assert (made.recognised, made.planned, made.earned, made.hours) == (6, 8, 8, 144)


@drawn(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 9)), unique_by=lambda pair: pair[0]))
def test_nothing_is_counted_twice_or_lost(pairs: list[tuple[int, int]]) -> None:
    courses = [a_course(key) for key in range(1, 5)]
    made = records_of(courses, [Given(key, count) for key, count in pairs])
    assert made.earned == sum(count for key, count in pairs if key <= 4)
    assert sum(len(rows) for _block, rows in made.groups) == len(courses)


@pytest.fixture
def campus() -> Campus:
    cache.clear()
    return a_campus()


def test_the_paper_shows_marks_that_stand_and_none_that_were_taken_back(
    campus: Campus, tmp_path: Path
) -> None:
    row = campus.student("买买提·吐尔逊")
    first, second = row.version.courses.filter(credits__gt=0).order_by("position")[:2]
    who = {"actor": an_actor(), "now": ISSUED_AT}
    marks = [
        credit_course(
            enrolment_uuid=row.uuid,
            given=CourseCredit(course, CreditSource.COURSE, Decimal(mark), "passed"),
            **who,
        )
        for course, mark in ((first, "87.50"), (second, "93"))
    ]
    reverse_credits(row_uuid=marks[1].uuid, reason="wrong person", **who)
    campus.meet(row, "examination_passed")

    sheet = transcript_sheet(row, now=ISSUED_AT)
    text = text_of(print_transcript(sheet), tmp_path)

    assert (sheet.records.earned, sheet.years) == (2, 3)
    assert [(one.percent, one.is_met) for one in sheet.records.examinations] == [("100", True)]
    for words in (
        "学生成绩单",
        "买买提·吐尔逊",
        "87.5",
        "2004年3月17日",
        "2024年3月至今",
        "公共基础课程",
        "合格",
    ):
        assert words in text
    for words in ("93", campus.site.name_zh, "wrongperson", "123X"):
        assert words not in text


def test_a_name_of_any_length_and_any_character_is_whole_on_the_paper(campus: Campus, tmp_path: Path) -> None:
    row = campus.student("𠅤" * 100)
    sheet = transcript_sheet(row, now=ISSUED_AT)
    text = text_of(print_transcript(sheet), tmp_path)
    assert text.count("𠅤") >= 100


def test_the_line_of_a_specimen_is_whole_and_the_length_has_its_unit(
    campus: Campus, tmp_path: Path, settings
) -> None:
    settings.DEMONSTRATION = True
    path = tmp_path / "transcript.pdf"
    path.write_bytes(print_transcript(transcript_sheet(campus.student("甲一"), now=ISSUED_AT)))
    told = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True)
    lines = told.stdout.splitlines()
    assert any("示范文本，不作证明" in line and "SPECIMEN, not valid as proof" in line for line in lines)
    assert any("3 年" in line and "3 years" in line for line in lines)


def test_other_programmes_have_none(campus: Campus) -> None:
    with pytest.raises(NotIssuable):
        transcript_sheet(completed_enrolment(), now=ISSUED_AT)


def test_only_who_is_in_charge_gets_the_paper(campus: Campus) -> None:
    row = campus.student("甲一")
    address = reverse("batch_desk:transcript", args=[row.uuid])

    def answer(user: User) -> int:
        return sign_in(Client(), user).get(address).status_code

    assert answer(User.objects.get(uuid=campus.one.user_uuid)) == 200
    assert answer(registrar_at(campus.site)) == 200
    assert answer(issuing_officer_at(a_school())) == 404
    assert answer(registrar_at(a_site())) == 404


def test_more_credits_ask_no_more(campus: Campus) -> None:
    row = campus.student("甲一")

    def asked() -> int:
        with CaptureQueriesContext(connection) as kept:
            transcript_sheet(row, now=ISSUED_AT)
        return len(kept)

    asked()
    before = asked()
    for course in row.version.courses.filter(credits__gt=0):
        given = CourseCredit(course, CreditSource.COURSE, Decimal(70), "passed")
        credit_course(enrolment_uuid=row.uuid, given=given, actor=an_actor(), now=ISSUED_AT)
    assert asked() == before


def test_the_paper_names_the_certificate_that_is_in_force(campus: Campus, tmp_path: Path) -> None:
    row = campus.student("甲一")
    assert "证书编号" not in text_of(print_transcript(transcript_sheet(row, now=ISSUED_AT)), tmp_path)

    graduate = campus.graduate("甲二")
    campus.open_pools(CredentialKind.DIPLOMA)
    campus.issue([graduate], CredentialKind.DIPLOMA)
    held = graduate.credentials.get()
    text = text_of(print_transcript(transcript_sheet(graduate, now=ISSUED_AT)), tmp_path)

    assert held.number_id in text
    assert "/verify/" in text
