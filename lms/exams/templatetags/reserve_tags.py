"""What templates of the reserve ask by number."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.simple_tag
def problem_of(problems: Mapping[int, str], number: int) -> str:
    """Return in words what is no answer to a question, or nothing."""
    return problems.get(number, "")
