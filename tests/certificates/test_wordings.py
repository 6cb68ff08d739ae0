"""A school's own words: literal, from a day on, never on what was issued before, and nothing hostile among them."""

import subprocess
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing import storage
from certificates.issuing.documents.plain import Plain
from certificates.issuing.documents.press.renderer import Compiled
from certificates.issuing.documents.printing import document_of_award
from certificates.issuing.documents.sealing import seal_in_use
from certificates.issuing.errors import MayNotIssue, NotPrintable, UnusableWording, WordingTaken
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.operations import document_of
from certificates.issuing.queries import award_of_credential
from certificates.issuing.wordings.operations import NewWording, set_wording
from certificates.issuing.wordings.preview import preview_words
from certificates.issuing.wordings.words import KINDS, Words
from certificates.models import Credential, Wording
from lms.core import clock
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.organisations.models import School
from tests.certificates.test_documents import AWARD, TOKEN, text_of
from tests.certificates.test_press import LEVELLED, MOST_DIFFERENT, different
from tests.factories.accounts import instructor_at, issuing_officer_at, registrar_at, sign_in
from tests.factories.certificates import ISSUED_AT, completed_enrolment, issue
from tests.factories.organisations import a_school, a_site
from tests.support.diplomas import a_photograph

pytestmark = pytest.mark.django_db
TODAY = local_date(ISSUED_AT)
OWN = Words(
    "经本校培训，学完规定课程，考核合格，特发此证。", "has been trained at this school.", "培训专用章"
)
KIND = CredentialKind.TRAINING_CERTIFICATE
LIST, NEW = "batch_desk:wordings", "batch_desk:new_wording"


@pytest.fixture
def school() -> School:
    return a_school()


def officer(school: School) -> Actor:
    return Actor(issuing_officer_at(school).uuid, "issuing_officer")


def new(school: School, words: Words = OWN, *, day: date = TODAY, kind: CredentialKind = KIND) -> NewWording:
    return NewWording(school, kind, day, words)


def kept(school: School, words: Words = OWN, *, day: date = TODAY) -> Wording:
    return set_wording(new(school, words, day=day), actor=officer(school), now=ISSUED_AT)


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
    content = preview_words(school, kind, OWN, day=TODAY)
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
        (Words(deed_zh="👍"), NotPrintable),
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
    kept(school, Words(deed_en=text))
    content = preview_words(school, KIND, Words(deed_en=text), day=TODAY)
    assert text.replace(" ", "") in text_of(content, tmp_path)


def test_no_training_site_is_named(school: School) -> None:
    site = a_site()
    with pytest.raises(UnusableWording) as refused:
        kept(school, Words(deed_zh=f"在{site.name_zh}完成培训。"))
    assert refused.value.field == "deed_zh"
    assert site.name_zh not in refused.value.message


def test_a_kind_with_two_results_has_the_usual_words(client: Client, school: School) -> None:
    record = CredentialKind.STUDY_RECORD
    assert {*KINDS, record} == {*CredentialKind}
    with pytest.raises(UnusableWording) as refused:
        set_wording(new(school, kind=record), actor=officer(school), now=ISSUED_AT)
    assert refused.value.field == "kind"
    sign_in(client, issuing_officer_at(school))
    assert record.value not in client.get(reverse(NEW)).content.decode()
    assert client.post(reverse(NEW), sent(school, kind=record.value, preview="1")).status_code == 422
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(school=school, kind=record, from_date=TODAY, by=uuid4(), made_at=ISSUED_AT)


def test_no_day_that_is_past_and_no_day_twice(school: School) -> None:
    with pytest.raises(UnusableWording):
        kept(school, day=TODAY - timedelta(days=1))
    kept(school)
    with pytest.raises(WordingTaken):
        kept(school, Words())
    kept(school, Words(), day=TODAY + timedelta(days=1))  # back to the usual words
    assert Wording.objects.count() == 2


def test_only_officers_of_the_school(school: School) -> None:
    for user in (issuing_officer_at(a_school()), registrar_at(a_site()), instructor_at(a_site())):
        with pytest.raises(MayNotIssue):
            set_wording(new(school), actor=Actor(user.uuid, "issuing_officer"), now=ISSUED_AT)


@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET deed_zh = 'x'"])
def test_a_version_does_not_change(change: str, school: School) -> None:
    kept(school)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format("certificates_wording"))


# --- the pages ----------------------------------------------------------------------------------------------------


def sent(school: School, **more: str) -> dict[str, str]:
    day = local_date(clock.now()).isoformat()
    return {"school": str(school.uuid), "kind": KIND.value, "from_date": day, **asdict(OWN), **more}


def test_an_officer_looks_at_words_keeps_them_and_finds_them(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    seen = client.post(reverse(NEW), sent(school, preview="1"))
    assert (seen.status_code, seen["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in seen["Cache-Control"]
    assert not Wording.objects.exists()

    assert client.post(reverse(NEW), sent(school)).status_code == 302
    page = client.get(reverse(LIST)).content.decode()
    for text in asdict(OWN).values():
        assert text in page
    again = client.post(reverse(NEW), sent(school))
    assert again.status_code == 422


def test_what_was_written_stays_in_the_form_with_the_reason(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    for wrong in (
        {"seal_words": "<b>"},
        {"deed_zh": "张\u202e三"},
        {"from_date": "2020-01-01"},
        {"from_date": "2020-01-01", "preview": "1"},
        {"from_date": "0001-01-01", "preview": "1"},
        {"kind": "x"},
    ):
        answer = client.post(reverse(NEW), sent(school, **wrong))
        assert answer.status_code == 422
        assert OWN.deed_en in answer.content.decode()
    foreign = client.post(reverse(NEW), sent(a_school()))
    assert foreign.status_code == 422
    assert not Wording.objects.exists()


def test_others_do_not_get_in_nor_see_other_schools(client: Client, school: School) -> None:
    kept(school)
    sign_in(client, issuing_officer_at(a_school()))
    assert OWN.deed_zh not in client.get(reverse(LIST)).content.decode()
    client.logout()
    for stranger in (registrar_at(a_site()), instructor_at(a_site())):
        sign_in(client, stranger)
        for page in (LIST, NEW):
            assert client.get(reverse(page)).status_code in {302, 403, 404}
        client.logout()


def test_the_list_costs_the_same_for_many(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    kept(school)
    client.get(reverse(LIST))

    def cost() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(reverse(LIST))
        return len(made)

    one = cost()
    for days in range(1, 12):
        kept(school, day=TODAY + timedelta(days=days))
    assert cost() == one
