"""How the second copy of the rooms stands, for the desks: kept in the cache by whoever writes the copy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import cache

# The protocol promises at most five seconds; a disk may be slow once.
LATE = timedelta(seconds=15)
_KEY, _SECONDS = "exams.second-copy.with-photos", 24 * 3600


@dataclass(frozen=True, slots=True)
class PhotoCopies:
    """How photographs of work stand in the copy, counted by practical examination.

    `waiting` are not copied yet; `lost` cannot be read where they are kept, so never will be. `is_short`: none is
    copied, for so little room is left on the second disk that it is kept for answers and marks.
    """

    waiting: Mapping[UUID, int] = field(default_factory=dict)
    lost: Mapping[UUID, int] = field(default_factory=dict)
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class CopyState:
    """When the copy last held all answers and marks, since when it fails, and how the photographs stand."""

    complete_at: datetime | None = None
    failing_since: datetime | None = None
    photos: PhotoCopies = field(default_factory=PhotoCopies)

    def is_late(self, now: datetime) -> bool:
        """Return whether somebody should look at the second disk."""
        return self.complete_at is None or now - self.complete_at > LATE


def copy_state() -> CopyState | None:
    """Return how the copy stands, or None where the installation keeps none."""
    if not settings.SECOND_COPY_DIR:
        return None
    found: CopyState | None = cache.get(_KEY)
    return found or CopyState()


def note_copy(*, photos: PhotoCopies, now: datetime) -> None:
    """Remember that all answers and marks were copied, and how the photographs stand."""
    cache.set(_KEY, CopyState(complete_at=now, photos=photos), _SECONDS)


def note_failure(*, now: datetime) -> None:
    """Remember that the copy could not be written; what is known of photographs stays."""
    former = cache.get(_KEY) or CopyState()
    failed = CopyState(former.complete_at, former.failing_since or now, former.photos)
    cache.set(_KEY, failed, _SECONDS)
