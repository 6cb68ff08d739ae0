"""The editor of an examination's rules: a first version, or a further one. Only saving keeps anything."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.faces import domain_errors_to_form
from lms.core.numbers import count_in
from lms.exams.paperdesk import operations
from lms.exams.paperdesk.choices import offer_of, offered_banks
from lms.exams.paperdesk.forms.editor import SAVE, TRY, SchemeEditor
from lms.exams.paperdesk.forms.reading import ForHowMany
from lms.exams.paperdesk.presentation.trial import trial_context
from lms.exams.paperdesk.views.base import DeskPage, SchemePage, SchemesPage
from lms.exams.papers.models import ExaminationScheme
from lms.exams.papers.operations import NewScheme
from lms.exams.papers.queries import get_scheme


class EditorPage(DeskPage):
    """What both ways to write a version share."""

    template_name = "exams/papers/editor.html"

    def begun_from(self) -> ExaminationScheme | None:
        return None

    def bank(self) -> str:
        raise NotImplementedError

    def newest_number(self) -> int:
        return 0

    def editor(self, data: Any = None) -> SchemeEditor:
        bank = self.bank()
        return SchemeEditor(offer=offer_of(bank), bank=bank, scheme=self.begun_from(), data=data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("editor", self.editor())
        kwargs.setdefault("based_on", self.newest_number())
        kwargs.setdefault("how_many", ForHowMany())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        editor = self.editor(request.POST)
        further: dict[str, Any] = {"how_many": ForHowMany(request.POST)}
        is_ready = editor.is_checked and editor.is_valid()
        if is_ready and editor.step == SAVE:
            with domain_errors_to_form(editor.facts):
                row = self.keep(editor)
            if editor.facts.is_valid():
                return self.led_to(reverse("schemes:scheme", args=[row.uuid]))
        if is_ready and editor.step == TRY:
            forms = further["how_many"].number()
            further["trial"] = trial_context(editor.blueprint(), forms=forms, seed=secrets.token_hex(8))
        status = 422 if editor.is_checked and not editor.is_valid() else 200
        context = self.get_context_data(editor=editor, based_on=self.based_on(), **further)
        return self.render_to_response(context, status=status)

    def led_to(self, address: str) -> HttpResponse:
        """Lead on; the page's own script, which puts answers into the page, follows by itself."""
        if self.request.headers.get("X-Editor") == "1":
            return JsonResponse({"location": address})
        return HttpResponseRedirect(address)

    def based_on(self) -> int:
        sent = count_in(self.request.POST.get("based_on", ""))
        return -1 if sent is None else sent

    def keep(self, editor: SchemeEditor) -> ExaminationScheme:
        facts = editor.facts.cleaned_data
        scheme, percent = self.begun_from(), facts["pass_percent"]
        new = NewScheme(
            code=scheme.code if scheme else facts["code"],
            title={"zh": facts["title_zh"], "en": facts["title_en"]},
            duration_minutes=facts["duration_minutes"],
            pass_percent=int(percent) if percent == int(percent) else f"{percent:.2f}",
            blueprint=editor.blueprint(),
            basis={"zh": facts["basis_zh"], "en": facts["basis_en"]},
            release=facts["release"],
        )
        before = self.newest_number()
        row = operations.write_scheme(
            scheme=new, bank=self.bank(), based_on=self.based_on(), actor=actor_of(self.request), now=now()
        )
        if row.number == before:
            messages.info(self.request, _("Nothing was changed; the version stays as it is."))
        else:
            words = _("Version %(number)d was kept. Sittings that are planned already keep theirs.")
            messages.success(self.request, words % {"number": row.number})
        return row


class NewVersion(EditorPage, SchemePage):
    """A further version, begun from the one of the address."""

    page_title = gettext_lazy("New version")

    def begun_from(self) -> ExaminationScheme:
        return self.get_scheme()

    def bank(self) -> str:
        return self.get_scheme().bank

    def newest_number(self) -> int:
        return get_scheme(self.get_scheme().code).number


class NewExamination(EditorPage, SchemesPage):
    """The first version of an examination, for the bank that is chosen first."""

    page_title = gettext_lazy("New examination")

    def bank(self) -> str:
        return self.request.GET.get("bank", "")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        banks = offered_banks()
        if "bank" in request.GET and self.bank() in {code for code, _words, _number in banks}:
            return super().get(request, **kwargs)
        self.template_name = "exams/papers/choose_bank.html"
        context = super(EditorPage, self).get_context_data(banks=banks, **kwargs)
        return self.render_to_response(context)
