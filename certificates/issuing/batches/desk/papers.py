"""What documents of a batch need: photographs, lengths of schooling; and how one will look, visibly void."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from certificates.issuing.batches.desk.forms import PhotographsForm, SchoolingForm
from certificates.issuing.batches.desk.shown import get_entry, get_mine, list_schoolings, people_named
from certificates.issuing.batches.desk.views import Page
from certificates.issuing.deskpages import KEEPERS, OFFICERS, paper
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.portraits.operations import NamedFile, keep_portraits
from certificates.issuing.readiness import preview_credential
from certificates.issuing.studies.operations import set_schooling
from certificates.issuing.transcripts.printing import print_transcript
from certificates.issuing.transcripts.queries import transcript_sheet
from lms.accounts.api import actor_of
from lms.core.access import AccessMixin
from lms.core.clock import now
from lms.core.faces import domain_errors_to_form
from lms.enrolments.api import get_enrolment

MOST_READ = 1_000_001  # one more than a photograph may have: the rest of a larger file is not read


class Photographs(Page):
    """Takes photographs in, and says of each file what became of it."""

    template_name = "certificates/batches/photographs.html"
    page_title = gettext_lazy("Photographs for certificates")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", PhotographsForm())
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PhotographsForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        files = [NamedFile(file.name, file.read(MOST_READ)) for file in form.cleaned_data["photograph"]]
        people = people_named(request.user, [file.name for file in files])  # type: ignore[arg-type]
        kept = keep_portraits(files, people, actor=actor_of(request), now=now())
        refused = [one for one in kept if one.reason]
        context = self.get_context_data(kept=len(kept) - len(refused), refused=refused)
        return self.render_to_response(context, status=422 if refused else 200)


class Schoolings(Page):
    """How long diploma programmes take at one's schools."""

    access = OFFICERS
    template_name = "certificates/batches/schooling.html"
    page_title = gettext_lazy("Length of schooling")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        kwargs.setdefault("form", SchoolingForm(user))  # type: ignore[arg-type]
        return super().get_context_data(rows=list_schoolings(user), **kwargs)  # type: ignore[arg-type]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = SchoolingForm(request.user, request.POST)  # type: ignore[arg-type]
        if form.is_valid():
            with domain_errors_to_form(form):
                set_schooling(**form.cleaned_data, actor=actor_of(request), now=now())
        if form.is_valid():
            messages.success(request, _("Saved. Diplomas that are issued from now on print it."))
            return redirect("batch_desk:schooling")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class TranscriptPaper(AccessMixin, View):
    """The transcript of somebody on a diploma programme, as it stands now."""

    access = KEEPERS

    def get(self, request: HttpRequest, studied_uuid: Any) -> HttpResponse:
        enrolment = get_mine(request.user, studied_uuid)  # type: ignore[arg-type]
        content = print_transcript(transcript_sheet(enrolment, now=now()))
        return paper("transcript", content)


class Preview(AccessMixin, View):
    """How the document of an entry would look now."""

    access = KEEPERS

    def get(self, request: HttpRequest, batch_entry_uuid: Any) -> HttpResponse:
        entry = get_entry(request.user, batch_entry_uuid)  # type: ignore[arg-type]
        enrolment = get_enrolment(entry.enrolment.uuid)
        together = entry.batch.goes_with_id is not None
        kind = CredentialKind(entry.kind)
        content = preview_credential(enrolment, kind, now=now(), is_certified=together)
        return paper("preview", content)
