"""What is issued for a time: the paper, the digital forms and every answer say until when, and it ends by itself."""

import json
import subprocess
from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from certificates.api import Credential
from certificates.bulkcheck.checking import Asked, Checked
from certificates.bulkcheck.presentation import row_of
from certificates.employerapi.presentation import answer_about
from certificates.issuing import payload
from certificates.issuing.digital.offline import make_offline_code
from certificates.issuing.digital.operations import make_jwt, signed_bytes_of
from certificates.issuing.holdings import certificates_held
from certificates.issuing.rules import last_valid_day
from certificates.issuing.storage import get_document
from certificates.models import KindDefinition, PublishedCredential
from certificates.sharing.models import SharedField
from certificates.verification import answers
from certificates.verification.documents import check_document
from certificates.verifier.proofs import DAYS
from certificates.verifier.results import Outcome
from lms.core.clock import start_of_day
from tests.factories.accounts import sign_in
from tests.factories.certificates import ISSUED_AT, issued_credential

LAST = date(2027, 6, 29)
TOO_LATE = start_of_day(LAST + timedelta(days=1))
IN_TIME = TOO_LATE - timedelta(seconds=1)


@pytest.fixture
def credential(db: None) -> Credential:
    """Return a training certificate that is in force for twelve months from 30 June 2026."""
    for_a_year()
    return issued_credential()


def for_a_year() -> None:
    first = KindDefinition.objects.get(kind="training_certificate")
    KindDefinition.objects.create(
        kind=first.kind,
        version=first.version + 1,
        from_date=date(2026, 6, 1),
        fields=first.fields,
        number_rule=first.number_rule,
        number_prefix=first.number_prefix,
        template=first.template,
        valid_months=12,
        signatories=["school_seal"],
        occasion=first.occasion,
        made_at=ISSUED_AT,
    )


def on_paper(credential: Credential) -> str:
    """Return the text of the document without spaces."""
    document = get_document(credential.document_name, credential.document_sha256)
    told = subprocess.run(["pdftotext", "-", "-"], input=document, capture_output=True, check=True)
    return "".join(told.stdout.decode().split())


def record() -> PublishedCredential:
    return PublishedCredential.objects.get()


@pytest.mark.parametrize(
    ("awarded", "months", "last"),
    [
        (date(2021, 3, 5), 72, date(2027, 3, 4)),
        (date(2024, 3, 1), 12, date(2025, 2, 28)),
        (date(2023, 3, 1), 12, date(2024, 2, 29)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 1), 1, date(2025, 12, 31)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 1), None, None),
    ],
)
def test_the_last_day_is_that_before_the_same_day_of_the_last_month(awarded, months, last) -> None:
    assert last_valid_day(awarded, months) == last


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(1, 600))
def test_who_was_awarded_later_or_for_longer_never_ends_earlier(awarded: date, months: int) -> None:
    last = last_valid_day(awarded, months)
    assert last is not None
    assert last >= awarded
    assert last <= last_valid_day(awarded + timedelta(days=1), months)
    assert last < last_valid_day(awarded, months + 1)


def test_paper_and_every_digital_form_say_until_when(credential: Credential) -> None:
    written = on_paper(credential)
    assert "有效期至2027年6月29日" in written
    assert "Validuntil29June2027" in written
    assert "校长" not in written, "this version has no principal on the paper"
    body = json.loads(signed_bytes_of(credential))
    assert body["validUntil"] == "2027-06-29T16:00:00Z"
    assert payload.from_bytes(credential.payload).valid_until == record().valid_until == LAST


def test_what_is_for_life_says_nothing_about_an_end(db: None) -> None:
    credential = issued_credential()
    assert "有效期" not in on_paper(credential)
    assert "validUntil" not in json.loads(signed_bytes_of(credential))
    assert b"valid_until" not in bytes(credential.payload)
    answer = answers.about(record(), with_name=False, now=TOO_LATE + timedelta(days=36_500))
    assert (answer.state, [item for item in answer.items if item["key"] == "until"]) == ("valid", [])


def test_the_public_page_says_expired_from_the_next_day_on(credential: Credential, client: Client) -> None:
    asked = {"number": credential.number_id, "name": payload.from_bytes(credential.payload).name}
    seen = []
    for instant in (IN_TIME, TOO_LATE):
        with time_machine.travel(instant, tick=False):
            page = client.post(reverse("certificates:verify"), asked, headers={"accept-language": "en"})
            seen.append(page.content.decode())
    assert "verdict--valid" in seen[0]
    assert "verdict--expired" in seen[1]
    assert all("2027" in page for page in seen)


@pytest.mark.parametrize(
    ("instant", "outcome"), [(IN_TIME, Outcome.OK), (TOO_LATE, Outcome.FAILED)], ids=["in time", "too late"]
)
def test_every_file_is_judged_by_its_own_days(credential: Credential, instant, outcome) -> None:
    files = [
        get_document(credential.document_name, credential.document_sha256),
        signed_bytes_of(credential),
        make_jwt(credential, now=ISSUED_AT).encode(),
        make_offline_code(credential, now=ISSUED_AT).encode(),
    ]
    for content in files:
        days = [check for check in check_document(content, now=instant).checks if check.name == DAYS]
        assert [check.outcome for check in days] == [outcome], content[:12]


def test_programs_and_lists_of_employers_say_expired(credential: Credential) -> None:
    told = answer_about(record(), with_name=False, now=TOO_LATE)
    assert (told.state, told.valid_until, told.ended_on) == ("expired", LAST, None)
    assert answer_about(record(), with_name=False, now=IN_TIME).state == "valid"
    rows = [
        row_of(Checked(Asked(2, credential.number_id, ""), record=record()), now=instant)
        for instant in (IN_TIME, TOO_LATE)
    ]
    assert [row.kind for row in rows] == ["success", "warning"]


def test_a_revoked_one_stays_revoked_after_its_last_day(credential: Credential) -> None:
    row = replace_status(record(), "revoked")
    assert answers.about(row, with_name=False, now=TOO_LATE).state == "revoked"


def replace_status(row: PublishedCredential, status: str) -> PublishedCredential:
    row.status = status
    return row


def test_a_link_without_the_day_of_award_does_not_tell_the_last_day(credential: Credential) -> None:
    for fields, is_told in (
        ([], False),
        ([SharedField.NAME.value], False),
        ([SharedField.AWARDED.value], True),
    ):
        answer = answers.chosen(record(), fields, now=TOO_LATE)
        assert answer.state == "expired"
        assert ("2027" in str(answer.items) + answer.text) is is_told, fields


def test_no_statement_moves_the_last_day(credential: Credential) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        PublishedCredential.objects.update(valid_until=LAST + timedelta(days=1))
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("DELETE FROM certificates_publishedcredential")


def test_what_expired_counts_no_longer_for_the_target(credential: Credential) -> None:
    (held,) = certificates_held([credential.person_id])[credential.person_id]
    assert held.expires == LAST


def test_holders_see_the_end_and_that_it_is_over(credential: Credential, client: Client) -> None:
    with time_machine.travel(TOO_LATE, tick=False):
        sign_in(client, credential.person.user)
        page = client.get(reverse("certificates:credential", args=[credential.uuid])).content.decode()
        cards = client.get(reverse("certificates:credentials")).content.decode()
    assert "verdict--expired" in page
    assert "2027年6月29日" in page
    assert "已过有效期" in cards
