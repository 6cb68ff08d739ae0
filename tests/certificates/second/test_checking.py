"""Second signatures before the public page, the desk, a public part alone, and the stand-alone verifier."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from certificates.issuing.digital.operations import make_jwt, signed_bytes_of
from certificates.issuing.keys.operations import (
    remove_signing_key,
)
from certificates.issuing.second.queries import second_signature_of, state_of_second
from certificates.models import Credential, SecondSignature
from certificates.published.operations import find_differences, keep_published, publish_everything
from certificates.verifier import __main__ as verifier
from certificates.verifier.results import Verdict
from certificates.verifier.second import SECOND
from lms.core import clock
from lms.core.models import Job, JobState
from tests.factories.accounts import an_actor, issuing_officer_at, sign_in
from tests.factories.certificates import issued_credential
from tests.factories.organisations import a_school
from tests.support.dropped import NOW, changed, shown
from tests.support.public_part import KEY
from tests.support.second import a_second_key, line_of, needs_sm2, turn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day"), needs_sm2]
KEYS_URL = "/issuers/main/second-keys.pem"


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("zh-hans", "第二签名（SM2/SM3）", {"good": "通过", "none": "没有", "bad": "未通过"}),
        ("en", "Second signature (SM2/SM3)", {"good": "Passed", "none": "Not there", "bad": "Did not pass"}),
    ],
)
def test_the_page_has_a_line_of_its_own(
    client: Client,
    command: Path,
    credential: Credential,
    signed: bytes,
    pdf: bytes,
    language: str,
    name: str,
    words: dict[str, str],
) -> None:
    client.cookies["language"] = language
    key = a_second_key()

    def line(content: bytes) -> str:
        page = shown(client, content)
        before, found, after = page.partition(name)
        assert found, page
        return before[before.rindex("<li") :] + found + after[: after.index("</li>")]

    assert words["none"] in (found := line(signed))
    assert "task--check-neutral" in found
    assert "verdict--valid" in shown(client, signed)
    turn()
    for content in (signed, pdf):
        assert words["good"] in (found := line(content))
        assert "task--check-success" in found
        assert key.name in found
    assert "task--check-success" not in line(changed(signed, {"name": "X"}))


def test_a_kept_one_that_does_not_fit_is_red_and_does_not_call_the_certificate_forged(
    client: Client, command: Path, credential: Credential, signed: bytes
) -> None:
    client.cookies["language"] = "en"
    a_second_key()
    other = issued_credential()
    turn()
    wrong = second_signature_of(other)
    # A damaged table: what was signed of another certificate.
    newer = a_second_key("other")
    SecondSignature.objects.create(signed=credential.signed, key=newer, content=wrong, made_at=NOW)
    page = shown(client, signed)
    assert "task--check-danger" in page
    assert "verdict--unconfirmed" in page
    assert "verdict--refused" not in page
    assert credential.number_id in page
    assert line_of(signed) == ("failed", Verdict.INVALID)


def test_a_jwt_and_a_lone_second_signature_are_answered_in_words(
    client: Client, second: bytes, credential: Credential
) -> None:
    client.cookies["language"] = "en"
    assert "SM2" not in shown(client, make_jwt(credential, now=clock.now()).encode())
    page = shown(client, second)
    assert "This is a second signature (SM2/SM3)." in page
    assert "verdict--refused" not in page


def test_where_files_answer_the_line_is_the_same(
    second: bytes, signed: bytes, pdf: bytes, settings: Any, tmp_path: Path
) -> None:
    settings.PUBLISHED_KEY, settings.PUBLISHED_DIR = KEY, str(tmp_path / "published")
    publish_everything(now=NOW)
    assert find_differences()[1] == []
    settings.PUBLIC_STATE = "certificates.published.files.FileState"
    assert line_of(signed) == line_of(pdf) == ("ok", Verdict.VALID)
    keys = Client().get(KEYS_URL).content
    settings.PUBLIC_STATE = "certificates.published.tables.TableState"
    assert Client().get(KEYS_URL).content == keys
    remove_signing_key(name="sm2-2026-1", reason="stolen", actor=an_actor(), now=NOW)
    keep_published(now=NOW)
    assert find_differences()[1] == []
    a_second_key("other")
    keep_published(now=NOW)
    settings.PUBLIC_STATE = "certificates.published.files.FileState"
    assert line_of(signed) == ("not there", Verdict.VALID)


def test_a_signature_that_comes_later_asks_for_its_file(
    command: Path, credential: Credential, settings: Any, tmp_path: Path
) -> None:
    settings.PUBLISHED_KEY, settings.PUBLISHED_DIR = KEY, str(tmp_path / "published")
    a_second_key()
    turn()
    job = Job.objects.get(kind="certificates.publish_record", key=f"{credential.uuid}:sm2-2026-1")
    assert (job.state, job.payload) == (JobState.QUEUED, {"record": credential.token_hash})


def test_the_desk_tells_how_many_wait_and_since_when(client: Client, command: Path) -> None:
    sign_in(client, issuing_officer_at(a_school()))
    client.cookies["language"] = "en"
    issued_credential()

    def told() -> str:
        return " ".join(client.get(reverse("register_desk:index")).content.decode().split())

    assert "No key is in use for them." in told()
    a_second_key()
    assert "in force wait" in told()
    assert "2026-06-30 12:01" in told()
    while turn():
        pass
    assert "in force wait" not in told()
    assert "sm2-2026-1: in use since 2026-06-30" in told()
    printed = StringIO()
    call_command("signing_keys", "list", stdout=printed)
    assert "0 waiting" in printed.getvalue()


def test_the_page_asks_no_more_for_many(
    client: Client, second: bytes, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        state_of_second()
    issued_credential()
    with django_assert_num_queries(3):
        assert state_of_second().waiting == 1  # type: ignore[union-attr]


def test_only_who_may_have_the_document_gets_the_file(
    client: Client, second: bytes, credential: Credential
) -> None:
    address = reverse("certificates:second_signature", args=[credential.uuid])
    assert client.get(address).status_code in {302, 403}
    other = issued_credential(name="别人")
    sign_in(client, other.person.user)
    assert client.get(address).status_code == 404
    sign_in(client, credential.person.user)
    assert client.get(address).content == second


# --- the stand-alone verifier -------------------------------------------------------------------------------------


@pytest.fixture
def given(tmp_path: Path, second: bytes, signed: bytes, pdf: bytes, client: Client) -> Path:
    """A folder as an auditor has it: certificate, second signature, the keys from the school's address."""
    files = {"one.json": signed, "one.pdf": pdf, "one.sm2": second, "keys.pem": client.get(KEYS_URL).content}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def said(folder: Path, *arguments: str) -> dict[str, str]:
    """Return what the verifier says as one file, run from the folder."""
    if not (archive := folder / "verifier.pyz").exists():
        call_command("build_verifier", str(archive), stdout=StringIO())
    command = [sys.executable, "-I", str(archive), "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    assert done.stdout, done.stderr
    answer = json.loads(done.stdout)
    found = {check["name"]: check["outcome"] for check in answer["checks"]}
    return {"second": found.get(SECOND, ""), "verdict": answer["verdict"]}


def test_the_one_file_says_whether_it_is_good_bad_not_there_or_was_not_checked(
    given: Path, credential: Credential
) -> None:
    key = ["--second-key", "keys.pem"]
    for file in ("one.json", "one.pdf"):
        assert said(given, file)["second"] == ""
        assert said(given, file, "--second", "one.sm2", *key)["second"] == "ok"
    assert said(given, "one.json", *key)["second"] == "not there"
    assert said(given, "one.json", "--second", "one.sm2")["second"] == "could not be checked"
    (given / "one.jwt").write_text(make_jwt(credential, now=clock.now()))
    assert said(given, "one.jwt", "--second", "one.sm2", *key)["second"] == "could not be checked"


def test_what_does_not_belong_together_is_not_valid(given: Path, second: bytes, signed: bytes) -> None:
    other = issued_credential()
    assert turn() == 1
    (given / "other.sm2").write_bytes(second_signature_of(other) or b"")
    (given / "other.json").write_bytes(signed_bytes_of(other))
    (given / "changed.json").write_bytes(signed + b"\n")
    (given / "cut.sm2").write_bytes(second[:-1])
    (given / "long.sm2").write_bytes(second + b"\x00" * 5_000_000)
    key = ["--second-key", "keys.pem"]
    for file, signature in (
        ("one.json", "other.sm2"),  # swapped
        ("other.json", "one.sm2"),
        ("changed.json", "one.sm2"),
        ("one.json", "cut.sm2"),
        ("one.json", "long.sm2"),
        ("one.json", "one.json"),
    ):
        answer = said(given, file, "--second", signature, *key)
        assert answer == {"second": "failed", "verdict": "not valid"}, (file, signature)
    assert said(given, "other.json", "--second", "other.sm2", *key)["second"] == "ok"


def test_another_key_and_a_wrong_use_are_told_apart(
    given: Path, command: Path, capsys: pytest.CaptureFixture
) -> None:
    other = ["openssl", "pkey", "-in", command / "other.pem", "-pubout", "-out", given / "other.pem"]
    subprocess.run(other, check=True)
    assert said(given, "one.json", "--second", "one.sm2", "--second-key", "other.pem")["second"] == "failed"
    # Two schools, each of which calls its key so.
    (given / "other.pem").write_text(f"sm2-2026-1\n{(given / 'other.pem').read_text()}")
    both = ["--second-key", "keys.pem", "--second-key", "other.pem"]
    assert said(given, "one.json", "--second", "one.sm2", *both)["second"] == "ok"
    for arguments in (
        ["one.json", "--second", "nowhere"],
        ["one.json", "--second-key", str(given / "one.json")],
        ["--second", str(given / "one.sm2")],
    ):
        with pytest.raises(SystemExit) as ended:
            verifier.main(arguments)
        assert ended.value.code == 2
    assert "second" in capsys.readouterr().err
    verifier.main([str(given / "one.json"), "--second-key", str(given / "keys.pem")])
    assert "None was given" in capsys.readouterr().out
