"""The API of registered employers at /api/v1/certificates/, by key, and its description (OpenAPI 3.1)."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from certificates.rest_api import router
from lms.core.access import Public, access
from lms.core.errors import DomainError
from lms.core.faces import problem_response
from lms.rest_api.answering import answer_errors

PROBLEM = "application/problem+json"
SUMMARY = (
    "Checks certificates by number and full name, or by the code on the paper. Answers say what the public page says. "
    "Neither what was asked nor what was answered is kept. Set Accept-Language to zh-CN or en."
)
api = NinjaAPI(
    title="Check of certificates",
    version="1",
    description=SUMMARY,
    urls_namespace="employer_api",
    docs_url=None,
    openapi_url=None,
)
api.add_router("/", router)
answer_errors(api)


@api.exception_handler(DomainError)
def _domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    response = problem_response(error)
    if error.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


@access(Public)
@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Send the description that programs read."""
    return JsonResponse({**described(), "servers": [{"url": settings.PUBLIC_BASE_URL.rstrip("/")}]})


@cache
def described() -> dict[str, Any]:
    """Return the description, in which refusals are what they are: problems, with a time to wait where there is one."""
    schema: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/certificates/"))
    for path in schema["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                _describe(int(status), response)
    return schema


def _describe(status: int, response: dict[str, Any]) -> None:
    if status >= 400:
        response["content"] = {PROBLEM: response["content"]["application/json"]}
    if status == 429:
        response["headers"] = {
            "Retry-After": {
                "description": "Seconds to wait.",
                "required": True,
                "schema": {"type": "integer"},
            }
        }
