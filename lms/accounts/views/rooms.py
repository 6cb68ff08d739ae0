"""Rooms of the administrator's own sites: which seats there are and how they stand."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from lms.accounts.forms import RoomPlanForm
from lms.accounts.policies import rooms_administered_by
from lms.accounts.queries import actor_of
from lms.core.access import AccessMixin, Roles
from lms.core.clock import now
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.organisations.api import Room, RoomNotFound, plan_or_numbers, plan_room


class RoomList(AccessMixin, TemplateView):
    """The rooms, each with its number of seats."""

    access = Roles(Role.ADMINISTRATOR)
    template_name = "accounts/rooms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rooms = rooms_administered_by(self.request.user).order_by("site__code", "name")
        return super().get_context_data(rooms=rooms, **kwargs)


class RoomPlan(AccessMixin, FormView):
    """The plan of one room, as it is written and as it stands."""

    access = Roles(Role.ADMINISTRATOR)
    form_class = RoomPlanForm
    template_name = "accounts/room_plan.html"

    def room(self) -> Room:
        room = rooms_administered_by(self.request.user).filter(uuid=self.kwargs["room_uuid"]).first()
        if room is None:
            raise RoomNotFound(_("There is no such room."))
        return room

    def get_initial(self) -> dict[str, Any]:
        room = self.room()
        return {"plan": "\n".join(", ".join(row) for row in plan_or_numbers(room.plan, room.seats))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        room = self.room()
        return super().get_context_data(room=room, rows=plan_or_numbers(room.plan, room.seats), **kwargs)

    def form_valid(self, form: RoomPlanForm) -> HttpResponse:
        room, actor = self.room(), actor_of(self.request)
        with domain_errors_to_form(form):
            plan_room(room_uuid=room.uuid, plan=form.cleaned_data["plan"], actor=actor, now=now())
            messages.success(self.request, _("The plan of the room is kept."))
            return HttpResponseRedirect(reverse("accounts:room_plan", args=[room.uuid]))
        return self.form_invalid(form)
