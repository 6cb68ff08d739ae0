"""Old results come in: a file, a look over its figures, a yes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.core.transfers.forms import LargeFiles
from lms.exams.intake.banks import bank_in_words
from lms.exams.interchange.encodings import MOST_BYTES
from lms.exams.statistics import operations
from lms.exams.statistics.forms import MEGABYTE, ConfirmForm, ScoresForm
from lms.exams.statistics.operations import ScoreFile
from lms.exams.statistics.policies import EDIT
from lms.exams.statistics.presentation import sets as words
from lms.exams.statistics.presentation.items import chosen, row_of
from lms.exams.statistics.queries import find_kept, get_scores, list_banks
from lms.exams.statistics.views.base import FiguresPage


# The size is asked for before the body is read, so the body's token is checked in `post`, not on the way in.
@method_decorator(csrf_exempt, name="dispatch")
class SendScores(FiguresPage):
    """Send a file."""

    access = EDIT
    page_title = gettext_lazy("Take in old results")
    header_icon = "upload"
    template_name = "exams/figures/upload.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.large_files = LargeFiles(request, MOST_BYTES)
        request.upload_handlers.insert(0, self.large_files)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = {"form": ScoresForm(banks=list_banks()), "most": MOST_BYTES // MEGABYTE}
        return super().get_context_data(**{**form, **kwargs})

    @method_decorator(csrf_protect)
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = ScoresForm(request.POST, request.FILES, banks=list_banks())
        if self.large_files.has_refused:
            form.errors.clear()
            form.add_error(
                "scores", _("This file is larger than %(size)s MB.") % {"size": MOST_BYTES // MEGABYTE}
            )
        if form.is_valid():
            with domain_errors_to_form(form):
                draft = operations.look_over(
                    file=_file_of(form), by=request.user, actor=actor_of(request), now=now()
                )
        if form.is_valid():
            return redirect("figures:scores", draft.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _file_of(form: ScoresForm) -> ScoreFile:
    said = form.cleaned_data
    return ScoreFile(
        data=said["scores"].read(),
        bank=said["bank"],
        title=said["title"],
        held_on=said["held_on"],
        encoding=said["encoding"],
        first_column=said["first_column"],
        blank_is_nothing=said["blank"] == "nothing",
    )


class ScoresPage(FiguresPage):
    """The figures of a file before they count, and the yes."""

    access = EDIT
    page_title = gettext_lazy("Look over old results")
    header_icon = "upload"
    template_name = "exams/figures/scores.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = get_scores(self.request.user, self.kwargs["scores_uuid"])
        figure_set, figures = words.preview_of(draft)
        return super().get_context_data(
            draft=draft,
            figure_set=figure_set,
            bank=bank_in_words(figure_set.bank),
            is_hidden=words.is_hidden(figure_set),
            has_blanks=any(code == "blank_not_asked" for code, _detail in figure_set.notes),
            kept=find_kept(figure_set.fingerprint),
            facts=words.facts_of(figure_set),
            notes=words.notes_of(figure_set),
            rows=chosen([row_of(figure) for figure in figures], flag="", sort=""),
            **kwargs,
        )

    def post(self, request: HttpRequest, scores_uuid: UUID, **kwargs: Any) -> HttpResponse:
        form = ConfirmForm(request.POST)
        fingerprint = form.cleaned_data["fingerprint"] if form.is_valid() else ""
        try:
            row = operations.take_in(
                uuid=scores_uuid,
                fingerprint=fingerprint,
                by=request.user,
                actor=actor_of(request),
                now=now(),
            )
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("figures:index")
        messages.success(request, _("The figures were taken in."))
        return redirect("figures:set", row.uuid)


class DiscardScores(FiguresPage):
    """Forgets a file that was looked over."""

    access = EDIT
    http_method_names = ("post",)

    def post(self, request: HttpRequest, scores_uuid: UUID, **kwargs: Any) -> HttpResponse:
        operations.discard_scores(uuid=scores_uuid, by=request.user, actor=actor_of(request), now=now())
        messages.success(request, _("Nothing was taken in."))
        return redirect("figures:index")
