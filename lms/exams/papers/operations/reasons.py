"""Reasons that people write down for good: for opening and releasing papers, and for correcting keys."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lms.core.sentences import sentences
from lms.core.unseen import as_one_line, has_unseen
from lms.exams.errors import ReasonMissing

# Characters. Two signs are a reason in Chinese.
LEAST_REASON = 2
MOST_REASON, MOST_REASON_OF_KEY = 300, 500


def checked_reason(
    reason: str, words: str | Promise, *, field: str = "reason", most: int = MOST_REASON
) -> str:
    """Return the reason on one line.

    :raises ReasonMissing: in these words, at this field: too short a reason to be one, or too long; in words of its
        own where it has characters that nobody sees.
    """
    why = as_one_line(reason)
    if has_unseen(why):
        raise ReasonMissing(_("This text has characters that cannot be seen."), field=field)
    if not LEAST_REASON <= len(why) <= most:
        raise ReasonMissing(sentences([words, *_length(why, most)]), field=field)
    return why


def _length(why: str, most: int) -> list[str]:
    """Return how long a reason is to be, for whom something was written that is none."""
    if len(why) > most:
        return [_("Use at most %(number)d characters.") % {"number": most}]
    return [_("Use at least %(number)d characters.") % {"number": LEAST_REASON}] if why else []
