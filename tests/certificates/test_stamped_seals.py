"""Seals with an authority's time-stamp (PAdES B-T): others' tools agree, made again it is the same, nothing waits."""

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from asn1crypto.x509 import Certificate
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.issuing import operations, storage
from certificates.issuing.authority import trusted_roots
from certificates.issuing.documents import stamps
from certificates.issuing.documents.plain import Plain
from certificates.issuing.documents.press.renderer import Compiled
from certificates.issuing.documents.rendering import Renderer
from certificates.issuing.documents.sealing import seal_in_use
from certificates.issuing.documents.stamped import WITH_TOKEN, in_place, with_token
from certificates.issuing.keys.errors import CannotSign
from certificates.issuing.keys.queries import known_certificates
from certificates.models import Credential, DocumentStamp
from certificates.published.operations import publish_everything
from certificates.verification.documents import check_document
from certificates.verifier.documents import examine_within_limits
from certificates.verifier.known import Known
from certificates.verifier.pdf import STAMP
from lms.core import clock
from tests.factories.accounts import an_actor
from tests.factories.certificates import completed_enrolment
from tests.support.time_stamps import Authority, an_authority, judged

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority(tmp_path: Path, settings) -> Iterator[Authority]:
    with an_authority(tmp_path / "authority") as one:
        settings.TIME_STAMP_URL, settings.TIME_STAMP_ROOTS = one.url, str(one.roots)
        settings.TIME_STAMP_DOCUMENTS = True
        yield one


@pytest.fixture(params=[Plain(), Compiled()], ids=["plain", "press"])
def renderer(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Renderer:
    monkeypatch.setattr(operations, "renderer_of", lambda document: request.param)
    return request.param


def issued() -> Credential:
    return operations.issue_credential(
        enrolment_uuid=completed_enrolment().uuid, actor=an_actor(), now=clock.now()
    )


def file_of(credential: Credential) -> bytes:
    return storage.get_document(credential.document_name, credential.document_sha256)


def again(credential: Credential) -> bytes:
    """Make the document again, as of today."""
    seal = seal_in_use(now=clock.now())
    return operations.document_of(Credential.objects.get(pk=credential.pk), seal=seal)


def line(pdf: bytes, **known: object) -> str:
    examined = examine_within_limits(pdf, Known(seals=known_certificates(), **known))
    return next((str(check.outcome) for check in examined.checks if check.name == STAMP), "")


def told(pdf: bytes, folder: Path) -> str:
    path = folder / "stamped.pdf"
    path.write_bytes(pdf)
    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout


def test_openssl_poppler_and_pyhanko_agree(renderer: Renderer, authority: Authority, tmp_path: Path) -> None:
    pdf = file_of(issued())
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]

    assert "Signature is Valid" in told(pdf, tmp_path)
    assert "Total document signed" in told(pdf, tmp_path)
    roots = [Certificate.load(one) for one in (*trusted_roots(), *known_certificates())]
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots))
    assert status.bottom_line
    assert status.timestamp_validity.intact
    assert status.timestamp_validity.trusted
    token, raw = tmp_path / "token", tmp_path / "signature"
    token.write_bytes(bytes(DocumentStamp.objects.get().token))
    raw.write_bytes(signature.signer_info["signature"].native)
    assert judged(authority, token, raw)
    raw.write_bytes(raw.read_bytes()[:-1])
    assert not judged(authority, token, raw)


def test_made_again_it_is_the_same_file_and_nobody_is_asked_again(
    renderer: Renderer, authority: Authority, settings
) -> None:
    credential = issued()
    assert len(authority.asked) == 1
    assert again(credential) == file_of(credential)
    settings.TIME_STAMP_DOCUMENTS = False
    assert again(credential) == file_of(credential)
    assert len(authority.asked) == 1


def test_a_worker_that_is_killed_after_the_stamp_makes_the_same_file(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """As a signal would end it."""

    put, kept = storage.put_document, []

    def killed(content: bytes) -> str:
        kept.append(put(content))
        raise Killed

    with monkeypatch.context() as then:
        then.setattr(operations.storage, "put_document", killed)
        with pytest.raises(Killed):
            issued()
    begun = Credential.objects.get()
    credential = operations.finish_credential(credential_uuid=begun.uuid, actor=an_actor(), now=clock.now())

    assert credential.document_sha256 == kept[0]
    assert len(authority.asked) == DocumentStamp.objects.count() == 1


# --- an authority that does not answer ----------------------------------------------------------------------------


def test_a_batch_is_never_lost_and_each_document_says_why(authority: Authority, tmp_path: Path) -> None:
    authority.instead = b"nothing"
    credentials = [issued() for _number in range(3)]

    assert len(authority.asked) == stamps.TRIES, "the others do not wait"
    rows = list(DocumentStamp.objects.order_by("pk"))
    assert [bool(row.token) for row in rows] == [False] * 3
    assert all(row.reason and row.stamped_at is None for row in rows)
    assert rows[1].reason == rows[2].reason == stamps.PAUSING
    assert "Signature is Valid" in told(file_of(credentials[0]), tmp_path)

    authority.instead = None
    assert [again(one) for one in credentials] == [file_of(one) for one in credentials]
    cache.clear()  # the pause is over
    assert line(file_of(issued()), clocks=trusted_roots()) == "ok"
    assert line(file_of(credentials[0]), clocks=trusted_roots()) == ""


def test_it_is_asked_once_more_at_once(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = stamps.authority.stamp

    def better_the_second_time(content: bytes, **named: object) -> object:
        authority.instead = b"nothing" if not authority.asked else None
        return asked(content, **named)

    monkeypatch.setattr(stamps.authority, "stamp", better_the_second_time)
    issued()
    assert DocumentStamp.objects.get().token
    assert len(authority.asked) == 2


@pytest.mark.parametrize("missing", ["/no/such/file.pem", ""])
def test_of_an_authority_nobody_named_nothing_is_taken(authority: Authority, settings, missing: str) -> None:
    settings.TIME_STAMP_ROOTS = missing
    assert issued().document_sha256
    assert not DocumentStamp.objects.get().token


def test_a_token_that_has_no_room_is_left_out(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "LONGEST", 100)
    assert issued().document_sha256
    assert DocumentStamp.objects.get().reason == "The time-stamp is too long."


def test_what_is_larger_than_its_place_is_refused() -> None:
    assert len(in_place(bytes(WITH_TOKEN // 2), WITH_TOKEN)) == WITH_TOKEN + 2
    with pytest.raises(CannotSign):
        in_place(bytes(WITH_TOKEN // 2 + 1), WITH_TOKEN)


# --- where none is wanted -----------------------------------------------------------------------------------------


def test_documents_are_stamped_only_where_a_school_says_so(authority: Authority, settings) -> None:
    settings.TIME_STAMP_DOCUMENTS = False
    credential = issued()
    assert authority.asked == []
    settings.TIME_STAMP_DOCUMENTS = True
    assert again(credential) == file_of(credential), "what was stored without one stays without"
    assert authority.asked == []


# --- our verifier -------------------------------------------------------------------------------------------------


def test_the_verifier_has_a_line_for_it(authority: Authority, tmp_path: Path) -> None:
    pdf = file_of(issued())

    assert line(pdf, clocks=trusted_roots()) == "ok"
    assert line(pdf) == "could not be checked"
    with an_authority(tmp_path / "another") as another:
        other = Certificate.load(_der(another.roots)).dump()
    assert line(pdf, clocks=[other]) == "failed"
    found = {check.name: check for check in check_document(pdf, now=clock.now()).checks}
    assert str(found[STAMP].outcome) == "ok"
    assert "Time of tests" in found[STAMP].text


def test_the_stamp_of_another_seal_is_found(authority: Authority) -> None:
    issued()
    pdf = file_of(issued())
    first, own = (bytes(row.token) for row in DocumentStamp.objects.order_by("pk"))

    def carrying(token: bytes) -> bytes:
        signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
        _start, end, rest, _length = signature.byte_range
        return pdf[:end] + in_place(with_token(signature.pkcs7_content, token), WITH_TOKEN) + pdf[rest:]

    assert carrying(own) == pdf
    assert line(carrying(first), clocks=trusted_roots()) == "failed"


def test_the_public_part_alone_believes_whom_the_platform_believes(
    authority: Authority, settings, tmp_path: Path
) -> None:
    settings.PUBLISHED_KEY, settings.PUBLISHED_DIR = "k" * 60, str(tmp_path / "published")
    credential, now = issued(), clock.now()
    pdf = file_of(credential)
    publish_everything(now=now)
    settings.PUBLIC_STATE, settings.TIME_STAMP_ROOTS = "certificates.published.files.FileState", ""
    found = check_document(pdf, now=now)
    assert found.record is not None
    assert found.record.number == credential.number_id


@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET reason = 'x'"])
def test_nothing_that_was_said_changes(authority: Authority, change: str) -> None:
    issued()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format("certificates_documentstamp"))


def _der(pem: Path) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.load_pem_x509_certificate(pem.read_bytes()).public_bytes(Encoding.DER)
