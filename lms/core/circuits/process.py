"""Runs a program of ours in a limited child process: text in, text out, and an error instead of a hang."""

import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from django.utils.translation import gettext as _

from lms.core.circuits.errors import DrawingFailed

LAUNCHER = Path(__file__).with_name("limited.py")
MOST_OUTPUT = 4_000_000
# Children at once in one web process; who waits longer than this is told to try again.
CHILDREN = BoundedSemaphore(2)
WAIT_SECONDS = 15.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use."""

    seconds: float = 20.0
    cpu_seconds: int = 10
    memory_bytes: int = 512 * 1024 * 1024


def run_limited(program: Path, message: str, limits: Limits = Limits()) -> str:
    """Return what the program answers to the message.

    :raises DrawingFailed: it crashed, took too long or too much, or said too much.
    """
    if not CHILDREN.acquire(timeout=WAIT_SECONDS):
        raise DrawingFailed(_("Many diagrams are being drawn. Please try again in a moment."))
    try:
        done = run_child(program, message, limits)
    except (subprocess.TimeoutExpired, OSError) as error:
        raise failed(f"{type(error).__name__}") from error
    finally:
        CHILDREN.release()
    if done.returncode != 0:
        raise failed(f"exit {done.returncode}: {done.stderr[-500:]}")
    if len(done.stdout) > MOST_OUTPUT:
        raise failed("too much output")
    return done.stdout


def run_child(program: Path, message: str, limits: Limits) -> subprocess.CompletedProcess[str]:
    """Return how the program ended and what it said.

    :raises subprocess.TimeoutExpired: it took too long.
    """
    # -I: no variable and no folder of the user counts; an empty environment: no secret of ours is there to be read.
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(LAUNCHER)]
    command += [str(limits.cpu_seconds), str(limits.memory_bytes), str(program)]
    return subprocess.run(  # noqa: S603 - our own program, no shell, nothing of the user on the command line
        command,
        input=message,
        capture_output=True,
        timeout=limits.seconds,
        env={},
        cwd="/",
        encoding="utf-8",
        errors="replace",
        check=False,
        start_new_session=True,
    )


def failed(why: str) -> DrawingFailed:
    """Return the error for the reader, and keep for the operator what happened."""
    _log.warning("a child process failed: %s", why)
    return DrawingFailed(_("The diagram could not be drawn just now. Please try again in a moment."))
