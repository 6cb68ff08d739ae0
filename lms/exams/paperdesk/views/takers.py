"""Who sat a paper, and each one's paper printed again exactly as it was seen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from lms.core.faces import domain_errors_to_form
from lms.exams.paperdesk.forms.opening import ReprintForm
from lms.exams.paperdesk.queries import get_taker, takers_of
from lms.exams.paperdesk.views.documents import reprint_response
from lms.exams.paperdesk.views.papers import PaperMixin, open_part
from lms.exams.papers.models import PaperPart
from lms.exams.papers.opening import released_at
from lms.exams.papers.printing.characters import refuse_unprintable
from lms.exams.papers.queries import without_english

MOST_LISTED = 500


class TakersPage(PaperMixin):
    """The candidates of a paper at one's sites."""

    page_title = gettext_lazy("Papers as candidates saw them")
    template_name = "exams/papers/takers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = self.request.GET.get("q", "").strip()[:100]
        kwargs.setdefault("form", ReprintForm())
        paper = self.get_paper()
        return super().get_context_data(
            words=words,
            takers=takers_of(self.request.user, paper, words)[:MOST_LISTED],
            paper_released=released_at(paper),
            without_english=without_english(paper),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ReprintForm(request.POST)
        attempt = get_taker(request.user, self.get_paper(), request.POST.get("attempt", ""))
        if form.is_valid():
            with domain_errors_to_form(form):
                refuse_unprintable(self.get_paper())
                found = open_part(self, PaperPart.PAPER, form.cleaned_data["reason"])
                return reprint_response(found, attempt, form.cleaned_data["language"])
        return self.render_to_response(self.get_context_data(form=form), status=422)
