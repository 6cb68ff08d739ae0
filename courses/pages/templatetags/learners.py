"""What authors are told about learners, on pages that are Wagtail's own."""

from collections.abc import Iterable
from typing import Any

from django import template
from wagtail.models import Page

from courses.pages.authoring.removal import LessonUse
from courses.pages.taught import versions_by_page

register = template.Library()


@register.inclusion_tag("pages/authoring/offline.html")
def tell_learners(pages: Page | Iterable[Page]) -> dict[str, Any]:
    """Return which of the pages are in a programme, and whose."""
    asked = [pages] if isinstance(pages, Page) else list(pages)
    found = versions_by_page(asked)
    return {"uses": [LessonUse(page, tuple(found[page.pk])) for page in asked if page.pk in found]}


@register.filter
def pages_of(items: Iterable[dict[str, Any]]) -> list[Page]:
    """Return the pages of what a bulk action lists."""
    return [row["item"] for row in items]
