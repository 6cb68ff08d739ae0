"""The public part as an installation runs it: gunicorn over files alone, asked by HTTP, without any database."""

import http.cookiejar
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.message import Message
from pathlib import Path
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test.client import BOUNDARY, encode_multipart

from certificates.issuing.register.publishing import publish_checkpoints
from certificates.models import Credential
from certificates.published.operations import publish_everything, publish_record
from lms.core.models import Job, JobState
from scripts.processes import Child, wait_until_healthy
from tests.factories.certificates import NAME
from tests.factories.endings import revoked
from tests.support.postgres import free_port
from tests.support.public_part import KEY, public_environment

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=False),
    pytest.mark.usefixtures("on_the_day"),
]


@dataclass
class Answer:
    status: int
    headers: Message
    text: str


@dataclass
class Server:
    """The started public part, and a browser of its own."""

    base: str
    child: Child
    browser: urllib.request.OpenerDirector

    def ask(self, path: str, **fields: str) -> Answer:
        """GET a page, or POST these fields to it with the token of its form."""
        return self._open(path, urlencode({**fields, **self._token(path)}).encode() if fields else None)

    def drop(self, path: str, content: bytes) -> Answer:
        """POST a file to a page."""
        body = encode_multipart(BOUNDARY, {**self._token(path), "file": ContentFile(content, "x.pdf")})
        return self._open(path, body, **{"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"})

    def _token(self, path: str) -> dict[str, str]:
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', self.ask(path).text)
        assert token
        return {"csrfmiddlewaretoken": token[1]}

    def _open(self, path: str, data: bytes | None, **headers: str) -> Answer:
        request = urllib.request.Request(self.base + path, data, headers)  # noqa: S310 - our own server
        try:
            with self.browser.open(request, timeout=20) as got:
                return Answer(got.status, got.headers, got.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, refused.headers, refused.read().decode())

    def open_files(self) -> list[str]:
        """Return what the processes of the server hold open."""
        assert self.child.process
        group = [one for one in Path("/proc").glob("[0-9]*") if _group_of(one) == self.child.process.pid]
        assert len(group) == 2  # gunicorn and its one worker
        return [str(file.readlink()) for one in group for file in (one / "fd").iterdir() if file.is_symlink()]


def _group_of(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rpartition(")")[2].split()[2])
    except OSError:  # ended meanwhile
        return 0


@pytest.fixture
def server(credential: Credential, settings, tmp_path: Path) -> Iterator[Server]:
    settings.PUBLISHED_KEY, settings.PUBLISHED_DIR = KEY, str(tmp_path / "published")
    Job.objects.update(state=JobState.DONE)
    settings.REGISTER_DIR = f"{settings.PUBLISHED_DIR}/register"
    publish_checkpoints()
    # The server's clock is the machine's.
    publish_everything(now=time_machine.escape_hatch.datetime.datetime.now(UTC))
    base = f"http://127.0.0.1:{free_port()}"
    environment = public_environment(Path(settings.PUBLISHED_DIR), tmp_path / "data", base_url=base)
    command = [sys.executable, "-m", "gunicorn", "lms.public_wsgi:application", "--no-control-socket"]
    command += ["--bind", base.removeprefix("http://"), "--worker-class", "gthread", "--threads", "4"]
    child = Child("public", command, environment, tmp_path / "public.log")
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.ProxyHandler({})
    )
    child.start()
    try:
        with time_machine.travel(time_machine.escape_hatch.datetime.datetime.now(UTC)):
            wait_until_healthy(f"{base}/healthz", [child])
        yield Server(base, child, browser)
    finally:
        child.stop()


def test_gunicorn_without_a_database_answers_everything_that_is_public(
    server: Server, credential: Credential, pdf: bytes
) -> None:
    code, typed = f"/V/{credential.token}", {"number": credential.number_id, "name": NAME}
    assert server.ask("/healthz").text.startswith("ok")
    for page in (server.ask(code), server.ask("/verify/", **typed)):
        assert page.status == 200
        assert "verdict--valid" in page.text
        assert page.headers["Cache-Control"] == "no-store"
    assert "verdict--unconfirmed" in server.ask("/verify/", **{**typed, "name": "别人"}).text
    assert '"verificationMethod"' in server.ask("/issuers/main/did.json").text
    status_list = server.ask("/status/1")
    assert "BitstringStatusList" in status_list.text
    assert "Set-Cookie" not in status_list.headers
    assert server.ask("/register/checkpoint").text.startswith("testserver/register\n2\n")
    dropped = server.drop("/verify/file/", pdf)
    assert dropped.status == 200
    assert "verdict--unconfirmed" in dropped.text  # months after its status list was signed
    assert "verdict--refused" in server.drop("/verify/file/", pdf.replace(b"/Title", b"/Titel")).text
    assert server.ask("/status/2").status == server.ask("/register/../state").status == 404
    assert server.ask("/office/").status == 404
    assert [name for name in server.open_files() if "sqlite" in name] == []

    revoked(credential)
    publish_record(credential.token_hash)  # what the commit does

    for page in (server.ask(code), server.ask("/verify/", **typed)):
        assert "verdict--revoked" in page.text
        assert "verdict--valid" not in page.text
