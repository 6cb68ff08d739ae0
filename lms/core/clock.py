"""The clock is read here, at the edge (views, tasks, commands), and passed on as `now=`."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

# Beyond these days of the calendar an instant of another zone has no year that a date can hold.
FIRST_DAY, LAST_DAY = date(1, 1, 2), date(9999, 12, 30)


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return timezone.now()


def local_date(instant: datetime, *, zone: str = "Asia/Shanghai") -> date:
    """Return the calendar day of an instant at a site; days are the site's local days."""
    return instant.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, *, zone: str = "Asia/Shanghai") -> datetime:
    """Return the last instant of a calendar day at a site; at either end of the calendar, of the nearest day."""
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time.max, tzinfo=ZoneInfo(zone))


def start_of_day(day: date, *, zone: str = "Asia/Shanghai") -> datetime:
    """Return the first instant of a calendar day at a site; at either end of the calendar, of the nearest day."""
    return datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), time.min, tzinfo=ZoneInfo(zone))
