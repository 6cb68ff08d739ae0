"""The steps between the right secret and being signed in: the trainee says "this is me"."""

from typing import Any

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStage, LoginStageController
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from lms.accounts.terminals import seat_of
from lms.core.clock import now
from lms.core.enums import Role

# A name on the screen is forgotten after this many seconds when nobody answers.
CONFIRM_WITHIN = 120
# Choosing a PIN takes more thought than saying yes; both end within the time of a sign-in (ACCOUNT_LOGIN_TIMEOUT).
CHOOSE_WITHIN = 180


class ConfirmIdentityStage(LoginStage):
    """Shows a trainee the name behind the number; until it is confirmed nobody is signed in, so nothing opens."""

    key = "confirm_identity"
    urlname = "accounts:confirm"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if self.login.user is None or Role.TRAINEE not in self.login.user.held_roles():
            return None, True
        self.state["seat"], self.state["since"] = seat_of(self.request), now().timestamp()
        return HttpResponseRedirect(reverse(self.urlname)), True

    def abort(self) -> HttpResponse:
        clear_login(self.request)
        return HttpResponseRedirect(reverse("accounts:trainee_sign_in"))


class ChoosePinStage(LoginStage):
    """Lets a trainee who never had a PIN choose one; until then nobody is signed in."""

    key = "choose_pin"
    urlname = "accounts:choose_pin"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        user = self.login.user
        if user is None or Role.TRAINEE not in user.held_roles() or user.has_usable_password():
            return None, True
        self.state["seat"], self.state["since"] = seat_of(self.request), now().timestamp()
        return HttpResponseRedirect(reverse(self.urlname)), True

    def abort(self) -> HttpResponse:
        clear_login(self.request)
        return HttpResponseRedirect(reverse("accounts:trainee_sign_in"))


class NobodyConfirmed(Exception):
    """The page of a half-finished sign-in stood on the screen too long; it was forgotten."""


def pending_confirmation(request: HttpRequest) -> Any:
    """Return the stage that waits for "this is me" here, or None; one that waited too long or moved is dropped.

    :raises NobodyConfirmed: it waited too long.
    """
    return _pending(request, ConfirmIdentityStage.key, CONFIRM_WITHIN)


def pending_choice(request: HttpRequest) -> Any:
    """Return the stage that waits for a first PIN here, or None; one that waited too long or moved is dropped.

    :raises NobodyConfirmed: it waited too long.
    """
    return _pending(request, ChoosePinStage.key, CHOOSE_WITHIN)


def _pending(request: HttpRequest, key: str, seconds: int) -> Any:
    stage = LoginStageController.enter(request, key)
    if stage is None:
        return None
    since = stage.state.get("since", stage.login.initiated_at)
    is_late = now().timestamp() - since > seconds
    if stage.state.get("seat") != seat_of(request):
        clear_login(request)
        return None
    if is_late:
        clear_login(request)
        raise NobodyConfirmed
    return stage
