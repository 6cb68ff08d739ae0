"""Public answers leave no trace: not in caches, not in indexes, not in the addresses that other sites are told."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse


def leaves_no_trace(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send the headers that keep an answer where it was asked for."""

    @wraps(view)
    def traceless(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = (
            "same-origin"  # no-referrer would make browsers send forms without origin
        )
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return traceless
