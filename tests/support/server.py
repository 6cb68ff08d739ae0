"""The real platform for tests: its own data folder, gunicorn and a Celery worker as processes, on loopback.

`running_platform()` is what a fresh `make run` gives, from a template prepared once per state of the code.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.processes import ROOT, Child, platform_environment, wait_until_healthy, web, worker
from scripts.state import state_of_code
from tests.support.postgres import create_database, free_port

CACHE = ROOT / "var" / "test-cache"
KEPT_TEMPLATES = 2
TEMPLATE_BASE = "http://127.0.0.1:8000"
# A caller's own settings must not reach the platform under test.
FOREIGN = (
    "DATABASE_URL",
    "DATA_DIR",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "STORAGE_URL",
    "PUBLIC_BASE_URL",
    "PORT",
)


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

    def start(self) -> None:
        """Start both processes and wait until the platform answers."""
        self.web.start()
        self.worker.start()
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
        """Start the web server again on the same port and wait until it answers."""
        self.web.start()
        self.wait()

    def kill_worker(self) -> None:
        """End the worker and its scheduler as a power cut would."""
        self.worker.kill()

    def restart_worker(self) -> None:
        """Start the worker again."""
        self.worker.start()

    def stop(self) -> None:
        """End both processes in good order."""
        self.worker.stop(patience=5)
        self.web.stop(patience=5)

    def log(self, name: str) -> str:
        """Return the whole log of "web" or "worker"."""
        path = {"web": self.web, "worker": self.worker}[name].log
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def manage(self, *arguments: str) -> str:
        """Run a management command on this platform's data and return what it prints.

        :raises RuntimeError: with its messages, when it fails.
        """
        command = [sys.executable, "manage.py", *arguments]
        result = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)} failed:\n{result.stdout}{result.stderr}")
        return result.stdout


@contextlib.contextmanager
def running_platform(
    *,
    database_url: str = "",
    port: int = 0,
    settings: dict[str, str] | None = None,
    with_worker: bool = True,
    workers: int = 1,
) -> Iterator[RunningPlatform]:
    """Provide a started platform with the demonstration in it, and take it away afterwards.

    Without `database_url` it is a fresh SQLite file; else the empty PostgreSQL database of that address.
    `settings` are further environment variables.
    """
    with tempfile.TemporaryDirectory(prefix="lms-platform-", ignore_cleanup_errors=True) as folder:
        data = Path(folder) / "var"
        facts = fresh_data(data, database_url)
        port = port or free_port()
        platform = assembled(
            data=data, database_url=database_url, port=port, settings=settings or {}, workers=workers
        )
        platform.facts.update(at_base(facts, platform.base_url))
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
        DATA_DIR=str(data), DATABASE_URL=database, PUBLIC_BASE_URL=base, **settings
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


def clean_environment(**settings: str) -> dict[str, str]:
    """Return an environment with these settings and none of the caller's."""
    inherited = platform_environment()
    for name in FOREIGN:
        inherited.pop(name, None)
    return {**inherited, "DJANGO_SETTINGS_MODULE": "lms.settings.dev", **settings}


# --- data: prepared once, copied for each platform ----------------


def fresh_data(data: Path, database_url: str) -> dict[str, Any]:
    """Fill a new data folder (and an empty database) with the demonstration and return its facts."""
    if database_url:
        return prepare(data, database_url)
    template = sqlite_template()
    shutil.copytree(template / "var", data, ignore=shutil.ignore_patterns("static", "log"))
    (data / "static").symlink_to(template / "var" / "static")
    return dict(json.loads((template / "facts.json").read_text(encoding="utf-8")))


def sqlite_template() -> Path:
    """Return the folder of the prepared demonstration for the present code, making it when it is missing."""
    CACHE.mkdir(parents=True, exist_ok=True)
    template = CACHE / f"demo-{state_of_code()}"
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two test processes must not prepare the same template
        if not (template / "facts.json").exists():
            shutil.rmtree(template, ignore_errors=True)
            facts = prepare(template / "var", "")
            (template / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
            forget_old_templates(keep=template)
    return template


def prepare(data: Path, database_url: str) -> dict[str, Any]:
    """Migrate and load the demonstration as `make run` does, and return its facts.

    :raises RuntimeError: with the messages, when that fails.
    """
    data.mkdir(parents=True, exist_ok=True)
    database = database_url or f"sqlite:///{data / 'platform.sqlite3'}"
    environment = clean_environment(DATA_DIR=str(data), DATABASE_URL=database, PUBLIC_BASE_URL=TEMPLATE_BASE)
    command = [sys.executable, str(ROOT / "scripts" / "prepare.py")]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise RuntimeError(f"The demonstration could not be prepared:\n{result.stdout}{result.stderr}")
    return dict(json.loads(result.stdout.strip().splitlines()[-1]))


def forget_old_templates(*, keep: Path) -> None:
    """Remove all but the newest templates."""
    templates = sorted(CACHE.glob("demo-*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in templates[KEPT_TEMPLATES:]:
        if path != keep:
            shutil.rmtree(path, ignore_errors=True)


def at_base(facts: dict[str, Any], base_url: str) -> dict[str, Any]:
    """Return the demonstration's facts with addresses on this platform's port."""
    return dict(json.loads(json.dumps(facts).replace(TEMPLATE_BASE, base_url)))


def new_postgres_database(server_url: str) -> str:
    """Make an empty database with a name of its own on the server and return its address."""
    name = f"platform_{uuid.uuid4().hex[:12]}"
    create_database(server_url, name)
    return server_url.rsplit("/", 1)[0] + "/" + name
