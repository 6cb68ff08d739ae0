"""The API at /api/v1/: session sign-in with CSRF, one error format (problem+json). No rules live here."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.security import SessionAuth

from lms.core.errors import NotAllowed
from lms.core.faces import problem_response
from lms.exams.rest_api import router as exams_router
from lms.rest_api.answering import answer_errors

api = NinjaAPI(
    title="Vocational training and certification",
    version="1",
    urls_namespace="api",
    auth=SessionAuth(),
    docs_url=None,
    openapi_url=None,
)
api.add_router("/exams/", exams_router)
answer_errors(api)


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    problem = NotAllowed(_("Sign in first."), code="core.not_signed_in")
    problem.status = 401
    return problem_response(problem)
