"""Pure decisions on absences that are excused later: whose, by whom, and when an excuse stays. No Django."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

CLOSED, ABSENT = "closed", "absent"


class Against(StrEnum):
    """Why an absence cannot be excused."""

    OPEN = "open"
    APPEARED = "appeared"


def reasons_against_excuse(*, sitting: str, candidate: str) -> list[Against]:
    """Return why somebody is not excused: the room is not closed yet, or the person appeared."""
    if sitting != CLOSED:
        return [Against.OPEN]
    return [] if candidate == ABSENT else [Against.APPEARED]


def is_second_person(who: UUID | None, *, asked_by: UUID) -> bool:
    """Return whether somebody may agree: an officer in person, and not who asked."""
    return who is not None and who != asked_by


@dataclass(frozen=True, slots=True)
class Count:
    """The tries of one enrolment at an examination: `used` without what is excused, `planned` places that wait,
    `allowed` with the first one.

    `allowed` is None for any number; `absence_counts`: an absence that is not excused is a try.
    """

    used: int
    allowed: int | None = None
    absence_counts: bool = True
    planned: int = 0

    @property
    def left(self) -> int | None:
        """Return how many may still be planned, None for any number."""
        return None if self.allowed is None else max(self.allowed - self.used - self.planned, 0)


def is_rested_on(count: Count) -> bool:
    """Return whether tries were given that this excuse alone has made room for: then it cannot be taken back."""
    return count.absence_counts and count.left == 0
