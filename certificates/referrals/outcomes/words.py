"""What became of people in words: where a start of work does not fit to a stay. For officers alone."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from certificates.referrals.outcomes.queries import at_odds_with


def what_is_at_odds(person_id: int, starts: Iterable[date]) -> str:
    """Return in words which start of work a person's stay denies; "" for none. No employer reads it."""
    found = at_odds_with(person_id, starts)
    if found is None:
        return ""
    start, until = found
    if until is None:
        words = _(
            "This person is still in training here: that does not fit to a start of work on %(start)s. "
            "Ask the person; tell the employer nothing of the stay."
        )
    else:
        words = _(
            "This person is still in training here, expected until %(until)s: that does not fit to a start of work "
            "on %(start)s. Ask the person; tell the employer nothing of the stay."
        )
    return words % {"start": start, "until": until}
