"""What the pages of the examination room need to say times."""

from datetime import datetime

from django import template
from django.utils.timesince import timesince
from django.utils.translation import ngettext

from lms.exams.local_times import in_local_time

register = template.Library()
register.filter(in_local_time)
# From here on whole minutes are exact enough.
IN_SECONDS = 120


@register.filter
def heard_since(at: datetime, now: datetime) -> str:
    """Return how long ago something was heard: in seconds below two minutes, where each of them matters."""
    seconds = max(int((now - at).total_seconds()), 0)
    if seconds >= IN_SECONDS:
        return timesince(at, now)
    return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
