"""Pages of our own inside Wagtail's interface: begin a lesson, check one, check all."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from courses.pages.authoring.begin import NewLesson, begin_lesson
from courses.pages.authoring.checks import check_pages, newest, newest_of
from courses.pages.authoring.choosers import AUTHORS
from courses.pages.authoring.forms import NewLessonForm
from courses.pages.authoring.words import moment
from courses.pages.models import LessonPage
from courses.pages.queries import lessons_to_write
from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import AccessMixin
from lms.core.codes import is_code
from lms.core.faces import domain_errors_to_form


class AuthoringMixin(AccessMixin, WagtailAdminTemplateMixin):
    """A page in Wagtail's frame for those who write and review."""

    access = AUTHORS
    request: HttpRequest

    @cached_property
    def breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": str(self.page_title)},
        ]


class BeginLesson(AuthoringMixin, FormView):
    """Choose a template, the catalogue lesson and a title."""

    page_title = gettext_lazy("New lesson")
    header_icon = "doc-empty-inverse"
    template_name = "pages/authoring/begin_lesson.html"
    form_class = NewLessonForm

    def setup(self, request: HttpRequest, *args: Any, parent_page_id: int, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.parent_page_id = parent_page_id

    @cached_property
    def parent(self) -> Page:
        parent = get_object_or_404(Page, pk=self.parent_page_id).specific
        if LessonPage not in parent.creatable_subpage_models():
            raise Http404
        if not parent.permissions_for_user(self.request.user).can_add_subpage():
            raise PermissionDenied
        return parent

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lessons": lessons_to_write(self.parent)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say in which language the page is written when it is not the one of the screen."""
        language = self.parent.locale.language_code
        is_other = language != translation.get_language()
        return {**super().get_context_data(**kwargs), "written_in": language if is_other else ""}

    def get_initial(self) -> dict[str, Any]:
        """Offer the lesson that the address names, else the first one that is planned in this unit."""
        offered, code = lessons_to_write(self.parent), self.request.GET.get("lesson", "")
        wanted = offered.filter(code=code).first() if is_code(code) else None
        first = wanted or offered.filter(is_of_unit=True).first()
        return {**super().get_initial(), "lesson": first}

    def form_invalid(self, form: NewLessonForm) -> HttpResponse:
        """Lead who chose a lesson that was begun meanwhile, perhaps in another tab, to its draft."""
        code = str(form.data.get("lesson", ""))
        number = int(code) if code.isascii() and code.isdigit() and len(code) < 10 else None
        begun = LessonPage.objects.filter(lesson=number, locale=self.parent.locale).order_by("pk").first()
        if begun is None or not begun.permissions_for_user(self.request.user).can_edit():
            return super().form_invalid(form)
        messages.info(
            self.request, _("This lesson was begun meanwhile. Here is its draft; nothing was made twice.")
        )
        return redirect("wagtailadmin_pages:edit", begun.pk)

    def form_valid(self, form: NewLessonForm) -> HttpResponse:
        chosen = form.cleaned_data
        new = NewLesson(self.parent, chosen["lesson"], chosen["title"], chosen["template"])
        who = {"user": self.request.user, "actor": actor_of(self.request)}
        with domain_errors_to_form(form):
            page = begin_lesson(new=new, **who, now=clock.now())
        if not form.is_valid():
            return self.form_invalid(form)
        messages.success(self.request, _("The draft is ready. Replace every hint (✎) by your own words."))
        return redirect("wagtailadmin_pages:edit", page.pk)


class CheckLesson(AuthoringMixin, TemplateView):
    """What is wrong with one lesson, as last saved; the time is that of the revision that was checked."""

    page_title = gettext_lazy("Check this lesson")
    header_icon = "glasses"
    template_name = "pages/authoring/check_lesson.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = LessonPage.objects.select_related("lesson", "locale", "latest_revision")
        page = get_object_or_404(pages, pk=kwargs["page_id"])
        if not page.permissions_for_user(self.request.user).can_edit():
            raise PermissionDenied
        revision, checked = page.latest_revision, check_pages([newest(page)])[0]
        saved = moment(revision.created_at if revision else None)
        return {**super().get_context_data(**kwargs), "checked": checked, "page": page, "saved": saved}


class LessonReport(AuthoringMixin, TemplateView):
    """All lessons with what was found, worst first."""

    page_title = gettext_lazy("Checks of all lessons")
    header_icon = "glasses"
    template_name = "pages/authoring/lesson_report.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = LessonPage.objects.select_related("lesson", "locale", "latest_revision").order_by("path")
        checked = check_pages(newest_of(pages))
        return {
            **super().get_context_data(**kwargs),
            "rows": sorted(checked, key=lambda row: (-len(row.errors), -len(row.warnings))),
            "broken": sum(bool(row.errors) for row in checked),
        }
