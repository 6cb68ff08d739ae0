"""One mapping from domain errors to faces: form errors, an HTML page, or problem+json (RFC 9457)."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from lms.core.errors import Conflict, DomainError, Refused, TooMany


@contextmanager
def domain_errors_to_form(form: forms.BaseForm) -> Iterator[None]:
    """Turn a domain error raised inside into errors of the form; the caller then asks `form.is_valid()` again."""
    try:
        yield
    except DomainError as error:
        field = error.field if error.field in form.fields else None
        said = forms.ValidationError(error.message or _("That did not work."), code=error.code)
        form.add_error(field, said)
        for reason in error.reasons:
            form.add_error(None, reason)


def wants_json(request: HttpRequest) -> bool:
    """Return whether the caller is a program."""
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith(
        "application/json"
    )


def problem_response(error: DomainError, **more: Any) -> JsonResponse:
    """Return the error as problem+json; `code` is stable, `detail` is for people, `more` what this error alone says."""
    body = {
        **more,
        "type": "about:blank",
        "status": error.status,
        "code": error.code,
        "detail": error.message or _("That did not work."),
    }
    if error.field:
        body["field"] = error.field
    if error.reasons:
        body["reasons"] = list(error.reasons)
    response = JsonResponse(body, status=error.status, content_type="application/problem+json")
    return _with_retry(response, error)


def page_response(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the error as a page in the reader's language that reveals nothing else."""
    context: dict[str, Any] = {"message": error.message, "reasons": error.reasons, "status": error.status}
    if isinstance(error, TooMany):
        context |= {"minutes": ceil(error.retry_after / 60), "again": request.get_full_path()}
    template = (
        "errors/authoring_refusal.html" if _may_have_frame(request, error) else "errors/domain_error.html"
    )
    response = render(request, template, context, status=error.status)
    return _with_retry(response, error)


def _may_have_frame(request: HttpRequest, error: DomainError) -> bool:
    """Return whether the frame of the authoring interface stays: whom a rule refuses got past its door.

    The frame asks the database, which a transaction that is to be rolled back cannot.
    """
    is_within = isinstance(error, Refused | Conflict) and request.path.startswith("/authoring/")
    return is_within and not transaction.get_connection().needs_rollback


def error_response(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the face that fits the caller."""
    return problem_response(error) if wants_json(request) else page_response(request, error)


def _with_retry(response: HttpResponse, error: DomainError) -> HttpResponse:
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response
