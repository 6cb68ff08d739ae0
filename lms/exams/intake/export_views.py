"""Pages on which the questions of a bank go out as a file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.exams.intake import operations, queries
from lms.exams.intake.banks import bank_choices, bank_in_words
from lms.exams.intake.forms import ExportForm
from lms.exams.intake.models import QuestionExport
from lms.exams.intake.operations import NewTransfer
from lms.exams.intake.operations.steps import job_of
from lms.exams.intake.outgoing import ENDINGS
from lms.exams.intake.presentation import left_out_of, progress_of
from lms.exams.intake.views import IntakePage
from lms.exams.intake.words import FORMATS


class ExportQuestions(IntakePage):
    """Choose a bank and a format."""

    page_title = gettext_lazy("Export questions")
    header_icon = "download"
    template_name = "exams/intake/export.html"

    def form(self, *args: Any, **kwargs: Any) -> ExportForm:
        return ExportForm(*args, banks=bank_choices(queries.list_banks()), **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form(initial={"key": new_uuid()})
        return super().get_context_data(form=form, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                row = self.ask(form.cleaned_data)
        if form.is_valid():
            return redirect("intake:outgoing", row.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def ask(self, said: dict[str, Any]) -> QuestionExport:
        return operations.request_export(
            new=NewTransfer(said["key"], self.request.user),
            bank=said["bank"],
            format_name=said["format"],
            actor=actor_of(self.request),
            now=now(),
        )


class OutgoingPage(IntakePage):
    """One export: being written, ready to be fetched, nothing to write."""

    page_title = gettext_lazy("Exported questions")
    header_icon = "download"
    template_name = "exams/intake/outgoing.html"

    def get_outgoing(self) -> QuestionExport:
        return queries.get_export(self.request.user, self.kwargs["outgoing_uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.get_outgoing()
        return super().get_context_data(
            outgoing=row,
            bank=bank_in_words(row.bank),
            format=FORMATS[row.format],
            progress=progress_of(row, job_of(row)),
            left_out=left_out_of(row),
            **kwargs,
        )


class FetchOutgoing(OutgoingPage):
    """Sends the file; a form, because each fetch is written down."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, outgoing_uuid: UUID, **kwargs: Any) -> HttpResponseBase:
        row = self.get_outgoing()
        file = operations.fetch_export(uuid=row.uuid, actor=actor_of(request), now=now())
        name = f"questions-{row.bank}.{ENDINGS[row.format]}"
        return FileResponse(file, as_attachment=True, filename=name, content_type="application/octet-stream")


class DiscardOutgoing(OutgoingPage):
    """Puts a file away, or stops its writing."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, outgoing_uuid: UUID, **kwargs: Any) -> HttpResponse:
        operations.discard_export(uuid=self.get_outgoing().uuid, actor=actor_of(request), now=now())
        messages.success(request, _("The file was deleted."))
        return redirect("intake:index")


class RetryOutgoing(OutgoingPage):
    """Has broken work done once more."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, outgoing_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = operations.retry_export(uuid=self.get_outgoing().uuid, actor=actor_of(request), now=now())
        return redirect("intake:outgoing", row.uuid)
