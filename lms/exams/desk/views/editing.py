"""The editor of a question: a plain form that is kept with each deed; a script keeps it while somebody writes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.errors import DomainError
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk import operations
from lms.exams.desk.comparing import compare
from lms.exams.desk.drafts import findings_of, get_draft
from lms.exams.desk.editing.rows import apply
from lms.exams.desk.editing.sheet import Sheet
from lms.exams.desk.operations import Wording
from lms.exams.desk.policies import WRITE
from lms.exams.desk.presentation import compared_rows, in_lines, said
from lms.exams.desk.showing import showing_of_draft
from lms.exams.desk.views.drafts import DraftMixin
from lms.exams.errors import DraftChanged
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import DraftState, ItemDraft

FIELDS_BESIDE = (
    "stem_zh",
    "stem_en",
    "topic",
    "key",
    "options",
    "matches",
    "regions",
    "attachments",
    "scoring",
)


class EditDraft(DraftMixin):
    """All fields of a draft, what is missing beside them, and the question as a candidate sees it."""

    access = WRITE
    page_title = gettext_lazy("Edit the question")
    header_icon = "edit"
    template_name = "exams/desk/edit.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft.state != DraftState.OPEN:
            messages.info(request, _("This question can be changed only while it is a draft."))
            return redirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        sheet = kwargs.pop("sheet", None) or Sheet(draft)
        found = said(findings_of(draft))
        shown = {"sheet": sheet, "seen": showing_of_draft(draft).both(), "findings": found}
        beside = {name: [one for one in found if one["field"] == name] for name in FIELDS_BESIDE}
        return super().get_context_data(**{**shown, "beside": beside, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.draft.state != DraftState.OPEN:
            return self.led_to(self.address())
        deed = request.POST.get("deed", "save")
        sheet = Sheet(self.draft, apply(deed, self.sent_data()), request.FILES)
        if not sheet.is_valid():
            return self.shown(sheet=sheet, problems=sheet.errors(), status=422)
        sent = sheet.sent()
        try:
            kept = operations.change_draft(uuid=self.draft.uuid, wording=sent, by=request.user, **self.who())
        except DraftChanged as error:
            return self.shown(sheet=sheet, status=409, problems=[error.message], clash=self.clash(sent))
        except DomainError as error:
            return self.shown(sheet=sheet, status=error.status, problems=[error.message, *error.reasons])
        if deed in ("submit", "close"):
            return self.leave(deed, kept)
        self.draft = get_draft(kept.uuid)
        return self.shown(kept_at=self.draft.changed_at)

    def sent_data(self) -> dict[str, str]:
        """Return what was sent; who keeps the own wording over another names the revision of that."""
        data = self.request.POST.dict()
        return {**data, "revision": data["over"]} if data.get("over") else data

    def leave(self, deed: str, kept: ItemDraft) -> HttpResponse:
        """Leave the editor: to the draft's page, submitted or not."""
        if deed == "submit":
            try:
                operations.submit_draft(
                    uuid=kept.uuid, revision=kept.revision, by=self.request.user, **self.who()
                )
            except DomainError as error:
                self.draft = get_draft(kept.uuid)
                return self.shown(problems=[error.message, *error.reasons], status=error.status)
            messages.success(self.request, _("Submitted. Another person reads it now."))
        return self.led_to(self.address())

    def clash(self, sent: Wording) -> dict[str, Any]:
        """Return what somebody else kept meanwhile against what was sent, and the revision to keep one's own over."""
        theirs = get_draft(self.draft.uuid)
        book = TopicBook(theirs.bank.code)
        rows = compared_rows(compare(in_lines(item_of(theirs), book), in_lines(sent.item, book)))
        return {"rows": rows, "revision": theirs.revision, "who": theirs.changed_by}

    def is_asked_by_script(self) -> bool:
        """Return whether the page's own script asks, which puts the answer into the page."""
        return self.request.headers.get("X-Editor") == "1"

    def shown(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Return the editor: the whole page, or what is inside it for the script."""
        template = "exams/desk/_editor.html" if self.is_asked_by_script() else self.template_name
        return TemplateResponse(self.request, template, self.get_context_data(**context), status=status)

    def led_to(self, address: str) -> HttpResponse:
        """Lead on; a script follows by itself."""
        if self.is_asked_by_script():
            return JsonResponse({"location": address})
        return HttpResponseRedirect(address)
