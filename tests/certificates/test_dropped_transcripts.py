"""A transcript that somebody drops: genuine, altered, replaced, revoked; what others say of its seal; no site in it."""

import ssl
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader

from certificates.issuing.digital.operations import signed_bytes_of
from certificates.issuing.documents.printing import document_of_award
from certificates.issuing.documents.rendering import renderer_of
from certificates.issuing.ending.rules import Ending
from certificates.issuing.names import CredentialKind
from certificates.issuing.queries import award_of_credential
from certificates.issuing.transcripts.records import records_by
from certificates.models import Credential, KeyCertificate
from certificates.verification.documents import check_document
from certificates.verifier.results import Verdict
from lms.core.clock import local_date
from lms.organisations.models import Site
from tests.canary.surfaces import inside_out
from tests.canary.tokens import found_in, needles
from tests.certificates.test_sealed_transcripts import a_graduate, correct_a_mark, issued, stored
from tests.factories.certificates import ISSUED_AT
from tests.factories.endings import replaced, revoked
from tests.factories.register import checkpoint
from tests.factories.studies import Campus
from tests.support.dropped import NOW, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def outcome(content: bytes) -> tuple[Verdict, str]:
    checked = check_document(content, now=NOW)
    return checked.verdict, checked.register


def test_it_is_genuine_until_one_byte_is_another(campus: Campus, client: Client) -> None:
    credential = issued(campus, a_graduate(campus))
    checkpoint(day=1)
    content = stored(credential)

    assert outcome(content) == (Verdict.VALID, "issued")
    page = shown(client, content)
    assert "verdict--valid" in page
    assert "学业成绩单" in page
    assert "87.5" not in page

    middle = len(content) // 2
    altered = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    assert outcome(altered) == (Verdict.INVALID, "unknown")
    assert "verdict--valid" not in shown(client, altered)


def test_what_was_replaced_and_what_ended_with_the_diploma_say_so(campus: Campus, client: Client) -> None:
    row = a_graduate(campus)
    former = issued(campus, row)
    correct_a_mark(row, was="93", then="64")
    records = records_by([row], today=local_date(ISSUED_AT))[row.pk]
    newer = replaced(former, Ending.CORRECT, records=records)
    checkpoint(day=1)
    assert outcome(stored(former))[1] == "replaced"
    assert outcome(stored(newer)) == (Verdict.VALID, "issued")

    revoked(row.credentials.get(kind=CredentialKind.DIPLOMA), now=NOW)

    assert outcome(stored(newer))[1] == "revoked"
    assert "verdict--revoked" in shown(client, stored(newer))


def test_others_accept_the_seal(campus: Campus, tmp_path: Path) -> None:
    path = tmp_path / "transcript.pdf"
    path.write_bytes(stored(issued(campus, a_graduate(campus))))

    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0
    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    with path.open("rb") as file:
        (seal,) = PdfFileReader(file).embedded_signatures
        seal.compute_integrity_info()
        assert seal.coverage.name == "ENTIRE_FILE"
    taken = subprocess.run(
        ["qpdf", "--show-attachment=credential.json", path], capture_output=True, check=True
    )
    assert taken.stdout == signed_bytes_of(Credential.objects.get(kind="transcript"))


def test_the_verifier_that_stands_alone_knows_it(campus: Campus, tmp_path: Path) -> None:
    path, seal = tmp_path / "transcript.pdf", tmp_path / "seal.pem"
    content = stored(issued(campus, a_graduate(campus)))
    seal.write_text(ssl.DER_cert_to_PEM_cert(bytes(KeyCertificate.objects.get().content)))
    for name, written in (("genuine", content), ("altered", content + b"\n")):
        path.write_bytes(written)
        command = [sys.executable, "-m", "certificates.verifier", path, "--seal", seal]
        told = subprocess.run(command, capture_output=True, text=True)
        assert (told.returncode == 1) == (name == "altered"), told.stdout + told.stderr


def test_nothing_in_the_file_tells_the_site(campus: Campus) -> None:
    words = {"name_zh": "赤霞鹭湾教习所", "name_en": "Zyrquonox Hollow", "code": "QZXV-7719"}
    Site.objects.filter(pk=campus.site.pk).update(**words)
    credential = issued(campus, a_graduate(campus))
    for content in (inside_out(stored(credential)), bytes(credential.payload)):
        assert not found_in(content, needles(words.values()))


def test_it_has_as_many_pages_as_it_needs_and_its_number_on_each(campus: Campus, tmp_path: Path) -> None:
    award = award_of_credential(issued(campus, a_graduate(campus)))
    assert award.records is not None
    row = replace(award.records.courses[0], title_zh="很长的课程名称" * 18, title_en="A long name " * 15)
    records = replace(award.records, courses=(row,) * 60)
    document = document_of_award(replace(award, name="𠅤" * 100, records=records), token="T" * 26)
    path = tmp_path / "long.pdf"
    path.write_bytes(renderer_of(document).print(document))

    with pikepdf.open(path) as opened:
        count = len(opened.pages)
    pages = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
    assert count > 3
    assert all(award.number in page for page in pages.split("\f")[:count])
    assert pages.count("𠅤") == 100
