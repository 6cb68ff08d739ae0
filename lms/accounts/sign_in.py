"""Signing in a trainee: number and PIN, or the card, checked by allauth's adapter like everybody's secret."""

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lms.accounts import rules
from lms.accounts.backends import Audience
from lms.accounts.errors import NotAtThisTerminal, SignInFailed


@dataclass(frozen=True, slots=True)
class Presented:
    """What a trainee holds out: a number with a PIN, or what the scanner typed."""

    number: str
    pin: str = ""
    card: str = ""


def may_sign_in_here(request: HttpRequest) -> bool:
    """Return whether trainees may sign in at this computer."""
    return settings.TRAINEE_SIGN_IN_ANYWHERE or getattr(request, "terminal", None) is not None


def begin(request: HttpRequest, presented: Presented, *, next_url: str | None) -> HttpResponse:
    """Check what was presented and lead on to "this is me".

    :raises NotAtThisTerminal: this computer is no terminal.
    :raises SignInFailed: unknown number, wrong PIN, revoked card: the answer is the same.
    :raises TooManyTries: too many wrong tries at this account from this seat.
    """
    if not may_sign_in_here(request):
        raise NotAtThisTerminal(_("Trainees sign in at the computers of their classroom."))
    user = get_adapter(request).authenticate(request, audience=Audience.TRAINEE, **_credentials(presented))
    if user is None:
        raise SignInFailed(_words_of_refusal(presented))
    return perform_login(request, user, redirect_url=next_url)


def _card_in(presented: Presented) -> tuple[str, str] | None:
    return rules.parse_card(presented.card) or rules.parse_card(presented.number)


def _words_of_refusal(presented: Presented) -> str:
    """Say what to do next; the same for every card and every number, whatever is wrong with it."""
    if _card_in(presented):
        return _(
            "This card does not sign anybody in any more. Type your number and PIN, or ask for a new card."
        )
    return _("The number or the PIN is not right. Check both and try again.")


def _credentials(presented: Presented) -> dict[str, Any]:
    card = _card_in(presented)
    if card:
        return {"username": card[0], "card_secret": card[1]}
    return {"username": presented.number, "password": rules.normalise_pin(presented.pin)}
