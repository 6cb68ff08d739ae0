"""The examination's time in one process, and the thread by which the web server keeps it (ADR 0100).

Started by the composition roots only; where it was not started, the time is the wall clock's.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import close_old_connections

from lms.core import clock
from lms.exams.sittings.operations.watch import keep_time, note_jump
from lms.exams.sittings.room_rules import ProcessClock

SECONDS = 5
logger = logging.getLogger(__name__)
_lock = threading.Lock()
_process: ProcessClock | None = None
_generation = 0  # of the confirmed clock by which the process counts
_told = False
_beating = 0  # the process in which the thread runs
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def now() -> datetime:
    """Return the examination's time: inside one process no setting of the wall clock moves it."""
    with _lock:
        return clock.now() if _process is None else _process.now(clock.now(), time.monotonic())


def start() -> None:
    """Count from now on by the monotonic clock."""
    global _process
    with _lock:
        _process = _process or ProcessClock(clock.now(), time.monotonic())


def stop() -> None:
    """Go back to the wall clock, for tests."""
    global _process, _generation
    with _lock:
        _process, _generation = None, 0


def beat(*, is_web: bool) -> None:
    """Keep the time once; after an invigilator confirmed the wall clock, count from that first."""
    global _told
    kept = keep_time(is_web=is_web, now=now(), generation=_generation)
    if kept.generation != _generation:
        _count_anew(kept.generation)
        keep_time(is_web=is_web, now=now(), generation=kept.generation)
    with _lock:
        jump = _process.jump if _process else None
    if jump and not _told:
        note_jump(jump=jump, now=now())
    _told = bool(jump)


def _count_anew(generation: int) -> None:
    global _process, _generation
    with _lock:
        _generation = generation
        if _process is not None:
            _process = ProcessClock(clock.now(), time.monotonic())


def keeping_time(application: Application) -> Application:
    """Return the application whose process keeps the time every few seconds, from its first request on.

    Not from the import: a process that imports it only to fork others would keep the time for servers that are gone,
    and hand its open database on to them.
    """

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        _keep_beating()
        return application(environ, start_response)

    return serve


def _keep_beating() -> None:
    global _beating
    if _beating == os.getpid():
        return
    with _lock:
        if _beating == os.getpid():
            return
        _beating = os.getpid()
    start()
    threading.Thread(target=_beat_for_ever, name="examination-time", daemon=True).start()


def _beat_for_ever() -> None:
    while True:
        try:
            beat(is_web=True)
        except Exception:
            logger.warning("The time could not be kept; tried again in %s seconds.", SECONDS)
        close_old_connections()
        time.sleep(SECONDS)
