"""Many drafts at once: submit what was found, and bring the topics that files name into order."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lms.core.errors import DomainError
from lms.exams.desk import operations
from lms.exams.desk.forms import FindForm, TopicForm
from lms.exams.desk.policies import WRITE
from lms.exams.desk.queries import find_drafts, list_banks, list_topics, unknown_topics
from lms.exams.desk.topics import TopicBook
from lms.exams.desk.views.base import DeskPage, tell
from lms.exams.desk.wanted import Shelf


class SubmitFound(DeskPage):
    """Asks, then submits every open draft that was found and is whole; each other one says what is missing."""

    access = WRITE
    page_title = gettext_lazy("Submit all that was found")
    template_name = "exams/desk/submit_found.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self.found()
        back = f"{reverse('question_bank:index')}?{self.request.GET.urlencode()}"
        return super().get_context_data(**{"number": len(found), "back": back, **kwargs})

    def found(self) -> list[Any]:
        """Return the names of the open drafts that are looked for."""
        wanted = FindForm(self.request.GET).wanted()
        if wanted.shelf not in (Shelf.OPEN, Shelf.BACK):
            return []
        rows = find_drafts(wanted, self.request.user).order_by("pk")
        return list(rows.values_list("uuid", flat=True)[: operations.MOST_AT_ONCE])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        report = operations.submit_many(uuids=self.found(), by=request.user, **self.who())
        words = ngettext(
            "%(number)d question waits for its reader now.",
            "%(number)d questions wait for their reader now.",
            report.submitted,
        )
        messages.success(request, words % {"number": report.submitted})
        return self.render_to_response(self.get_context_data(report=report))


class Topics(DeskPage):
    """The topics of a bank, and the words of files that are none of them yet."""

    access = WRITE
    page_title = gettext_lazy("Topics")
    template_name = "exams/desk/topics.html"

    def bank(self) -> str:
        """Return the bank that is looked at: the one that is asked for, else the first."""
        banks = list_banks()
        asked = self.request.GET.get("bank", "")
        return asked if asked in banks else next(iter(banks), "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bank = self.bank()
        shown = {"bank": bank, "banks": list_banks(), "form": TopicForm()}
        words = {
            "topics": list_topics(bank),
            "choices": TopicBook(bank).choices(),
            "unknown": unknown_topics(bank),
        }
        return super().get_context_data(**{**shown, **words, **kwargs})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TopicForm(request.POST)
        bank = self.bank()
        if form.is_valid() and bank:
            try:
                messages.success(request, self.keep(bank, form.cleaned_data))
            except DomainError as error:
                tell(request, error)
        return redirect(f"{reverse('question_bank:topics')}?bank={bank}")

    def keep(self, bank: str, given: dict[str, Any]) -> str:
        """Make a topic, or let the drafts that use these words name another one; return what was done."""
        if given["said"] and given["topic"]:
            number = operations.name_topic(
                bank=bank, said=given["said"], topic=given["topic"], by=self.request.user, **self.who()
            )
            words = _("%(number)d drafts name the topic now. Those that wait for a reader stay as they are.")
            return words % {"number": number}
        operations.make_topic(bank=bank, zh=given["zh"] or given["said"], en=given["en"], **self.who())
        return _("The topic was made.")
