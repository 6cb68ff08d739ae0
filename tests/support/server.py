"""The real platform for tests: its own data folder, gunicorn and a Celery worker as processes, on loopback.

`running_platform()` is what a fresh `make run` gives, from a template prepared once per state of the code.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.processes import Child, wait_until_healthy, web, worker
from tests.support import moved_clock
from tests.support.seats import own_seat, shared_seat
from tests.support.templates import at_base, clean_environment, fresh_data, run
from tests.support.warm import PRINTING, Warm, forked_from


@dataclass
class RunningPlatform:
    """A started platform: where it answers, what the demonstration says, and the ways to hurt it."""

    base_url: str
    data_dir: Path
    database_url: str
    facts: dict[str, list[dict[str, Any]]]
    environment: dict[str, str]
    web: Child
    worker: Child
    further: list[Child] = field(default_factory=list)
    warm: Warm | None = None
    clock: moved_clock.Clock | None = None

    def sign_in(self, role: str) -> dict[str, Any]:
        """Return the demonstration's first sign-in of a role: username, secret, url.

        :raises LookupError: when the demonstration has nobody with this role.
        """
        for row in self.facts["sign_ins"]:
            if row["role"] == role:
                return row
        raise LookupError(
            f"The demonstration has no {role}; it has {[row['role'] for row in self.facts['sign_ins']]}."
        )

    def candidates(self) -> list[dict[str, Any]]:
        """Return the demonstration's trainees who have an examination today that nobody has started."""
        return [row for row in self.facts["sign_ins"] if row["role"] == "trainee" and "今天" in row["about"]]

    def start(self) -> None:
        """Start all processes and wait until the platform answers."""
        for child in (*self.further, self.web, self.worker):
            child.start()
        self.wait()

    def wait(self) -> None:
        """Wait for the health page.

        :raises RuntimeError: with the log, when the platform does not come up.
        """
        dead = wait_until_healthy(f"{self.base_url}/healthz", [self.web])
        if dead is not None:
            raise RuntimeError(f"The {dead.name} process ended:\n{dead.last_lines(40)}")

    def kill_web(self) -> None:
        """End the web server as a power cut would (SIGKILL to the whole group)."""
        self.web.kill()

    def restart_web(self) -> None:
        """Start the web server again on the same port and wait until it answers.

        :raises RuntimeError: it still runs: the older one would go on answering, and nobody could end it any more.
        """
        if self.web.process is not None and not self.web.has_died():
            raise RuntimeError("the web server still runs")
        self.web.start()
        self.wait()

    def kill_worker(self) -> None:
        """End the worker and its scheduler as a power cut would."""
        self.worker.kill()

    def restart_worker(self) -> None:
        """Start the worker again."""
        self.worker.start()

    def stop(self) -> None:
        """End all processes in good order."""
        for child in (self.worker, self.web, *reversed(self.further)):
            child.stop(patience=5)

    def log(self, name: str) -> str:
        """Return the whole log of "web", "worker" or a further process."""
        path = {child.name: child for child in (self.web, self.worker, *self.further)}[name].log
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def manage(self, *arguments: str) -> str:
        """Run a management command on this platform's data and return what it prints.

        :raises RuntimeError: with its messages, when it fails.
        """
        if self.warm is None:
            return run([sys.executable, "manage.py", *arguments], self.environment)
        code, printed = self.warm.run("manage", *arguments)
        if code != 0:
            raise RuntimeError(f"{' '.join(arguments)} failed:\n{printed}")
        return printed


@contextlib.contextmanager
def running_platform(
    *,
    database_url: str = "",
    port: int = 0,
    settings: dict[str, str] | None = None,
    with_worker: bool = True,
    workers: int = 1,
    with_clock: bool = False,
) -> Iterator[RunningPlatform]:
    """Provide a started platform with the demonstration in it, and take it away afterwards.

    Without `database_url` it is a fresh SQLite file; else the empty PostgreSQL database of that address.
    `settings` are further environment variables. Its processes are forked from one that has imported the platform.
    `with_clock` gives it a clock that the test can move.
    """
    is_apart = bool(database_url or port or with_clock)
    with own_seat(port) if is_apart else shared_seat(settings or {}) as seat:
        facts = fresh_data(seat.data, database_url)
        clock = moved_clock.Clock(seat.folder / "clock") if with_clock else None
        moving = {moved_clock.FILE: str(clock.file)} if clock else {}
        platform = assembled(
            data=seat.data,
            database_url=database_url,
            port=seat.port,
            settings={**(settings or {}), **moving},
            workers=workers,
        )
        platform.clock = clock
        platform.facts.update(at_base(facts, platform.base_url))
        first = [moved_clock.NAME] if clock else []
        warm = platform.warm = seat.imported(platform.environment, *first, PRINTING)
        platform.web, platform.worker = (
            forked_from(warm, child) for child in (platform.web, platform.worker)
        )
        try:
            if with_worker:
                platform.start()
            else:
                platform.restart_web()
            yield platform
        finally:
            platform.stop()


def assembled(
    *, data: Path, database_url: str, port: int, settings: dict[str, str], workers: int = 1
) -> RunningPlatform:
    """Return the platform over a prepared data folder, not yet started."""
    base = f"http://127.0.0.1:{port}"
    database = database_url or f"sqlite:///{data / 'platform.sqlite3'}"
    environment = clean_environment(
        **{"DATA_DIR": str(data), "DATABASE_URL": database, "PUBLIC_BASE_URL": base, **settings}
    )
    return RunningPlatform(
        base_url=base,
        data_dir=data,
        database_url=database,
        facts={},
        environment=environment,
        web=web(
            host="127.0.0.1",
            port=port,
            environment=environment,
            log=data / "log" / "web.log",
            workers=workers,
        ),
        worker=worker(environment=environment, log=data / "log" / "worker.log"),
    )
