"""A platform under test with one open sitting, and the ways to hurt it: its processes, database, disk and clock."""

from __future__ import annotations

import contextlib
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from scripts.processes import ROOT, Child, wait_until_healthy, web, worker
from tests.support.postgres import ThrowAwayCluster, free_port, running_cluster
from tests.support.process_tree import family
from tests.support.templates import (
    clean_environment,
    dump,
    migrated_tables,
    start_from_tables,
    tables_on_sqlite,
)
from tests.support.warm import forked_from, warm_process

TABLE = "exams_attempt"


@dataclass
class Inspector:
    """The process with the platform's database that opens examinations and checks them."""

    process: subprocess.Popen[str]
    turn: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, deed: str, **arguments: Any) -> Any:
        """Let it do something and return its answer.

        :raises RuntimeError: it ended.
        """
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with self.turn:
            self.process.stdin.write(json.dumps({"do": deed, **arguments}) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the inspector ended at {deed}")
        return json.loads(line)


@dataclass
class Room:
    """One web process and one worker over one database; `cluster` is the database's server, where it has one."""

    folder: Path
    url: str
    database: str
    web: Child
    worker: Child
    inspector: Inspector
    cluster: ThrowAwayCluster | None = None

    @property
    def kind(self) -> str:
        """Return which database it is."""
        return "postgresql" if self.cluster else "sqlite"

    def up(self) -> None:
        """Start the web process and wait until it answers."""
        self.web.start()
        dead = wait_until_healthy(f"{self.url}/healthz", [self.web])
        if dead is not None:
            raise RuntimeError(f"the web process ended:\n{dead.last_lines(40)}")

    def kill_web(self) -> None:
        """End the web process as a power cut would, and start it again."""
        self.web.kill()
        self.up()

    def kill_worker(self) -> None:
        """End the worker as a power cut would, and start it again."""
        self.worker.kill()
        self.worker.start()

    def kill_database(self) -> None:
        """End the database's server as a power cut would, and start it again."""
        assert self.cluster is not None
        self.cluster.crash()

    @contextlib.contextmanager
    def locked_database(self) -> Iterator[None]:
        """Hold the lock that a save needs."""
        if self.cluster is None:
            with contextlib.closing(sqlite3.connect(self.folder / "platform.sqlite3", timeout=30)) as other:
                other.isolation_level = None
                other.execute("BEGIN IMMEDIATE")
                yield
                other.execute("ROLLBACK")
        else:
            with psycopg.connect(self.database) as other:
                other.execute(f"LOCK TABLE {TABLE} IN ACCESS EXCLUSIVE MODE")
                yield

    @contextlib.contextmanager
    def full_disk(self) -> Iterator[None]:
        """Let the web process, which writes the database, write no further byte to any file."""
        assert self.web.process is not None
        for process in family(self.web.process.pid):
            limit_files(process, 1)
        yield
        for process in family(self.web.process.pid):
            limit_files(process, resource.RLIM_INFINITY)

    def set_clock(self, seconds: int) -> None:
        """Let the server's wall clock be wrong by so many seconds from now on."""
        draft = self.folder / "clock.draft"
        draft.write_text(str(seconds))
        draft.replace(self.folder / "clock")

    def close(self) -> None:
        """End its processes."""
        self.web.kill()
        self.worker.kill()
        self.inspector.process.kill()
        self.inspector.process.communicate()


def limit_files(process: int, size: int) -> None:
    """Let a process write no file beyond this size."""
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def can_fill_disks() -> bool:
    """Say whether this system can take the disk away from a running process."""
    return hasattr(resource, "prlimit") and Path("/proc/self/task").exists()


@contextlib.contextmanager
def open_room(
    kind: str,
    *,
    application: str = "tests.faults.wsgi:application",
    workers: int = 1,
    settings: dict[str, str] | None = None,
    with_pages: bool = False,
) -> Iterator[Room]:
    """Provide a room on "sqlite" or "postgresql" and take it away afterwards; `settings` go to its processes.

    `with_pages`: not the terminal's requests alone are asked, but pages too, which name files of the collection.
    """
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lms-faults-")))
        cluster = stack.enter_context(running_cluster()) if kind == "postgresql" else None
        room = furnished(folder, cluster, settings or {})
        room.web.command[room.web.command.index("lms.wsgi:application")] = application
        room.web.command[room.web.command.index("--workers") + 1] = str(workers)
        if with_pages:
            # Before the process that the web server is forked from has looked for them.
            manage(room.web.environment, "collectstatic")
        # It is ended and started again dozens of times (ADR 0108).
        module = application.partition(":")[0]
        warm = stack.enter_context(warm_process(room.web.environment, folder / "warm.log", module))
        room.web, room.worker = forked_from(warm, room.web), forked_from(warm, room.worker)
        stack.callback(room.close)
        room.inspector.ask("candidates", count=1, sessions=1)  # it is up, and the paper is drawn
        room.up()
        room.worker.start()
        yield room


def furnished(folder: Path, cluster: ThrowAwayCluster | None, settings: dict[str, str]) -> Room:
    """Return a room over a database with all tables, its web process not yet started."""
    if cluster is None:
        shutil.copyfile(tables_on_sqlite(), folder / "platform.sqlite3")
        database = f"sqlite:///{folder / 'platform.sqlite3'}"
    else:
        database = cluster.create_database("room")
        start_from_tables(folder, database)
    for name in ("broker", "broker-control"):
        (folder / name).mkdir()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = clean_environment(
        DATA_DIR=str(folder),
        DATABASE_URL=database,
        PUBLIC_BASE_URL=url,
        CLOCK_FILE=str(folder / "clock"),
    )
    environment |= settings
    if cluster is not None and not migrated_tables("dump").exists():
        manage(environment, "migrate")
        dump(database, migrated_tables("dump"))
    server = web(host="127.0.0.1", port=port, environment=environment, log=folder / "web.log")
    background = worker(environment=environment, log=folder / "worker.log")
    return Room(folder, url, database, server, background, inspector_of(environment), cluster)


def manage(environment: dict[str, str], command: str) -> None:
    """Run a management command that asks nothing, on the data of a room."""
    full = [sys.executable, "manage.py", command, "--no-input", "--verbosity", "0"]
    subprocess.run(full, cwd=ROOT, env=environment, check=True, capture_output=True)


def inspector_of(environment: dict[str, str]) -> Inspector:
    """Start the inspector of a room."""
    command = [sys.executable, "-m", "tests.faults.inspector"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    return Inspector(process)
