"""An issuing line under test: worker, database, the ways to end them at a step, and what must hold afterwards."""

import hashlib
import json
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from certificates.issuing.failpoints import STEPS
from scripts.processes import Child, worker
from tests.faults.room import manage
from tests.support.templates import clean_environment, tables_on_sqlite
from tests.support.warm import PRINTING, Warm, forked_from, warm_process

LONG = 90.0


@dataclass
class Line:
    """An issuing line under test: its data, its database, and the ways to look into it."""

    data: Path
    warm: Warm
    environment: dict[str, str]
    ask: Callable[[str], list[tuple[Any, ...]]]
    tell: Callable[[str], None]

    def complete(self, count: int) -> list[str]:
        """Complete enrolments as the web process would; their jobs wait until `release`."""
        code, printed = self.warm.run("tests.faults.completion", str(count))
        assert code == 0, printed
        self.tell("UPDATE core_job SET not_before='2999-01-01 00:00:00+00:00'")
        return printed.split()[-count:]

    def approve(self, count: int) -> list[str]:
        """Approve a batch and return the keys of its jobs; they wait, and so do those of the completions."""
        code, printed = self.warm.run("tests.faults.batch", str(count))
        assert code == 0, printed
        self.tell("UPDATE core_job SET not_before='2999-01-01 00:00:00+00:00'")
        return [f"{entry}:1" for entry in printed.split()[-count:]]

    def replace(self, count: int) -> list[str]:
        """Approve that certificates are replaced, and return the keys of the jobs, which wait."""
        code, printed = self.warm.run("tests.faults.ending", str(count))
        assert code == 0, printed
        self.tell("UPDATE core_job SET not_before='2999-01-01 00:00:00+00:00'")
        return [f"{request}:1" for request in printed.split()[-count:]]

    def release(self, enrolment: str) -> None:
        """Let one job be taken."""
        self.tell(f"UPDATE core_job SET not_before='2000-01-01 00:00:00+00:00' WHERE key='{enrolment}'")  # noqa: S608

    def forget_leases(self) -> None:
        """Let what dead runners held be taken again, as if the two minutes of their leases had passed."""
        self.tell("UPDATE core_job SET lease_until='2000-01-01 00:00:00+00:00' WHERE state='running'")

    def end_pauses(self) -> None:
        """Let jobs that failed be tried again at once, as if their pauses, minutes long at last, had passed."""
        self.tell(
            "UPDATE core_job SET not_before='2000-01-01 00:00:00+00:00' "
            "WHERE state='queued' AND not_before < '2900-01-01'"
        )

    def worker(self, *, failpoint: str = "", kind: str = "SIGKILL") -> Child:
        """Return a worker with its scheduler, which sends itself a signal at the failpoint."""
        fresh = worker(environment=self.environment, log=self.data / "worker.log")
        return forked_from(self.warm, fresh, FAILPOINT=failpoint, FAILPOINT_SIGNAL=kind)

    def open_jobs(self) -> int:
        """Return how many credentials are still asked for by jobs that do not wait for the end of this test."""
        kinds = "('certificates.issue', 'certificates.batch_entry', 'certificates.ending')"
        waiting = f"kind IN {kinds} AND not_before < '2900-01-01'"
        return int(self.ask(f"SELECT count(*) FROM core_job WHERE {waiting} AND state<>'done'")[0][0])  # noqa: S608


@contextmanager
def line_on_sqlite(folder: Path, *, with_pages: bool = False) -> Iterator[Line]:
    path = folder / "platform.sqlite3"
    shutil.copyfile(tables_on_sqlite(), path)

    def ask(statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path, timeout=20)) as opened, opened:
            return opened.execute(statement).fetchall()

    environment = surroundings(folder, f"sqlite:///{path}", with_pages=with_pages)
    with warm_process(environment, folder / "warm.log", PRINTING, "tests.factories.certificates") as warm:
        yield Line(folder, warm, environment, ask, lambda statement: ask(statement) and None)


@contextmanager
def line_on_postgres(folder: Path, url: str, *, with_pages: bool = False) -> Iterator[Line]:
    def ask(statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url, autocommit=True) as opened:
            cursor = opened.execute(statement)
            return cursor.fetchall() if cursor.description else []

    environment = surroundings(folder, url, with_pages=with_pages)
    with warm_process(environment, folder / "warm.log", PRINTING, "tests.factories.certificates") as warm:
        yield Line(folder, warm, environment, ask, lambda statement: ask(statement) and None)


def surroundings(folder: Path, database: str, *, with_pages: bool) -> dict[str, str]:
    for name in ("broker", "broker-control"):
        (folder / name).mkdir()
    environment = {
        **clean_environment(DATA_DIR=str(folder), DATABASE_URL=database, PUBLIC_BASE_URL="http://127.0.0.1"),
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
    }
    if with_pages:  # which name files of the collection
        manage(environment, "collectstatic")
    return environment


def until(condition: Callable[[], bool], child: Child, *, seconds: float = LONG) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, child.last_lines(40)
        time.sleep(0.2)


def kill_at_every_step(line: Line) -> list[str]:
    """Complete one enrolment for each step and let the worker that takes it end at that step."""
    return kill_each(line, line.complete(len(STEPS)))


def kill_each(line: Line, keys: list[str], *, steps: tuple[str, ...] = STEPS) -> list[str]:
    """Let a worker take one job for each step, and end at that step."""
    for step, key in zip(steps, keys, strict=True):
        line.release(key)
        child = line.worker(failpoint=step)
        child.start()
        try:
            until(child.has_died, child)
        finally:
            child.kill()
        assert child.process is not None
        assert child.process.returncode == -9, child.last_lines(40)
    return keys


def let_the_rest_run(line: Line) -> None:
    line.forget_leases()
    child = line.worker()
    child.start()

    def is_done() -> bool:
        line.end_pauses()
        return line.open_jobs() == 0

    try:
        until(is_done, child, seconds=LONG + 3 * line.open_jobs())
    finally:
        child.stop()


def assert_one_of_everything(
    line: Line, enrolments: list[str], *, also: dict[str, int] | None = None
) -> None:
    credentials = line.ask(
        "SELECT c.id, c.state, c.number, c.document_name, c.document_sha256 FROM certificates_credential c "
        "JOIN enrolments_enrolment e ON e.id = c.enrolment_id ORDER BY c.id"
    )
    assert [row[1] for row in credentials] == ["issued"] * len(enrolments)
    numbers = [row[2] for row in credentials]
    assert [
        row[0] for row in line.ask("SELECT number FROM certificates_registernumber ORDER BY id")
    ] == numbers
    assert len(set(numbers)) == len(enrolments)
    assert line.ask("SELECT count(*) FROM certificates_publishedcredential") == [(len(enrolments),)]
    for _pk, _state, _number, name, digest in credentials:
        content = (line.data / "documents" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
    files = [path for path in (line.data / "documents").rglob("*") if path.is_file()]
    assert len(files) == len(enrolments)
    audit = line.ask(
        "SELECT action, count(*) FROM core_auditentry WHERE action LIKE 'certificates.%' "
        "GROUP BY action ORDER BY action"
    )
    each = ("issue_credential", "reserve_number", "sign_credential", "store_document")
    expected = {"make_key": 2, "sign_status_list": 1, **dict.fromkeys(each, len(enrolments)), **(also or {})}
    assert audit == [(f"certificates.{action}", count) for action, count in sorted(expected.items())]
    assert_signed_once(line, len(enrolments))


def assert_signed_once(line: Line, count: int) -> None:
    signed = line.ask(
        'SELECT s.content, s.content_sha256, e.identifier, e."index" FROM certificates_signedcredential s '
        "JOIN certificates_statusentry e ON e.credential_id = s.credential_id"
    )
    assert len(signed) == len({row[3] for row in signed}) == count
    for content, digest, identifier, index in signed:
        body = json.loads(bytes(content))
        assert hashlib.sha256(bytes(content)).hexdigest() == digest
        assert UUID(body["id"].removeprefix("urn:uuid:")) == UUID(str(identifier))
        assert body["credentialStatus"]["statusListIndex"] == str(index)
    assert line.ask("SELECT count(*) FROM certificates_statusentry") == [(count,)]
    assert line.ask("SELECT taken FROM certificates_statuslist") == [(count,)]
