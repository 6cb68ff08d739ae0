"""What authors are told about learners, on pages that are Wagtail's own."""

from typing import Any

from django import template
from wagtail.models import Page

from courses.pages.authoring.removal import versions_taught_by

register = template.Library()


@register.inclusion_tag("pages/authoring/offline.html")
def tell_learners(page: Page) -> dict[str, Any]:
    """Return who has a page in a programme."""
    return {"page": page, "versions": versions_taught_by(page)}
