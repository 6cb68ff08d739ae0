"""Ordering papers, watching them being drawn, and the proof of what was drawn."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.faces import domain_errors_to_form
from lms.exams.paperdesk import operations
from lms.exams.paperdesk.forms.ordering import OrderForm
from lms.exams.paperdesk.models import OrderState, PaperOrder
from lms.exams.paperdesk.operations import NewOrder
from lms.exams.paperdesk.policies import orders_visible_to
from lms.exams.paperdesk.presentation.orders import order_context, progress_of, reasons_in_language
from lms.exams.paperdesk.queries import get_order
from lms.exams.paperdesk.views.base import DeskPage, SchemePage, papers_crumb
from lms.exams.papers.operations import NewDrawing

HISTORY = 100


class OrderPapers(SchemePage):
    """Says how many papers are wanted and for what."""

    page_title = gettext_lazy("Draw papers")
    template_name = "exams/papers/order.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", OrderForm(user=self.request.user))
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = OrderForm(request.POST, user=request.user)
        if form.is_valid():
            with domain_errors_to_form(form):
                row = operations.order_papers(order=self.wanted(form), actor=actor_of(request), now=now())
        if form.is_valid():
            return redirect("papers:order", row.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def wanted(self, form: OrderForm) -> NewOrder:
        values = form.cleaned_data
        drawing = NewDrawing(
            scheme=self.get_scheme(),
            client_key=values["key"],
            purpose=values["purpose"],
            forms=values["papers"],
            overlap=values["overlap"],
            seed=values["seed"],
        )
        return NewOrder(drawing, values["school"], self.request.user)


class OrderAction(DeskPage):
    """Something that is done, with nothing to show at its own address."""

    http_method_names = ("post",)

    def order(self) -> PaperOrder:
        return get_order(self.request.user, self.kwargs["order_uuid"])


class OrderPage(DeskPage):
    """One order: being drawn, the proof of what was drawn, or what is lacking."""

    page_title = gettext_lazy("Drawing of papers")
    template_name = "exams/papers/drawn.html"

    def crumbs(self) -> list[dict[str, str]]:
        return [papers_crumb(), {"url": reverse("papers:orders"), "label": _("Drawings")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = get_order(self.request.user, self.kwargs["order_uuid"])
        is_drawn = row.state == OrderState.DRAWN and bool(row.proof)
        return super().get_context_data(
            order=row,
            progress=progress_of(row, operations.job_of(row)),
            reasons=reasons_in_language(row),
            **(order_context(row) if is_drawn else {}),
            **kwargs,
        )


class OrdersPage(DeskPage):
    """The orders of one's schools, the newest first."""

    page_title = gettext_lazy("Drawings")
    template_name = "exams/papers/orders.html"

    def crumbs(self) -> list[dict[str, str]]:
        return [papers_crumb()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(orders=orders_visible_to(self.request.user)[:HISTORY], **kwargs)


class CancelOrder(OrderAction):
    """Cancels what is not drawn yet."""

    def post(self, request: HttpRequest, order_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = operations.cancel_order(uuid=self.order().uuid, actor=actor_of(request), now=now())
        if row.state == OrderState.DRAWN:
            messages.info(request, _("The papers were drawn already."))
        return redirect("papers:order", row.uuid)


class RetryOrder(OrderAction):
    """Has broken work done once more."""

    def post(self, request: HttpRequest, order_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = operations.retry_order(uuid=self.order().uuid, actor=actor_of(request), now=now())
        return redirect("papers:order", row.uuid)
