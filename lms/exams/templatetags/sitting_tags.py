"""What templates about sittings ask of a candidate."""

from django import template

from lms.exams.sittings.arrangements import arrangement_of, words_of
from lms.exams.sittings.models import SittingCandidate

register = template.Library()


@register.filter
def arranged(candidate: SittingCandidate) -> str:
    """Return in words what is arranged for a candidate."""
    kept = arrangement_of(candidate)
    return words_of(kept) if kept else ""
