"""Instants inside texts, as the people of a room read a clock: in the site's time, never in a machine's format."""

import re
from datetime import datetime

from django.utils.timezone import localtime

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)")


def in_local_time(text: str) -> str:
    """Return the text with each instant (RFC 3339) in it as month, day and time of the site; the rest stays."""
    return _INSTANT.sub(_local, text)


def _local(found: re.Match[str]) -> str:
    try:
        return f"{localtime(datetime.fromisoformat(found[0])):%m-%d %H:%M:%S}"
    except (ValueError, OverflowError):
        return found[0]  # a terminal may write a day that there is not
