"""Transcripts as documents: issued by two people, sealed, ended with the award, made anew when a mark changes."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing import payload, storage
from certificates.issuing.batches.operations import (
    approve_batch,
    cancel_batch,
    drop_entry,
    issue_entry,
    prepare_batch,
)
from certificates.issuing.batches.queries import ENTRY_JOB, job_key, judge_enrolments, progress_of
from certificates.issuing.batches.together import add_transcripts
from certificates.issuing.digital.operations import make_jwt, signed_bytes_of
from certificates.issuing.ending.marks import find_outdated
from certificates.issuing.ending.rules import Ending, Reason
from certificates.issuing.errors import SamePerson, UnusableRequest, WrongState
from certificates.issuing.holdings import certificates_held
from certificates.issuing.names import CredentialKind
from certificates.issuing.queries import award_of_credential, list_in_force
from certificates.issuing.register.checking import find_differences
from certificates.issuing.register.queries import standing_of
from certificates.issuing.transcripts.records import records_by
from certificates.models import Batch, BatchEntry, Credential, PublishedCredential
from lms.accounts.api import User
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.models import Job
from lms.enrolments.api import Enrolment
from lms.enrolments.credits.operations import CourseCredit, credit_course, reverse_credits
from lms.enrolments.models import CreditSource
from tests.canary.tokens import found_in, needles
from tests.certificates.test_documents import text_of
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT
from tests.factories.endings import approved, asked, replaced, revoked
from tests.factories.studies import Campus, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DIPLOMA, TRANSCRIPT = CredentialKind.DIPLOMA, CredentialKind.TRANSCRIPT
LATER = ISSUED_AT + timedelta(days=20)
WORKER = Actor.system("worker")


def marked(campus: Campus, row: Enrolment, *marks: str) -> Enrolment:
    """Give the first courses of a programme these marks."""
    courses = row.version.courses.filter(credits__gt=0).order_by("position")
    for course, mark in zip(courses, marks, strict=False):
        given = CourseCredit(course, CreditSource.COURSE, Decimal(mark), "passed")
        credit_course(enrolment_uuid=row.uuid, given=given, actor=an_actor(), now=ISSUED_AT)
    return row


def a_graduate(campus: Campus, name: str = "买买提·吐尔逊") -> Enrolment:
    row = marked(campus, campus.graduate(name), "87.5", "93")
    campus.issue([row], DIPLOMA)
    return row


def issued(campus: Campus, row: Enrolment) -> Credential:
    batch = campus.issue([row], TRANSCRIPT)
    assert [entry.reason for entry in batch.entries.all()] == [""]
    return Credential.objects.get(enrolment=row, kind=TRANSCRIPT)


def stored(credential: Credential) -> bytes:
    return storage.get_document(credential.document_name, credential.document_sha256)


def outdated(officer: User, *, now: datetime) -> list[Credential]:
    return [row.credential for row in find_outdated(officer, now=now).rows]


def correct_a_mark(row: Enrolment, *, was: str, then: str, now: datetime = LATER) -> None:
    """Take credits back and give them anew, as after an appeal."""
    given = row.credit_rows.get(mark=Decimal(was), reversed_at=None)
    who = {"actor": an_actor(), "now": now}
    reverse_credits(row_uuid=given.uuid, reason="appeal", **who)
    anew = CourseCredit(given.course, CreditSource.COURSE, Decimal(then), "appeal")
    credit_course(enrolment_uuid=row.uuid, given=anew, **who)


def test_a_transcript_is_sealed_registered_and_tells_its_marks_on_paper_alone(
    campus: Campus, client: Client, tmp_path: Path
) -> None:
    client.cookies["language"] = "en"
    credential = issued(campus, a_graduate(campus))

    award = award_of_credential(credential)
    assert award.records is not None
    assert [row.mark for row in award.records.courses if row.credits] == ["87.5", "93"]
    assert payload.from_bytes(payload.to_bytes(award)) == award
    assert (award.began_date, award.ended_date) == (date(2024, 3, 1), date(2026, 6, 30))
    assert credential.number_id.startswith("CJ-")
    text = text_of(stored(credential), tmp_path)
    for words in ("学业成绩单", "买买提·吐尔逊", "87.5", "公共基础课程", credential.number_id, "/verify/"):
        assert words in text
    assert campus.site.name_zh not in text
    assert standing_of([credential.document_sha256]).state == "issued"
    assert not find_differences()[1]

    public = [
        signed_bytes_of(credential),
        make_jwt(credential, now=ISSUED_AT).encode(),
        client.get(f"/v/{credential.token}/").content,
        client.post("/verify/", {"number": credential.number_id, "name": award.name}).content,
        repr(PublishedCredential.objects.values().get(number=credential.number_id)).encode(),
    ]
    for answer in public:
        assert not found_in(answer, needles(["87.5", "93.", "2024", "Female", "17 March"])), answer
    assert json.loads(public[0])["name"].startswith("学业成绩单")
    assert "Valid" in public[3].decode()


def test_it_goes_with_a_certificate_of_the_studies(campus: Campus) -> None:
    row = marked(campus, campus.graduate("甲一"), "80")
    (judged,) = judge_enrolments([row], TRANSCRIPT, now=ISSUED_AT)
    assert "issue that first" in judged.reason

    campus.issue([row], DIPLOMA)
    (judged,) = judge_enrolments([row], TRANSCRIPT, now=ISSUED_AT)
    assert judged.reason == ""


def test_it_is_no_award(campus: Campus) -> None:
    row = a_graduate(campus)
    issued(campus, row)
    assert [one.kind for one in list_in_force(row.person_id, today=local_date(ISSUED_AT))] == ["diploma"]
    assert [one.kind for one in certificates_held([row.person_id])[row.person_id]] == ["diploma"]


def test_it_ends_with_the_diploma(campus: Campus) -> None:
    row = a_graduate(campus)
    credential = issued(campus, row)

    revoked(row.credentials.get(kind=DIPLOMA), now=LATER)

    credential.refresh_from_db()
    assert credential.state == "revoked"
    assert standing_of([credential.document_sha256]).state == "revoked"
    assert PublishedCredential.objects.get(number=credential.number_id).status == "revoked"
    assert not find_differences()[1]


def test_a_diploma_that_is_replaced_leaves_it_in_force(campus: Campus) -> None:
    row = a_graduate(campus)
    credential = issued(campus, row)
    replaced(row.credentials.get(kind=DIPLOMA), now=LATER)
    credential.refresh_from_db()
    assert credential.state == "issued"


def test_what_was_revoked_meanwhile_gets_no_transcript(campus: Campus) -> None:
    row = a_graduate(campus)
    batch = campus.approved([row], TRANSCRIPT)
    revoked(row.credentials.get(kind=DIPLOMA), now=ISSUED_AT + timedelta(hours=1))
    entry = issue_entry(entry_uuid=batch.entries.get().uuid, actor=WORKER, now=LATER)
    assert (entry.state, "issue that first" in entry.reason) == ("failed", True)


def test_a_mark_that_is_corrected_leads_to_a_new_one_and_the_former_reads_as_replaced(
    campus: Campus, client: Client, tmp_path: Path
) -> None:
    client.cookies["language"] = "en"
    row = a_graduate(campus)
    credential = issued(campus, row)
    officer = User.objects.get(uuid=campus.one.user_uuid)
    assert outdated(officer, now=ISSUED_AT) == []

    correct_a_mark(row, was="87.5", then="91")

    assert outdated(officer, now=LATER) == [credential]
    records = records_by([row], today=local_date(LATER))[row.pk]
    newer = replaced(credential, Ending.CORRECT, now=LATER, records=records)

    assert outdated(officer, now=LATER) == []
    assert standing_of([credential.document_sha256]).state == "replaced"
    text = text_of(stored(newer), tmp_path)
    assert "91" in text
    assert "87.5" not in text
    assert "Replaced" in client.get(f"/v/{credential.token}/").content.decode()
    assert "Valid" in client.get(f"/v/{newer.token}/").content.decode()


def test_nobody_types_a_mark(campus: Campus) -> None:
    credential = issued(campus, a_graduate(campus))
    records = award_of_credential(credential).records
    assert records is not None
    first, *others = records.courses
    better = replace(records, courses=(replace(first, mark="100"), *others))
    with pytest.raises(UnusableRequest) as refused:
        asked(credential, Ending.CORRECT, records=better)
    assert refused.value.field == "records"


def test_officers_are_told_take_the_marks_over_and_the_other_one_sees_each(campus: Campus) -> None:
    row = a_graduate(campus)
    credential = issued(campus, row)
    browser = officer_of(campus)
    index = reverse("ending_desk:index")
    assert "Marks behind these transcripts" not in browser.get(index).content.decode()

    correct_a_mark(row, was="93", then="60")

    page = browser.get(index).content.decode()
    address = reverse("ending_desk:ask", args=[credential.uuid, "correct"])
    assert address in page
    form = browser.get(address).context["form"]
    said = {name: form[name].value() or "" for name in form.fields}
    assert said["records"] == "recorded"
    answer = browser.post(address, {**said, "reason": Reason.RECORD_WRONG.value})
    request = credential.ending_requests.get()
    assert answer.status_code == 302, answer.context["form"].errors
    assert "Marks behind these transcripts" not in browser.get(index).content.decode()
    shown = browser.get(reverse("ending_desk:request", args=[request.uuid])).content.decode()
    assert "mark 93, credits" in shown
    assert "mark 60, credits" in shown
    approved(request, actor=campus.other, now=LATER)


# --- with the certificates' batch ------------------------------------------------------------------------------------


def prepared(campus: Campus, people: list[Enrolment]) -> tuple[Batch, Batch]:
    batch = prepare_batch(people, kind=DIPLOMA, actor=campus.one, now=ISSUED_AT)
    return batch, add_transcripts(batch_uuid=batch.uuid, actor=campus.one, now=ISSUED_AT).batch


def work() -> int:
    """Issue what jobs wait for, as the worker would; return how many there were."""
    waiting = [row for row in BatchEntry.objects.filter(state="waiting") if row.tries]
    assert Job.objects.filter(kind=ENTRY_JOB, key__in=[job_key(row) for row in waiting]).count() == len(
        waiting
    )
    for row in waiting:
        issue_entry(entry_uuid=row.uuid, actor=WORKER, now=ISSUED_AT)
    return len(waiting)


def test_transcripts_are_approved_with_the_batch_and_follow_each_diploma(campus: Campus) -> None:
    people = [marked(campus, campus.graduate(name), "81") for name in ("甲一", "乙二")]
    batch, transcripts = prepared(campus, people)

    for refused in (approve_batch, cancel_batch):
        why = {"reason": "no"} if refused is cancel_batch else {}
        with pytest.raises(WrongState, match="together"):
            refused(batch_uuid=transcripts.uuid, actor=campus.other, now=ISSUED_AT, **why)
    approve_batch(batch_uuid=batch.uuid, actor=campus.other, now=ISSUED_AT)
    transcripts.refresh_from_db()

    assert (transcripts.state, transcripts.approved_by) == ("approved", campus.other.user_uuid)
    assert (work(), work(), work()) == (2, 2, 0)
    assert Credential.objects.filter(kind=TRANSCRIPT, state="issued").count() == 2
    assert progress_of(transcripts).issued == 2


def test_only_who_prepared_the_batch_adds_transcripts_and_once(campus: Campus) -> None:
    batch, _transcripts = prepared(campus, [marked(campus, campus.graduate("甲一"), "81")])
    with pytest.raises(SamePerson):
        add_transcripts(batch_uuid=batch.uuid, actor=campus.other, now=ISSUED_AT)
    with pytest.raises(WrongState):
        add_transcripts(batch_uuid=batch.uuid, actor=campus.one, now=ISSUED_AT)
    assert Batch.objects.count() == 2


def test_both_are_cancelled_together_and_the_people_are_free(campus: Campus) -> None:
    people = [marked(campus, campus.graduate("甲一"), "81")]
    batch, transcripts = prepared(campus, people)
    cancel_batch(batch_uuid=batch.uuid, reason="again", actor=campus.one, now=ISSUED_AT)
    transcripts.refresh_from_db()
    assert transcripts.state == "cancelled"
    prepared(campus, people)


def test_who_is_left_out_of_the_diplomas_is_left_out_of_the_transcripts(
    campus: Campus,
) -> None:
    batch, transcripts = prepared(campus, [marked(campus, campus.graduate("甲一"), "81")])
    approve_batch(batch_uuid=batch.uuid, actor=campus.other, now=ISSUED_AT)
    campus.school.name_zh = "😀"  # has no glyph
    campus.school.save()
    work()
    assert batch.entries.get().state == "failed"

    drop_entry(entry_uuid=batch.entries.get().uuid, reason="wrong", actor=campus.one, now=LATER)

    entry = transcripts.entries.get()
    assert (entry.state, entry.reason, entry.is_live) == ("dropped", "wrong", False)
    assert not Credential.objects.exclude(state="void").exists()


def test_the_desk_adds_them_also_in_place_of_what_was_revoked(campus: Campus) -> None:
    people = [marked(campus, campus.graduate("甲一"), "81"), campus.graduate("乙二")]
    campus.issue([people[0]], DIPLOMA)
    issued(campus, people[0])
    revoked(people[0].credentials.get(kind=DIPLOMA), now=ISSUED_AT)
    browser = officer_of(campus)
    batch = prepare_batch(people, kind=DIPLOMA, actor=campus.one, now=LATER)
    page = reverse("batch_desk:batch", args=[batch.uuid])
    assert "Issue transcripts with it" in browser.get(page).content.decode()

    answer = browser.post(reverse("batch_desk:add_transcripts", args=[batch.uuid]), follow=True)

    transcripts = batch.transcripts
    assert "Transcripts that go with it" in answer.content.decode()
    assert [one.reissues is not None for one in transcripts.entries.order_by("pk")] == [True, False]
    entry = transcripts.entries.order_by("pk").last()
    preview = browser.get(reverse("batch_desk:preview", args=[entry.uuid]))
    assert preview.content.startswith(b"%PDF")


def test_more_outdated_transcripts_ask_no_more(campus: Campus) -> None:
    officer = User.objects.get(uuid=campus.one.user_uuid)

    def asked_for(count: int) -> int:
        with CaptureQueriesContext(connection) as kept:
            assert len(outdated(officer, now=LATER)) == count
        return len(kept)

    for count, name in enumerate(("甲一", "乙二", "丙三"), start=1):
        row = a_graduate(campus, name)
        issued(campus, row)
        correct_a_mark(row, was="93", then="64")
        if count == 1:
            asked_for(1)
            before = asked_for(1)
    assert asked_for(3) == before
