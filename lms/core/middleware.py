"""Headers that every answer carries, and the mapping of domain errors that no view caught."""

from collections.abc import Callable

from csp.constants import HEADER as POLICY_HEADER
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _

from lms.core.error_pages import bad_request
from lms.core.errors import Busy, DomainError
from lms.core.faces import error_response

GetResponse = Callable[[HttpRequest], HttpResponse]

AUTHORING = "/authoring/"
# Wagtail's interface uses inline scripts and styles; the relaxed policy holds below AUTHORING only.
AUTHORING_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# An answer to a program loads nothing, and is no page that could be opened in a frame.
DATA_POLICY = (
    "default-src 'none'; script-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS_POLICY = "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"


def security_headers(get_response: GetResponse) -> GetResponse:
    """Add the headers Django has no setting for; nothing is cached unless a view says so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        authoring = request.path.startswith(AUTHORING)
        if authoring:
            response.headers.setdefault("Content-Security-Policy", AUTHORING_POLICY)
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN" if authoring else "DENY")
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    return middleware


class ContentPolicy(CSPMiddleware):
    """The policy of pages, written anew for each; that of JSON is always the same, and saves of answers are JSON."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.headers.get("Content-Type", "").startswith("application/json"):
            response.headers.setdefault(POLICY_HEADER, DATA_POLICY)
            return response
        return super().process_response(request, response)


def no_cookies(get_response: GetResponse) -> GetResponse:
    """Read no cookie where programs ask with a key: a browser's session is neither looked at nor changed by it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.COOKIE_FREE_PREFIX):
            request.COOKIES.clear()
        return get_response(request)

    return middleware


class CompressedPages(GZipMiddleware):
    """Send pages compressed; pictures and documents are so already, and parts of them may be asked for.

    Django adds a random number of bytes, and masks its token anew in each page, against guessing by length (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


class DomainErrors:
    """Answer domain errors and a busy database in words; drop from searches what no text of a database can hold."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:  # nothing is there, and PostgreSQL cannot even be asked
            raise Http404
        # No text of PostgreSQL has this character, but what was copied out of a document may; searches have no form.
        while "%00" in (query := request.META.get("QUERY_STRING", "")):
            request.META["QUERY_STRING"] = query.replace("%00", "")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DomainError):
            return error_response(request, exception)
        if isinstance(exception, MultiValueDictKeyError):
            # A form without a field that its page always sends; Wagtail's views read such fields unasked.
            return bad_request(request)
        if isinstance(exception, OperationalError):
            busy = Busy(_("The system is busy. Nothing was changed. Please try again in a moment."))
            response = error_response(request, busy)
            response["Retry-After"] = "2"
            return response
        return None
