"""The platform for fault runs: a wall clock that can be made to jump, and builds that are broken on purpose.

CLOCK_FILE names a file with the seconds by which the clock is wrong; a job whose worker was killed is taken again after
seconds rather than minutes. BROKEN_BUILD=reply_before_commit acknowledges an
answer a moment before it is written: fault runs must notice.
"""

import os
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.utils import timezone  # noqa: E402

from lms.core import clock, jobs  # noqa: E402
from lms.exams.sittings import operations  # noqa: E402
from lms.exams.sittings.operations import SaveReply  # noqa: E402
from lms.wsgi import application  # noqa: E402

__all__ = ["application"]

CLOCK_FILE = Path(os.environ["CLOCK_FILE"])
WRITTEN_AFTER = 0.25
save_events = operations.save_events


def wrong_now() -> Any:
    """Return the instant as the server's wall clock has it."""
    return timezone.now() + timedelta(seconds=int(CLOCK_FILE.read_text()) if CLOCK_FILE.exists() else 0)


def reply_before_commit(*, events: Any, epoch: int, now: Any, **others: Any) -> SaveReply:
    """Say that everything is kept, and keep it a moment later."""
    late = threading.Timer(
        WRITTEN_AFTER, save_events, kwargs={"events": events, "epoch": epoch, "now": now, **others}
    )
    late.start()
    return SaveReply({epoch: max(event.seq for event in events)}, {}, [], now, None, "in_progress", True, "")


clock.now = wrong_now
jobs.LEASE = timedelta(seconds=3)
if os.environ.get("BROKEN_BUILD") == "reply_before_commit":
    operations.save_events = reply_before_commit
