"""The whole chain on the production profile, with one of two workers killed on the way; exactly one certificate."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from tests.production.visitor import Administrator, Trainee, Visitor
from tests.support.production import running_production
from tests.support.server import RunningPlatform

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
PATIENCE = 200.0  # a killed worker's job is free again after its lease of two minutes


ROOM = """
from lms.exams.models import SittingCandidate
rows = SittingCandidate.objects.filter(enrolment__person__user__username={!r}, attempts__state="prepared")
print(rows.latest("pk").sitting.room_id)
"""


@pytest.fixture(scope="module")
def production(postgres_cluster) -> Iterator[RunningPlatform]:
    """The production profile with the demonstration's people in it, settings by environment variables only."""
    url = postgres_cluster.create_database("production")
    with running_production(database_url=url) as platform:
        yield platform


def test_the_chain_runs_and_a_killed_worker_leaves_one_certificate(production: RunningPlatform) -> None:
    trainee = at_own_terminal(production)
    assert trainee.finish_lessons() >= 5
    receipt = trainee.sit_examination()
    production.further[-1].kill()  # the second worker, while marking and issuing are under way
    wait_for(trainee, receipt, r"notice--success")
    page = wait_for(trainee, "/credentials/", r'href="(/credentials/[0-9a-f-]{36}/)"')
    trainee.get(page)
    assert trainee.client.get(trainee.find(r'href="([^"]+document\.pdf)"')).content.startswith(b"%PDF-")
    number = trainee.find(r"\b([A-Z]{2}-[0-9A-Z]{4,}(?:-[0-9A-Z]+)+)\b")

    assert credentials_in(production, number) == 1
    wait_until_all_is_done(production)
    verify(production, number, holder_of(trainee))
    assert "rows fit" in production.manage("verify_audit")


def at_own_terminal(production: RunningPlatform) -> Trainee:
    """Return a beginner, signed in at a registered terminal in the room of the own examination."""
    administrator = Administrator(production.base_url)
    administrator.enter(production.sign_in("administrator"))
    who = production.sign_in("trainee")
    own = production.manage("shell", "-c", ROOM.format(who["username"])).split()[-1]
    for room, code in administrator.codes_for_all_rooms().items():
        trainee = Trainee(production.base_url)
        assert not trainee.enter(who), "a computer that is no terminal lets trainees in"
        trainee.register_terminal(code)
        # Terminals of other sites refuse; in another room the invigilator would be asked first.
        if trainee.enter(who) and room == own:
            return trainee
    raise AssertionError("no terminal lets the trainee in")


def wait_for(visitor: Visitor, path: str, pattern: str) -> str:
    """Open a page until something is on it, and return what was found."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        visitor.get(path)
        found = re.search(pattern, visitor.page)
        if found is not None:
            return found[found.lastindex or 0]
        time.sleep(1)
    raise AssertionError(f"no {pattern} on {path} after {PATIENCE:.0f} s")


def holder_of(trainee: Trainee) -> str:
    """Return the name of the person who is signed in."""
    trainee.get("/home/")
    return trainee.find(r"<h1>\s*Hello, ([^<]+?)\s*</h1>")


def verify(production: RunningPlatform, number: str, name: str) -> None:
    """Check the certificate as a stranger."""
    stranger = Visitor(production.base_url)
    stranger.get("/verify/")
    stranger.post("/verify/", number=number, name=name)
    assert "verdict--valid" in stranger.page
    stranger.post("/verify/", number=number, name="Somebody Else")
    assert "verdict--unconfirmed" in stranger.page


def credentials_in(production: RunningPlatform, number: str) -> int:
    """Count the certificates of the enrolment that this number belongs to."""
    statement = (
        "SELECT count(*) FROM certificates_credential WHERE enrolment_id ="
        " (SELECT enrolment_id FROM certificates_credential WHERE number = %s)"
    )
    return ask(production, statement, number)


def wait_until_all_is_done(production: RunningPlatform) -> None:
    """Wait for the background work that the killed worker held; the sweep hands it on."""
    end = time.monotonic() + PATIENCE
    while jobs_open(production):
        assert time.monotonic() < end, f"{jobs_open(production)} jobs were never done"
        time.sleep(1)


def jobs_open(production: RunningPlatform) -> int:
    """Count background work that was not done."""
    return ask(production, "SELECT count(*) FROM core_job WHERE state <> 'done'")


def ask(production: RunningPlatform, statement: str, *values: str) -> int:
    """Ask the database past the platform."""
    with psycopg.connect(production.database_url) as connection:
        row = connection.execute(statement, values).fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("path", ["/", "/verify/", "/sign-in/", "/accounts/login/", "/no/such/page/"])
def test_pages_carry_the_headers_and_tell_nothing(production: RunningPlatform, path: str) -> None:
    response = httpx.get(production.base_url + path)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in response.headers["cache-control"]
    assert not re.search(r"\d", response.headers.get("server", "")), "the server tells its version"
    for word in ("django", "wagtail", "traceback", str(production.data_dir)):
        assert word not in response.text.lower()


def test_both_workers_came_up(production: RunningPlatform) -> None:
    for name in ("worker", "second"):
        assert re.search(r"ready\.", production.log(name)), production.log(name)[-2000:]


def test_the_demonstration_is_off(production: RunningPlatform) -> None:
    secrets = {row["secret"] for row in production.facts["sign_ins"]}
    for path in ("/", "/sign-in/", "/accounts/login/"):
        page = httpx.get(production.base_url + path).text
        assert not any(secret in page for secret in secrets)
        assert '<aside class="demo"' not in page
    assert httpx.get(production.base_url + "/styleguide/").status_code == 404


def test_static_files_are_named_by_content_and_may_be_kept(production: RunningPlatform) -> None:
    page = httpx.get(production.base_url + "/").text
    style = re.search(r'href="(/static/css/[^"]+)"', page)
    assert style is not None
    assert re.search(r"\.[0-9a-f]{12}\.css$", style[1])
    assert "immutable" in httpx.get(production.base_url + style[1]).headers["cache-control"]


def test_a_crash_page_reveals_nothing(production: RunningPlatform) -> None:
    response = httpx.get(production.base_url + "/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil" not in response.text


def test_both_web_processes_share_the_limits_on_guessing(production: RunningPlatform) -> None:
    answers = []
    for _try in range(12):
        visitor = Visitor(production.base_url)
        visitor.get("/accounts/login/")
        answers.append(visitor.post("/accounts/login/", login="nobody-here", password="wrong-wrong-wrong"))
    assert "Too many wrong tries" in answers[-1].text
