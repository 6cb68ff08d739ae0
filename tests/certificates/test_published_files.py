"""The public part alone: files say what tables say, end at once, name nobody, and are never green when they are old."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from certificates.issuing.digital.operations import make_jwt
from certificates.issuing.outside import RECORD_JOB
from certificates.issuing.public_records import hash_of_name
from certificates.models import Credential
from certificates.published.checks import published_files_have_their_key
from certificates.published.operations import find_differences, keep_published, publish_everything
from certificates.published.state import public_state
from certificates.published.tasks import publish_record as publish_job
from certificates.published.vault import Vault
from certificates.verification.documents import check_document
from certificates.verifier.results import Verdict
from lms.core.models import Job, JobState
from tests.factories.certificates import NAME, issued_credential
from tests.factories.endings import replaced, revoked
from tests.support.dropped import NOW, changed, drop
from tests.support.public_part import KEY, ROOT, public_environment

pytestmark = [pytest.mark.django_db(transaction=False), pytest.mark.usefixtures("on_the_day")]
# The one line that only files have: how old they are.
NEWS_LINE = re.compile(r'<li class="task task--check-\w+">(?:(?!</li>).)*学校的更新.*?</li>', re.S)
FILES = "certificates.published.files.FileState"


@pytest.fixture(autouse=True)
def outside(settings, tmp_path: Path) -> Path:
    settings.PUBLISHED_KEY, settings.PUBLISHED_DIR = KEY, str(tmp_path / "published")
    return tmp_path / "published"


def main_of(response) -> str:
    """Return what a page says, without what differs from one answer to the next."""
    page = response.content.decode()
    return re.sub(r' (?:nonce|name="csrfmiddlewaretoken" value)="[^"]*"', "", page[page.index("<main") :])


def asked(client: Client, credential: Credential, pdf: bytes, signed: bytes, token: bytes) -> list[str]:
    pages = [
        client.get(f"/V/{credential.token}"),
        client.get("/V/AAAAAAAAAAAAAAAAAAAAAAAAAA"),
        client.post("/verify/", {"number": credential.number_id, "name": NAME}),
        client.post("/verify/", {"number": credential.number_id, "name": "别人"}),
        client.post("/verify/", {"number": "TC-00000000-0", "name": NAME}),
        drop(client, pdf),
        drop(client, signed),
        drop(client, changed(signed, {"id": "urn:uuid:00000000-0000-4000-8000-000000000000"})),
        drop(client, token),
        drop(client, token[:-4] + b"AAAA"),
        drop(client, pdf.replace(b"/Title", b"/Titel")),
        drop(client, b"c2sp.org/tlog-proof@v1"),
    ]
    return [main_of(page) for page in pages]


@pytest.mark.parametrize("end", [None, revoked, replaced])
def test_files_answer_as_tables_do(
    client: Client, credential: Credential, pdf: bytes, signed: bytes, settings, end
) -> None:
    token = make_jwt(credential, now=NOW).encode()
    if end:
        end(credential)
        Job.objects.update(state=JobState.DONE)  # what waits would hold the told time back
    publish_everything(now=NOW)
    tables = asked(client, credential, pdf, signed, token)
    settings.PUBLIC_STATE = FILES
    files = [NEWS_LINE.sub("", one) for one in asked(client, credential, pdf, signed, token)]
    squeezed = [["".join(one.split()) for one in pages] for pages in (tables, files)]
    assert squeezed[0] == squeezed[1]


def test_what_ended_is_written_at_once(
    credential: Credential, settings, django_capture_on_commit_callbacks
) -> None:
    publish_everything(now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        revoked(credential)
    settings.PUBLIC_STATE = FILES
    assert public_state().find_by_token(credential.token).status == "revoked"


def test_an_older_file_that_somebody_put_back_hides_no_end(
    client: Client, credential: Credential, pdf: bytes, outside: Path, settings
) -> None:
    publish_everything(now=NOW)
    older = {path: path.read_bytes() for path in outside.rglob("*") if path.is_file()}
    revoked(credential)
    Job.objects.update(state=JobState.DONE)
    publish_everything(now=NOW)
    for path, content in older.items():
        if path.name != "state":
            path.write_bytes(content)
    settings.PUBLIC_STATE = FILES
    assert public_state().find_by_token(credential.token).status == "revoked"
    assert public_state().find_by_number_and_name(number=credential.number_id, name=NAME).status == "revoked"
    assert "verdict--revoked" in main_of(client.get(f"/V/{credential.token}"))
    assert check_document(pdf, now=NOW).register == "revoked"
    next(outside.glob("records/*/*")).unlink()
    assert check_document(pdf, now=NOW).register == "revoked"
    # With the time itself put back nothing is green once it is old.
    for path, content in older.items():
        path.write_bytes(content)
    later = NOW + timedelta(hours=7)
    with time_machine.travel(later, tick=False):
        assert "verdict--valid" not in main_of(client.get(f"/V/{credential.token}"))
        assert check_document(pdf, now=later).verdict is Verdict.UNCLEAR


def test_the_job_of_an_ending_writes_what_a_crash_lost(credential: Credential, settings) -> None:
    publish_everything(now=NOW)
    revoked(credential)  # nothing runs on this commit
    settings.PUBLIC_STATE = FILES
    assert public_state().find_by_token(credential.token).status == "valid"
    publish_job(Job.objects.get(kind=RECORD_JOB, key=f"{credential.uuid}:revoked", state=JobState.QUEUED))
    assert public_state().find_by_token(credential.token).status == "revoked"


def test_a_page_is_answered_from_one_reading(
    client: Client, credential: Credential, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_everything(now=NOW)
    settings.PUBLIC_STATE = FILES
    read, unseal = [], Vault.open
    monkeypatch.setattr(
        Vault, "open", lambda vault, kind, *more: read.append(kind) or unseal(vault, kind, *more)
    )
    assert "verdict--valid" in main_of(
        client.post("/verify/", {"number": credential.number_id, "name": NAME})
    )
    assert sorted(read) == ["names", "records", "state"]


def test_one_answer_is_of_one_reading(credential: Credential, outside: Path, settings) -> None:
    publish_everything(now=NOW - timedelta(hours=7))
    settings.PUBLIC_STATE = FILES
    state = public_state()
    assert state.find_by_token(credential.token).status == "valid"
    publish_everything(now=NOW)
    assert state.age(now=NOW) == timedelta(hours=7)


def test_what_ended_where_the_key_was_missing_is_told_with_the_time(credential: Credential, settings) -> None:
    publish_everything(now=NOW)
    settings.PUBLISHED_KEY = ""
    revoked(credential)
    settings.PUBLISHED_KEY = KEY
    keep_published(now=NOW + timedelta(minutes=1))
    settings.PUBLIC_STATE = FILES
    assert public_state().find_by_token(credential.token).status == "revoked"


def test_a_worker_without_the_key_writes_nothing_and_its_job_waits(
    credential: Credential, outside: Path, settings
) -> None:
    job = Job.objects.create(
        kind=RECORD_JOB, key="x", payload={"record": credential.token_hash}, created_at=NOW, not_before=NOW
    )
    settings.PUBLISHED_KEY = ""
    with pytest.raises(ImproperlyConfigured):
        publish_job(job)
    assert [path for path in outside.rglob("*") if path.name != ".lock"] == []


def test_files_without_their_key_are_found_at_start(credential: Credential, settings) -> None:
    assert published_files_have_their_key(None) == []
    publish_everything(now=NOW)
    assert published_files_have_their_key(None) == []
    settings.PUBLISHED_KEY = ""
    assert [found.id for found in published_files_have_their_key(None)] == ["certificates.E003"]


def test_a_state_that_says_something_else_is_found(credential: Credential, outside: Path) -> None:
    publish_everything(now=NOW)
    assert find_differences()[1] == []
    revoked(credential)
    assert "differs: state" in find_differences()[1]
    (outside / "state").write_bytes(b"")
    assert "missing: state" in find_differences()[1]


def test_the_folder_names_nobody(credential: Credential, outside: Path) -> None:
    publish_everything(now=NOW)
    files = [path for path in outside.rglob("*") if path.is_file()]
    everything = b"".join(str(path).encode() + path.read_bytes() for path in files)
    for word in (
        NAME,
        credential.number_id,
        credential.token,
        credential.token_hash,
        credential.document_sha256,
        hash_of_name(NAME),
    ):
        assert word.encode() not in everything
    assert len({path.stat().st_size for path in outside.glob("records/*/*")}) == 1


def test_writing_again_changes_nothing_and_a_comparison_finds_what_differs(
    credential: Credential, outside: Path, capsys
) -> None:
    assert publish_everything(now=NOW) > 0
    assert publish_everything(now=NOW) == 0
    assert find_differences()[1] == []
    one = next(outside.glob("records/*/*"))
    one.write_bytes(b"x" * 100)
    (outside / "records" / "more").write_bytes(b"")
    with pytest.raises(CommandError):
        call_command("publish_outside", "--check", "--json")
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 2


def test_nothing_is_green_when_the_news_are_old_or_none(
    client: Client, credential: Credential, pdf: bytes, outside: Path, settings
) -> None:
    publish_everything(now=NOW - timedelta(hours=7))
    settings.PUBLIC_STATE = FILES
    page = main_of(client.get(f"/V/{credential.token}"))
    assert "verdict--valid" not in page
    assert "7" in re.search(r"notice--warning.*?</div>", page, re.S)[0]
    assert check_document(pdf, now=NOW).verdict is Verdict.UNCLEAR
    (outside / "state").unlink()
    page = main_of(client.get(f"/V/{credential.token}"))
    assert "verdict--unconfirmed" in page
    assert credential.number_id not in page


@pytest.mark.parametrize("made", [NOW, NOW - timedelta(hours=7), NOW + timedelta(minutes=11)])
@pytest.mark.parametrize("is_gone", [False, True])
def test_what_ended_stays_ended_however_old_the_news_are(
    client: Client, credential: Credential, outside: Path, settings, made: datetime, is_gone: bool
) -> None:
    revoked(credential)
    Job.objects.update(state=JobState.DONE)
    publish_everything(now=made)
    settings.PUBLIC_STATE = FILES
    if is_gone:
        (outside / "state").unlink()
    assert "verdict--revoked" in main_of(client.get(f"/V/{credential.token}"))


def test_a_damaged_file_is_no_answer(client: Client, credential: Credential, outside: Path, settings) -> None:
    publish_everything(now=NOW)
    next(outside.glob("records/*/*")).write_bytes(b"x" * 100)
    settings.PUBLIC_STATE = FILES
    assert client.get(f"/V/{credential.token}").status_code == 503


def test_what_waits_holds_the_told_time_back(credential: Credential, settings) -> None:
    publish_everything(now=NOW - timedelta(minutes=5))
    issued_credential(name="李四")  # its job waits: no worker runs inside a transaction
    keep_published(now=NOW)
    settings.PUBLIC_STATE = FILES
    assert public_state().age(now=NOW) > timedelta(days=1)


ALONE = """
import json, os, sys
from lms.public_wsgi import application
from django.test import Client
from django.db import connection
from django.core.exceptions import ImproperlyConfigured
client = Client(SERVER_NAME="127.0.0.1")
pages = [client.get("/V/" + sys.argv[1]), client.post("/verify/", {"number": sys.argv[2], "name": sys.argv[3]})]
try:
    connection.cursor()
    refused = False
except ImproperlyConfigured:
    refused = True
tables = [name for name in sys.modules if name.startswith(("lms.", "certificates.", "courses.")) and
          name.endswith(".models")]
print(json.dumps([[page.content.decode() for page in pages], refused, tables]))
"""


def test_a_process_without_a_database_answers(credential: Credential, outside: Path, tmp_path: Path) -> None:
    Job.objects.update(state=JobState.DONE)
    publish_everything(now=NOW)
    environment = public_environment(outside, tmp_path / "data")
    run = [sys.executable, "-W", "ignore"]
    ask = [*run, "-c", ALONE, credential.token, credential.number_id, NAME]
    # Its clock is the machine's, months after the news of this test: it knows the certificate, and says no yes.
    for verdict in ("verdict--unconfirmed", "verdict--valid"):
        done = subprocess.run(ask, env=environment, cwd=ROOT, check=True, capture_output=True)
        pages, refused, tables = json.loads(done.stdout)
        assert refused
        assert tables == []
        assert all(verdict in page for page in pages)
        assert NAME in pages[1]
        assert NAME not in pages[0]
        publish_everything(now=time_machine.escape_hatch.datetime.datetime.now(UTC))
    foreign = ("DATABASE_URL", "CELERY_BROKER_URL", "STORAGE_URL", "EMAIL_URL", "SIGNING_KEY")
    environment |= dict.fromkeys(foreign, "sqlite:///x")
    beside = subprocess.run(ask, env=environment, cwd=ROOT, capture_output=True, check=False)
    told = beside.stderr.decode()
    assert "belong to the platform" in told
    assert [name for name in foreign if name not in told] == []
