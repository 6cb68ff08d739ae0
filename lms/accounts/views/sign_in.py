"""Faces of sign-in: the trainee's page, "this is me", keep-alive and sign-out."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView
from django.views.generic.edit import FormMixin

from lms.accounts import rules, sign_in
from lms.accounts.forms import ChoosePinForm, TraineeSignInForm
from lms.accounts.guard import leading_to_sign_in, sign_in_url, wiping
from lms.accounts.guard import sign_out as end_session
from lms.accounts.models import User
from lms.accounts.operations import choose_pin
from lms.accounts.stages import (
    CHOOSE_WITHIN,
    CONFIRM_WITHIN,
    NobodyConfirmed,
    pending_choice,
    pending_confirmation,
)
from lms.core.access import AccessMixin, Public, SignedIn, access
from lms.core.actor import Actor
from lms.core.clock import now
from lms.core.enums import Role
from lms.core.errors import DomainError, TooMany
from lms.core.faces import domain_errors_to_form


class TraineeSignIn(AccessMixin, FormView):
    """Number and PIN with keys on the page, or the card."""

    access = Public
    form_class = TraineeSignInForm
    template_name = "accounts/trainee_sign_in.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
        clear_login(request)  # somebody else's half-finished sign-in must not wait here
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: TraineeSignInForm) -> HttpResponse:
        presented = sign_in.Presented(**form.cleaned_data)
        with domain_errors_to_form(form):
            try:
                return sign_in.begin(self.request, presented, next_url=get_next_redirect_url(self.request))
            except DomainError as error:
                self.refusal = error
                raise
        return self.form_invalid(form)

    def form_invalid(self, form: TraineeSignInForm) -> HttpResponse:
        response = super().form_invalid(form)
        refusal = getattr(self, "refusal", None)
        if isinstance(refusal, TooMany):
            response.status_code = refusal.status
            response["Retry-After"] = str(refusal.retry_after)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["may_sign_in_here"] = sign_in.may_sign_in_here(self.request)
        context["terminal"] = getattr(self.request, "terminal", None)
        context["ended"] = self.request.GET.get("ended", "")
        context["next"] = get_next_redirect_url(self.request) or ""
        return context


class Unfinished(AccessMixin, TemplateView):
    """A step between the right secret and being signed in; `pending` finds the stage that waits at this seat."""

    access = Public
    pending: Callable[[HttpRequest], Any]
    ended: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.stage = None if request.user.is_authenticated else type(self).pending(request)
        except NobodyConfirmed:
            return HttpResponseRedirect(f"{reverse('accounts:trainee_sign_in')}?ended={self.ended}")
        if self.stage is None:
            return HttpResponseRedirect(reverse("accounts:trainee_sign_in"))
        return super().dispatch(request, *args, **kwargs)


class ConfirmIdentity(Unfinished):
    """ "This is me": until it is answered nobody is signed in."""

    pending = staticmethod(pending_confirmation)
    ended = "unconfirmed"
    template_name = "accounts/confirm.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("answer") == "yes":
            return self.stage.exit()
        return wiping(self.stage.abort())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.stage.login.user
        number = rules.mask_number(user.username)
        return super().get_context_data(
            name=user.display_name, number=number, seconds=CONFIRM_WITHIN, **kwargs
        )


class ChoosePin(FormMixin, Unfinished):
    """A trainee whose card has no PIN yet chooses one, typed twice; until then nobody is signed in."""

    pending = staticmethod(pending_choice)
    ended = "unchosen"
    form_class = ChoosePinForm
    template_name = "accounts/choose_pin.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("answer") == "stop":
            return wiping(self.stage.abort())
        form = self.get_form()
        if form.is_valid():
            user = self.stage.login.user
            with domain_errors_to_form(form):
                choose_pin(user=user, pin=form.cleaned_data["pin"], actor=self._actor(user), now=now())
                return self.stage.exit()
        return self.render_to_response(self.get_context_data(form=form))

    def _actor(self, user: User) -> Actor:
        """Return whoever the card belongs to: nobody is signed in yet."""
        terminal = getattr(self.request, "terminal", None)
        return Actor(user.uuid, Role.TRAINEE, terminal.uuid if terminal else None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        name = self.stage.login.user.display_name
        return super().get_context_data(name=name, seconds=CHOOSE_WITHIN, **kwargs)


@access(SignedIn)
@require_POST
def keep_alive(request: HttpRequest) -> HttpResponse:
    """Answer 204: the session guard has noted the sign of life already."""
    return HttpResponse(status=204)


@access(Public)
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, wipe what the browser holds, and show the sign-in page that fits this computer.

    A link or a reload (GET) ends nothing: it leads to the home page, or to the sign-in page.
    """
    if request.method != "POST":
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    where = sign_in_url(request, request.user)
    end_session(request, reason="asked", now=now())
    return leading_to_sign_in(request, where)
