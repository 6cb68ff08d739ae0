"""The certificates of a batch before its officer in one go: one file to print, and one form that notes the prints."""

import io
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from certificates.issuing import storage
from certificates.issuing.batches.desk.shown import get_batch
from certificates.issuing.batches.desk.views import Page
from certificates.issuing.batches.models import Batch, BatchEntry
from certificates.issuing.deskpages import OFFICERS, paper
from certificates.issuing.named import name_on
from certificates.issuing.prints.desk.forms import PileForm
from certificates.issuing.prints.operations import Pile, blanks_for, record_prints
from certificates.issuing.prints.queries import kept_stocks, unprinted
from lms.core.access import AccessMixin
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form


class PrintTogether(Page):
    """Notes that what is not printed yet was printed, on blanks that follow each other."""

    access = OFFICERS
    template_name = "certificates/prints/together.html"
    page_title = gettext_lazy("Print the batch")

    @cached_property
    def batch(self) -> Batch:
        return get_batch(self.request.user, self.kwargs["credential_batch_uuid"])  # type: ignore[arg-type]

    @cached_property
    def waiting(self) -> list[BatchEntry]:
        return unprinted(self.batch)

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), _("Batch"))]

    def back(self) -> str:
        """Return the address of the batch."""
        return reverse("batch_desk:batch", args=[self.batch.uuid])

    def form(self, *data: Any) -> PileForm:
        """Return the form, with the field for blanks where they are counted."""
        kept = kept_stocks().filter(school=self.batch.school_id, kind=self.batch.kind)
        return PileForm(*data, has_stock=kept.exists(), left=len(self.waiting))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        numbers = kwargs.pop("numbers", [])
        numbers += [""] * (len(self.waiting) - len(numbers))
        rows = [
            (entry, name_on(entry.credential), number)
            for entry, number in zip(self.waiting, numbers, strict=True)
        ]
        return super().get_context_data(batch=self.batch, rows=rows, back=self.back(), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, numbers = self.form(request.POST), []
        if form.is_valid():
            with domain_errors_to_form(form):
                pile = Pile(self.batch, **form.cleaned_data)
                if "show" in request.POST:
                    numbers = blanks_for(pile)
                else:
                    record_prints(pile, **self.who())
        if not form.is_valid():
            form.data = form.data.copy()
            form.data["seen"] = len(self.waiting)  # what is shown again is what the next note is about
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if "show" in request.POST:
            return self.render_to_response(self.get_context_data(form=form, numbers=numbers))
        messages.success(request, _("The prints are noted."))
        return redirect(self.back())


class PrintFile(AccessMixin, View):
    """The documents of a batch that are not printed yet as one file, in the order of the hand-over list."""

    access = OFFICERS

    def get(self, request: HttpRequest, credential_batch_uuid: UUID) -> HttpResponse:
        batch = get_batch(request.user, credential_batch_uuid)  # type: ignore[arg-type]
        rows = [entry.credential for entry in unprinted(batch)]
        if not rows:
            return redirect("batch_desk:print_together", batch.uuid)
        documents = (storage.get_document(row.document_name, row.document_sha256) for row in rows)
        return paper(f"certificates-{local_date(now()):%Y%m%d}", put_together(documents))


def put_together(documents: Iterable[bytes]) -> bytes:
    """Return the pages of documents as one, for a printer: without their seals, which hold for each file alone."""
    import pikepdf

    kept, written = [], io.BytesIO()
    with pikepdf.new() as pdf:
        for content in documents:
            one = pikepdf.open(io.BytesIO(content))
            kept.append(one)  # the copied pages read from it until they are written
            for holder, key in [(one.Root, "/AcroForm"), *((page.obj, "/Annots") for page in one.pages)]:
                if key in holder:
                    del holder[key]
            pdf.pages.extend(one.pages)
        pdf.save(written)
    return written.getvalue()
