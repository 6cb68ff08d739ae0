"""What a candidate's result says of appeals: results know nothing of these."""

from django import template

from lms.core import clock
from lms.exams.appeals.presentation import OwnPanel, own_panel
from lms.exams.appeals.subject import Told

register = template.Library()


@register.simple_tag
def appeal_panel(result: Told) -> OwnPanel:
    """Return where the candidate stands with appeals against a result."""
    return own_panel(result, now=clock.now())
