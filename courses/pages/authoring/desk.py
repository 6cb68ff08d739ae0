"""What authors see first in Wagtail: their own drafts, and the lessons that nobody has begun to write."""

from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.models import WorkflowState

from courses.catalog.api import Lesson
from courses.pages.authoring.review import came_back_message
from courses.pages.models import LessonPage, UnitPage
from courses.pages.queries import drafts_begun_by, find_lessons_to_write

MOST_SHOWN = 10


class DraftsBegun(Component):
    """A panel of the first page: own lessons that are not submitted, with the reason when one was sent back."""

    name = "drafts_begun"
    template_name = "pages/authoring/drafts_begun.html"
    order = 85

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        drafts = drafts_begun_by(parent_context["request"].user)
        return {"rows": [_draft_row(page) for page in drafts[:MOST_SHOWN]]}


class LessonsToWrite(Component):
    """A panel of the first page; not there when everything is written, or for who may not add pages."""

    name = "lessons_to_write"
    template_name = "pages/authoring/to_write.html"
    order = 90

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user, found = parent_context["request"].user, find_lessons_to_write()
        pages = {page.pk: page for page, _lesson in found}
        open_to = {key for key, page in pages.items() if page.permissions_for_user(user).can_add_subpage()}
        rows = [_row(page, lesson) for page, lesson in found if page.pk in open_to]
        return {"rows": rows[:MOST_SHOWN], "number": len(rows)}


def _draft_row(page: LessonPage) -> dict[str, Any]:
    state = page.current_workflow_state
    is_back = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
    return {"page": page, "reason": came_back_message(state.current_task_state) if is_back else ""}


def _row(page: UnitPage, lesson: Lesson) -> dict[str, Any]:
    address = reverse("begin_lesson", args=[page.pk])
    programme = page.unit.course.version.programme
    return {"lesson": lesson, "unit": page, "programme": programme, "href": f"{address}?lesson={lesson.code}"}
