"""The verifier: hostile files are answered in words within its limits, and one file runs where nothing of ours is."""

import json
import subprocess
import sys
import time
import venv
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm

from certificates.api import revoke_credential
from certificates.issuing import storage
from certificates.issuing.register.signing import known_keys
from certificates.models import Credential
from certificates.verifier.documents import LARGEST, examine_within_limits
from certificates.verifier.results import Check, Outcome, Verdict, verdict_of
from certificates.verifier.strict import CONTEXTS
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, issued_credential
from tests.factories.register import checkpoint
from tests.support.signing import a_certificate

ROOT = Path(__file__).resolve().parents[3]


def outcomes(checks: list[Check]) -> dict[str, str]:
    return {check.name: str(check.outcome) for check in checks}


def json_of(**parts: Any) -> bytes:
    return json.dumps({"@context": CONTEXTS, **parts}).encode()


# --- the verdict -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([], Verdict.UNCLEAR),
        ([Outcome.OK], Verdict.VALID),
        ([Outcome.OK, Outcome.UNCHECKED], Verdict.UNCLEAR),
        ([Outcome.UNCHECKED, Outcome.FAILED], Verdict.INVALID),
    ],
)
def test_a_check_that_did_not_run_is_never_valid(found: list[Outcome], verdict: Verdict) -> None:
    assert verdict_of(Check("x", outcome, "") for outcome in found) is verdict


# --- hostile files -----------------------------------------------------------------------------------------------


def a_pdf() -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def encrypted() -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(a_pdf())) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="x", user="x"))
    return made.getvalue()


HOSTILE = {
    "nothing": b"",
    "no PDF": b"GIF89a",
    "too large": b"%PDF-1.7" + b"0" * LARGEST,
    "a PDF that ends early": a_pdf()[:200],
    "only a head": b"%PDF-1.7\n",
    "an encrypted PDF": encrypted(),
    "a name twice": json_of(name="a").replace(b'"name"', b'"name": "b", "name"'),
    "JSON that ends early": json_of(name="a")[:-3],
    "deep JSON": b'{"a":' * 20_000,
    "deep lists": json_of(x=1).replace(b"1}", b"[" * 30 + b"]" * 30 + b"}"),
    "large JSON": json_of(name="x" * 70_000),
    "other contexts": json.dumps({"@context": ["https://evil.example/"]}).encode(),
    "a poison graph": json_of(
        parts=[{"id": f"_:b{n}", "to": [f"_:b{m}" for m in range(8)]} for n in range(8)]
    ),
    "a context inside": json_of(credentialSubject={"@context": {}}),
    "not UTF-8": b'{"a": "\xff"}',
    "not a number": json_of(x=1).replace(b"1}", b"NaN}"),
    "huge number": json_of(x=1).replace(b"1}", b"9" * 5000 + b"}"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_in_words_and_never_valid(name: str) -> None:
    examined = examine_within_limits(HOSTILE[name])
    assert verdict_of(examined.checks) is Verdict.INVALID
    assert all(check.text.endswith((".", ").")) for check in examined.checks)


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from certificates.verifier import documents

    endless = (
        documents.CHILD.replace("child()", "documents.examine = None")
        + "\nimport certificates.verifier.documents as d\nd.examine = lambda *a: [0 for _ in iter(int, 1)]\nd.child()"
    )
    endless = endless.replace("; documents.examine = None", "")
    monkeypatch.setattr(documents, "CHILD", endless)
    began = time.monotonic()
    examined = examine_within_limits(b"%PDF-")
    assert outcomes(examined.checks) == {"file": "could not be checked"}
    assert time.monotonic() - began < documents.PATIENCE_SECONDS


# --- seals -------------------------------------------------------------------------------------------------------


def sealed(key: Any, certificate: Any) -> bytes:
    signer = signers.SimpleSigner(
        signing_cert=certificate, signing_key=key, cert_registry=signers.load_certs_from_pemder([])
    )
    meta = signers.PdfSignatureMetadata(
        field_name="Seal", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES
    )
    return signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(a_pdf())), meta, signer=signer).getvalue()


def test_a_sealed_file_is_whole_and_a_changed_one_is_not() -> None:
    key, certificate = a_certificate("School")
    other = a_certificate("Other")[1].dump()
    whole = sealed(key, certificate)
    updated = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(whole))
    writer.root["/Lang"] = pdf_string("en")
    writer.update_root()
    writer.write(updated)
    tampered = whole.replace(b"/MediaBox", b"/MediaBux")

    def seal(content: bytes, *known: bytes) -> tuple[str, str]:
        found = outcomes(examine_within_limits(content, known).checks)
        return found.get("seal of the PDF", found["file"]), found.get("who sealed it", "")

    assert seal(whole, certificate.dump()) == ("ok", "ok")
    assert seal(whole, other) == ("ok", "failed")
    assert seal(whole) == ("ok", "could not be checked")
    assert seal(updated.getvalue(), certificate.dump())[0] == "failed"
    assert seal(tampered, certificate.dump())[0] == "failed"


def pdf_string(text: str) -> Any:
    from pyhanko.pdf_utils.generic import pdf_string

    return pdf_string(text)


# --- commands ----------------------------------------------------------------------------------------------------


def told(command: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    printed = StringIO()
    try:
        call_command(command, *arguments, "--json", stdout=printed)
        status = 0
    except CommandError as error:
        status = error.returncode
    return status, json.loads(printed.getvalue())


def document(credential: Credential, folder: Path) -> str:
    path = folder / "one.pdf"
    path.write_bytes(storage.get_document(credential.document_name, credential.document_sha256))
    return str(path)


@pytest.mark.django_db
def test_verify_document_says_how_it_stands_in_the_register(tmp_path: Path) -> None:
    credential = issued_credential()
    path = document(credential, tmp_path)
    assert told("verify_document", path)[1]["checks"][-1]["outcome"] == "could not be checked"
    checkpoint(day=1)
    status, answer = told("verify_document", path)
    assert (status, answer["verdict"], answer["register"]) == (0, "valid", "issued")
    assert {check["name"]: check["outcome"] for check in answer["checks"]} == {
        "file": "ok",
        "seal of the PDF": "ok",
        "who sealed it": "ok",
        "entry in the register": "ok",
    }

    revoke_credential(credential_uuid=credential.uuid, reason="录入错误", actor=an_actor(), now=ISSUED_AT)
    status, answer = told("verify_document", path)
    assert (status, answer["verdict"], answer["register"]) == (1, "not valid", "revoked")


@pytest.mark.django_db
def test_verify_document_does_not_know_a_changed_file(tmp_path: Path) -> None:
    credential = issued_credential()
    path = document(credential, tmp_path)
    whole = Path(path).read_bytes()
    place = whole.index(b"stream") + 40
    Path(path).write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
    status, answer = told("verify_document", path)
    assert (status, answer["verdict"], answer["register"]) == (1, "not valid", "unknown")
    assert {check["name"]: check["outcome"] for check in answer["checks"]}["seal of the PDF"] == "failed"
    Path(path).write_bytes(whole)
    with Path(path).open("ab") as file:
        file.write(b"\n")
    assert told("verify_document", path)[1]["register"] == "unknown"


@pytest.mark.django_db
def test_verify_register_says_that_all_agrees_or_what_does_not(published: Path) -> None:
    issued_credential()
    checkpoint(day=1)
    assert told("verify_register") == (0, told("verify_register")[1])
    assert told("verify_register")[1]["verdict"] == "valid"
    (published / "checkpoint").unlink()
    status, answer = told("verify_register")
    assert (status, answer["verdict"]) == (1, "not valid")
    assert answer["findings"]


# --- one file for auditors ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with `cryptography` and what that needs, and nothing else."""
    import cryptography

    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=False)
    packages = next(home.glob("lib/python*/site-packages"))
    for name in ("cryptography", "cffi", "_cffi_backend*", "pycparser"):
        for source in Path(cryptography.__file__).parents[1].glob(name):
            (packages / source.name).symlink_to(source)
    return home / "bin" / "python"


@pytest.mark.django_db
def test_the_one_file_runs_in_a_bare_python(bare_python: Path, published: Path, tmp_path: Path) -> None:
    path = document(issued_credential(), tmp_path)
    checkpoint(day=1)
    call_command("build_verifier", str(tmp_path / "verifier.pyz"), stdout=StringIO())
    again = tmp_path / "again.pyz"
    call_command("build_verifier", str(again), stdout=StringIO())
    assert again.read_bytes() == (tmp_path / "verifier.pyz").read_bytes()

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        command = [str(bare_python), "-I", str(tmp_path / "verifier.pyz"), "--json", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    key = str(known_keys()[0])
    assert run("--register", str(published), "--key", key)[0] == 0
    status, answer = run(path, "--register", str(published), "--key", key)
    found = {check["name"]: check["outcome"] for check in answer["checks"]}
    assert (status, answer["verdict"]) == (4, "not confirmed")
    assert found["entry in the register"] == "ok"
    assert found["seal of the PDF"] == "could not be checked"
    (tmp_path / "other.pdf").write_bytes(Path(path).read_bytes() + b"\n")
    assert run(str(tmp_path / "other.pdf"), "--register", str(published), "--key", key)[0] == 1


def test_the_module_runs_without_django() -> None:
    code = "import sys, certificates.verifier.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
