"""Slows down who sends sealed records without end: counts requests per terminal or network, in the cache only."""

import hashlib
import logging

from django.core.cache import cache
from django.utils.translation import gettext as _

from lms.exams.errors import TooManyLeftovers

# A terminal with a full examination on it needs four; a room behind one address needs some hundred at a time.
REQUESTS_A_MINUTE = 240
_WINDOW = 60
logger = logging.getLogger(__name__)


def count_leftovers(*, place: str) -> None:
    """Count one request of a place. Without the cache nothing is counted: saving goes on.

    :raises TooManyLeftovers: when there were too many within a minute.
    """
    key = "exams.leftovers." + hashlib.sha256(place.encode()).hexdigest()
    try:
        cache.add(key, 0, timeout=_WINDOW)
        requests = cache.incr(key)
    except Exception:
        logger.warning("The cache is away; sealed records are taken without counting.")
        return
    if requests > REQUESTS_A_MINUTE:
        error = TooManyLeftovers(_("Too much at once. Nothing is lost; this goes on by itself in a minute."))
        error.retry_after = _WINDOW
        raise error
