"""The server's clock, moved by a test: the platform's processes read how far from a file, each time they ask.

A warm process imports this before the platform (`running_platform(clock=...)`). The platform itself knows nothing of
it: no setting, no variable and no file moves the clock of a process that was started in any other way.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

NAME = "tests.support.moved_clock"
FILE = "TEST_CLOCK_FILE"
PROFILE = "lms.settings.dev"
_real_now = timezone.now


class Clock:
    """The test's end: it goes on from where it was put, as a clock does."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def put(self, instant: datetime) -> None:
        """Let it be this instant for every process that reads the file.

        :raises ValueError: it would go back, which no server does.
        """
        if instant < self.now():
            raise ValueError(f"{instant} is before {self.now()}")
        draft = self.file.with_suffix(".draft")
        draft.write_text(str((instant - _real_now()).total_seconds()), encoding="ascii")
        draft.replace(self.file)  # whole or not at all

    def now(self) -> datetime:
        """Return what the platform takes for the present instant."""
        return _real_now() + moved_by(self.file)


def moved_by(file: Path) -> timedelta:
    """Return how far the clock is moved; nobody has moved it as long as there is no file."""
    try:
        return timedelta(seconds=float(file.read_text(encoding="ascii")))
    except FileNotFoundError:
        return timedelta()


if FILE in os.environ:
    if os.environ.get("DJANGO_SETTINGS_MODULE") != PROFILE:
        raise RuntimeError(f"The clock can be moved under {PROFILE} only.")
    timezone.now = Clock(Path(os.environ[FILE])).now
