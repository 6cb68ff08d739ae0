"""Shows learning time as a person reads it."""

from django import template

register = template.Library()


@register.filter
def minutes(seconds: int | None) -> int:
    """Return whole minutes, to the nearest."""
    return round((seconds or 0) / 60)
