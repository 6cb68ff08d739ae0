"""The credential that a document carries: whole, named once, told by others' tools, and sealed with the pages."""

import hashlib
import io
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from certificates.issuing.documents.content import CREDENTIAL, Document, preview_of
from certificates.issuing.documents.plain import Plain
from certificates.issuing.documents.press import layout
from certificates.issuing.documents.press.renderer import Compiled
from certificates.issuing.documents.rendering import Renderer
from certificates.models import Credential
from certificates.verifier.documents import examine
from certificates.verifier.known import Known
from tests.canary.surfaces import inside_out
from tests.canary.tokens import found_in, needles
from tests.certificates.test_documents import picture_of, text_of
from tests.certificates.test_press import MOST_DIFFERENT, certificate, different, diploma, levelled
from tests.support.hostile_files import sealed
from tests.support.signing import a_certificate

SIGNED = json.dumps({"id": "urn:uuid:1", "name": "毕业证书 endstream endobj"}, ensure_ascii=False).encode()
RENDERERS = [Plain(), Compiled()]
FORMS = {"certificate": certificate, "diploma": diploma, "skill level": levelled}


def carrying(document: Document, content: bytes = SIGNED) -> Document:
    return replace(document, credential=content)


@pytest.fixture(params=RENDERERS, ids=lambda renderer: type(renderer).__name__)
def renderer(request: pytest.FixtureRequest) -> Renderer:
    return request.param


@pytest.mark.parametrize("form", FORMS)
def test_it_is_attached_as_the_data_of_the_whole_document(
    form: str, renderer: Renderer, tmp_path: Path
) -> None:
    document = carrying(FORMS[form]())
    path = tmp_path / "carrying.pdf"
    path.write_bytes(renderer.print(document))

    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0
    taken = subprocess.run(["qpdf", f"--show-attachment={CREDENTIAL}", path], capture_output=True, check=True)
    assert taken.stdout == SIGNED
    told = subprocess.run(["pdfdetach", "-list", path], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["1", "embedded", "files", "1:", CREDENTIAL]
    with pikepdf.open(path) as pdf:
        (entry,) = pdf.Root.AF
        assert (entry.AFRelationship, entry.F, entry.UF) == ("/Data", CREDENTIAL, CREDENTIAL)
        assert entry.Desc == "Open Badges 3.0"
        assert entry.objgen == pdf.Root.Names.EmbeddedFiles.Names[1].objgen
        file = entry.EF.F
        assert (file.Type, file.Subtype) == ("/EmbeddedFile", "/application/json")
        assert (file.Params.Size, bytes(file.Params.CheckSum)) == (
            len(SIGNED),
            hashlib.md5(SIGNED, usedforsecurity=False).digest(),
        )
        day = f"D:{document.dated:%Y%m%d}000000Z"
        assert str(file.Params.CreationDate) == str(file.Params.ModDate) == day
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")


@pytest.mark.parametrize("form", FORMS)
def test_the_page_stays_as_it_was(form: str, tmp_path: Path) -> None:
    document = FORMS[form]()
    stamped, reference = Compiled().print(carrying(document)), Plain().print(carrying(document))

    assert Compiled().print(document) not in (stamped, reference)
    assert stamped != reference, "the press gave it away to plain WeasyPrint"
    assert different(stamped, reference, tmp_path) <= MOST_DIFFERENT
    assert different(stamped, Compiled().print(document), tmp_path) == 0
    assert text_of(stamped, tmp_path) == text_of(reference, tmp_path)


def test_equal_input_gives_equal_bytes_and_another_credential_another_identifier(renderer: Renderer) -> None:
    once, again, other = (renderer.print(carrying(diploma(), c)) for c in (SIGNED, SIGNED, SIGNED + b" "))

    assert once == again
    identifiers = [bytes(pikepdf.open(io.BytesIO(pdf)).trailer.ID[0]) for pdf in (once, other)]
    assert identifiers[0] != identifiers[1]


def test_a_document_and_its_layout_hold_nothing_of_the_credential_before() -> None:
    before, after = SIGNED.replace(b"uuid:1", b"uuid:ONLY-HERE"), SIGNED
    words = needles(["ONLY-HERE"])

    assert found_in(inside_out(Compiled().print(carrying(diploma(), before))), words)
    assert not found_in(inside_out(Compiled().print(carrying(diploma(), after))), words)
    kept = layout.layout_of(carrying(diploma(), before))
    assert not found_in(kept.begin.content + b"".join(kept.bodies.values()), words)


def test_a_void_preview_carries_none(renderer: Renderer, tmp_path: Path) -> None:
    void = preview_of(carrying(diploma()))
    printed = renderer.print(void)

    assert pikepdf.open(io.BytesIO(printed)).attachments == {}
    assert picture_of(printed, tmp_path)


# --- what was issued ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("on_the_day")
def test_what_is_issued_carries_the_signed_credential_under_its_seal(
    credential: Credential, pdf: bytes, signed: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "issued.pdf"
    path.write_bytes(pdf)
    taken = subprocess.run(["qpdf", f"--show-attachment={CREDENTIAL}", path], capture_output=True, check=True)
    assert taken.stdout == signed
    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told


@pytest.mark.usefixtures("on_the_day")
def test_the_verifier_looks_at_the_credential_too(pdf: bytes, signed: bytes) -> None:
    names = [check.name for check in examine(pdf, Known()).checks]
    assert names[:3] == ["file", "seal of the PDF", "who sealed it"]
    assert names[3:] == [check.name for check in examine(signed, Known()).checks]


@pytest.mark.usefixtures("on_the_day")
def test_a_real_credential_in_a_foreign_document_does_not_make_it_ours(signed: bytes) -> None:
    key, foreign = a_certificate("School")
    wrapped = sealed(key, foreign, Compiled().print(carrying(diploma(name="张三"), signed)))
    found = {
        check.name: str(check.outcome)
        for check in examine(wrapped, Known(seals=[a_certificate("Ours")[1].dump()])).checks
    }

    assert found["digital credential"] == "ok"
    assert found["who sealed it"] == "failed"
