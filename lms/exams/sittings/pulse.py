"""The examination's time in one process, and the thread by which the web server keeps it (ADR 0100).

Started by the composition roots only; where it was not started, the time is the wall clock's.
"""

import logging
import threading
import time
from datetime import datetime

from django.db import close_old_connections

from lms.core import clock
from lms.exams.sittings.operations.watch import keep_time, note_jump
from lms.exams.sittings.room_rules import ProcessClock

SECONDS = 5
logger = logging.getLogger(__name__)
_lock = threading.Lock()
_process: ProcessClock | None = None
_generation: int | None = None
_told = False


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
        _process, _generation = None, None


def beat(*, is_web: bool) -> None:
    """Keep the time once; after an invigilator confirmed the wall clock, count from that."""
    global _process, _generation, _told
    kept = keep_time(is_web=is_web, now=now())
    with _lock:
        has_been_confirmed = _generation is not None and kept.generation != _generation
        _generation = kept.generation
        if _process is not None and has_been_confirmed:
            _process = ProcessClock(clock.now(), time.monotonic())
        jump = _process.jump if _process else None
    if jump and not _told:
        note_jump(jump=jump, now=now())
    _told = bool(jump)


def keep_beating() -> threading.Thread:
    """Start the thread by which a web process keeps the time every few seconds."""
    start()
    thread = threading.Thread(target=_beat_for_ever, name="examination-time", daemon=True)
    thread.start()
    return thread


def _beat_for_ever() -> None:
    while True:
        try:
            beat(is_web=True)
        except Exception:
            logger.warning("The time could not be kept; tried again in %s seconds.", SECONDS)
        close_old_connections()
        time.sleep(SECONDS)
