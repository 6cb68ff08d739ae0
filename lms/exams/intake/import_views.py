"""Pages of what came in: the list of imports, one of them, its drafts, and taking it back; reports to take away."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from lms.accounts.api import actor_of
from lms.core.access import AccessMixin
from lms.core.clock import now
from lms.exams.intake import operations, queries
from lms.exams.intake.banks import bank_in_words, names_of_banks
from lms.exams.intake.forms import FindImportForm, UndoForm
from lms.exams.intake.lacking import import_lacking, ways_to_topics
from lms.exams.intake.models import DraftState, ItemImport
from lms.exams.intake.paging import ON_A_PAGE, report_as_table, report_context
from lms.exams.intake.policies import BRING
from lms.exams.intake.presentation import (
    export_row,
    lines_of_import,
    lines_of_upload,
    upload_row,
    with_drafts,
)
from lms.exams.intake.views import IntakePage
from lms.exams.intake.words import FORMATS, KINDS, place_in_words
from lms.exams.interchange import tables

IMPORTS_ON_A_PAGE = 25
FILES_ON_A_PAGE = 10


class Index(IntakePage):
    """What is on its way in and out, and every earlier import."""

    page_title = gettext_lazy("Question files")
    template_name = "exams/intake/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, asked, names = self.request.user, self.request.GET, names_of_banks()
        form = FindImportForm(asked)
        page = Paginator(queries.list_imports(user, **form.wanted()), IMPORTS_ON_A_PAGE).get_page(
            asked.get("p")
        )
        uploads = Paginator(queries.list_uploads(user, now=now()), FILES_ON_A_PAGE).get_page(asked.get("u"))
        counts = queries.count_drafts(page)
        return super().get_context_data(
            form=form,
            uploads=[upload_row(row, names) for row in uploads],
            uploads_page=uploads,
            unreadable=queries.list_unreadable(user, now=now()).count(),
            exports=[export_row(row, names) for row in queries.list_open_exports(user, now=now())],
            page=page,
            imports=[
                {**_row(one, counts.get(one.pk, {})), "bank": bank_in_words(one.bank.code, names)}
                for one in page
            ],
            **kwargs,
        )


class TidyFiles(IntakePage):
    """Puts everything away that could not be read."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        number = operations.tidy_unreadable(by=request.user, actor=actor_of(request), now=now())
        words = ngettext("%(number)s file was put away.", "%(number)s files were put away.", number)
        messages.success(request, words % {"number": number})
        return redirect("intake:index")


def _row(one: ItemImport, states: dict[str, int]) -> dict[str, Any]:
    labels = [(DraftState(state).label, number) for state, number in sorted(states.items())]
    kept = {"import": one, "number": sum(states.values()), "states": labels}
    return {**kept, "format": FORMATS.get(one.format, one.format), "open": states.get(DraftState.OPEN, 0)}


class ImportPage(IntakePage):
    """One import: what was taken in, the drafts, what was left out."""

    page_title = gettext_lazy("Import of questions")
    template_name = "exams/intake/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = queries.get_import(self.request.user, self.kwargs["import_uuid"])
        states = queries.count_drafts([one]).get(one.pk, {})
        drafts = Paginator(queries.drafts_of(one), ON_A_PAGE).get_page(self.request.GET.get("d"))
        return super().get_context_data(
            **_row(one, states),
            bank=bank_in_words(one.bank.code),
            lacking=ways_to_topics(
                import_lacking(one), {"shelf": "open", "bank": one.bank.code, "origin": str(one.uuid)}
            ),
            drafts=drafts,
            lines=[
                (draft, place_in_words(draft.place), KINDS.get(draft.kind, draft.kind)) for draft in drafts
            ],
            **report_context(
                self.request,
                lines_of_import(one),
                first="refused",
                shown_of=lambda shown: with_drafts(shown, one),
            ),
            **kwargs,
        )


class UndoImport(IntakePage):
    """Asks, then discards the drafts of an import that are still open."""

    page_title = gettext_lazy("Undo the import")
    header_icon = "bin"
    template_name = "exams/intake/undo.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = queries.get_import(self.request.user, self.kwargs["import_uuid"])
        states = queries.count_drafts([one]).get(one.pk, {})
        form = kwargs.pop("form", None) or UndoForm()
        row = _row(one, states)
        changed = queries.count_changed(one)
        return super().get_context_data(
            **row, changed=changed, untouched=row["open"] - changed, form=form, **kwargs
        )

    def post(self, request: HttpRequest, import_uuid: UUID, **kwargs: Any) -> HttpResponse:
        one = queries.get_import(request.user, import_uuid)
        form = UndoForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        done = operations.undo_import(uuid=one.uuid, actor=actor_of(request), now=now())
        words = ngettext(
            "%(number)s draft was discarded.", "%(number)s drafts were discarded.", done.discarded
        )
        messages.success(request, words % {"number": done.discarded})
        if done.changed:
            left = ngettext(
                "%(number)s draft was left: somebody has changed it since.",
                "%(number)s drafts were left: somebody has changed them since.",
                done.changed,
            )
            messages.warning(request, left % {"number": done.changed})
        return redirect("intake:import", one.uuid)


class SampleSheet(AccessMixin, View):
    """A spreadsheet with one example of each kind of question, to be filled in and brought."""

    access = BRING

    def get(self, request: HttpRequest) -> HttpResponse:
        answer = HttpResponse(tables.write_template(), content_type="application/octet-stream")
        answer["Content-Disposition"] = 'attachment; filename="questions-sample.xlsx"'
        return answer


class FileReport(AccessMixin, View):
    """The report of a file that waits for a yes, as a table."""

    access = BRING

    def get(self, request: HttpRequest, file_uuid: UUID) -> HttpResponse:
        row = queries.get_upload(request.user, file_uuid)
        return report_as_table(request, lines_of_upload(row), f"report-{row.bank}")


class ImportReport(AccessMixin, View):
    """The report of an import, as a table."""

    access = BRING

    def get(self, request: HttpRequest, import_uuid: UUID) -> HttpResponse:
        one = queries.get_import(request.user, import_uuid)
        return report_as_table(request, lines_of_import(one), f"report-{one.bank.code}")
