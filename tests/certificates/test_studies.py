"""Diplomas, certificates of completed study, records of study, skill-level certificates: the audit decides which."""

import json
from base64 import urlsafe_b64decode
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from django.test import Client

from certificates.issuing import operations, payload, storage
from certificates.issuing.batches.operations import issue_entry, prepare_batch, retry_entry
from certificates.issuing.batches.queries import judge_enrolments, progress_of
from certificates.issuing.digital.operations import make_jwt, signed_bytes_of
from certificates.issuing.documents.sealing import seal_in_use
from certificates.issuing.errors import (
    DocumentDamaged,
    NotCompleted,
    NotIssuable,
)
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.operations import (
    document_of,
    request_credential,
    reserve_credential,
)
from certificates.issuing.portraits.operations import keep_portrait
from certificates.issuing.public_records import find_by_number_and_name
from certificates.issuing.queries import award_of_credential, list_unissued_completions
from certificates.issuing.readiness import preview_credential
from certificates.issuing.studies.operations import set_schooling
from certificates.models import Credential, PublishedCredential, RegisterNumber
from lms.core.actor import Actor
from lms.core.models import Job
from lms.enrolments.api import Enrolment, number_text, reasons_against_number
from lms.enrolments.api import OutsidePaper as Paper
from tests.canary.tokens import found_in, needles
from tests.certificates.test_documents import picture_of, text_of
from tests.factories.certificates import ISSUED_AT, issued_credential
from tests.factories.studies import BORN, Campus, a_campus, an_assessment_body
from tests.support.diplomas import a_photograph

DIPLOMA, COMPLETION = CredentialKind.DIPLOMA, CredentialKind.STUDY_COMPLETION
RECORD, LEVEL = CredentialKind.STUDY_RECORD, CredentialKind.SKILL_LEVEL
TRAINING = CredentialKind.TRAINING_CERTIFICATE
WORKER = Actor.system("worker")
# What the papers of studies say and nobody is told who only checks one.
PRIVATE = ["2004", "3月17日", "17 March", "2024", "女", "Female", "三年", "3 years", "123X"]


pytestmark = pytest.mark.usefixtures("english")


# --- issuing -------------------------------------------------------------------------------------------------


@pytest.fixture
def campus(db: None) -> Campus:
    return a_campus()


def issued(campus: Campus, row: Enrolment, kind: CredentialKind) -> Credential:
    batch = campus.issue([row], kind)
    assert [entry.reason for entry in batch.entries.all()] == [""]
    return Credential.objects.get(enrolment=row, kind=kind)


def stored(credential: Credential) -> bytes:
    return storage.get_document(credential.document_name, credential.document_sha256)


def test_a_diploma_prints_what_was_frozen_and_tells_nobody_else(
    campus: Campus, client: Client, tmp_path: Path
) -> None:
    credential = issued(campus, campus.graduate("买买提·吐尔逊"), DIPLOMA)

    award = award_of_credential(credential)
    assert (award.sex, award.birth_date, award.years) == ("female", BORN, 3)
    assert (award.began_date, award.ended_date) == (date(2024, 3, 1), date(2026, 6, 30))
    assert (award.result, award.awarded_date) == ("graduation", date(2026, 6, 30))
    assert credential.number_id.startswith(credential.number.pool.pattern.replace("{YY}{NNNN}", "26"))
    assert credential.definition.version == 2
    text = text_of(stored(credential), tmp_path)
    for words in (
        "毕业证书",
        "买买提·吐尔逊",
        "女",
        "2004年3月17日",
        "三年",
        "2024年3月至2026年6月",
        "准予毕业",
    ):
        assert words in text
    assert credential.number_id in text

    signed = json.loads(signed_bytes_of(credential))
    achievement = signed["credentialSubject"]["achievement"]
    assert achievement["achievementType"] == "SecondarySchoolDiploma"
    assert signed["name"].startswith("毕业证书")
    told = [
        signed_bytes_of(credential),
        make_jwt(credential, now=ISSUED_AT).encode(),
        urlsafe_b64decode(make_jwt(credential, now=ISSUED_AT).split(".")[1] + "==="),
        client.get(f"/v/{credential.token}/").content,
        client.post("/verify/", {"number": credential.number_id, "name": award.name}).content,
        repr(PublishedCredential.objects.values().get()).encode(),
    ]
    for answer in told:
        assert not found_in(answer, needles(PRIVATE)), answer
    page = client.post("/verify/", {"number": credential.number_id, "name": award.name}).content.decode()
    assert "买买提·吐尔逊" in page
    assert credential.number_id in page


def test_what_a_holder_shares_says_no_more_than_the_public_page(campus: Campus) -> None:
    """The document itself carries the facts of the paper; its digital credential, attached or not, never does."""
    credential = issued(campus, campus.graduate("张三"), DIPLOMA)
    record = find_by_number_and_name(number=credential.number_id, name="张三")
    assert record is not None
    assert not found_in(repr(record.__dict__).encode(), needles(PRIVATE))


@pytest.mark.parametrize(
    ("who", "kind", "result", "words", "achievement"),
    [
        ("taught", COMPLETION, "study_completion", "准予结业", "CertificateOfCompletion"),
        ("left", RECORD, "partial_study", "准予肄业", "Achievement"),
    ],
)
def test_the_audit_decides_which_paper_a_study_ends_with(
    campus: Campus, who: str, kind: CredentialKind, result: str, words: str, achievement: str, tmp_path: Path
) -> None:
    row = getattr(campus, who)("李四")
    judged = {
        one: judge_enrolments([row], one, now=ISSUED_AT)[0].reason for one in (DIPLOMA, COMPLETION, RECORD)
    }
    assert [one for one, reason in judged.items() if not reason] == [kind]

    credential = issued(campus, row, kind)

    assert award_of_credential(credential).result == result
    assert words in text_of(stored(credential), tmp_path)
    said = json.loads(signed_bytes_of(credential))["credentialSubject"]["achievement"]
    assert said["achievementType"] == achievement
    assert "毕业" not in said["criteria"]["narrative"]
    record = PublishedCredential.objects.get()
    assert (record.kind, record.status) == (kind, "valid")


def test_less_than_a_year_is_a_proof_of_study_even_without_a_photograph(
    campus: Campus, tmp_path: Path
) -> None:
    row = campus.student("王五", photo=False)
    Enrolment.objects.filter(pk=row.pk).update(
        enrolled_at=ISSUED_AT.replace(month=2, day=1), withdrawn_at=ISSUED_AT, state="withdrawn"
    )
    row.refresh_from_db()

    credential = issued(campus, row, RECORD)

    assert award_of_credential(credential).result == "proof_of_study"
    text = text_of(stored(credential), tmp_path)
    assert "学习证明" in text
    assert "肄业" not in text
    assert "照片" in text


def test_a_skill_level_certificate_has_a_code_of_22_and_no_identity_number(
    db: None, client: Client, tmp_path: Path
) -> None:
    body = an_assessment_body()
    row = body.graduate("赵六")
    credential = issued(body, row, LEVEL)

    award = award_of_credential(credential)
    paper = Paper(
        kind="skill_level", number=credential.number_id, occupation="", level=4, issued=award.awarded_date
    )
    assert [number_text(code) for code in reasons_against_number(paper)] == []
    assert (award.title_zh, award.level) == ("电工（四级／中级工）", 4)
    text = text_of(stored(credential), tmp_path)
    assert "**************123X" in text
    assert "四级／中级工" in text
    said = json.loads(signed_bytes_of(credential))["credentialSubject"]
    assert said["achievement"]["achievementType"] == "Certificate"
    assert said["achievement"]["name"] == "电工（四级／中级工）"
    page = client.get(f"/v/{credential.token}/").content
    assert "电工（四级／中级工）" in page.decode()
    assert not found_in(page + signed_bytes_of(credential), needles(["123X", "2004"]))


def test_a_programme_of_a_level_still_has_its_training_certificate_on_completion(
    db: None, django_capture_on_commit_callbacks
) -> None:
    body = an_assessment_body()
    with django_capture_on_commit_callbacks(execute=True):
        row = body.graduate("赵六")
    issued(body, row, LEVEL)
    assert set(Credential.objects.values_list("kind", flat=True)) == {TRAINING, LEVEL}


def test_a_completed_diploma_programme_waits_for_its_batch(campus: Campus) -> None:
    row = campus.graduate("张三")
    request_credential(enrolment_uuid=row.uuid, now=ISSUED_AT)
    assert not Job.objects.filter(kind=operations.ISSUE_JOB).exists()
    assert not list_unissued_completions().exists()
    with pytest.raises(NotIssuable, match="not for programmes"):
        operations.issue_credential(enrolment_uuid=row.uuid, actor=WORKER, now=ISSUED_AT)


# --- what is missing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"sex": ""}, "sex"),
        ({"birth_date": None}, "date of birth"),
        ({"photo": False}, "photograph"),
        ({"sex": "", "birth_date": None}, "sex, date of birth"),
    ],
)
def test_who_lacks_a_fact_is_named_with_it_and_the_rest_goes_on(
    campus: Campus, facts: dict[str, object], words: str
) -> None:
    lacking, ready = campus.graduate("甲一", **facts), campus.graduate("乙二")

    first, second = judge_enrolments([lacking, ready], DIPLOMA, now=ISSUED_AT)

    assert first.reason == f"The certificate would lack: {words}"
    assert second.reason == ""
    with pytest.raises(NotIssuable) as refused:
        prepare_batch([lacking, ready], kind=DIPLOMA, actor=campus.one, now=ISSUED_AT)
    assert refused.value.reasons == (f"甲一: {first.reason}",)
    issued(campus, ready, DIPLOMA)


def test_what_is_lost_after_the_approval_fails_alone_and_can_be_made_good(campus: Campus) -> None:
    people = [campus.graduate("甲一"), campus.graduate("乙二")]
    batch = campus.approved(people, DIPLOMA)
    person = people[0].person
    person.sex = ""
    person.save()
    for entry in batch.entries.all():
        issue_entry(entry_uuid=entry.uuid, actor=WORKER, now=ISSUED_AT)

    failed = batch.entries.get(state="failed")
    assert failed.reason == "The certificate would lack: sex"
    assert (progress_of(batch).issued, RegisterNumber.objects.count()) == (1, 1)
    person.sex = "male"
    person.save()
    retry_entry(entry_uuid=failed.uuid, actor=campus.one, now=ISSUED_AT)
    issue_entry(entry_uuid=failed.uuid, actor=WORKER, now=ISSUED_AT)
    assert progress_of(batch).issued == 2


def test_without_a_length_of_schooling_no_diploma(campus: Campus) -> None:
    other = a_campus()
    row = other.graduate("甲一")
    Enrolment.objects.filter(pk=row.pk).update(school=campus.school)
    row = Enrolment.objects.get(pk=row.pk)
    assert "length of schooling" in judge_enrolments([row], DIPLOMA, now=ISSUED_AT)[0].reason


def test_a_kind_is_refused_again_where_the_number_is_taken(campus: Campus) -> None:
    taught = campus.taught("甲一")
    batch = campus.approved([taught], COMPLETION)
    campus.meet(taught, "examination_passed")
    campus.meet(taught, "credits_earned")
    assert taught.state == "completed"
    with pytest.raises(NotIssuable, match="diploma is due"):
        reserve_credential(enrolment_uuid=taught.uuid, kind=COMPLETION, actor=WORKER, now=ISSUED_AT)
    with pytest.raises(NotCompleted):
        reserve_credential(
            enrolment_uuid=campus.student("乙二").uuid, kind=DIPLOMA, actor=WORKER, now=ISSUED_AT
        )
    assert batch.entries.get().credential is None
    assert not RegisterNumber.objects.exists()


# --- frozen --------------------------------------------------------------------------------------------------


def test_what_changes_later_changes_no_diploma(campus: Campus) -> None:
    row = campus.graduate("张三")
    credential = issued(campus, row, DIPLOMA)
    before = stored(credential)
    keep_portrait(row, content=a_photograph(seed=5), actor=campus.one, now=ISSUED_AT)
    set_schooling(
        school=campus.school, programme=campus.version.programme, years=2, actor=campus.one, now=ISSUED_AT
    )
    row.person.birth_date = date(1999, 1, 1)
    row.person.save()

    later = Credential.objects.get()

    assert document_of(later, seal=seal_in_use(now=ISSUED_AT)) == before
    assert payload.to_bytes(award_of_credential(later)) == bytes(later.payload)


def test_a_diploma_whose_photograph_is_gone_is_said_to_be_damaged(campus: Campus) -> None:
    credential = issued(campus, campus.graduate("张三"), DIPLOMA)
    credential.person_id = campus.student("李四", photo=False).person_id
    with pytest.raises(DocumentDamaged):
        document_of(credential, seal=seal_in_use(now=ISSUED_AT))


@pytest.mark.django_db
def test_the_content_of_training_certificates_is_as_it_was() -> None:
    body = json.loads(bytes(issued_credential().payload))
    assert body["result"] == "passed"
    assert set(body) == {*payload.Award.__slots__[:14], "format"}


def test_a_preview_is_void_and_takes_nothing(campus: Campus, tmp_path: Path) -> None:
    row = campus.graduate("张三")
    pdf = preview_credential(row, DIPLOMA, now=ISSUED_AT)
    codes = zxingcpp.read_barcodes(picture_of(pdf, tmp_path))
    assert [code.text for code in codes] == ["http://testserver/verify/"]
    text = text_of(pdf, tmp_path)
    assert set("预览无效") <= set(text)
    assert "000000000000" in text
    assert b"/ByteRange" not in pdf
    assert not RegisterNumber.objects.exists()
