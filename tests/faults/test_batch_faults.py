"""A batch while worker, web server and database are ended at every step: one number and one document each.

FAULT_BATCH=100 takes a batch of a graduation day (`make faults`); by default it is a small one.
"""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from certificates.issuing.failpoints import APPROVED, APPROVING, STEPS
from scripts.processes import web
from tests.factories.accounts import PASSWORD
from tests.faults.issuing import (
    Line,
    assert_one_of_everything,
    kill_each,
    let_the_rest_run,
    line_on_postgres,
    line_on_sqlite,
    until,
)
from tests.faults.room import manage
from tests.production.visitor import Visitor
from tests.support.postgres import ThrowAwayCluster, free_port, running_cluster
from tests.support.templates import clean_environment, dump, migrated_tables, start_from_tables
from tests.support.warm import forked_from

pytestmark = [pytest.mark.faults, pytest.mark.slow]
SIZE = int(os.environ.get("FAULT_BATCH", "14"))
PUBLISH = "from certificates.api import publish_register; publish_register()"
EXPLAIN = (
    "from certificates.api import explain_numbers; "
    "print('unexplained', sum(not words for words in explain_numbers().values()))"
)
ANYTIME = (0.5, 1.3, 2.9)  # seconds after which a worker ends while it goes through the queue
DESK = "/authoring/certificate-batches/"


def approved_under_kills(line: Line) -> list[str]:
    """Let the web server end before and after it commits an approval; return the keys of the jobs that it left."""
    code, printed = line.warm.run("tests.faults.batch", str(SIZE), "prepared")
    assert code == 0, printed
    batch, officer = printed.split()[-2:]
    for step, state, jobs in ((APPROVING, "prepared", 0), (APPROVED, "approved", SIZE)):
        approve_and_die(line, batch, officer, step=step)
        assert line.ask("SELECT state FROM certificates_batch") == [(state,)]
        assert len(jobs_of_the_batch(line)) == jobs
    line.tell("UPDATE core_job SET not_before='2999-01-01 00:00:00+00:00'")
    return jobs_of_the_batch(line)


def jobs_of_the_batch(line: Line) -> list[str]:
    rows = line.ask("SELECT key FROM core_job WHERE kind='certificates.batch_entry' ORDER BY id")
    return [row[0] for row in rows]


def approve_and_die(line: Line, batch: str, officer: str, *, step: str) -> None:
    """Approve in the browser on a web server that ends itself at the step, without an answer."""
    port, log = free_port(), line.data / "web.log"
    fresh = web(host="127.0.0.1", port=port, environment=line.environment, log=log)
    server = forked_from(line.warm, fresh, FAILPOINT=step)
    server.start()
    try:
        visitor = Visitor(f"http://127.0.0.1:{port}")
        until(lambda: answers(visitor), server)
        visitor.get("/accounts/login/")
        visitor.post("/accounts/login/", login=officer, password=PASSWORD)
        visitor.get(f"{DESK}{batch}/approve/")
        with pytest.raises(httpx.TransportError):
            visitor.post(f"{DESK}{batch}/approve/", secret=PASSWORD)
    finally:
        server.kill()


def answers(visitor: Visitor) -> bool:
    with suppress(httpx.TransportError):
        return visitor.get("/healthz").status_code == 200
    return False


def kill_at_any_time(line: Line, keys: list[str]) -> None:
    """Release the rest and let workers end while they go through it."""
    for key in keys:
        line.release(key)
    for seconds in ANYTIME:
        line.forget_leases()
        child = line.worker()
        child.start()
        time.sleep(seconds)
        child.kill()


def assert_all_hold(line: Line, keys: list[str]) -> None:
    settled = {"prepare_batch": 1, "approve_batch": 1, "settle_entry": len(keys)}
    assert_one_of_everything(line, keys, also=settled)
    rows = line.ask("SELECT state, count(*) FROM certificates_batchentry GROUP BY state")
    assert rows == [("issued", len(keys))]
    assert_register_verifies(line, len(keys))


def assert_register_verifies(line: Line, issued: int) -> None:
    """Every issue is an entry of a log that verifies, under a checkpoint; no number is unexplained."""
    assert run(line, "shell", "-c", PUBLISH)[0] == 0
    code, printed = run(line, "verify_register", "--json")
    assert code == 0, printed
    told, _end = json.JSONDecoder().raw_decode(printed[printed.index("{") :])
    assert (told["findings"], told["size"]) == ([], issued + 1)  # and the key that signs
    assert line.ask("SELECT count(*) FROM certificates_waitingevent") == [(0,)]
    assert "unexplained 0" in run(line, "shell", "-c", EXPLAIN)[1]


def run(line: Line, *arguments: str) -> tuple[int, str]:
    return line.warm.run("django", *arguments)


def test_a_batch_survives_every_end_of_worker_and_web_server_on_sqlite(
    tmp_path: Path, django_db_setup: None
) -> None:
    with line_on_sqlite(tmp_path, with_pages=True) as line:
        keys = approved_under_kills(line)
        kill_each(line, keys[: len(STEPS)])
        kill_at_any_time(line, keys[len(STEPS) :])
        let_the_rest_run(line)
        assert_all_hold(line, keys)


@contextmanager
def line_with_a_server_of_its_own(folder: Path) -> Iterator[tuple[Line, ThrowAwayCluster]]:
    with running_cluster() as cluster:
        url = cluster.create_database("batch")
        start_from_tables(folder, url)
        if not migrated_tables("dump").exists():
            manage(clean_environment(DATA_DIR=str(folder), DATABASE_URL=url), "migrate")
            dump(url, migrated_tables("dump"))
        with line_on_postgres(folder, url, with_pages=True) as line:
            yield line, cluster


def end_database_at_every_step(line: Line, cluster: ThrowAwayCluster, keys: list[str]) -> None:
    """Hold the worker at a step, end the server as a power cut would, and let the worker find out."""
    for step, key in zip(STEPS, keys, strict=True):
        line.release(key)
        child = line.worker(failpoint=step, kind="SIGSTOP")
        child.start()
        try:
            assert child.process is not None
            stat = Path(f"/proc/{child.process.pid}/stat")
            until(lambda stat=stat: stat.read_text().rpartition(")")[2].split()[0] == "T", child)
            cluster.crash()
            os.kill(child.process.pid, signal.SIGCONT)
            time.sleep(1)
        finally:
            child.kill()
        line.forget_leases()


@pytest.mark.postgres
def test_a_batch_survives_every_end_of_worker_web_server_and_database_on_postgres(
    tmp_path: Path, django_db_setup: None
) -> None:
    with line_with_a_server_of_its_own(tmp_path) as (line, cluster):
        keys = approved_under_kills(line)
        first, second = len(STEPS), 2 * len(STEPS)
        kill_each(line, keys[:first])
        end_database_at_every_step(line, cluster, keys[first:second])
        kill_at_any_time(line, keys[second:])
        cluster.crash()
        let_the_rest_run(line)
        assert_all_hold(line, keys)
