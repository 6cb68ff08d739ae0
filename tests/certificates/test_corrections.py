"""Every fact that a kind prints can be corrected, each by its own rule; the paper says it, and nothing public does."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certificates.issuing import storage
from certificates.issuing.ending.content import changes_of
from certificates.issuing.ending.corrections import correctable
from certificates.issuing.ending.rules import Days, Ending, Fault, correctable_fields, fault_of_order
from certificates.issuing.errors import NotIssuable, UnusableRequest
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.portraits.operations import keep_portrait
from certificates.issuing.portraits.queries import portraits_of
from certificates.issuing.queries import award_of_credential
from certificates.models import Credential, EndingRequest, PublishedCredential
from lms.accounts.api import User
from tests.certificates.test_documents import text_of
from tests.factories.accounts import sign_in
from tests.factories.certificates import ISSUED_AT, issued_credential
from tests.factories.endings import an_officer_for, approved, asked, replaced
from tests.factories.studies import BORN, Campus, a_campus, an_assessment_body
from tests.support.diplomas import a_photograph

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LATER = ISSUED_AT + timedelta(days=20)
CORRECT = Ending.CORRECT


def issued(campus: Campus, kind: CredentialKind, *, seed: int = 0) -> Credential:
    row = campus.graduate("林小满", seed=seed)
    campus.issue([row], kind)
    return Credential.objects.get(enrolment=row, kind=kind)


@pytest.fixture
def diploma() -> Credential:
    return issued(a_campus(), CredentialKind.DIPLOMA)


@pytest.fixture
def level() -> Credential:
    return issued(an_assessment_body(), CredentialKind.SKILL_LEVEL)


def paper_of(credential: Credential, folder: Path) -> str:
    return text_of(storage.get_document(credential.document_name, credential.document_sha256), folder)


def test_what_a_diploma_prints_is_corrected_on_the_paper_and_tells_nobody_else(
    diploma: Credential, tmp_path: Path
) -> None:
    values: dict[str, Any] = {
        "sex": "male",
        "birth_date": date(2003, 12, 9),
        "began_date": date(2023, 9, 1),
        "ended_date": date(2026, 5, 30),
        "years": 2,
    }

    newer = replaced(diploma, CORRECT, now=LATER, **values)

    before, after = award_of_credential(diploma), award_of_credential(newer)
    assert after == replace(before, number=after.number, **values)
    text = paper_of(newer, tmp_path)
    for printed in ("男", "2003年12月9日", "二年", "2023年9月", "2026年5月"):
        assert printed in text
    record = PublishedCredential.objects.get(number=newer.number_id)
    told = " ".join(str(value) for value in vars(record).values())
    assert not [word for word in ("2003", "2023", "male", "2026-05-30") if word in told]


def test_a_skill_level_is_corrected_with_its_title_and_its_code(level: Credential, tmp_path: Path) -> None:
    newer = replaced(level, CORRECT, level=3, identity="456x")

    award = award_of_credential(newer)
    assert (award.level, award.identity) == (3, f"{'*' * 14}456X")
    assert award.title_zh == award_of_credential(level).title_zh.replace("四级／中级工", "三级／高级工")
    assert award.title_zh != award_of_credential(level).title_zh
    assert newer.number_id[15] == "3"
    assert "456X" in paper_of(newer, tmp_path)


def test_another_photograph_is_printed_when_it_was_taken_in_before(diploma: Credential) -> None:
    keep_portrait(
        diploma.enrolment, content=a_photograph(seed=7), actor=an_officer_for(diploma), now=ISSUED_AT
    )
    digest, _content = portraits_of([diploma.person_id])[diploma.person_id]
    assert digest != award_of_credential(diploma).photo

    newer = replaced(diploma, CORRECT, photo=digest)

    assert award_of_credential(newer).photo == digest
    assert newer.document_sha256 != diploma.document_sha256


DAYS_AND_CHOICES: list[tuple[dict[str, Any], str]] = [
    ({"sex": "other"}, "sex"),
    ({"sex": ""}, "sex"),
    ({"birth_date": date(2026, 7, 21)}, "birth_date"),
    ({"birth_date": date(2024, 3, 1)}, "birth_date"),
    ({"birth_date": None}, "birth_date"),
    ({"began_date": BORN}, "began_date"),
    ({"began_date": date(2026, 7, 1)}, "began_date"),
    ({"ended_date": date(2024, 2, 28)}, "ended_date"),
    ({"ended_date": date(2026, 7, 1)}, "ended_date"),
    ({"awarded_date": date(2026, 6, 29)}, "awarded_date"),
    ({"years": 0}, "years"),
    ({"years": 7}, "years"),
    ({"photo": "0" * 64}, "photo"),
    ({"photo": "../../etc/passwd"}, "photo"),
    ({"level": 3}, "name"),
    ({"identity": "123X"}, "name"),
]


@pytest.mark.parametrize(("values", "field"), DAYS_AND_CHOICES)
def test_what_a_diploma_cannot_say_is_refused_with_its_field(
    diploma: Credential, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(UnusableRequest) as refused:
        asked(diploma, CORRECT, now=LATER, **values)
    assert refused.value.field == field
    assert not EndingRequest.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"level": 6}, "level"),
        ({"level": 0}, "level"),
        ({"identity": "11010519491231002X"}, "identity"),
        ({"identity": "12X3"}, "identity"),
        ({"identity": ""}, "identity"),
        ({"identity": "１２3\u202e"}, "identity"),
        ({"sex": "male"}, "name"),
    ],
)
def test_what_a_skill_level_certificate_cannot_say_is_refused(
    level: Credential, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(UnusableRequest) as refused:
        asked(level, CORRECT, **values)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "<script>alert(1)</script>"),
        ("principal", "王{{7*7}}"),
        ("principal", "戒 毒所长"),
        ("school_zh", "某强制隔离学校"),
        ("school_en", "School of the Rehab"),
    ],
)
def test_no_name_is_a_program_and_no_text_tells_a_reason(diploma: Credential, field: str, text: str) -> None:
    with pytest.raises(UnusableRequest) as refused:
        asked(diploma, CORRECT, now=LATER, **{field: text})
    assert refused.value.field == field
    assert not EndingRequest.objects.exists()


def test_a_photograph_of_somebody_else_is_refused() -> None:
    campus = a_campus()
    mine, theirs = issued(campus, CredentialKind.DIPLOMA), issued(campus, CredentialKind.DIPLOMA, seed=5)
    with pytest.raises(UnusableRequest) as refused:
        asked(mine, CORRECT, photo=award_of_credential(theirs).photo)
    assert refused.value.field == "photo"


def test_a_diploma_does_not_lose_its_photograph(diploma: Credential) -> None:
    with pytest.raises((UnusableRequest, NotIssuable)):
        asked(diploma, CORRECT, photo="")
    assert not EndingRequest.objects.exists()


def test_a_training_certificate_has_none_of_these_fields() -> None:
    fields = correctable(award_of_credential(issued_credential()))
    assert not {"sex", "birth_date", "photo", "level"} & set(fields)
    assert set(fields) == set(correctable_fields("training_certificate"))


def test_days_that_were_out_of_order_before_hinder_no_other_correction() -> None:
    said = {"birth_date": date(2004, 1, 1), "began_date": date(2003, 1, 1)}
    assert fault_of_order(Days(said, frozenset({"name"}))) is None
    assert fault_of_order(Days(said, frozenset({"birth_date"}))) == ("birth_date", Fault.DAYS_OUT_OF_ORDER)


@pytest.mark.parametrize(
    ("born", "fault"),
    [
        (date(2010, 1, 1), None),
        (date(2010, 1, 2), Fault.NO_SUCH_AGE),
        (date(1933, 1, 2), None),
        (date(1933, 1, 1), Fault.NO_SUCH_AGE),
    ],
)
def test_nobody_begins_to_study_as_a_child_or_at_a_hundred(born: date, fault: Fault | None) -> None:
    said = {"birth_date": born, "began_date": date(2024, 1, 1), "ended_date": date(2026, 1, 1)}
    for changed in ("birth_date", "began_date"):
        assert fault_of_order(Days(said, frozenset({changed}))) == (fault and (changed, fault))
    assert fault_of_order(Days(said, frozenset({"name"}))) is None, "what nobody touched is nobody's slip"


# --- pages ---------------------------------------------------------------------------------------------------


def browser(credential: Credential) -> Client:
    client = sign_in(Client(), User.objects.get(uuid=an_officer_for(credential).user_uuid))
    client.cookies["language"] = "en"
    return client


def test_the_form_offers_the_fields_of_the_kind_and_the_other_officer_sees_them(
    diploma: Credential, tmp_path: Path
) -> None:
    keep_portrait(
        diploma.enrolment, content=a_photograph(seed=7), actor=an_officer_for(diploma), now=ISSUED_AT
    )
    mine, address = browser(diploma), reverse("ending_desk:ask", args=[diploma.uuid, "correct"])
    page = mine.get(address)
    form = page.context["form"]
    assert {"sex", "birth_date", "photo", "years", "began_date", "ended_date"} <= set(form.fields)
    body = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    newest = form.fields["photo"].choices[1][0]
    body |= {"reason": "typing_error", "sex": "male", "years": "4", "photo": newest, "note": ""}

    answer = mine.post(address, body)

    assert answer.status_code == 302, answer.context["form"].errors
    request = EndingRequest.objects.get()
    changed = {row.field: (row.before, row.after) for row in changes_of(request) if row.is_changed}
    assert changed == {
        "sex": ("female", "male"),
        "years": ("3 years", "4 years"),
        "photo": ("With a photograph", "With a photograph"),
    }
    theirs = browser(diploma)
    shown = theirs.get(reverse("ending_desk:request", args=[request.uuid])).content.decode()
    preview = reverse("ending_desk:preview", args=[request.uuid])
    assert preview in shown
    document = theirs.get(preview)
    assert document["Content-Type"] == "application/pdf"
    text = text_of(document.content, tmp_path)
    assert "男" in text
    assert "四年" in text
    approved(request)


def test_a_revocation_has_no_preview(diploma: Credential) -> None:
    request = asked(diploma)
    address = reverse("ending_desk:preview", args=[request.uuid])
    assert browser(diploma).get(address).status_code == 404
