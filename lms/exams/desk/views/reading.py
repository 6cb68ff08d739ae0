"""The second reader's pages: one question after another, and many at once of those that were read."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.exams.desk import operations
from lms.exams.desk.drafts import findings_of
from lms.exams.desk.forms import FindForm, NoteForm
from lms.exams.desk.policies import APPROVE
from lms.exams.desk.presentation import changes_in, rows_of_drafts, said, sisters_shown
from lms.exams.desk.queries import queue_of, seen_and_waiting, waiting_for
from lms.exams.desk.showing import showing_of_draft
from lms.exams.desk.views.base import DeskPage, tell
from lms.exams.desk.views.drafts import DraftMixin
from lms.exams.desk.wanted import Wanted
from lms.exams.intake.models import DraftState, ItemDraft


class ReaderMixin(DeskPage):
    """A page of a reader who goes through what waits, narrowed as the list was."""

    access = APPROVE
    header_icon = "glasses"

    @cached_property
    def wanted(self) -> Wanted:
        return FindForm(self.request.GET).wanted()

    def with_query(self, address: str) -> str:
        """Return an address that keeps to what is looked for."""
        query = self.request.GET.urlencode()
        return f"{address}?{query}" if query else address

    def page_of(self, draft: ItemDraft | None) -> str:
        """Return where the reader goes on: to a draft, or to the end."""
        if draft is None:
            return self.with_query(reverse("question_bank:reading_end"))
        return self.with_query(reverse("question_bank:read", args=[draft.uuid]))


class BeginReading(ReaderMixin):
    """Leads to the first draft that the reader has not seen."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = waiting_for(self.wanted, request.user)
        seen = seen_and_waiting(self.wanted, request.user)
        return redirect(self.page_of(rows.exclude(pk__in=seen.values("pk")).first()))


class ReadDraft(ReaderMixin, DraftMixin):
    """One waiting draft as a candidate sees it, with its key; approve, send back, or go on."""

    page_title = gettext_lazy("Read questions")
    template_name = "exams/desk/read.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft.state != DraftState.SUBMITTED:
            messages.info(request, _("This question does not wait any more."))
            return redirect(self.address())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.draft
        queue = queue_of(draft, self.wanted, self.request.user)
        return super().get_context_data(
            **{
                "seen": showing_of_draft(draft).both(),
                "findings": said(findings_of(draft)),
                "rows": changes_in(draft),
                "sisters": sisters_shown(draft),
                "queue": queue,
                "before": self.page_of(queue.before) if queue.before else "",
                "after": self.page_of(queue.after),
                "form": NoteForm(initial={"revision": draft.revision}),
                "end": self.page_of(None),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = NoteForm(request.POST)
        deed = self.deeds.get(request.POST.get("deed", ""), ReadDraft.go_on)
        after = self.next_one()
        if form.is_valid():
            with domain_errors_to_form(form):
                deed(self, form.cleaned_data)
        if form.is_valid():
            return redirect(self.page_of(after))
        if self.draft.state != DraftState.SUBMITTED:
            return redirect(self.address())
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def next_one(self) -> ItemDraft | None:
        """Return the draft after this one; nothing where this one does not wait."""
        if self.draft.state != DraftState.SUBMITTED:
            return None
        return queue_of(self.draft, self.wanted, self.request.user).after

    def go_on(self, given: dict[str, Any]) -> None:
        operations.note_reading(
            uuid=self.draft.uuid, revision=given["revision"], by=self.request.user, **self.who()
        )

    def approve(self, given: dict[str, Any]) -> None:
        version = operations.approve_draft(
            uuid=self.draft.uuid, revision=given["revision"], by=self.request.user, **self.who()
        )
        words = _("Approved: question %(code)s, wording %(number)d.")
        messages.success(self.request, words % {"code": version.item.code, "number": version.number})

    def send_back(self, given: dict[str, Any]) -> None:
        operations.send_back_draft(
            uuid=self.draft.uuid,
            revision=given["revision"],
            note=given["note"],
            by=self.request.user,
            **self.who(),
        )
        messages.success(self.request, _("Sent back to its writer."))

    deeds = {"next": go_on, "approve": approve, "back": send_back}


class ReadingEnd(ReaderMixin):
    """What was read and neither approved nor sent back: to be approved together; and what is still unread."""

    page_title = gettext_lazy("What you have read")
    template_name = "exams/desk/reading_end.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        seen = list(seen_and_waiting(self.wanted, user)[: operations.MOST_AT_ONCE])
        number = waiting_for(self.wanted, user).count()
        return super().get_context_data(
            **{
                "rows": rows_of_drafts(seen),
                "number": number,
                "left": number - len(seen),
                "on": self.with_query(reverse("question_bank:reading")),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        uuids = [row.uuid for row in seen_and_waiting(self.wanted, request.user)[: operations.MOST_AT_ONCE]]
        chosen = set(request.POST.getlist("draft"))
        try:
            report = operations.approve_many(
                uuids=[uuid for uuid in uuids if str(uuid) in chosen], by=request.user, **self.who()
            )
        except DomainError as error:
            tell(request, error)
            return redirect(self.with_query(reverse("question_bank:reading_end")))
        words = ngettext(
            "%(number)d question was approved.", "%(number)d questions were approved.", len(report.approved)
        )
        messages.success(request, words % {"number": len(report.approved)})
        return self.render_to_response(self.get_context_data(report=report))
