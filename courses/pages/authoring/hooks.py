"""Where Wagtail's interface meets ours: addresses, buttons, menu, and what happens around editing and copying."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import CancelWorkflowMenuItem, SubmitForModerationMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page, WorkflowState

from courses.pages.authoring.choosers import AUTHORS, PRACTICE_ITEMS
from courses.pages.authoring.desk import DraftsBegun, LessonsToWrite
from courses.pages.authoring.guide import Guide, GuidePicture
from courses.pages.authoring.own_work import is_own_work, own_work_message
from courses.pages.authoring.review import (
    approval_label,
    came_back_message,
    outcome_message,
    over_message,
    reviewer_message,
)
from courses.pages.authoring.views import BeginLesson, CheckLesson, LessonReport
from courses.pages.models import LessonPage
from lms.accounts.api import User
from lms.core.menu import RuledMenuItem


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    return [
        path("lessons/new/<int:parent_page_id>/", BeginLesson.as_view(), name="begin_lesson"),
        path("lessons/check/<int:page_id>/", CheckLesson.as_view(), name="check_lesson"),
        path("reports/lessons/", LessonReport.as_view(), name="lesson_report"),
        path("lessons/guide/", Guide.as_view(), name="guide"),
        path("lessons/guide/<str:name>", GuidePicture.as_view(), name="guide_picture"),
    ]


@hooks.register("register_admin_viewset")
def practice_item_chooser() -> ViewSet:
    return PRACTICE_ITEMS


@hooks.register("construct_homepage_panels")
def lessons_to_write(request: HttpRequest, panels: list[Any]) -> None:
    if AUTHORS.admits(request.user):
        panels.append(DraftsBegun())
        panels.append(LessonsToWrite())


@hooks.register("register_reports_menu_item")
def report_item() -> MenuItem:
    return RuledMenuItem(
        AUTHORS,
        gettext_lazy("Checks of all lessons"),  # the menu is made once, whoever comes first
        reverse("lesson_report"),
        name="lesson-report",
        icon_name="glasses",
        order=50,
    )


@hooks.register("register_help_menu_item")
def guide_item() -> MenuItem:
    return RuledMenuItem(
        AUTHORS,
        gettext_lazy("How to write a lesson"),
        reverse("guide"),
        name="guide",
        icon_name="help",
        order=10,
    )


@hooks.register("construct_help_menu")
def keep_help_inside(request: HttpRequest, items: list[MenuItem]) -> None:
    """Take out what leads to pages outside: nobody in a closed house can open them."""
    items[:] = [item for item in items if not item.url.startswith("http")]


@hooks.register("register_page_header_buttons")
def header_buttons(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, LessonPage):
        address = reverse("check_lesson", args=[page.pk])
        yield Button(_("Check this lesson"), url=address, icon_name="glasses", priority=15)
    elif (
        LessonPage in type(page).creatable_subpage_models()
        and page.permissions_for_user(user).can_add_subpage()
    ):
        address = reverse("begin_lesson", args=[page.pk])
        yield Button(_("New lesson from a template"), url=address, icon_name="plus", priority=15)


@hooks.register("before_create_page")
def begin_from_a_template(request: HttpRequest, parent: Page, page_class: type[Page]) -> HttpResponse | None:
    """Lead who adds a lesson to the choice of templates."""
    if page_class is LessonPage and request.method == "GET":
        return redirect("begin_lesson", parent.pk)
    return None


@hooks.register("insert_global_admin_css")
def own_rules_of_authoring() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/authoring.css"))


@hooks.register("insert_editor_js")
def keep_what_is_written() -> SafeString:
    names = ("refused-save", "submit-after-saving", "first-and-last-words", "word-lists", "keep-focus")
    scripts = ((static(f"js/authoring/{name}.js"),) for name in names)
    return format_html_join("", '<script type="module" src="{}"></script>', scripts)


@hooks.register("insert_editor_js")
def ask_before_it_goes() -> SafeString:
    return format_html(
        '<script type="module" src="{}" data-ask-first data-open-comment="{}" data-words="{}"></script>',
        static("js/authoring/ask-first.js"),
        _("A comment of yours on this page is not resolved. Approve the page all the same?"),
        _("What you wrote in this dialog will be lost. Close it all the same?"),
    )


@hooks.register("before_edit_page")
def say_why_it_came_back(request: HttpRequest, page: Page) -> None:
    """Tell on the editing page what the reviewer asked for, until the page is submitted again."""
    state = page.current_workflow_state
    if request.method == "GET" and state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        messages.warning(request, came_back_message(state.current_task_state))


@hooks.register("before_edit_page")
def say_that_the_review_is_over(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Tell who withdraws a page that was decided meanwhile; what stands on that screen is not saved over it."""
    if not request.POST.get("action-cancel-workflow") or page.current_workflow_state is not None:
        return None
    messages.warning(request, over_message(page))
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_edit_page")
def keep_authors_from_approving(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say who may approve, before anything is saved; the task refuses an approval by an author in any case."""
    task = page.current_workflow_task
    if task is None or not task.get_actions(page, request.user):
        return None
    is_own = is_own_work(page.current_workflow_task_state, request.user)
    if request.method == "GET":
        messages.info(request, own_work_message() if is_own else reviewer_message())
    elif is_own and request.POST.get("workflow-action-name") == "approve":
        return redirect("wagtailadmin_pages:edit", page.pk)  # where it is said why
    return None


class SubmitForReview(SubmitForModerationMenuItem):
    """Wagtail's button names the workflow, whose name stands in the database in both languages."""

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "label": _("Submit for two-person review")}


class WithdrawFromReview(CancelWorkflowMenuItem):
    """Wagtail's button speaks of a workflow, which no author has heard of."""

    label = gettext_lazy("Withdraw from review")


# Our review has one task: to begin it anew is to submit again, so of Wagtail's two buttons one is left.
OURS = {"action-submit": SubmitForReview, "action-cancel-workflow": WithdrawFromReview}
TWICE = "action-restart-workflow"


@hooks.register("construct_page_action_menu")
def offer_what_helps(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Hide approval from authors, name the day of a dated one, and put first what a reviewer is here for."""
    items[:] = [
        OURS[item.name](item.order) if item.name in OURS else item for item in items if item.name != TWICE
    ]
    page = context.get("page")
    state = page.current_workflow_task_state if page is not None else None
    if state is None:
        return
    if is_own_work(state, request.user):
        items[:] = [item for item in items if item.name != "approve"]
    for item in items:
        if item.name == "approve":
            item.label = approval_label(page, with_comment=item.launch_modal)
    items.sort(key=lambda item: PLACES.get(item.name, len(REVIEW)))
    if items and items[0].name in REVIEW:
        items[0].template_name = "pages/authoring/review_button.html"


# A reviewer's buttons come first, the first of them large; saving, by which a reviewer becomes an author, comes after.
REVIEW = ("approve", "reject")
PLACES = {**{name: place for place, name in enumerate(REVIEW)}, "action-cancel-workflow": len(REVIEW) + 1}


@hooks.register("after_edit_page")
def say_what_the_review_did(request: HttpRequest, page: Page) -> None:
    """Tell a reviewer what happened to the page; Wagtail says only that it was updated."""
    words = outcome_message(page, request.POST.get("workflow-action-name", ""))
    if words and request.POST.get("action-workflow-action"):
        messages.success(request, words)


@hooks.register("after_copy_page")
def ask_for_the_lesson_of_a_copy(request: HttpRequest, page: Page, copy: Page) -> HttpResponse | None:
    """Lead to the copy and say that it needs a catalogue lesson of its own."""
    if not isinstance(copy.specific, LessonPage):
        return None
    messages.warning(
        request,
        _("This is a copy. Choose the catalogue lesson that it shows; until then it cannot be submitted."),
    )
    return redirect("wagtailadmin_pages:edit", copy.pk)
