"""How the second copy of the rooms stands, for the console: kept in the cache by whoever writes the copy."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache

# The protocol promises at most five seconds; a disk may be slow once.
LATE = timedelta(seconds=15)
_KEY, _SECONDS = "exams.second-copy", 24 * 3600


@dataclass(frozen=True, slots=True)
class CopyState:
    """When the copy was last known to hold everything, and since when it fails."""

    complete_at: datetime | None = None
    failing_since: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Return whether somebody should look at the second disk."""
        return self.complete_at is None or now - self.complete_at > LATE


def copy_state() -> CopyState | None:
    """Return how the copy stands, or None where the installation keeps none."""
    if not settings.SECOND_COPY_DIR:
        return None
    found: CopyState | None = cache.get(_KEY)
    return found or CopyState()


def note_copy(*, is_complete: bool, now: datetime) -> None:
    """Remember that everything was copied, or that it could not be."""
    former = cache.get(_KEY) or CopyState()
    failed = CopyState(former.complete_at, former.failing_since or now)
    cache.set(_KEY, CopyState(complete_at=now) if is_complete else failed, _SECONDS)
