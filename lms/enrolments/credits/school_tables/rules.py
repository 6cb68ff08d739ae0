"""Pure decisions on a school's table: which one counts on a day, and what cannot be one."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from courses.catalog.api import PlannedCourse, PlannedRecognition, cap_of, table_in_force

LEVELS = "skill_level_"  # how kinds of certificates with levels begin


class Against(StrEnum):
    """Why something is no table."""

    DAY_IS_PAST = "day_is_past"
    NOT_A_PERCENTAGE = "not_a_percentage"
    NO_BLOCKS = "no_blocks"
    NO_CREDITS = "no_credits"
    GIVES_NOTHING = "gives_nothing"
    HIGHER_LEVEL_COUNTS_LESS = "higher_level_counts_less"


def table_of(
    own: Iterable[PlannedRecognition], published: Iterable[PlannedRecognition], *, day: date
) -> PlannedRecognition | None:
    """Return the newest table of the school that is valid on a day; without one, that of the version.

    Of tables of one day the first counts.
    """
    return table_in_force(own, day) or table_in_force(published, day)


def reasons_against(
    table: PlannedRecognition, courses: Sequence[PlannedCourse], *, today: date
) -> list[Against]:
    """Return why this is no table that a school can set today for these courses; empty where it is one."""
    found = []
    if table.valid_from < today:
        found.append(Against.DAY_IS_PAST)
    if not 1 <= table.cap_percent <= 100:
        found.append(Against.NOT_A_PERCENTAGE)
    if not table.cap_blocks:
        found.append(Against.NO_BLOCKS)
    elif 1 <= table.cap_percent <= 100 and not cap_of(table, courses):
        found.append(Against.GIVES_NOTHING)
    if not any(table.credits.values()):
        found.append(Against.NO_CREDITS)
    if _higher_counts_less(table.credits):
        found.append(Against.HIGHER_LEVEL_COUNTS_LESS)
    return found


def _higher_counts_less(credits_: dict[str, int]) -> bool:
    """Level 1 is the highest: from level 5 on, credits never fall; a level that is left out says nothing."""
    levels = sorted((kind for kind in credits_ if kind.startswith(LEVELS)), reverse=True)
    given = [credits_[kind] for kind in levels if credits_[kind]]
    return given != sorted(given)
