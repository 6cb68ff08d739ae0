"""Pure decisions about cohorts: who is in one on a day, and whether a place is left. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Stay:
    """From which day on somebody belongs to a cohort, and the first day not any more."""

    joined_on: date
    left_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether somebody belongs to the cohort on the day."""
        return self.joined_on <= day and (self.left_on is None or day < self.left_on)

    def lasts_from(self, day: date) -> bool:
        """Return whether it holds on the day or a later one; what ended on its own first day holds on none."""
        return self.left_on is None or self.left_on > max(day, self.joined_on)


def free_from(left_on: date | None, ends_on: date) -> date:
    """Return the first day on which who belongs to a class may belong to another one of the same programme.

    The class is over after its last day, whatever later day was written. The planner counts with the same day.
    """
    over = ends_on + timedelta(days=1)
    return min(left_on, over) if left_on else over


def most_from(stays: Iterable[Stay], first: date) -> int:
    """Return the largest number of members on any day from the first one on: who comes back takes one place."""
    listed = [stay for stay in stays if stay.lasts_from(first)]
    days = {first, *(stay.joined_on for stay in listed if stay.joined_on > first)}
    return max((sum(stay.holds_on(day) for stay in listed) for day in days), default=0)


def has_place(stays: Iterable[Stay], first: date, capacity: int) -> bool:
    """Return whether one more may stay from the day on."""
    return most_from(stays, first) < capacity


def first_day_without(on: date, *, joined: date, was_there: bool) -> date:
    """Return the first day that somebody who leaves does not belong to the class any more."""
    return max(on + timedelta(days=1) if was_there else on, joined)
