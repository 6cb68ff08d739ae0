"""The clock is read here, at the edge (views, tasks, commands), and passed on as `now=`."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return timezone.now()


def local_date(instant: datetime, *, zone: str = "Asia/Shanghai") -> date:
    """Return the calendar day of an instant at a site; days are the site's local days."""
    return instant.astimezone(ZoneInfo(zone)).date()


def end_of_day(day: date, *, zone: str = "Asia/Shanghai") -> datetime:
    """Return the last instant of a calendar day at a site."""
    return datetime.combine(day, time.max, tzinfo=ZoneInfo(zone))


def start_of_day(day: date, *, zone: str = "Asia/Shanghai") -> datetime:
    """Return the first instant of a calendar day at a site."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))
