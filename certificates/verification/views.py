"""The public page: is this certificate genuine? By the code on the paper, or by number and full name."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from certificates.issuing import public_records
from certificates.verification import answers, rules
from certificates.verification.forms import CheckForm
from certificates.verification.limits import FailureCount
from lms.core import clock
from lms.core.access import Public, access

TEMPLATE = "certificates/verify.html"


def leaves_no_trace(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep answers out of caches, indexes and the addresses that other sites are told."""

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


@access(Public)
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Show the form, and answer for a number and a name."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form})
    number, name = form.cleaned_data["number"], form.cleaned_data["name"]
    failures = _failures(request, number=number)
    failures.refuse_when_full()
    record = public_records.find_by_number_and_name(number=number, name=name)
    return _answer(request, record, failures, form=form)


@access(Public)
@leaves_no_trace
@require_GET
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """Answer for the code on the paper."""
    failures = _failures(request, number="")
    failures.refuse_when_full()
    record = public_records.find_by_token(token)
    return _answer(request, record, failures, form=None)


def _answer(
    request: HttpRequest,
    record: public_records.PublishedCredential | None,
    failures: FailureCount,
    *,
    form: CheckForm | None,
) -> HttpResponse:
    if record is None:
        failures.add()
    answer = answers.about(record, with_name=form is not None, now=clock.now())
    # What was typed stays only while it may need a correction.
    shown = form if form is not None and record is None else CheckForm()
    return render(request, TEMPLATE, {"form": shown, "answer": answer})


def _failures(request: HttpRequest, *, number: str) -> FailureCount:
    address = rules.client_address(
        remote=request.META.get("REMOTE_ADDR", ""),
        forwarded=request.headers.get("X-Forwarded-For", ""),
        trusted_proxies=getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0),
    )
    return FailureCount(
        network=rules.network_of(address), number=public_records.readable(number), now=clock.now()
    )
