"""What is told outside of a certificate that was replaced: that, since when, and nothing more, whatever is checked."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from certificates.bulkcheck.workbooks import HEADS
from certificates.issuing import storage
from certificates.issuing.digital.operations import make_jwt, signed_bytes_of
from certificates.issuing.errors import WrongState
from certificates.issuing.status.bits import is_set
from certificates.issuing.status.operations import sign_stale_lists
from certificates.models import Credential, SharedField, StatusList
from lms.core.workbooks.writing import Page, workbook
from tests.factories.accounts import employer_user_of
from tests.factories.certificates import NAME, a_share_link
from tests.factories.endings import replaced
from tests.factories.organisations import an_employer
from tests.factories.register import checkpoint
from tests.support.dropped import NOW, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
ON = "2026年7月2日"


@pytest.fixture
def newer(credential: Credential) -> Credential:
    """Replace the certificate that was lost, and bring the status list up to date."""
    made = replaced(credential, now=NOW)
    sign_stale_lists(now=NOW)
    return made


def assert_says_replaced(text: str, newer: Credential) -> None:
    assert "verdict--replaced" in text
    for told in ("verdict--valid", "遗失", newer.number_id, newer.token):
        assert told not in text


def test_the_code_and_the_number_of_the_old_one(
    client: Client, credential: Credential, newer: Credential
) -> None:
    form = {"number": credential.number_id, "name": NAME}
    answers = [
        client.get(reverse("certificates:verify_code", args=[credential.token])),
        client.post(reverse("certificates:verify"), form),
    ]
    for answer in answers:
        assert_says_replaced(answer.content.decode(), newer)
        assert ON in answer.content.decode()
    assert "verdict--valid" in client.get(f"/v/{newer.token}/").content.decode()


def test_a_link_that_was_shared_before(client: Client, credential: Credential) -> None:
    link = a_share_link(credential, *SharedField.values, now=NOW)
    newer = replaced(credential, now=NOW)
    text = client.get(reverse("certificates:shared", args=[link.token])).content.decode()
    assert_says_replaced(text, newer)
    assert ON in text
    assert "document.pdf" not in text


def test_files_of_the_old_one_and_of_the_new_one(
    client: Client, credential: Credential, newer: Credential, pdf: bytes, signed: bytes
) -> None:
    for content in (pdf, signed):
        assert_says_replaced(shown(client, content), newer)
    paper = storage.get_document(newer.document_name, newer.document_sha256)
    for content in (paper, signed_bytes_of(newer)):
        page = shown(client, content)  # no checkpoint covers it yet: never green before that
        assert "verdict--unconfirmed" in page
        assert "verdict--replaced" not in page


def test_the_bit_of_the_old_one_alone_is_set(credential: Credential, newer: Credential) -> None:
    encoded = json.loads(bytes(StatusList.objects.get().content))["credentialSubject"]["encodedList"]
    assert is_set(encoded, credential.status_entry.index)
    assert not is_set(encoded, newer.status_entry.index)
    with pytest.raises(WrongState):
        make_jwt(credential, now=NOW)
    assert make_jwt(newer, now=NOW)


def test_a_workbook_of_an_employer(client: Client, credential: Credential, newer: Credential) -> None:
    client.force_login(employer_user_of(an_employer()))
    rows = [[credential.number_id, NAME], [newer.number_id, NAME]]
    file = SimpleUploadedFile("x.xlsx", workbook([Page("证书", [list(HEADS.values()), *rows])]))
    page = client.post(reverse("certificates:bulk_check"), {"file": file}).content.decode()
    assert page.count("tag--warning") == page.count("tag--success") == 1
    assert ON in page
    assert "遗失" not in page


def test_the_command_line(credential: Credential, pdf: bytes, tmp_path: Path) -> None:
    newer = replaced(credential, now=NOW)
    checkpoint(day=2)
    old, new = tmp_path / "old.pdf", tmp_path / "new.pdf"
    old.write_bytes(pdf)
    new.write_bytes(storage.get_document(newer.document_name, newer.document_sha256))
    printed = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_document", str(old), "--json", stdout=printed)
    assert json.loads(printed.getvalue())["register"] == "replaced"
    printed = StringIO()
    call_command("verify_document", str(new), "--json", stdout=printed)
    answer = json.loads(printed.getvalue())
    assert (answer["verdict"], answer["register"]) == ("valid", "issued")
