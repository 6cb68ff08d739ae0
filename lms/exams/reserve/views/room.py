"""Pages of the room: packets and the question to open one, and the second person's answer."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from lms.accounts.api import actor_of
from lms.exams.reserve import operations
from lms.exams.reserve.forms import DecideOpeningForm, OpenForm
from lms.exams.reserve.models import OpeningCause, OpeningState
from lms.exams.reserve.operations import NewOpening, OpeningDecision
from lms.exams.reserve.packet_queries import PacketLine, sealed_packets_of
from lms.exams.reserve.queries import get_opening, sheets_of
from lms.exams.reserve.waiting import list_reached
from lms.exams.sittings import pulse
from lms.exams.sittings.room_views import RoomView


class RoomReserve(RoomView):
    """The packets of a room, who writes on paper, and the form that asks to open one."""

    template = "exams/reserve/room.html"

    @cached_property
    def packets(self) -> list[PacketLine]:
        """Those that an officer confirmed as sealed; asked once."""
        return sealed_packets_of(self.sitting)

    def form(self, data: Any) -> OpenForm:
        packets = [row for row in self.packets if not row.is_waiting]
        return OpenForm(data, choices=[(str(row.reserve.uuid), _name_of(row)) for row in packets])

    def act(self, values: dict[str, Any]) -> str:
        new = NewOpening(
            sitting_uuid=self.sitting.uuid,
            reserve_uuid=values["packet"],
            cause=OpeningCause(values["cause"]),
            is_intact=values["is_intact"],
            reason=values["reason"],
            client_key=values["client_key"],
            numbers=values["numbers"],
        )
        operations.ask_to_open(new=new, actor=actor_of(self.request), now=pulse.now())
        return _("Asked for. A second person signs in and agrees; then the candidates go on on paper.")

    def words(self) -> dict[str, Any]:
        return {
            "title": _("Sealed reserve"),
            "packets": self.packets,
            "sheets": sheets_of(self.sitting),
            "is_open": self.sitting.state == "open",
            "can_ask": any(not row.is_waiting for row in self.packets),
        }


def _name_of(packet: PacketLine) -> str:
    numbers = f"{packet.reserve.first_number:03d} – {packet.reserve.last_number:03d}"
    name = f"{packet.reserve.seal} ({numbers})"
    return f"{name} · {_('opened, for further candidates')}" if packet.is_opened else name


class DecideOpening(RoomView):
    """The second person agrees that a packet is opened, or refuses."""

    template = "exams/reserve/decide_opening.html"

    def form(self, data: Any) -> forms.Form:
        return DecideOpeningForm(data)

    def act(self, values: dict[str, Any]) -> str:
        opening = get_opening(self.sitting, self.kwargs["opening_uuid"])
        approve = self.request.POST.get("decision") == "approve"
        decision = OpeningDecision(self.sitting.uuid, opening.uuid, approve, values["reason"])
        row = operations.decide_opening(decision=decision, actor=actor_of(self.request), now=pulse.now())
        if row.state == OpeningState.OPENED:
            return _("Opened. The clocks of these candidates stand still; hand out booklets and sheets.")
        if row.is_taken_back:
            return _("Your request is taken back. The packet stays sealed.")
        return _("It stays sealed.")

    def words(self) -> dict[str, Any]:
        opening = get_opening(self.sitting, self.kwargs["opening_uuid"])
        is_own = opening.asked_by is not None and opening.asked_by == actor_of(self.request).user_uuid
        people = list_reached(opening) if opening.state == OpeningState.WAITING else []
        return {
            "title": _("Open the sealed reserve"),
            "opening": opening,
            "is_own": is_own,
            "people": people,
        }
