"""A school's own words: literal, from a day on, never on what was issued before, and nothing hostile among them."""

import subprocess
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from certificates.issuing import storage
from certificates.issuing.batches.models import Batch
from certificates.issuing.batches.operations import approve_batch, cancel_batch, issue_entry, prepare_batch
from certificates.issuing.documents.plain import Plain
from certificates.issuing.documents.press.renderer import Compiled
from certificates.issuing.documents.printing import document_of_award
from certificates.issuing.documents.sealing import seal_in_use
from certificates.issuing.errors import (
    MayNotIssue,
    NotIssuable,
    NotPrintable,
    SamePerson,
    UnusableWording,
    WordingNotFound,
    WrongState,
)
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.operations import document_of
from certificates.issuing.queries import award_of_credential
from certificates.issuing.wordings.operations import NewWording, approve_wording, propose_wording
from certificates.issuing.wordings.preview import preview_of_nobody
from certificates.issuing.wordings.queries import words_on
from certificates.issuing.wordings.words import KINDS, Words
from certificates.models import Credential, Wording, WordingApproval
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.models import AuditEntry
from lms.organisations.models import School, Site
from tests.certificates.test_documents import AWARD, TOKEN, text_of
from tests.certificates.test_press import LEVELLED, MOST_DIFFERENT, different
from tests.factories.accounts import instructor_at, issuing_officer_at, registrar_at
from tests.factories.certificates import ISSUED_AT, completed_enrolment, issue
from tests.factories.organisations import a_school, a_site
from tests.support.diplomas import a_photograph

pytestmark = pytest.mark.django_db
TODAY = local_date(ISSUED_AT)
OWN = Words(
    "经本校培训，学完规定课程，考核合格，特发此证。", "has been trained at this school.", "培训专用章"
)
KIND = CredentialKind.TRAINING_CERTIFICATE


@pytest.fixture
def school() -> School:
    return a_school()


def officer(school: School) -> Actor:
    return Actor(issuing_officer_at(school).uuid, "issuing_officer")


def new(school: School, words: Words = OWN, *, day: date = TODAY, kind: CredentialKind = KIND) -> NewWording:
    return NewWording(school, kind, day, words)


def written(school: School, words: Words = OWN, *, day: date = TODAY) -> Wording:
    return propose_wording(new(school, words, day=day), actor=officer(school), now=ISSUED_AT)


def approved(row: Wording, *, at: datetime = ISSUED_AT) -> Wording:
    return approve_wording(wording_uuid=row.uuid, actor=officer(row.school), now=at)


def kept(school: School, words: Words = OWN, *, day: date = TODAY) -> Wording:
    return approved(written(school, words, day=day))


def shown(credential: Credential, folder: Path) -> str:
    return text_of(storage.get_document(credential.document_name, credential.document_sha256), folder)


# --- on paper -----------------------------------------------------------------------------------------------------


def test_it_stands_on_what_is_issued_from_its_day_on_and_never_on_earlier_ones(tmp_path: Path) -> None:
    before, later = issue(completed_enrolment().uuid), completed_enrolment()
    for school in (before.school, later.school):
        kept(school)
        kept(school, replace(OWN, deed_zh="明天才用的话。"), day=TODAY + timedelta(days=1))
    after = issue(later.uuid)

    assert "经本校培训" not in shown(before, tmp_path)
    assert "参加下列培训" in shown(before, tmp_path)
    again = document_of(Credential.objects.get(pk=before.pk), seal=seal_in_use(now=ISSUED_AT))
    assert storage.digest_of(again) == before.document_sha256
    assert "经本校培训" in shown(after, tmp_path)
    assert "参加下列培训" not in shown(after, tmp_path)
    assert "hasbeentrainedatthisschool." in shown(after, tmp_path)
    assert "明天才用" not in shown(after, tmp_path)
    frozen = award_of_credential(after)
    assert Words(frozen.deed_zh, frozen.deed_en, frozen.seal_words) == OWN


def test_another_school_says_the_usual_words(tmp_path: Path, school: School) -> None:
    kept(school)
    credential = issue(completed_enrolment().uuid)
    assert credential.school != school
    assert "参加下列培训" in shown(credential, tmp_path)
    assert b"deed_zh" not in bytes(credential.payload)


def test_an_empty_field_says_the_usual_words(tmp_path: Path) -> None:
    award = replace(AWARD, deed_en="Only the English is our own.")
    text = text_of(Compiled().print(document_of_award(award, token=TOKEN)), tmp_path)
    assert "参加下列培训" in text
    assert "OnlytheEnglishisourown." in text


LONG = Words("长" * 110, ("A very long sentence of a school " * 10)[:300].strip(), "毕业证书培训专用")


@pytest.mark.parametrize("words", [OWN, LONG], ids=["usual", "longest"])
@pytest.mark.parametrize("award", [AWARD, LEVELLED], ids=["training", "skill level"])
def test_the_press_and_the_reference_agree(award, words: Words, tmp_path: Path) -> None:
    own = replace(award, **asdict(words))
    document = document_of_award(own, token=TOKEN, photograph=a_photograph())
    stamped, reference = Compiled().print(document), Plain().print(document)

    assert stamped != reference, "the press gave it away to plain WeasyPrint"
    assert different(stamped, reference, tmp_path) <= MOST_DIFFERENT
    usual = Compiled().print(document_of_award(award, token=TOKEN, photograph=a_photograph()))
    assert different(stamped, usual, tmp_path) > MOST_DIFFERENT
    path = tmp_path / "own.pdf"
    path.write_bytes(stamped)
    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_preview_of_every_kind_is_void(kind: CredentialKind, school: School, tmp_path: Path) -> None:
    content = preview_of_nobody(school, kind, OWN, day=TODAY)
    text = text_of(content, tmp_path)
    assert "经本校培训" in text
    assert "某某某" in text
    assert b"/Sig" not in content
    assert not Credential.objects.exists()


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (Words(deed_zh="长" * 161), UnusableWording),
        (Words(deed_en="a" * 301), UnusableWording),
        (Words(deed_zh="张\u202e三"), UnusableWording),
        (Words(deed_zh="张\u200b三"), UnusableWording),
        (Words(deed_en="\u2066abc"), UnusableWording),
        (Words(deed_zh="张\0三"), UnusableWording),
        (Words(deed_zh="👍", deed_en="a"), NotPrintable),
        (Words(seal_words="<svg/>"), UnusableWording),
        (Words(seal_words="章"), UnusableWording),
        (Words(seal_words="一二三四五六七八九"), UnusableWording),
        (Words(seal_words="培训 章"), UnusableWording),
    ],
)
def test_what_cannot_be_on_a_certificate_is_refused(words: Words, error: type, school: School) -> None:
    with pytest.raises(error):
        kept(school, words)
    assert not Wording.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "{{ settings.SECRET_KEY }}{% include 'x' %}",
        "<img src=file:///etc/passwd>",
        "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
        "url(https://evil.example/x)",
        ") Tj ET endstream endobj",
    ],
)
def test_no_language_is_understood_in_it(text: str, school: School, tmp_path: Path) -> None:
    words = replace(OWN, deed_en=text)
    kept(school, words)
    content = preview_of_nobody(school, KIND, words, day=TODAY)
    assert text.replace(" ", "") in text_of(content, tmp_path)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (replace(OWN, deed_en=""), "deed_en"),
        (replace(OWN, deed_en="  "), "deed_en"),
        (replace(OWN, deed_zh=""), "deed_zh"),
        (replace(OWN, deed_en="经本校培训。"), "deed_en"),
    ],
)
def test_the_two_languages_never_say_different_things(words: Words, field: str, school: School) -> None:
    with pytest.raises(UnusableWording) as refused:
        written(school, words)
    assert refused.value.field == field


def test_the_seal_alone_may_have_own_words(school: School, tmp_path: Path) -> None:
    words = Words(seal_words="培训专用章")
    kept(school, words)
    text = text_of(preview_of_nobody(school, KIND, words, day=TODAY), tmp_path)
    assert "参加下列培训" in text


def test_the_button_pressed_twice_writes_once(school: School) -> None:
    by = officer(school)
    first, second = (propose_wording(new(school), actor=by, now=ISSUED_AT) for _ in range(2))
    assert first == second
    approved(first)
    assert propose_wording(new(school), actor=by, now=ISSUED_AT) != first, "approved is not waiting"


@pytest.mark.parametrize(
    "wrong",
    [
        "在{zh}完成培训。",
        "在第七 教学点完成培训。",
        "在第 7 教学点完成培训。",
        "在第７教学点完成培训。",
        "编号KM-0007。",
        "编号km 0007。",
        "在强制隔离期间完成培训。",
        "戒 毒人员完成培训。",
        "戒·毒人员完成培训。",
        "監獄內完成培训。",
        "Trained in RE\uff28AB.",
    ],
)
def test_no_place_and_no_reason_is_told(wrong: str, school: School) -> None:
    site = a_site(name="第七教学点")
    Site.objects.filter(pk=site.pk).update(code="KM-0007")
    text = wrong.format(zh=site.name_zh)
    with pytest.raises(UnusableWording) as refused:
        written(school, Words(deed_zh=text))
    assert refused.value.field == "deed_zh"
    assert site.name_zh not in refused.value.message


def test_a_kind_with_two_results_has_the_usual_words(school: School) -> None:
    record = CredentialKind.STUDY_RECORD
    assert {*KINDS, record, CredentialKind.TRANSCRIPT} == {*CredentialKind}  # that one has no such sentence
    with pytest.raises(UnusableWording) as refused:
        propose_wording(new(school, kind=record), actor=officer(school), now=ISSUED_AT)
    assert refused.value.field == "kind"
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(school=school, kind=record, from_date=TODAY, by=uuid4(), made_at=ISSUED_AT)


def test_no_day_that_is_past(school: School) -> None:
    with pytest.raises(UnusableWording):
        written(school, day=TODAY - timedelta(days=1))
    assert not Wording.objects.exists()


def test_only_officers_of_the_school(school: School) -> None:
    for user in (issuing_officer_at(a_school()), registrar_at(a_site()), instructor_at(a_site())):
        with pytest.raises(MayNotIssue):
            propose_wording(new(school), actor=Actor(user.uuid, "issuing_officer"), now=ISSUED_AT)


@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET by = 'x'"])
@pytest.mark.parametrize("table", ["certificates_wording", "certificates_wordingapproval"])
def test_a_version_does_not_change(change: str, table: str, school: School) -> None:
    kept(school)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table))


# --- two officers -------------------------------------------------------------------------------------------------


def said(school: School) -> str:
    return words_on([school.pk], KIND, TODAY).get(school.pk, Words()).deed_zh


def test_words_hold_when_another_officer_approved_them(school: School) -> None:
    row = written(school)
    assert said(school) == ""
    with pytest.raises(SamePerson):
        approve_wording(wording_uuid=row.uuid, actor=Actor(row.by, "issuing_officer"), now=ISSUED_AT)
    for user in (issuing_officer_at(a_school()), registrar_at(a_site())):
        with pytest.raises(MayNotIssue):
            approve_wording(wording_uuid=row.uuid, actor=Actor(user.uuid, "issuing_officer"), now=ISSUED_AT)
    with pytest.raises(WordingNotFound):
        approve_wording(wording_uuid=uuid4(), actor=officer(school), now=ISSUED_AT)
    assert (said(school), WordingApproval.objects.count()) == ("", 0)

    approved(row)
    assert said(school) == OWN.deed_zh
    with pytest.raises(WrongState):
        approved(row)
    deeds = AuditEntry.objects.filter(target_uuid=row.uuid).values_list("action", flat=True)
    assert list(deeds.order_by("pk")) == ["certificates.propose_wording", "certificates.approve_wording"]


def test_of_two_for_one_day_the_one_approved_later_holds(school: School) -> None:
    first, second = written(school), written(school, replace(OWN, deed_zh="另一句话，特发此证。"))
    approved(second)
    assert said(school) == "另一句话，特发此证。"
    approved(first)
    assert said(school) == OWN.deed_zh
    approved(written(school, Words()))  # back to the usual words
    assert said(school) == ""


def test_a_batch_is_not_approved_in_other_words_than_it_was_prepared_in() -> None:
    people = [completed_enrolment()]
    school = people[0].school
    minute = timedelta(minutes=1)

    def prepared(now: datetime) -> Batch:
        return prepare_batch(people, kind=KIND, actor=officer(school), now=now)

    batch = prepared(ISSUED_AT - minute)
    row = kept(school)
    with pytest.raises(NotIssuable, match="words have changed"), translation.override("en"):
        approve_batch(batch_uuid=batch.uuid, actor=officer(school), now=ISSUED_AT + minute)
    cancel_batch(batch_uuid=batch.uuid, reason="other words", actor=officer(school), now=ISSUED_AT + minute)

    again = prepared(ISSUED_AT + minute)
    approve_batch(batch_uuid=again.uuid, actor=officer(school), now=ISSUED_AT + minute)
    again.refresh_from_db()
    assert (again.state, said(school)) == ("approved", row.deed_zh)

    later = ISSUED_AT + 2 * minute
    newer = written(school, replace(OWN, deed_zh="另一句话，特发此证。"))
    approved(newer, at=later)  # before the job came to it
    entry = issue_entry(entry_uuid=again.entries.get().uuid, actor=Actor.system("worker"), now=later)
    assert (entry.state, Credential.objects.count()) == ("failed", 0)
