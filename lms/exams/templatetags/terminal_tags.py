"""What templates about terminals ask of their readiness."""

from django import template

from lms.exams.terminals.rules import Readiness
from lms.exams.terminals.words import KINDS, READINESS_WORDS

register = template.Library()


@register.filter
def readiness_word(readiness: str) -> str:
    """Return where a terminal stands, in words."""
    return str(READINESS_WORDS[Readiness(readiness)])


@register.filter
def readiness_kind(readiness: str) -> str:
    """Return the kind of tag that shows it."""
    return KINDS[Readiness(readiness)]
