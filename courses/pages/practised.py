"""Which lessons show a practice question, for the question's own page at the desk of the bank."""

from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.pages.models import LessonPage
from courses.pages.queries import practice_codes
from lms.accounts.api import User
from lms.exams.api import Place


def lessons_with(item: Any, user: User) -> list[Place]:
    """Return the lessons that show a practice question, published or in a draft, for the question's own page."""
    pages = LessonPage.objects.select_related("locale", "latest_revision").alias(
        live_text=Cast("body", TextField()), draft_text=Cast("latest_revision__content", TextField())
    )
    # A first look by the text; which of them name exactly this code is seen in their blocks.
    found = pages.filter(Q(live_text__contains=item.code) | Q(draft_text__contains=item.code))
    places = []
    for page in found.order_by("path") if item.use == "practice" else ():
        is_live = page.live and item.code in practice_codes(page)
        if is_live or _is_in_draft(page, item.code):
            places.append(_place(page, user, is_live=is_live))
    return places


def _is_in_draft(page: Any, code: str) -> bool:
    if not page.has_unpublished_changes or page.latest_revision is None:
        return False
    return code in practice_codes(page.latest_revision.as_object())


def _place(page: Any, user: User, *, is_live: bool) -> Place:
    words = _("Lesson “%(title)s” (%(language)s)") if is_live else _("Draft of “%(title)s” (%(language)s)")
    may_go = page.permissions_for_user(user).can_edit()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk]) if may_go else ""
    title = page.title if is_live else page.draft_title
    return Place(words % {"title": title, "language": page.locale.get_display_name()}, address)
