"""Rooms of the administrator's own sites: which seats there are and how they stand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from lms.accounts.forms import LayoutForm, RoomPlanForm
from lms.accounts.policies import rooms_administered_by
from lms.accounts.queries import actor_of, terminals_beside
from lms.core.access import AccessMixin, Roles
from lms.core.clock import now
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.organisations.api import (
    Plan,
    Room,
    RoomNotFound,
    UnusablePlan,
    as_lines,
    check_plan,
    laid_out,
    plan_or_numbers,
    plan_room,
    seats_of,
)

FIRST_LAYOUT = {"rows": 5, "columns": 6, "aisles": "3", "numbering": "rows"}


class RoomList(AccessMixin, TemplateView):
    """The rooms, each with its number of seats."""

    access = Roles(Role.ADMINISTRATOR)
    template_name = "accounts/rooms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rooms = rooms_administered_by(self.request.user).order_by("site__code", "sort_name", "name")
        return super().get_context_data(rooms=rooms, **kwargs)


class RoomPlan(AccessMixin, FormView):
    """The plan of one room, as it is written and as it stands.

    With rows and columns in the address it proposes one; what is proposed or looked at is not kept.
    """

    access = Roles(Role.ADMINISTRATOR)
    form_class = RoomPlanForm
    template_name = "accounts/room_plan.html"

    def room(self) -> Room:
        room = rooms_administered_by(self.request.user).filter(uuid=self.kwargs["room_uuid"]).first()
        if room is None:
            raise RoomNotFound(_("There is no such room."))
        return room

    def kept(self) -> Plan:
        room = self.room()
        return plan_or_numbers(room.plan, room.seats)

    @cached_property
    def layout_form(self) -> LayoutForm:
        asked = self.request.method == "GET" and "rows" in self.request.GET
        return LayoutForm(self.request.GET if asked else None, initial=FIRST_LAYOUT, label_suffix="")

    @cached_property
    def proposed(self) -> Plan | None:
        form = self.layout_form
        if not form.is_valid():
            return None
        plan = laid_out(form.layout())
        try:
            check_plan(plan)
        except UnusablePlan as refusal:
            form.add_error(None, refusal.message)
            return None
        return plan

    def get_initial(self) -> dict[str, Any]:
        return {"plan": as_lines(self.proposed or self.kept())}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        room, seen = self.room(), kwargs.pop("seen", None) or self.proposed
        plan = seen or self.kept()
        return super().get_context_data(
            room=room,
            rows=plan,
            seats=len(seats_of(plan)),
            is_seen_only=seen is not None,
            layout_form=self.layout_form,
            without_a_seat=terminals_beside(plan, room),
            **kwargs,
        )

    def form_valid(self, form: RoomPlanForm) -> HttpResponse:
        room, actor, plan = self.room(), actor_of(self.request), form.cleaned_data["plan"]
        with domain_errors_to_form(form):
            if "look" in self.request.POST:
                check_plan(plan)
                return self.render_to_response(self.get_context_data(form=form, seen=plan))
            plan_room(room_uuid=room.uuid, plan=plan, actor=actor, now=now())
            messages.success(self.request, _("The plan of the room is kept."))
            return HttpResponseRedirect(reverse("accounts:room_plan", args=[room.uuid]))
        return self.form_invalid(form)
