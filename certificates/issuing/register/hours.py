"""When the register is signed: the same hour every day, whatever is issued when. Knows no table."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

A_DAY = timedelta(days=1)


def last_due(now: datetime) -> datetime:
    """Return the last instant at which a checkpoint was due."""
    due = now.astimezone(UTC).replace(hour=settings.REGISTER_HOUR_UTC, minute=0, second=0, microsecond=0)
    return due if due <= now else due - A_DAY


def next_due(now: datetime) -> datetime:
    """Return the next instant at which a checkpoint is due."""
    return last_due(now) + A_DAY
