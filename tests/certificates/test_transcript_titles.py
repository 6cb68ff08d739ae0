"""Titles on transcripts are free texts of the catalogue: none that tells where or why reaches the sealed paper (I3)."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.issuing.batches.operations import issue_entry
from certificates.issuing.batches.queries import judge_enrolments
from certificates.issuing.errors import NotIssuable
from certificates.issuing.names import CredentialKind
from certificates.issuing.queries import award_of_credential
from certificates.issuing.readiness import refuse_unissuable_award
from certificates.issuing.transcripts.rules import Examined
from certificates.models import Credential
from tests.certificates.test_sealed_transcripts import WORKER, a_graduate, issued
from tests.factories.certificates import ISSUED_AT
from tests.factories.endings import asked, replaced
from tests.factories.studies import Campus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TRANSCRIPT = CredentialKind.TRANSCRIPT


def call_the_site_like_a_course(campus: Campus) -> str:
    """As a course that is called after its site would be; return the title."""
    course = campus.version.courses.filter(credits__gt=0).order_by("position").last()
    campus.site.name_zh = course.title_zh
    campus.site.save()
    return str(course.title_zh)


def test_who_would_get_such_a_title_is_refused_with_it(campus: Campus) -> None:
    row = a_graduate(campus)
    title = call_the_site_like_a_course(campus)
    (judged,) = judge_enrolments([row], TRANSCRIPT, now=ISSUED_AT)
    assert f"“{title}”" in judged.reason


def test_a_site_that_gets_its_name_after_the_approval_is_refused_too(campus: Campus) -> None:
    batch = campus.approved([a_graduate(campus)], TRANSCRIPT)
    title = call_the_site_like_a_course(campus)
    entry = issue_entry(entry_uuid=batch.entries.get().uuid, actor=WORKER, now=ISSUED_AT)
    assert (entry.state, f"“{title}”" in entry.reason) == ("failed", True)
    assert not Credential.objects.filter(kind=TRANSCRIPT).exists()


def test_nor_is_it_replaced_but_the_diploma_is(campus: Campus) -> None:
    row = a_graduate(campus)
    credential = issued(campus, row)
    call_the_site_like_a_course(campus)
    with pytest.raises(NotIssuable):
        asked(credential, "replace")
    assert replaced(row.credentials.get(kind="diploma")).state == "issued"


@pytest.mark.parametrize(
    ("place", "title_zh", "title_en"),
    [
        ("courses", "戒治劳动", "Work"),
        ("courses", "劳动", "Work in prison"),
        ("examinations", "回归社会考试", "Examination"),
        ("examinations", "考试", "Rehab examination"),
    ],
)
def test_words_that_say_why_are_refused_wherever_they_stand(
    campus: Campus, place: str, title_zh: str, title_en: str
) -> None:
    credential = issued(campus, a_graduate(campus))
    award = award_of_credential(credential)
    assert award.records is not None
    refuse_unissuable_award(credential.definition, award)
    lines = {"courses": award.records.courses, "examinations": (Examined("考试", "Examination", "80", True),)}
    first, *others = lines[place]
    said = replace(first, title_zh=title_zh, title_en=title_en)
    records = replace(award.records, **{place: (said, *others)})
    with pytest.raises(NotIssuable):
        refuse_unissuable_award(credential.definition, replace(award, records=records))


def test_more_people_ask_for_no_more_names(campus: Campus) -> None:
    rows = [a_graduate(campus, name) for name in ("甲一", "乙二", "丙三")]
    counted = []
    for people in (rows[:1], rows[:1], rows):
        with CaptureQueriesContext(connection) as kept:
            judged = judge_enrolments(people, TRANSCRIPT, now=ISSUED_AT)
        assert not [one.reason for one in judged if one.reason]
        counted.append(len(kept))
    assert counted[1] == counted[2]
