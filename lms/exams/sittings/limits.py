"""Slows down who asks without end at doors without a sign-in: counts requests per terminal or network, in the cache."""

import hashlib
import logging

from django.core.cache import cache
from django.utils.translation import gettext as _

from lms.exams.errors import TooManyRequests

# A terminal with a full examination on it needs four; a room behind one address needs some hundred at a time.
REQUESTS_A_MINUTE = 240
_WINDOW = 60
logger = logging.getLogger(__name__)


def count_leftovers(*, place: str) -> None:
    """Count one request of a place that brings sealed records.

    :raises TooManyRequests: when there were too many within a minute.
    """
    count_of("exams.leftovers", place=place, most=REQUESTS_A_MINUTE)


def count_of(door: str, *, place: str, most: int) -> None:
    """Count one request of a place at a door. Without the cache nothing is counted: saving goes on.

    :raises TooManyRequests: when there were too many within a minute.
    """
    key = f"{door}." + hashlib.sha256(place.encode()).hexdigest()
    try:
        cache.add(key, 0, timeout=_WINDOW)
        requests = cache.incr(key)
    except Exception:
        logger.warning("The cache is away; requests are taken without counting.")
        return
    if requests > most:
        error = TooManyRequests(_("Too much at once. Nothing is lost; this goes on by itself in a minute."))
        error.retry_after = _WINDOW
        raise error
