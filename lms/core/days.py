"""Days to come as people type them. No Django."""

from datetime import date

FARTHEST_YEARS = 10  # longer than any stay, class, paper or examination that is planned


def is_far_off(day: date, *, today: date) -> bool:
    """Return whether a day to come is so far away that the year must be a slip: 2208 for 2028."""
    return day.year - today.year > FARTHEST_YEARS
