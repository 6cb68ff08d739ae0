"""What is said in several places: lessons by cohort and beginning, and the first day that is possible."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from lms.core.clock import local_date
from lms.delivery.timetable.models import ClassSession

MOST_NAMED = 10  # lessons in one refusal


def first_day_text(day: date) -> str:
    """Say from which day on somebody can be in a class whose registers are signed without them."""
    words = _("Signed registers do not name the person. The first possible day is %(day)s.")
    return words % {"day": day}


def left_site_text(day: date) -> str:
    """Say that somebody has left the site, whose programme may go on elsewhere."""
    words = _(
        "The person left the site on %(day)s: what goes on afterwards goes on elsewhere, not in a class of the site. "
        "Record the new admission first if the person is back."
    )
    return words % {"day": day}


def named_until_text(last: date, first: date, *, today: date) -> str:
    """Say until when registers name somebody, from which day on they can be away, and when that can be recorded."""
    words = _("Registers name the person until %(last)s. The first possible day is %(first)s.")
    if first > today:  # a day to come is refused as well: without this nobody would know what to do today
        words = _(
            "Registers name the person until %(last)s. The first possible day is %(first)s: record it on that day, not "
            "before."
        )
    return words % {"last": last, "first": first}


def lessons_text(sessions: Iterable[ClassSession]) -> list[str]:
    """Name each lesson by its cohort and its beginning; cohorts come with their sites."""
    return [f"{one.cohort.code} · {_time(one.begins_at, one.cohort.site.time_zone)}" for one in sessions]


def unbegun_texts(sessions: Sequence[ClassSession]) -> list[str]:
    """Name the first lessons by cohort, day and beginning, and say how many more there are."""
    zone = sessions[0].cohort.site.time_zone
    named = [
        f"{one.cohort.code} · {local_date(one.begins_at, zone=zone)} {_time(one.begins_at, zone)}"
        for one in sessions[:MOST_NAMED]
    ]
    more = len(sessions) - len(named)
    return [*named, _("and %(count)d more") % {"count": more}] if more else named


def _time(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def cancelled_text() -> str:
    """Say that nothing is done any more with a cohort that was cancelled."""
    return _("This cohort was cancelled. Open another one.")
