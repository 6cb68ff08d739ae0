"""The public page: is this certificate genuine? By the code on the paper, or by number and full name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from certificates.issuing import public_records
from certificates.verification import answers
from certificates.verification.forms import CheckForm
from certificates.verification.limits import FailureCount, failures_of
from certificates.verification.traces import leaves_no_trace
from lms.core import clock
from lms.core.access import Public, access

TEMPLATE = "certificates/verify.html"


@access(Public)
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Show the form, and answer for a number and a name."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form})
    number, name = form.cleaned_data["number"], form.cleaned_data["name"]
    failures = failures_of(request, about=public_records.readable(number))
    failures.refuse_when_full()
    record = public_records.find_by_number_and_name(number=number, name=name)
    return _answer(request, record, failures, form=form)


@access(Public)
@leaves_no_trace
@require_GET
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """Answer for the code on the paper."""
    failures = failures_of(request, about="")
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
