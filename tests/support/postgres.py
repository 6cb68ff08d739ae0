"""A PostgreSQL cluster that lives as long as the tests: own folder, own port, loopback only, no password.

`python -m tests.support.postgres COMMAND...` runs a command with DATABASE_URL pointing at one.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from scripts.system_parts import postgres_folder
from tests.support.process_tree import cut_power

OWNER = "platform"
PATIENCE = 120.0  # seconds for a recovery: it writes every file to a disk that may be busy
FREED_AFTER = 20.0  # seconds in which a start that ends is tried again
# Durability stays as in production: the fault tests are about what survives a kill.
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "autovacuum_naptime": "1h",
    "timezone": "UTC",
}


class ThrowAwayCluster:
    """One running server; `url(name)` addresses a database of it."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="lms-pg-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.identity = server_identity()

    def start(self) -> None:
        """Make the cluster and wait until it accepts connections."""
        if self.identity:
            os.chown(self.home, self.identity["user"], self.identity["group"])
        self.run(
            "initdb",
            "--no-sync",
            "--auth=trust",
            f"--username={OWNER}",
            "--encoding=UTF8",
            "--locale=C",
            f"--pgdata={self.data}",
        )
        self.launch()

    def launch(self) -> None:
        """Start the server over its files and wait until it accepts connections.

        :raises RuntimeError: with the server's log, when it does not come up.
        """
        end = time.monotonic() + FREED_AFTER
        while not self.comes_up():
            # What a killed server held, its memory and its port, is free when the last of its processes has gone.
            if time.monotonic() > end:
                raise RuntimeError("PostgreSQL did not start:\n" + self.log.read_text(encoding="utf-8"))

    def comes_up(self) -> bool:
        """Start the server over its files; return whether it accepts connections rather than ends or hangs."""
        options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
        command = [
            program("postgres"),
            "-D",
            self.data,
            "-p",
            str(self.port),
            "-k",
            str(self.home),
            *options,
        ]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self.identity,
            )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            with (
                contextlib.suppress(psycopg.OperationalError),
                psycopg.connect(self.url("postgres"), connect_timeout=2),
            ):
                return True
            time.sleep(0.05)
        return False

    @property
    def log(self) -> Path:
        """Return the file in which the server says what it does."""
        return self.home / "server.log"

    @property
    def data(self) -> Path:
        """Return the folder of the cluster's files."""
        return self.home / "data"

    def run(self, name: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs as the server's user.

        :raises RuntimeError: with its output, when it fails.
        """
        command = [program(name), *arguments]
        result = subprocess.run(
            command, cwd=self.home, capture_output=True, text=True, check=False, **self.identity
        )
        if result.returncode != 0:
            raise RuntimeError(f"{name} failed:\n{result.stdout}{result.stderr}")

    def crash(self) -> None:
        """End the server and all its processes as a power cut would, and start it over what it left behind."""
        if self.process is not None:
            # Each child leads a session of its own: the leader's death alone would let it end its work in peace.
            cut_power(self.process.pid)
            self.process.wait()
        self.launch()

    def stop(self) -> None:
        """End the server and remove its files."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)  # "immediate": the files are thrown away anyway
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(timeout=5)
        shutil.rmtree(self.home, ignore_errors=True)

    def url(self, name: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{name}"

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Make a database, by default an empty one, and return its address."""
        create_database(self.url("postgres"), name, template=template)
        return self.url(name)


def create_database(server_url: str, name: str, *, template: str = "template0") -> None:
    """Make a database on a server that may be running already."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(statement)


def new_postgres_database(server_url: str) -> str:
    """Make an empty database with a name of its own on the server and return its address."""
    name = f"platform_{uuid.uuid4().hex[:12]}"
    create_database(server_url, name)
    return server_url.rsplit("/", 1)[0] + "/" + name


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs.

    :raises RuntimeError: when no server is installed.
    """
    folder = postgres_folder()
    if folder is None:
        raise RuntimeError(
            "No PostgreSQL server on this machine; `scripts/bootstrap --for test` installs one."
        )
    return f"{folder}/{name}"


def server_identity() -> dict[str, int | list[int]]:
    """Return whom the server runs as: PostgreSQL refuses root, so then the user postgres or nobody."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is neither a user postgres nor nobody.")


def free_port() -> int:
    """Return a loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_cluster() -> Iterator[ThrowAwayCluster]:
    """Provide a running cluster and take it away afterwards."""
    cluster = ThrowAwayCluster()
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


def main() -> int:
    """Run the command given as arguments on a throw-away cluster and return its exit status."""
    signal.signal(
        signal.SIGTERM, lambda number, frame: sys.exit(128 + number)
    )  # so that the cluster goes too
    with running_cluster() as cluster:
        environment = {**os.environ, "DATABASE_URL": cluster.url("postgres"), "THROW_AWAY_CLUSTER": "1"}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
