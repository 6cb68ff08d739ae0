"""Faces of terminals: the administrator's list, the code for a seat, the registration on the device."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from lms.accounts import limits
from lms.accounts.errors import CodeNotValid
from lms.accounts.forms import SeatForm, TerminalCodeForm
from lms.accounts.operations import Seat, offer_terminal_code, register_terminal, withdraw_terminal
from lms.accounts.places import place_of
from lms.accounts.policies import rooms_administered_by, terminals_administered_by
from lms.accounts.queries import actor_of, by_room_and_seat
from lms.accounts.terminals import keep_token
from lms.core.access import AccessMixin, Public, Roles
from lms.core.clock import now
from lms.core.enums import Role
from lms.core.errors import NotFound
from lms.core.faces import domain_errors_to_form


class TerminalList(AccessMixin, FormView):
    """The terminals of the administrator's own sites, and a form that makes a code for one more seat."""

    access = Roles(Role.ADMINISTRATOR)
    form_class = SeatForm
    template_name = "accounts/terminals.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "rooms": rooms_administered_by(self.request.user)}

    def form_valid(self, form: SeatForm) -> HttpResponse:
        seat = Seat(room=form.cleaned_data["room"], number=form.cleaned_data["seat"])
        with domain_errors_to_form(form):
            code = offer_terminal_code(seat=seat, actor=actor_of(self.request), now=now())
            address = self.request.build_absolute_uri(reverse("accounts:register_terminal"))
            context = {"code": f"{code[:4]} {code[4:]}", "seat": seat, "register_address": address}
            return render(self.request, "accounts/terminal_code.html", context)
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        terminals = by_room_and_seat(terminals_administered_by(self.request.user))
        return super().get_context_data(terminals=terminals, **kwargs)


class WithdrawTerminal(AccessMixin, TemplateView):
    """Asks once more, then makes the terminal an ordinary computer."""

    access = Roles(Role.ADMINISTRATOR)
    template_name = "accounts/terminal_withdraw.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(terminal=self._terminal(), **kwargs)

    def post(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        withdraw_terminal(terminal_uuid=self._terminal().uuid, actor=actor_of(request), now=now())
        messages.success(request, _("The terminal is withdrawn."))
        return HttpResponseRedirect(reverse("accounts:terminals"))

    def _terminal(self) -> Any:
        terminal = terminals_administered_by(self.request.user).filter(uuid=self.kwargs["uuid"]).first()
        if terminal is None:
            raise NotFound(_("There is nothing at this address."))
        return terminal


class RegisterTerminal(AccessMixin, FormView):
    """Typed on the device itself: the code makes it the terminal of its seat."""

    access = Public
    form_class = TerminalCodeForm
    template_name = "accounts/terminal_register.html"

    def form_valid(self, form: TerminalCodeForm) -> HttpResponse:
        with domain_errors_to_form(form):
            token = self._register(form.cleaned_data["code"])
            response = HttpResponseRedirect(reverse("accounts:trainee_sign_in"))
            keep_token(response, token)
            return response
        return self.form_invalid(form)

    def _register(self, code: str) -> str:
        attempt = limits.begin(account="terminal-code", place=place_of(self.request), everywhere=False)
        try:
            _terminal, token = register_terminal(code=code, actor=actor_of(self.request), now=now())
        except CodeNotValid:
            attempt.failed()
            raise
        attempt.succeeded()
        return token
