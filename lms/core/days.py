"""Days as people type them: ages, and which years must be a slip. No Django."""

from datetime import date

WORKING_YEARS = 60  # no paper of somebody who works is older, or holds longer
FARTHEST_YEARS = 10  # longer than any stay, class, paper or examination that is planned
YOUNGEST, OLDEST = 14, 90  # age in years at which training begins; outside is a slip of the pen


def is_beyond_work(day: date, *, today: date) -> bool:
    """Return whether a day is farther away, before or behind us, than anybody works: 0202 for 2020."""
    return abs(day.year - today.year) > WORKING_YEARS


def is_far_off(day: date, *, today: date) -> bool:
    """Return whether a day to come is so far away that the year must be a slip: 2208 for 2028."""
    return day.year - today.year > FARTHEST_YEARS


def age_on(born: date, day: date) -> int:
    """Return the age in whole years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_age_to_begin(born: date, day: date) -> bool:
    """Return whether somebody of this birth may begin to be trained on a day: no child, and nobody of a hundred."""
    return YOUNGEST <= age_on(born, day) <= OLDEST
