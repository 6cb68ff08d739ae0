"""One format of errors for every API: problem+json."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from lms.core.error_pages import form_expired
from lms.core.errors import DomainError, InvalidInput, NotFound
from lms.core.faces import problem_response


def answer_errors(api: NinjaAPI) -> None:
    """Let an API answer in problems whatever it refuses; what was sent is never repeated."""
    api.add_exception_handler(DomainError, _domain_error)
    api.add_exception_handler(ValidationError, _validation_error)
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(Http404, _not_found)


def _domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    return problem_response(error)


def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [".".join(map(str, _sent(entry["loc"]))) for entry in error.errors]
    message = _("The request does not have the expected form.")
    return problem_response(InvalidInput(message, field=fields[0] if fields else None, reasons=fields))


def _sent(place: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Return the place as the sender knows it: without where it was read from, and without our name of a body."""
    return place[2 if place[0] == "body" else 1 :]


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:  # said of one thing only: the token of the page is of another session
        return problem_response(form_expired())
    problem = DomainError(_("The request could not be understood."), code="core.bad_request")
    problem.status = error.status_code
    return problem_response(problem)


def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(NotFound(_("There is nothing at this address.")))
