"""The pages for what no view answered; they reveal nothing about the installation."""

import sys

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from lms.core.access import Public, access
from lms.core.errors import Busy, DomainError, NotAllowed, NotFound
from lms.core.faces import error_response, problem_response, wants_json


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be read; 401 where the session ended elsewhere while it was answered."""
    if isinstance(exception, SessionInterrupted):
        ended = DomainError(_("You are no longer signed in."), code="core.signed_out")
        ended.status = 401
        return error_response(request, ended)
    error = DomainError(_("The request could not be understood."), code="core.bad_request")
    return error_response(request, error)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: it is not there, or not for this reader; the two look alike."""
    return error_response(request, NotFound(_("There is nothing at this address.")))


@access(Public)
def closed(request: HttpRequest) -> HttpResponse:
    """Stand in front of an address that a package brings and nobody needs."""
    raise Http404


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the reader is known and may not."""
    return error_response(request, NotAllowed(_("Your account may not open this page.")))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Rendered without context processors, which may be what failed.

    A busy database outside of a view (the session is read and written around it) is said as such.
    """
    if isinstance(sys.exc_info()[1], OperationalError):
        return _busy(request)
    if wants_json(request):
        body = {
            "type": "about:blank",
            "status": 500,
            "code": "core.server_error",
            "detail": _("That did not work."),
        }
        return JsonResponse(body, status=500, content_type="application/problem+json")
    return HttpResponse(render_to_string("errors/server_error.html"), status=500)


def _busy(request: HttpRequest) -> HttpResponse:
    error = Busy(_("The system is busy. Nothing was changed. Please try again in a moment."))
    if wants_json(request):
        response: HttpResponse = problem_response(error)
    else:
        response = HttpResponse(render_to_string("errors/503.html"), status=error.status)
    response["Retry-After"] = "2"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old or came from elsewhere."""
    error = form_expired()
    if wants_json(request):
        return problem_response(error)
    return render(request, "errors/csrf.html", {"message": error.message}, status=403)


def form_expired() -> NotAllowed:
    """Return the refusal of what was sent with the token of another session, or with none."""
    words = _("This form has expired. Go back, reload the page and try again.")
    return NotAllowed(words, code="core.csrf")
