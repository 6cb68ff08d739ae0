"""The device token in a terminal's browser: the cookie that makes a computer a seat."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lms.accounts.models import Terminal
from lms.accounts.queries import asked_terminal

DEVICE_COOKIE = "terminal"
A_YEAR = 365 * 24 * 3600


def terminal_of(request: HttpRequest) -> Terminal | None:
    """Return the terminal at which the request was made, if its device is registered."""
    token = request.COOKIES.get(DEVICE_COOKIE)
    if not token:
        return None
    found: list[Terminal] = request.session.ask_beside(asked_terminal(token))  # type: ignore[attr-defined]
    return next(iter(found), None)


def seat_of(request: HttpRequest) -> str:
    """Return by what a session is tied to the terminal; empty at any other computer."""
    terminal = getattr(request, "terminal", None)
    return str(terminal.uuid) if terminal else ""


def keep_token(response: HttpResponse, token: str) -> None:
    """Let the device keep its token for a year; scripts cannot read it."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
