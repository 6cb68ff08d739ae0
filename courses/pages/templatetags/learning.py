"""Look up a key that a template holds in a variable."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def get(mapping: Any, key: str) -> Any:
    """Return mapping[key], or None: `value.items` would be the method of a mapping."""
    return mapping.get(key) if mapping else None
