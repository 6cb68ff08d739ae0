"""The verifier: hostile files are answered in words within its limits, and one file runs where nothing of ours is."""

import json
import subprocess
import sys
import time
import venv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from certificates.issuing import storage
from certificates.issuing.digital.operations import signed_bytes_of
from certificates.issuing.keys.did import did_document, issuer_did
from certificates.issuing.register.signing import known_keys
from certificates.issuing.status.queries import all_lists
from certificates.models import Credential
from certificates.verifier import __main__ as verifier
from certificates.verifier.documents import examine_within_limits
from certificates.verifier.known import Known
from certificates.verifier.results import Check, Outcome, Verdict, verdict_of
from tests.factories.certificates import issued_credential
from tests.factories.endings import revoked
from tests.factories.register import checkpoint
from tests.support.dropped import NOW
from tests.support.hostile_files import HOSTILE, SAYING_NOTHING, a_scan, sealed, updated
from tests.support.signing import a_certificate

ROOT = Path(__file__).resolve().parents[3]


def outcomes(checks: list[Check]) -> dict[str, str]:
    return {check.name: str(check.outcome) for check in checks}


# --- the verdict -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ([], Verdict.UNCLEAR),
        ([Outcome.OK], Verdict.VALID),
        ([Outcome.OK, Outcome.UNCHECKED], Verdict.UNCLEAR),
        ([Outcome.UNCHECKED, Outcome.FAILED], Verdict.INVALID),
        ([Outcome.ABSENT], Verdict.UNCLEAR),
        ([Outcome.OK, Outcome.ABSENT], Verdict.VALID),
        ([Outcome.UNCHECKED, Outcome.ABSENT], Verdict.UNCLEAR),
        ([Outcome.FAILED, Outcome.ABSENT], Verdict.INVALID),
    ],
)
def test_a_check_that_did_not_run_is_never_valid(found: list[Outcome], verdict: Verdict) -> None:
    assert verdict_of(Check("x", outcome, "") for outcome in found) is verdict


# --- hostile files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_in_words_and_never_valid(name: str) -> None:
    examined = examine_within_limits(HOSTILE[name])
    assert verdict_of(examined.checks) is Verdict.INVALID
    assert all(check.text.endswith((".", ").")) for check in examined.checks)


@pytest.mark.parametrize("name", SAYING_NOTHING)
def test_what_bears_nothing_of_ours_is_not_confirmed_and_no_forgery(name: str) -> None:
    examined = examine_within_limits(SAYING_NOTHING[name])
    assert verdict_of(examined.checks) is Verdict.UNCLEAR
    assert examined.digests == []


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from certificates.verifier import documents

    endless = (
        documents.CHILD.replace("child()", "documents.examine = None")
        + "\nimport certificates.verifier.documents as d\nd.examine = lambda *a: [0 for _ in iter(int, 1)]\nd.child()"
    )
    endless = endless.replace("; documents.examine = None", "")
    monkeypatch.setattr(documents, "CHILD", endless)
    # What ends it is the limit of computing; on a busy machine that takes a while by the clock.
    monkeypatch.setattr(documents, "PATIENCE_SECONDS", 300)
    began = time.monotonic()
    examined = examine_within_limits(b"%PDF-")
    assert outcomes(examined.checks) == {"file": "could not be checked"}
    assert time.monotonic() - began < documents.PATIENCE_SECONDS


# --- seals -------------------------------------------------------------------------------------------------------


def test_a_sealed_file_is_whole_and_a_changed_one_is_not() -> None:
    key, certificate = a_certificate("School")
    other = a_certificate("Other")[1].dump()
    whole = sealed(key, certificate)
    tampered = whole.replace(b"/MediaBox", b"/MediaBux")

    def seal(content: bytes, *known: bytes) -> tuple[str, str]:
        found = outcomes(examine_within_limits(content, Known(seals=known)).checks)
        return found.get("seal of the PDF", found["file"]), found.get("who sealed it", "")

    assert seal(whole, certificate.dump()) == ("ok", "ok")
    assert seal(whole, other) == ("ok", "failed")
    assert seal(whole) == ("ok", "could not be checked")
    assert seal(updated(whole), certificate.dump())[0] == "failed"
    assert seal(tampered, certificate.dump())[0] == "failed"


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
@time_machine.travel(NOW, tick=False)
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
        "digital credential": "ok",
        "signature of the credential": "ok",
        "who issued it": "ok",
        "period of validity": "ok",
        "status list": "ok",
        "entry in the register": "ok",
    }

    revoked(credential)
    status, answer = told("verify_document", path)
    assert (status, answer["verdict"], answer["register"]) == (1, "not valid", "revoked")


@pytest.mark.django_db
def test_verify_document_says_of_a_scan_that_it_could_not_be_checked(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(a_scan())
    status, answer = told("verify_document", str(path))
    assert (status, answer["verdict"], answer["register"]) == (4, "not confirmed", "unknown")


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


@pytest.mark.django_db
def test_the_one_file_checks_a_credential_with_what_it_is_given(
    bare_python: Path, published: Path, tmp_path: Path
) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(signed_bytes_of(issued_credential()))
    checkpoint(day=1)
    call_command("build_verifier", str(tmp_path / "verifier.pyz"), stdout=StringIO())
    (tmp_path / "did.json").write_text(json.dumps(did_document(issuer_did(settings.PUBLIC_BASE_URL))))
    (tmp_path / "list.json").write_bytes(all_lists()[0])
    given = [str(path), "--issuer", str(tmp_path / "did.json"), "--status", str(tmp_path / "list.json")]

    def found(python: str) -> dict[str, str]:
        command = [
            python,
            "-I",
            str(tmp_path / "verifier.pyz"),
            "--json",
            *given,
            "--register",
            str(published),
        ]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
        assert done.stdout, done.stderr
        return {check["name"]: check["outcome"] for check in json.loads(done.stdout)["checks"]}

    with_library, bare = found(sys.executable), found(str(bare_python))
    assert with_library["signature of the credential"] == with_library["who issued it"] == "ok"
    assert with_library["entry in the register"] == "could not be checked"
    assert with_library["status list"] == "could not be checked"  # it is out of date by now
    assert bare["signature of the credential"] == bare["who issued it"] == "could not be checked"
    path.write_bytes(path.read_bytes().replace(b'"name":"', b'"name":"X', 1))
    assert found(sys.executable)["signature of the credential"] == "failed"


@pytest.mark.parametrize("key", ["", "x", "school.example/register+00000000+AAAA", "a+b+c\u00e9"])
def test_a_key_that_is_none_is_a_wrong_use_and_no_verdict(
    key: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    with pytest.raises(SystemExit) as ended:
        verifier.main(["--register", str(tmp_path), "--key", key])
    assert ended.value.code == 2
    assert "argument --key" in capsys.readouterr().err


def test_the_module_runs_without_django() -> None:
    code = "import sys, certificates.verifier.__main__; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
