"""Pages that staff go on looking at while nobody touches the computer: which ones, and where (ADR 0182)."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve

# Said by the page itself: nobody was here, from now on it is only looked at.
REST = "rest"
# Said by who is back: they sign in again, and come back to this page.
ACT = "act"
BY_ITSELF = "X-Live"


def stays_visible(request: HttpRequest) -> bool:
    """Return whether this is a page that stays visible to this user now.

    Never at a registered terminal: that is a place of candidates, and signs out whoever left it.
    """
    if (
        request.method not in ("GET", "HEAD")
        or ACT in request.GET
        or getattr(request, "terminal", None) is not None
    ):
        return False
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return False
    check = getattr(match.func, "stays_visible", None)
    return check is not None and check(request.user, **match.kwargs)


def is_about_rest(request: HttpRequest) -> bool:
    """Return whether the page fetched itself anew, or says that nobody is here: asked first, for it costs nothing."""
    return BY_ITSELF in request.headers or REST in request.GET
