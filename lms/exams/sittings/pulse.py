"""The examination's time in one process, and what the web server does every few seconds to keep it (ADR 0100).

Started by the composition roots only; where it was not started, the time is the wall clock's.
"""

import threading
import time
from datetime import datetime
from functools import partial

from lms.core import clock
from lms.core.companions import Companion
from lms.exams.sittings.operations.watch import keep_time, note_jump
from lms.exams.sittings.room_rules import ProcessClock
from lms.exams.sittings.signs_of_life import note_listening

_lock = threading.Lock()
_process: ProcessClock | None = None
_generation = 0  # of the confirmed clock by which the process counts
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
        _process, _generation = None, 0


def beat(*, is_web: bool) -> None:
    """Keep the time once; after an invigilator confirmed the wall clock, count from that first."""
    global _told
    if is_web:
        note_listening(now=now())
    kept = keep_time(is_web=is_web, now=now(), generation=_generation)
    if kept.generation != _generation:
        _count_anew(kept.generation)
        keep_time(is_web=is_web, now=now(), generation=kept.generation)
    with _lock:
        jump = _process.jump if _process else None
    if jump and not _told:
        note_jump(jump=jump, now=now())
    _told = bool(jump)


def begin_web() -> None:
    """Count, and hear terminals, before the first page of this process is drawn."""
    start()
    note_listening(now=now())


def _count_anew(generation: int) -> None:
    global _process, _generation
    with _lock:
        _generation = generation
        if _process is not None:
            _process = ProcessClock(clock.now(), time.monotonic())


TIME = Companion("examination-time", seconds=5, work=partial(beat, is_web=True), first=begin_web)
