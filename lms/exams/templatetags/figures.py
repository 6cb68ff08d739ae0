"""Figures in templates: rounded in the same way everywhere."""

from collections.abc import Mapping

from django import template

from lms.exams.statistics.presentation.sets import decimal, percent

register = template.Library()


@register.filter
def as_percent(share: float | None) -> str:
    """Return a share as a percentage."""
    return percent(share)


@register.filter
def as_decimal(value: float | None) -> str:
    """Return a figure with two decimals."""
    return decimal(value)


@register.filter
def at(mapping: Mapping[str, str], key: str) -> str:
    """Return what a mapping holds under a key, or nothing."""
    return mapping.get(key, "")
