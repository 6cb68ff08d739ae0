"""One name for one lesson: when its page is published, the catalogue calls the lesson what the page is called."""

from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.models import Revision

from courses.catalog.api import name_lesson
from courses.pages.at_work import who_works
from lms.accounts.api import User
from lms.core import clock


class NamesLesson:
    """A page that names its lesson. Comes before `ReviewedPage` among the bases."""

    def publish(self, revision: Revision, user: User | None = None, **kwargs: Any) -> Any:
        """Publish, and give the catalogue's lesson the title in the page's language (docs/decisions/0106)."""
        with transaction.atomic():
            published = super().publish(revision, user=user, **kwargs)  # type: ignore[misc]
            _name_lesson_of(self, revision)
        return published


def _name_lesson_of(page: Any, revision: Revision) -> None:
    """A page that waits for its day names nothing yet, nor one that is not read."""
    rows = type(page).objects.showing([page.lesson.code]).filter(locale=page.locale)
    shown = rows.values("lesson_id", "title", "live_revision_id", "locale__language_code").first()
    if shown is None or shown["live_revision_id"] != revision.pk:
        return
    is_chinese = shown["locale__language_code"] == settings.LANGUAGE_CODE
    name_lesson(
        lesson_id=shown["lesson_id"],
        language="zh" if is_chinese else "en",
        title=shown["title"],
        actor=who_works(),
        now=clock.now(),
    )
