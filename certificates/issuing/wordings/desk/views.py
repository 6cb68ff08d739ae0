"""A school's own words before its issuing officers: all versions, a new one, and how that would look, void."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.issuing.batches.desk.shown import officer_schools
from certificates.issuing.batches.desk.views import Page
from certificates.issuing.deskpages import OFFICERS, paper
from certificates.issuing.officers import names_of
from certificates.issuing.wordings.desk.forms import WordingForm
from certificates.issuing.wordings.operations import checked, set_wording
from certificates.issuing.wordings.preview import preview_words
from certificates.issuing.wordings.queries import list_wordings
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form

ON_A_PAGE = 50


class Wordings(Page):
    """Every version of the words of one's schools."""

    access = OFFICERS
    template_name = "certificates/wordings/index.html"
    page_title = gettext_lazy("Wording of certificates")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schools = officer_schools(self.request.user)  # type: ignore[arg-type]
        page = Paginator(list_wordings(schools), ON_A_PAGE).get_page(self.request.GET.get("p"))
        names = names_of(row.by for row in page)
        shown = [(row, names.get(row.by, "")) for row in page]
        return super().get_context_data(page=page, shown=shown, today=local_date(now()), **kwargs)


class NewWords(Page):
    """A new version, looked at before it is kept."""

    access = OFFICERS
    template_name = "certificates/wordings/new.html"
    page_title = gettext_lazy("New wording")

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("batch_desk:wordings"), str(Wordings.page_title))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first = {"from_date": local_date(now())}
        kwargs.setdefault("form", WordingForm(self.request.user, initial=first))  # type: ignore[arg-type]
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = WordingForm(request.user, request.POST)  # type: ignore[arg-type]
        content = b""
        if form.is_valid():
            with domain_errors_to_form(form):
                if "preview" in request.POST:
                    new = form.new()
                    words = checked(new, now=now())
                    content = preview_words(new.school, new.kind, words, day=new.from_date)
                else:
                    set_wording(form.new(), **self.who())
        if content:
            return paper("preview", content)
        if form.is_valid():
            messages.success(request, _("The wording is kept."))
            return redirect("batch_desk:wordings")
        return self.render_to_response(self.get_context_data(form=form), status=422)
