"""Blanks and prints before issuing officers: stocks, deliveries, what was written off, prints, the hand-over list."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.generic import View

from certificates.issuing.batches.desk.shown import get_batch, officer_schools
from certificates.issuing.batches.desk.views import Page
from certificates.issuing.deskpages import KEEPERS, OFFICERS, DeedPage, paper
from certificates.issuing.models import Credential
from certificates.issuing.named import name_on
from certificates.issuing.officers import names_of
from certificates.issuing.policies import staff_sees
from certificates.issuing.prints.desk.forms import DeliveryForm, PrintForm, SpoiledForm
from certificates.issuing.prints.desk.printing import print_hand_over
from certificates.issuing.prints.models import BlankDelivery, PrintedSheet
from certificates.issuing.prints.operations import (
    Delivery,
    receive_blanks,
    record_print,
    spoil_blank,
    take_back_delivery,
    take_back_sheet,
    taken_back_text,
    why_not_taken_back,
)
from certificates.issuing.prints.queries import (
    delivery_of,
    handed_over,
    has_stock,
    list_deliveries,
    list_sheets,
    list_spoiled,
    list_stocks,
    sheet_of,
)
from certificates.issuing.queries import get_visible
from lms.accounts.api import actor_of
from lms.core.access import AccessMixin
from lms.core.clock import local_date, now
from lms.core.faces import domain_errors_to_form

SPOILED_ON_A_PAGE = 50
DELIVERIES_SHOWN = 50  # years of them


class Blanks(Page):
    """How many blank forms each school of one's has."""

    access = OFFICERS
    template_name = "certificates/prints/blanks.html"
    page_title = gettext_lazy("Blank forms")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        schools = officer_schools(self.request.user)  # type: ignore[arg-type]
        spoiled = Paginator(list_spoiled(schools), SPOILED_ON_A_PAGE).get_page(self.request.GET.get("p"))
        deliveries = list(list_deliveries(schools)[:DELIVERIES_SHOWN])
        taken_back = [row.taken_back for row in [*deliveries, *spoiled] if hasattr(row, "taken_back")]
        names = names_of(row.by for row in [*spoiled, *deliveries, *taken_back])
        shared = {
            "stocks": list_stocks(schools),
            "deliveries": [
                {
                    "row": row,
                    "by": names.get(row.by, ""),
                    "taken_back_by": names.get(row.taken_back.by, "") if hasattr(row, "taken_back") else "",
                    "may_go": not why_not_taken_back(row),
                }
                for row in deliveries
            ],
            "page": spoiled,
            "spoiled": [_with_names(row, names) for row in spoiled],
        }
        return super().get_context_data(**shared, **kwargs)


def _with_names(row: PrintedSheet, names: Mapping[Any, str]) -> dict[str, Any]:
    """Return a sheet with who noted it, and who took that back."""
    undone_by = names.get(row.taken_back.by, "") if hasattr(row, "taken_back") else ""
    return {"row": row, "by": names.get(row.by, ""), "taken_back_by": undone_by}


class BlankForm(Page):
    """A form about blanks, then back to the stocks."""

    access = OFFICERS
    template_name = "enrolments/external/form.html"
    form_class: Any
    button: Any
    done: Any

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("batch_desk:blanks"), str(Blanks.page_title))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form_class(self.request.user))
        return super().get_context_data(button=self.button, back=reverse("batch_desk:blanks"), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.user, request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                self.do(form.cleaned_data)
        if form.is_valid():
            messages.success(request, self.done)
            return redirect("batch_desk:blanks")
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def do(self, said: dict[str, Any]) -> None:
        """Do what the form says."""
        raise NotImplementedError


class Receive(BlankForm):
    """Counts a delivery in."""

    page_title = gettext_lazy("Count in a delivery")
    button = gettext_lazy("Count in")
    form_class = DeliveryForm
    done = gettext_lazy("The delivery is counted in.")

    def do(self, said: dict[str, Any]) -> None:
        receive_blanks(Delivery(**said), actor=actor_of(self.request), now=now())


class TakeBack(Page, DeedPage):
    """Counts a delivery out again that was typed wrongly."""

    access = OFFICERS
    template_name = "enrolments/external/form.html"
    page_title = button = gettext_lazy("Take the delivery back")
    done = gettext_lazy("The delivery is taken back. Its numbers can be counted in anew.")

    @cached_property
    def delivery(self) -> BlankDelivery:
        return delivery_of(officer_schools(self.request.user), self.kwargs["delivery_key"])  # type: ignore[arg-type]

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(Blanks.page_title))]

    def back(self) -> str:
        return reverse("batch_desk:blanks")

    def lacking(self) -> str:
        return why_not_taken_back(self.delivery)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.delivery
        words = ngettext("%(count)d blank", "%(count)d blanks", row.count) % {"count": row.count}
        about = f"{row} · {words} · {row.stock.school} · {row.stock.get_kind_display()}"
        return super().get_context_data(about=about, **kwargs)

    def do(self, form: Form) -> None:
        take_back_delivery(key=self.delivery.key, reason=form.cleaned_data["reason"], **self.who())


class Spoil(BlankForm):
    """Takes a blank out of the stock."""

    page_title = gettext_lazy("Write off a blank")
    button = pgettext_lazy("blank form", "Write off")
    form_class = SpoiledForm
    done = gettext_lazy("The blank is written off.")

    def do(self, said: dict[str, Any]) -> None:
        stock = said.pop("stock")
        spoil_blank(stock_uuid=stock.uuid, **said, actor=actor_of(self.request), now=now())


class TakeBackSheet(Page, DeedPage):
    """Takes a noted print, or a blank that was written off, back that was noted wrongly."""

    access = OFFICERS
    template_name = "enrolments/external/form.html"
    page_title = button = gettext_lazy("Take the note back")
    done = gettext_lazy("The note is taken back. The blank counts as left again.")

    @cached_property
    def sheet(self) -> PrintedSheet:
        return sheet_of(officer_schools(self.request.user), self.kwargs["printed_sheet_uuid"])  # type: ignore[arg-type]

    def trail(self) -> list[tuple[str, str]]:
        return [(self.back(), str(Prints.page_title if self.sheet.credential else Blanks.page_title))]

    def back(self) -> str:
        of = self.sheet.credential
        return reverse("batch_desk:prints", args=[of.uuid]) if of else reverse("batch_desk:blanks")

    def lacking(self) -> str:
        return taken_back_text(self.sheet.taken_back) if hasattr(self.sheet, "taken_back") else ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, of = self.sheet, self.sheet.credential
        whose = [name_on(of), of.number_id] if of else [pgettext("blank forms", "Written off")]
        about = " · ".join(filter(None, [row.blank_number, *whose, row.reason]))
        return super().get_context_data(about=about, **kwargs)

    def do(self, form: Form) -> None:
        take_back_sheet(sheet_uuid=self.sheet.uuid, reason=form.cleaned_data["reason"], **self.who())
        if self.sheet.stock_id is None:  # plain paper: no blank is counted
            self.done = _("The note is taken back.")


class Prints(Page):
    """On which sheets a certificate was printed, and one more."""

    access = OFFICERS
    template_name = "certificates/prints/prints.html"
    page_title = gettext_lazy("Prints of a certificate")

    @cached_property
    def credential(self) -> Credential:
        return get_visible(staff_sees(self.request.user), self.kwargs["credential_uuid"])  # type: ignore[arg-type]

    def get_page_subtitle(self) -> str:
        return self.credential.number_id

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheets = list(list_sheets(self.credential))
        undone = [row.taken_back for row in sheets if hasattr(row, "taken_back")]
        names = names_of(row.by for row in [*sheets, *undone])
        kwargs.setdefault("form", PrintForm())
        return super().get_context_data(
            credential=self.credential,
            name=name_on(self.credential),
            sheets=[_with_names(row, names) for row in sheets],
            is_printed=len(undone) < len(sheets),
            has_stock=has_stock(self.credential),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form, credential = PrintForm(request.POST), self.credential
        if form.is_valid():
            with domain_errors_to_form(form):
                who = {"actor": actor_of(request), "now": now()}
                record_print(credential_uuid=credential.uuid, **form.cleaned_data, **who)
        if form.is_valid():
            messages.success(request, _("The print is noted."))
            return redirect("batch_desk:prints", credential.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class HandOver(AccessMixin, View):
    """The list on which the holders of a batch sign."""

    access = KEEPERS

    def get(self, request: HttpRequest, credential_batch_uuid: Any) -> HttpResponse:
        batch, today = get_batch(request.user, credential_batch_uuid), local_date(now())  # type: ignore[arg-type]
        content = print_hand_over(batch, handed_over(batch), today=today)
        return paper(f"hand-over-{today:%Y%m%d}", content)
