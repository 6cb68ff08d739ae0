"""Pages on which a workbook of people comes in: send it, correct what is wrong, admit everybody with one yes."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from lms.accounts.api import actor_of
from lms.core.clock import local_date, now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.core.tables import XLSX
from lms.core.transfers.forms import MEGABYTE, LargeFiles
from lms.core.transfers.steps import NewTransfer
from lms.enrolments.admission import operations
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.forms import BringForm, ShownForm
from lms.enrolments.admission.models import AdmissionFile, FileState
from lms.enrolments.admission.policies import sites_admitting
from lms.enrolments.admission.presentation import (
    doubts_of,
    left_out_of,
    marks_of,
    progress_of,
    rarest_first,
    refusal_of,
    same_wrong,
    wrong_rows,
)
from lms.enrolments.admission.queries import get_file, list_files
from lms.enrolments.admission.views.base import AdmissionPage
from lms.enrolments.admission.workbooks import MOST_BYTES, marked, template

FILES_ON_A_PAGE, ROWS_ON_A_PAGE, MOST_DOUBTS = 25, 25, 100
_FIELD = re.compile(r"(c|same)-([0-9]{1,5})-([a-z_]{1,20})")
_COLUMNS = {column.value for column in Column}


def _as_workbook(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


class Template(AdmissionPage):
    """The empty workbook."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return _as_workbook(template(), "admission-template")


# The size is asked for before the body is read, so the body's token is checked in `post`, not on the way in.
@method_decorator(csrf_exempt, name="dispatch")
class Files(AdmissionPage):
    """Every file, and the way to send another."""

    page_title = gettext_lazy("Admission by workbook")
    template_name = "enrolments/admission/files.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.large_files = LargeFiles(request, MOST_BYTES + MEGABYTE)
        request.upload_handlers.insert(0, self.large_files)

    def form(self, *args: Any, **kwargs: Any) -> BringForm:
        return BringForm(*args, sites=sites_admitting(self.request.user).order_by("code"), **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form(initial={"key": new_uuid()})
        rows = Paginator(list_files(self.request.user), FILES_ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(form=form, page=rows, most=MOST_BYTES // MEGABYTE, **kwargs)

    @method_decorator(csrf_protect)
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, row = self.form(request.POST, request.FILES), None
        if self.large_files.has_refused:
            form.errors.clear()
            words = _("This file is larger than %(size)s MB. Divide it into several files.")
            form.add_error("file", words % {"size": MOST_BYTES // MEGABYTE})
        if form.is_valid():
            with domain_errors_to_form(form):
                row = self.receive(form)
        if row is not None and form.is_valid():
            return redirect("admissions:file", row.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def receive(self, form: BringForm) -> AdmissionFile:
        said = form.cleaned_data
        return operations.receive_file(
            new=NewTransfer(said["key"], self.request.user),
            file=said["file"],
            site=said["site"],
            actor=actor_of(self.request),
            now=now(),
        )


class FilePage(AdmissionPage):
    """One file: being read, what is to be corrected, what a yes would do, what became of it."""

    page_title = gettext_lazy("Workbook of people")
    template_name = "enrolments/admission/file.html"

    def crumbs(self) -> list[dict[str, str]]:
        return [{"url": reverse("admissions:files"), "label": _("Admission by workbook")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_file(self.request.user, self.kwargs["admission_file_uuid"])
        more: dict[str, Any] = {}
        if row.state in (FileState.READING, FileState.ADMITTING):
            more = {"progress": progress_of(operations.job_of(row))}
        elif row.state == FileState.REFUSED:
            more = {"refusal": refusal_of(row)}
        elif row.state == FileState.READY:
            more = self.plan(row)
        return super().get_context_data(file=row, **more, **kwargs)

    def plan(self, row: AdmissionFile) -> dict[str, Any]:
        plan = operations.plan_of_file(row, now=now())
        wrong = Paginator(wrong_rows(plan.lines), ROWS_ON_A_PAGE).get_page(self.request.GET.get("p"))
        return {
            "plan": plan,
            "wrong": wrong,
            "same": same_wrong(plan.lines),
            "doubts": doubts_of(rarest_first(plan.doubtful)[:MOST_DOUBTS]),
            "more_doubts": max(0, len(plan.doubtful) - MOST_DOUBTS),
            "left_out": left_out_of(plan.lines),
        }


class FileAction(AdmissionPage):
    """Something that is done with a file; a refusal is said on its page."""

    http_method_names = ("post",)

    def act(self, row: AdmissionFile, revision: int) -> None:
        """Do it."""
        raise NotImplementedError

    def post(self, request: HttpRequest, admission_file_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = get_file(request.user, admission_file_uuid)
        form = ShownForm(request.POST)
        try:
            self.act(row, form.cleaned_data["revision"] if form.is_valid() else 0)
        except DomainError as error:
            messages.error(request, error.message)
        return redirect("admissions:file", row.uuid)


class CorrectFile(FileAction):
    """Keeps what somebody typed instead; turning the page of the rows sends the form, so that nothing typed is lost."""

    def post(self, request: HttpRequest, admission_file_uuid: UUID, **kwargs: Any) -> HttpResponse:
        answer = super().post(request, admission_file_uuid, **kwargs)
        turn = request.POST.get("turn", "")[:6]
        if not turn.isdecimal():
            return answer
        return redirect(f"{reverse('admissions:file', args=[admission_file_uuid])}?p={turn}")

    def act(self, row: AdmissionFile, revision: int) -> None:
        post = self.request.POST
        typed: dict[str, dict[tuple[int, Column], str]] = {"c": {}, "same": {}}
        for name in post:
            found = _FIELD.fullmatch(name)
            if found and found[3] in _COLUMNS:
                typed[found[1]][int(found[2]), Column(found[3])] = post[name][:2000]
        corrections = operations.Corrections(
            typed["c"],
            _numbers(post.getlist("out")),
            _numbers(post.getlist("again")) - _numbers(post.getlist("out")),
            {place: text for place, text in typed["same"].items() if text},
        )
        operations.correct_file(
            uuid=row.uuid, revision=revision, corrections=corrections, actor=actor_of(self.request), now=now()
        )


def _numbers(texts: list[str]) -> frozenset[int]:
    return frozenset(int(text) for text in texts if text.isdecimal() and len(text) < 6)


class ConfirmFile(FileAction):
    """Says yes."""

    def act(self, row: AdmissionFile, revision: int) -> None:
        has_compared = "compared" in self.request.POST
        operations.confirm_file(
            uuid=row.uuid,
            revision=revision,
            has_compared=has_compared,
            actor=actor_of(self.request),
            now=now(),
        )


class CancelFile(FileAction):
    """Ends it; what was read goes at once."""

    def act(self, row: AdmissionFile, revision: int) -> None:
        operations.discard_file(uuid=row.uuid, actor=actor_of(self.request), now=now())


class TakeAway(AdmissionPage):
    """The rows as a workbook again, with what is wrong coloured and said; it holds what was sent, so it is audited."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, admission_file_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = get_file(request.user, admission_file_uuid)
        row = operations.note_fetched(uuid=row.uuid, actor=actor_of(request), now=now())
        plan = operations.plan_of_file(row, now=now())
        content = marked([(line.row, marks_of(line)) for line in plan.lines])
        return _as_workbook(content, f"admission-to-correct-{local_date(now()):%Y%m%d}")
