"""Middleware of accounts: which terminal asks, and whether the session may go on."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from lms.accounts import guard
from lms.accounts.terminals import terminal_of
from lms.core.clock import now

GetResponse = Callable[[HttpRequest], HttpResponse]


def terminal(get_response: GetResponse) -> GetResponse:
    """Set `request.terminal` to the registered terminal or None."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.terminal = terminal_of(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def session_guard(get_response: GetResponse) -> GetResponse:
    """End sessions that are over, open no desk to who has none, and nothing at all to who owes a second factor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return guard.end_if_over(request, now=now()) or get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        guard.refuse_desk(request)
        return guard.demand_second_factor(request)

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
