"""What somebody is told who decides on a review that has ended meanwhile, with the way back to the page."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.pages.errors import ReviewOver
from lms.core.errors import LinkedReason


def review_over(page: Page) -> ReviewOver:
    """Return the refusal, naming the page."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return ReviewOver(
        _("This review has ended meanwhile: somebody approved it, sent it back or withdrew it."),
        reasons=[LinkedReason(_("Open “%(page)s” as it is now") % {"page": page.title}, address)],
    )
