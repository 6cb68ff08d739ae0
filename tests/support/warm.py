"""A process that has imported the platform and forks each process of the platform from itself (ADR 0108).

A start costs a moment instead of two seconds of imports. For tests that start many processes over the same data: the
environment is that of the first, as settings are read once; what a process does, and how it ends, is its own.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import runpy
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import django
import uuid_utils

from scripts.processes import ROOT, Child

# What web server, worker and commands import sooner or later.
MODULES = (
    "lms.wsgi",
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "celery.bin.celery",
    "celery.apps.worker",
)
# Takes a second of its own, as the libraries are looked for; web servers that print nothing do without.
PRINTING = "certificates.issuing.documents.printing"


class Warm:
    """The test's end of the line to such a process."""

    def __init__(self, environment: dict[str, str], log: Path, *modules: str) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        self.turn = threading.Lock()
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.warm", *modules],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                start_new_session=True,
            )

    def ask(self, **order: Any) -> Any:
        """Send an order and return the answer.

        :raises RuntimeError: with the end of its log, when the process is gone.
        """
        orders, answers = self.process.stdin, self.process.stdout
        assert orders is not None
        assert answers is not None
        with self.turn:
            with contextlib.suppress(BrokenPipeError):
                orders.write(json.dumps(order).encode() + b"\n")
                orders.flush()
            answer = answers.readline()
        if not answer:
            raise RuntimeError("The warm process ended:\n" + self.log.read_text("utf-8")[-4000:])
        return json.loads(answer)

    def fork(self, arguments: list[str], *, log: Path, settings: dict[str, str] | None = None) -> Forked:
        """Do what `python -m ARGUMENTS` does in a new process with its output at the end of the log."""
        pid = self.ask(start=arguments, log=str(log), settings=settings or {})
        return Forked(self, arguments, pid)

    def run(self, *arguments: str) -> tuple[int, str]:
        """Do what `python -m ARGUMENTS` does and return how it ended, and what it printed."""
        log = self.log.with_name("command.log")
        log.unlink(missing_ok=True)
        code = self.fork(list(arguments), log=log).wait()
        return code, log.read_text("utf-8")

    def end(self) -> None:
        """End the process, and with it what it forked and nobody ended."""
        for end in (self.process.stdin, self.process.stdout):
            assert end is not None
            end.close()
        self.process.wait()


@dataclass
class Forked:
    """A process that was forked, with the face of `subprocess.Popen`."""

    source: Warm
    arguments: list[str]
    pid: int
    returncode: int | None = None

    def poll(self) -> int | None:
        """Return how the process ended, or None."""
        if self.returncode is None:
            self.returncode = self.source.ask(poll=self.pid)
        return self.returncode

    def wait(self, timeout: float = 300.0) -> int:
        """Wait for the end.

        :raises subprocess.TimeoutExpired: when it does not come in time.
        """
        end = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired(self.arguments, timeout)
            time.sleep(0.02)
        assert self.returncode is not None
        return self.returncode


@dataclass
class WarmChild(Child):
    """A process group like any other, forked instead of started."""

    source: Warm | None = field(default=None, kw_only=True)
    settings: dict[str, str] = field(default_factory=dict, kw_only=True)

    def start(self) -> None:
        """Fork the process with its output at the end of the log."""
        assert self.source is not None
        self.log.parent.mkdir(parents=True, exist_ok=True)
        arguments = self.command[self.command.index("-m") + 1 :]
        self.process = self.source.fork(arguments, log=self.log, settings=self.settings)  # type: ignore[assignment]


def forked_from(source: Warm, child: Child, **settings: str) -> WarmChild:
    """Return the same child, forked with these further environment variables when it is started."""
    return WarmChild(
        child.name, child.command, child.environment, child.log, source=source, settings=settings
    )


@contextlib.contextmanager
def warm_process(environment: dict[str, str], log: Path, *modules: str) -> Iterator[Warm]:
    """Provide a process that has imported the platform, and these modules, with this environment."""
    warm = Warm(environment, log, *modules)
    try:
        yield warm
    finally:
        warm.end()


# --- inside that process ----------------


def main() -> None:
    """Import everything, then obey until the line is closed."""
    orders, answers = line = apart_from_output()
    running: set[int] = set()  # reaped by nobody yet, so that no other process can have these numbers
    import_platform()
    for text in orders:
        order = json.loads(text)
        if "start" in order:
            running.add(answer := start(order, line))
        elif (answer := ended(order["poll"])) is not None:
            running.discard(order["poll"])
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()
    for pid in running:  # tests that were killed themselves leave no server behind
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
    os._exit(0)  # there is nothing to tidy, and taking a thousand modules apart takes a second


def apart_from_output() -> tuple[BinaryIO, BinaryIO]:
    """Take the line away from standard input and output, which belong to whoever prints."""
    line = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return line


def import_platform() -> None:
    """Import what the processes need, addresses and tasks included, and leave no connection behind.

    What was asked for comes first: it may change something before the platform's own modules take it over.
    """
    django.setup()
    for name in (*sys.argv[1:], *MODULES):
        importlib.import_module(name)
    from django.db import connections
    from django.urls import get_resolver

    from lms.celery import app

    assert get_resolver().url_patterns
    app.loader.import_default_modules()
    connections.close_all()


def start(order: dict[str, Any], line: Iterable[BinaryIO]) -> int:
    """Fork a process that does as it is told; return its number."""
    pid = os.fork()
    if pid == 0:
        for end in line:
            end.close()
        become(order)
    os.setpgid(pid, pid)  # here too: it may be killed before it gets to do it itself
    return pid


def become(order: dict[str, Any]) -> None:
    """Be the process: a group of its own, its output in the log, and then the module as if Python ran it."""
    os.setpgid(0, 0)
    with Path(order["log"]).open("ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    uuid_utils.reseed_rng()  # else all forks would draw the same identifiers
    os.environ.update(order["settings"])
    sys.argv[1:] = order["start"][1:]
    runpy.run_module(order["start"][0], run_name="__main__", alter_sys=True)
    sys.exit(0)


def ended(pid: int) -> int | None:
    """Return how a forked process ended, as `subprocess` says it, or None."""
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


if __name__ == "__main__":
    main()
