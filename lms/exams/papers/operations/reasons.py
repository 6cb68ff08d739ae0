"""Reasons that people write down for good: for opening and releasing papers, and for correcting keys."""

from django.utils.functional import Promise

from lms.exams.errors import ReasonMissing

# Characters. Two signs are a reason in Chinese.
LEAST_REASON = 2
MOST_REASON, MOST_REASON_OF_KEY = 300, 500


def checked_reason(
    reason: str, words: str | Promise, *, field: str = "reason", most: int = MOST_REASON
) -> str:
    """Return the reason on one line.

    :raises ReasonMissing: in these words, at this field: too short a reason to be one, or too long.
    """
    why = " ".join(reason.split())
    if not LEAST_REASON <= len(why) <= most:
        raise ReasonMissing(str(words), field=field)
    return why
