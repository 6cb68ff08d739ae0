"""Starting, watching and stopping the platform's processes, for `make run`, the tests and the benchmarks.

Each child leads its own process group, so that stopping it also stops what it started.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAC_LIBRARIES = "/opt/homebrew/lib:/usr/local/lib"


@dataclass
class Child:
    """One process group with its log file."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the process with its output at the end of the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def has_died(self) -> bool:
        """Say whether the process was started and is gone."""
        return self.process is not None and self.process.poll() is not None

    def how_it_ended(self) -> str:
        """Return with which status the process ended, or which signal ended it."""
        code = self.process.poll() if self.process is not None else None
        if code is None or code >= 0:
            return f"status {code}"
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-code).name}"
        return f"killed by signal {-code}"

    def clear_away(self, *, patience: float = 3.0) -> None:
        """End what a process that has died left of its group: a worker without its server still holds the port."""
        self.signal_group(signal.SIGTERM)
        end = time.monotonic() + patience
        while time.monotonic() < end and self._has_group():
            time.sleep(0.05)
        self.signal_group(signal.SIGKILL)

    def _has_group(self) -> bool:
        if self.process is None:
            return False
        try:
            os.killpg(self.process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and everything it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def stop(self, *, patience: float = 15.0) -> None:
        """End the group: politely first, then for certain."""
        self.signal_group(signal.SIGTERM)
        self.reap(patience)
        self.signal_group(signal.SIGKILL)
        self.reap(5.0)

    def kill(self) -> None:
        """End the group at once, as a power cut would."""
        self.signal_group(signal.SIGKILL)
        self.reap(5.0)

    def reap(self, seconds: float) -> None:
        """Wait up to so many seconds for the end of the process."""
        if self.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=seconds)

    def last_lines(self, count: int = 15) -> str:
        """Return the end of the log."""
        if not self.log.exists():
            return ""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-count:])


def platform_environment(**settings: str) -> dict[str, str]:
    """Return the environment for the platform's processes: the caller's, plus these settings."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    if sys.platform == "darwin":
        # The system's shell drops this variable, so it has to be set here, for Pango from Homebrew.
        environment.setdefault("DYLD_FALLBACK_LIBRARY_PATH", MAC_LIBRARIES)
    return environment


def web(
    *, host: str, port: int, environment: dict[str, str], log: Path, workers: int = 1, threads: int = 8
) -> Child:
    """Return the web server, not yet started."""
    command = [sys.executable, "-m", "gunicorn", "lms.wsgi:application"]
    command += ["--bind", f"{host}:{port}", "--worker-class", "gthread"]
    command += [
        "--workers",
        str(workers),
        "--threads",
        str(threads),
        "--timeout",
        "60",
        "--graceful-timeout",
        "10",
    ]
    command += ["--no-control-socket"]
    return Child("web", command, environment, log)


def worker(*, environment: dict[str, str], log: Path, scheduler: bool = True, name: str = "worker") -> Child:
    """Return a Celery worker, with the scheduler inside unless told otherwise, not yet started."""
    command = [sys.executable, "-m", "celery", "--app", "lms", "worker", "--loglevel", "INFO"]
    command += ["--pool", "threads", "--concurrency", "1", "--hostname", f"{name}@%h"]
    command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Child(name, command + (["--beat"] if scheduler else []), environment, log)


def shown_path(path: Path) -> str:
    """Return the path as seen from the platform's folder, when it lies there."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def port_is_free(host: str, port: int) -> bool:
    """Say whether a server could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def answers(url: str) -> bool:
    """Say whether the address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 (always our own http address)
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_until_healthy(url: str, children: list[Child], *, seconds: float = 90.0) -> Child | None:
    """Wait for the health page; return the child that died meanwhile, or None.

    :raises TimeoutError: when all live but the page does not answer in time.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        dead = next((child for child in children if child.has_died()), None)
        if dead is not None:
            return dead
        if answers(url):
            return None
        time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within {seconds:.0f} seconds")
