"""The list of questions: found by words and facts, counted by topic and kind, taken out as a file."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from lms.core.errors import DomainError
from lms.exams.bank.models import ItemVersion
from lms.exams.desk.forms import SHELVES, FindForm
from lms.exams.desk.outgoing import FORMATS, ExportedFile, export_found
from lms.exams.desk.policies import TAKE_OUT, WRITE
from lms.exams.desk.presentation import Row, coverage_context, rows_of_drafts, rows_of_wordings
from lms.exams.desk.queries import count_shelves, coverage, find_drafts, find_wordings
from lms.exams.desk.views.base import DeskPage, tell
from lms.exams.desk.wanted import CHANGEABLE, Wanted
from lms.exams.intake.lacking import drafts_lacking, ways_to_topics
from lms.exams.intake.presentation import not_in_file
from lms.exams.statistics.policies import sets_visible_to
from lms.exams.statistics.queries import flags_by_wording

PER_PAGE = 50


class Questions(DeskPage):
    """Everything on one shelf that is looked for."""

    page_title = gettext_lazy("Questions of the bank")
    template_name = "exams/desk/index.html"

    def further_crumbs(self) -> list[dict[str, str]]:
        return []

    @cached_property
    def form(self) -> FindForm:
        return FindForm(self.request.GET)

    def wordings(self, versions: Sequence[ItemVersion]) -> list[Row]:
        """Return the rows of questions of the bank; where flagged ones are looked for, with what figures say."""
        if not self.form.wanted().flagged:
            return rows_of_wordings(versions)
        keys = [version.pk for version in versions]
        return rows_of_wordings(versions, flags_by_wording(keys, sets_visible_to(self.request.user)))

    def lacking(self, wanted: Wanted) -> dict[str, Any]:
        """Return how many drafts that can be changed lack a topic, whatever topic is looked for, and the ways."""
        if wanted.shelf not in CHANGEABLE or not WRITE.admits(self.request.user):
            return {}
        drafts = find_drafts(replace(wanted, topic=""), self.request.user)
        asked = {name: value for name, value in self.asked_pairs() if value and name != "topic"}
        return ways_to_topics(drafts_lacking(drafts), asked)

    def asked_pairs(self) -> list[tuple[str, str]]:
        """Return what is looked for, without the page and without what was ticked on it."""
        return [
            (name, value) for name, value in self.request.GET.items() if name not in ("p", "tick", "draft")
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        wanted = self.form.wanted()
        user = self.request.user
        found = find_drafts(wanted, user) if wanted.is_of_drafts else find_wordings(wanted, user)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("p"))
        rows = rows_of_drafts(page.object_list) if wanted.is_of_drafts else self.wordings(page.object_list)
        counts = count_shelves(wanted.bank)
        shelves = [
            {"name": shelf, "label": label, "number": counts[shelf], "is_current": shelf == wanted.shelf}
            for shelf, label in SHELVES.items()
        ]
        return super().get_context_data(
            **{
                "form": self.form,
                "wanted": wanted,
                "rows": rows,
                "page_obj": page,
                "elided_page_range": page.paginator.get_elided_page_range(page.number),
                "shelves": shelves,
                "coverage": coverage_context(coverage(wanted, user)),
                "formats": FORMATS,
                "lacking": self.lacking(wanted),
                "asked": self.request.GET.urlencode(),
                "asked_pairs": self.asked_pairs(),
                "are_ticked": self.request.GET.get("tick") == "all",
                "may_export": TAKE_OUT.admits(user),
                "has_ticks": WRITE.admits(user) and wanted.shelf in CHANGEABLE,
                **kwargs,
            }
        )


class ExportFound(DeskPage):
    """A file of what was found."""

    access = TAKE_OUT
    http_method_names = ("post",)
    page_title = gettext_lazy("What the file leaves out")
    template_name = "exams/desk/export_left.html"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send the file; if it does not hold everything, first show what is not in it, and ask."""
        wanted = FindForm(request.GET).wanted()
        try:
            made = export_found(
                wanted=wanted, format_name=request.POST.get("format", ""), user=request.user, **self.who()
            )
        except DomainError as error:
            tell(request, error)
            return redirect(f"{reverse('question_bank:index')}?{request.GET.urlencode()}")
        if made.left_out and not request.POST.get("knows"):
            return self.render_to_response(self.get_context_data(**self.about(made)))
        response = HttpResponse(made.data, content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="{made.name}"'
        return response

    def about(self, made: ExportedFile) -> dict[str, Any]:
        """Return what the page shows of a file that does not hold everything."""
        left = [
            not_in_file(one.code, one.reason, one.number, one.stem, str(one.draft or ""))
            for one in made.left_out
        ]
        back = f"{reverse('question_bank:index')}?{self.request.GET.urlencode()}"
        return {"left_out": left, "back": back, "format": self.request.POST.get("format", "")}
