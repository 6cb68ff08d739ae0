"""Tells the set-up page whether the user still owes a second factor."""

from typing import Any

from django import template

from lms.accounts.guard import needs_second_factor

register = template.Library()


@register.simple_tag(takes_context=True)
def second_factor_missing(context: dict[str, Any]) -> bool:
    """Return whether nothing else opens until a second factor is set up."""
    return needs_second_factor(context["request"].user)
