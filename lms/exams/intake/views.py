"""Pages on which a file of questions comes in, in Wagtail's frame: send it, see how it was read, confirm."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.accounts.api import actor_of
from lms.core.access import AccessMixin
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.core.transfers.forms import MEGABYTE, LargeFiles
from lms.exams.errors import FileTooLarge
from lms.exams.intake import operations, queries
from lms.exams.intake.banks import bank_groups
from lms.exams.intake.forms import AboutForm, ConfirmForm, UploadForm
from lms.exams.intake.models import QuestionUpload, SameCodes, UploadState
from lms.exams.intake.operations import NewTransfer, ToCorrect
from lms.exams.intake.operations.steps import job_of
from lms.exams.intake.paging import report_context
from lms.exams.intake.policies import BRING
from lms.exams.intake.presentation import (
    facts_of,
    formats_in_words,
    lacking_of,
    limits_in_words,
    lines_of_upload,
    problems_of,
    progress_of,
    same_codes_of,
)
from lms.exams.intake.reading import Wishes
from lms.exams.interchange.formats import MOST_BYTES


class IntakePage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """One page about files of questions; crumbs lead back to the list."""

    access = BRING
    header_icon = "upload"
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("intake:index"), "label": _("Question files")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.page_title)}]

    def get_upload(self) -> QuestionUpload:
        return queries.get_upload(self.request.user, self.kwargs["file_uuid"])


class IntakeAction(IntakePage):
    """Something that is done, with nothing to show at its own address; a refusal is said on the page of the file."""

    http_method_names = ("post",)

    def act(self, row: QuestionUpload) -> None:
        """Do it."""
        raise NotImplementedError

    def post(self, request: HttpRequest, file_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = self.get_upload()
        try:
            self.act(row)
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("intake:file", row.uuid)


def about_form(row: QuestionUpload, data: Any = None) -> AboutForm:
    """Return the form about a file as it was filled in: a bank that does not exist yet is still a typed code."""
    groups = bank_groups()
    is_known = row.bank in {code for _label, choices in groups for code, _words in choices}
    said = {"format": row.format, "encoding": row.encoding, "language": row.language}
    return AboutForm(data, banks=groups, initial={**said, "bank" if is_known else "new_bank": row.bank})


def said_in(form: AboutForm) -> ToCorrect:
    """Return what a form says of a file."""
    said = form.cleaned_data
    return ToCorrect(said["bank"], Wishes(said["format"], said["encoding"], said["language"]))


# The size is asked for before the body is read, so the body's token is checked in `post`, not on the way in.
@method_decorator(csrf_exempt, name="dispatch")
class BringQuestions(IntakePage):
    """Send a file."""

    page_title = gettext_lazy("Bring questions")
    template_name = "exams/intake/bring.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.large_files = LargeFiles(request, MOST_BYTES + MEGABYTE)
        request.upload_handlers.insert(0, self.large_files)

    def form(self, *args: Any, **kwargs: Any) -> UploadForm:
        return UploadForm(*args, banks=bank_groups(), **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = {"form": kwargs.pop("form", None) or self.form(initial={"key": new_uuid()})}
        return super().get_context_data(
            **form, most=MOST_BYTES // MEGABYTE, limits=[formats_in_words(), limits_in_words()], **kwargs
        )

    @method_decorator(csrf_protect)
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST, request.FILES)
        if self.large_files.has_refused or _is_large(form):
            form.errors.clear()
            form.add_error("file", _too_large().message)
        if form.is_valid():
            with domain_errors_to_form(form):
                row = self.receive(form)
        if form.is_valid():
            return redirect("intake:file", row.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def receive(self, form: UploadForm) -> QuestionUpload:
        return operations.receive_upload(
            new=NewTransfer(form.cleaned_data["key"], self.request.user),
            file=form.cleaned_data["file"],
            said=said_in(form),
            actor=actor_of(self.request),
            now=now(),
        )


def _is_large(form: UploadForm) -> bool:
    file = form.files.get("file")
    return file is not None and file.size > MOST_BYTES


def _too_large() -> FileTooLarge:
    words = _("This file is larger than %(size)s MB. Divide it into several files.")
    return FileTooLarge(words % {"size": MOST_BYTES // MEGABYTE}, field="file")


class FilePage(IntakePage):
    """One file: being read, its report, being taken in, why it could not be read."""

    page_title = gettext_lazy("File of questions")
    template_name = "exams/intake/file.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_upload()
        if row.state == UploadState.MAPPING:
            return redirect("intake:columns", row.uuid)
        if row.state == UploadState.TAKEN and row.origin:
            return redirect("intake:import", row.origin.uuid)
        return self.render_to_response(self.get_context_data(row=row))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row: QuestionUpload = kwargs["row"]
        report = {}
        if row.state == UploadState.READY:
            lines = lines_of_upload(row)
            report = report_context(self.request, lines)
            report |= {"same_codes": same_codes_of(lines), "same_codes_choices": SameCodes.choices}
            report |= {"lacking": lacking_of(row, lines)}
        return super().get_context_data(
            file=row,
            facts=facts_of(row),
            progress=progress_of(row, job_of(row)),
            problems=problems_of(row),
            has_columns=bool(row.look.get("sheets")),
            about=about_form(row),
            **report,
            **kwargs,
        )


class CorrectFile(IntakePage):
    """Say that a file is another than was found, or goes into another bank."""

    page_title = gettext_lazy("Correct what was found")
    template_name = "exams/intake/correct.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.get_upload()
        form = kwargs.pop("form", None) or about_form(row)
        return super().get_context_data(file=row, about=form, **kwargs)

    def post(self, request: HttpRequest, file_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = self.get_upload()
        form = about_form(row, request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                operations.correct_upload(
                    uuid=row.uuid, said=said_in(form), actor=actor_of(request), now=now()
                )
        if form.is_valid():
            return redirect("intake:file", row.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ConfirmFile(IntakeAction):
    """Says yes to the report."""

    def act(self, row: QuestionUpload) -> None:
        form = ConfirmForm(self.request.POST)
        round_ = form.cleaned_data["round"] if form.is_valid() else -1
        codes = SameCodes(form.cleaned_data.get("same_codes") or SameCodes.NEW)
        operations.confirm_upload(
            uuid=row.uuid, round_=round_, actor=actor_of(self.request), now=now(), same_codes=codes
        )


class RetryFile(IntakeAction):
    """Has broken work done once more."""

    def act(self, row: QuestionUpload) -> None:
        operations.retry_upload(uuid=row.uuid, actor=actor_of(self.request), now=now())


ON_ITS_WAY = (
    UploadState.READING,
    UploadState.MAPPING,
    UploadState.STUCK,
    UploadState.READY,
    UploadState.TAKING,
)


class CancelFile(IntakePage):
    """Asks, and then ends the dialogue; the file goes at once."""

    page_title = gettext_lazy("Cancel and delete the file")
    template_name = "exams/intake/cancel.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_upload()
        if row.state not in ON_ITS_WAY:
            return redirect("intake:file", row.uuid)
        return self.render_to_response(self.get_context_data(file=row, facts=facts_of(row)))

    def post(self, request: HttpRequest, file_uuid: UUID, **kwargs: Any) -> HttpResponse:
        before = self.get_upload()
        row = operations.discard_upload(uuid=before.uuid, actor=actor_of(request), now=now())
        if row.state == UploadState.TAKEN:
            messages.warning(request, _("The questions were taken in already. You may undo that here."))
            return redirect("intake:file", row.uuid)
        if before.state == UploadState.REFUSED:
            messages.success(request, _("Put away."))
        else:
            messages.success(request, _("Cancelled. The file was deleted and nothing was taken in."))
        return redirect("intake:index")
