"""Slows down who asks the check page's addresses without end."""

from lms.exams.sittings.limits import count_of

# One check asks a dozen times; a room that is not registered yet may stand behind one address.
REQUESTS_A_MINUTE = 1200


def count_checks(*, place: str) -> None:
    """Count one request of a place.

    :raises TooManyRequests: when there were too many within a minute.
    """
    count_of("exams.terminal_checks", place=place, most=REQUESTS_A_MINUTE)
