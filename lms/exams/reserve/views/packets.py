"""Pages of the examinations officer on one packet: asked for, laid out, its file, confirmed as sealed, struck out."""

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
from lms.core.errors import DomainError, NotFound
from lms.exams.paperdesk.views.base import Crumb
from lms.exams.reserve import operations
from lms.exams.reserve.forms import PrintForm, SealForm, StrikeForm
from lms.exams.reserve.models import ReserveEdition
from lms.exams.reserve.operations import Envelope, NewReserve
from lms.exams.reserve.packet_queries import PacketLine, get_packet, progress_of, steps_of
from lms.exams.reserve.packets import kept_until
from lms.exams.sittingdesk.views.base import SittingPage
from lms.exams.sittingdesk.views.plan import FormPage


class ReserveChildPage(SittingPage):
    """A page below that of the reserve."""

    def crumbs(self) -> list[Crumb]:
        url = reverse("sittings:reserve", args=[self.get_sitting().uuid])
        return [*super().crumbs(), {"url": url, "label": _("Reserve on paper")}]


class PrintReserve(ReserveChildPage, FormPage):
    """Writes a packet down under its seal, and lets a worker lay it out."""

    page_title = gettext_lazy("Print a sealed reserve")
    template_name = "exams/reserve/print.html"
    form_class = PrintForm

    def act(self, form: PrintForm) -> HttpResponse:
        values = {**form.cleaned_data, "edition": ReserveEdition(form.cleaned_data["edition"])}
        new = NewReserve(sitting_uuid=self.get_sitting().uuid, **values)
        row = operations.order_reserve(new=new, actor=actor_of(self.request), now=now())
        return redirect("sittings:packet", new.sitting_uuid, row.uuid)


class PacketView(ReserveChildPage):
    """A page about one packet."""

    def packet(self) -> PacketLine:
        """Return the packet of the address; asked once."""
        if not hasattr(self, "_packet"):
            self._packet = get_packet(self.get_sitting(), self.kwargs["packet_uuid"])
        return self._packet

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(packet=self.packet(), **kwargs)

    def to_packet(self) -> HttpResponse:
        """Lead back to the page of the packet."""
        return redirect("sittings:packet", self.get_sitting().uuid, self.packet().reserve.uuid)


class PacketPage(PacketView, FormPage):
    """How far a packet is, its file, and the form that says that it lies sealed."""

    page_title = gettext_lazy("Sealed reserve")
    template_name = "exams/reserve/packet.html"
    form_class = SealForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.packet().state
        file = state.file_for(actor_of(self.request).user_uuid, now=now())
        steps = steps_of(state)
        return super().get_context_data(
            progress=progress_of(state),
            file=file,
            until=kept_until(file) if file else None,
            steps=steps,
            asked_by=next((line.by for line in reversed(steps) if line.step == state.asked), ""),
            **kwargs,
        )

    def act(self, form: SealForm) -> HttpResponse:
        envelope = Envelope(self.packet().reserve.uuid, **form.cleaned_data)
        operations.seal_packet(envelope=envelope, actor=actor_of(self.request), now=now())
        messages.success(self.request, _("Confirmed. The room can open this packet from now on."))
        return redirect("sittings:reserve", self.get_sitting().uuid)


class PacketAct(PacketView):
    """A button on the page of a packet."""

    page_title = gettext_lazy("Sealed reserve")
    template_name = "exams/reserve/packet.html"
    http_method_names = ("post", "options")

    def act(self, reserve_uuid: UUID) -> HttpResponse:
        """Do it."""
        raise NotImplementedError

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return self.act(self.packet().reserve.uuid)
        except NotFound:
            raise
        except DomainError as error:
            messages.error(request, error.message)
            return self.to_packet()


class PacketFile(PacketAct):
    """Gives the file to who asked for it; each time is written down."""

    def act(self, reserve_uuid: UUID) -> HttpResponse:
        row, content = operations.give_file(
            reserve_uuid=reserve_uuid, actor=actor_of(self.request), now=now()
        )
        headers = {"Content-Disposition": f'attachment; filename="reserve-{row.uuid.hex[-8:]}.pdf"'}
        return HttpResponse(content, content_type="application/pdf", headers=headers)


class LayOutAgain(PacketAct):
    """Has a packet laid out anew, for who asks."""

    def act(self, reserve_uuid: UUID) -> HttpResponse:
        operations.lay_out_again(reserve_uuid=reserve_uuid, actor=actor_of(self.request), now=now())
        return self.to_packet()


class StrikePacket(PacketView, FormPage):
    """Strikes a packet out, with the reason."""

    page_title = gettext_lazy("Strike a packet out")
    template_name = "exams/reserve/strike.html"
    form_class = StrikeForm

    def act(self, form: StrikeForm) -> HttpResponse:
        operations.strike_packet(
            reserve_uuid=self.packet().reserve.uuid,
            reason=form.cleaned_data["reason"],
            actor=actor_of(self.request),
            now=now(),
        )
        messages.success(self.request, _("Struck out. No room can open this packet."))
        return redirect("sittings:reserve", self.get_sitting().uuid)
