"""The page on which somebody says what the columns of a table mean."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.exams.intake import operations
from lms.exams.intake.forms import SavedForm
from lms.exams.intake.mapping_form import MappingForm, Problem
from lms.exams.intake.mappings import list_mappings
from lms.exams.intake.models import QuestionUpload, UploadState
from lms.exams.intake.operations import ToMap
from lms.exams.intake.presentation import decisions_by_sheet, facts_of, problems_of
from lms.exams.intake.sheets import shown_sheets
from lms.exams.intake.views import IntakeAction, IntakePage, about_form
from lms.exams.interchange import tables


class ColumnsPage(IntakePage):
    """What the columns and values of a table mean, on its first rows."""

    page_title = gettext_lazy("What the columns mean")
    template_name = "exams/intake/columns.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_upload()
        if row.state not in (UploadState.MAPPING, UploadState.READY) or not row.look.get("sheets"):
            return redirect("intake:file", row.uuid)
        return self.render_to_response(
            self.get_context_data(row=row, form=MappingForm(row.look, row.mapping))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row: QuestionUpload = kwargs.pop("row")
        form: MappingForm = kwargs["form"]
        names = list_mappings()
        return super().get_context_data(
            file=row,
            facts=facts_of(row),
            problems=[*map(Problem, problems_of(row)), *form.summary],
            sheets=shown_sheets(form, decisions_by_sheet(row.look)),
            saved=SavedForm(names=names) if names else None,
            about=about_form(row),
            **kwargs,
        )

    def post(self, request: HttpRequest, file_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = self.get_upload()
        if not row.look.get("sheets"):
            return redirect("intake:file", row.uuid)
        form = MappingForm(row.look, row.mapping, request.POST)
        if form.is_valid():
            try:
                self.say(row, form)
            except DomainError as error:
                form.problems.append(error.message)
            else:
                return redirect("intake:file", row.uuid)
        return self.render_to_response(self.get_context_data(row=row, form=form), status=422)

    def say(self, row: QuestionUpload, form: MappingForm) -> None:
        said = ToMap(tables.to_json(form.mapping()), form.save_as, tables.to_json(form.to_save()))
        operations.map_upload(uuid=row.uuid, said=said, actor=actor_of(self.request), now=now())


class UseSaved(IntakeAction):
    """Reads the file by a saved mapping."""

    def act(self, row: QuestionUpload) -> None:
        form = SavedForm(self.request.POST, names=list_mappings())
        name = form.cleaned_data["name"] if form.is_valid() else ""
        operations.map_upload_as_saved(uuid=row.uuid, name=name, actor=actor_of(self.request), now=now())
