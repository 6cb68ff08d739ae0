"""The API at /api/v1/: session sign-in with CSRF, one error format (problem+json). No rules live here."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import SessionAuth

from lms.core.error_pages import form_expired
from lms.core.errors import DomainError, InvalidInput, NotAllowed, NotFound
from lms.core.faces import problem_response
from lms.exams.rest_api import router as exams_router

api = NinjaAPI(
    title="Vocational training and certification",
    version="1",
    urls_namespace="api",
    auth=SessionAuth(),
    docs_url=None,
    openapi_url=None,
)
api.add_router("/exams/", exams_router)


@api.exception_handler(DomainError)
def _domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    return problem_response(error)


@api.exception_handler(ValidationError)
def _validation_error(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [".".join(str(part) for part in entry["loc"][1:]) for entry in error.errors]
    message = _("The request does not have the expected form.")
    return problem_response(InvalidInput(message, field=fields[0] if fields else None, reasons=fields))


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 403:  # said of one thing only: the token of the page is of another session
        return problem_response(form_expired())
    problem = DomainError(_("The request could not be understood."), code="core.bad_request")
    problem.status = error.status_code
    return problem_response(problem)


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    problem = NotAllowed(_("Sign in first."), code="core.not_signed_in")
    problem.status = 401
    return problem_response(problem)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_response(NotFound(_("There is nothing at this address.")))
