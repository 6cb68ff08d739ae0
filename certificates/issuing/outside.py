"""What issuing asks for where the public part stands alone (ADR 0186): the one place that says whether it does."""

from datetime import datetime
from typing import Any

from django.conf import settings

from lms.core.jobs import enqueue

RECORD_JOB = "certificates.publish_record"
ENTRIES_JOB = "certificates.publish_entries"


def is_wanted() -> bool:
    """Return whether a public part stands alone somewhere, which reads files that are written for it."""
    return bool(settings.PUBLISHED_KEY)


def ask_for_files(job: str, *, key: str, about: dict[str, Any], now: datetime) -> None:
    """Ask in the caller's transaction for files of the public part, where there is one; the same key asks once."""
    if is_wanted():
        enqueue(kind=job, key=key, payload=about, now=now)
