"""The public page: is this certificate genuine? By the code on the paper, by number and full name, or by the file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from certificates.issuing.numbers.rules import readable
from certificates.published.state import PublicRecord, PublicState, public_state
from certificates.verification import answers, freshness
from certificates.verification.documents import check_document
from certificates.verification.findings import about_file, about_refused
from certificates.verification.forms import CheckForm, FileForm
from certificates.verification.limits import TryCount, failures_of, files_of
from certificates.verification.traces import leaves_no_trace
from certificates.verification.uploads import InMemory
from lms.core import clock
from lms.core.access import Public, access

TEMPLATE, FILE_TEMPLATE = "certificates/verify.html", "certificates/verify_file.html"


@access(Public)
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Show the form, and answer for a number and a name."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form})
    number, name = form.cleaned_data["number"], form.cleaned_data["name"]
    failures = failures_of(request, about=readable(number))
    failures.refuse_when_full()
    state = public_state()
    record = state.find_by_number_and_name(number=number, name=name)
    return _answer(request, record, state, failures, form=form)


@access(Public)
@leaves_no_trace
@require_GET
def verify_token(request: HttpRequest, token: str) -> HttpResponse:
    """Answer for the code on the paper. Nobody guesses one that is known: others in the network hold nobody up."""
    state = public_state()
    record, failures = state.find_by_token(token), failures_of(request, about="")
    if record is None:
        failures.refuse_when_full()
    return _answer(request, record, state, failures, form=None)


@csrf_exempt  # the size is asked for before the body is read; `_checked_file` asks for the form's token
@access(Public)
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def verify_file(request: HttpRequest) -> HttpResponse:
    """Show the form, and answer for a dropped file, which stays in memory until it is answered for."""
    if request.method != "POST":
        return render(request, FILE_TEMPLATE, {"form": FileForm()})
    files = files_of(request)
    files.refuse_when_full()
    files.add()
    large_files = InMemory(request)
    request.upload_handlers = [large_files]
    return _checked_file(request, large_files)


@csrf_protect
def _checked_file(request: HttpRequest, large_files: InMemory) -> HttpResponse:
    form, now = FileForm(request.POST, request.FILES), clock.now()
    if large_files.has_refused:
        return render(request, FILE_TEMPLATE, {"form": FileForm(), "found": about_refused(now=now)})
    if not form.is_valid():
        return render(request, FILE_TEMPLATE, {"form": form})
    checked = check_document(form.cleaned_data["file"].read(), now=now)
    return render(request, FILE_TEMPLATE, {"form": FileForm(), "found": about_file(checked, now=now)})


def _answer(
    request: HttpRequest,
    record: PublicRecord | None,
    state: PublicState,
    failures: TryCount,
    *,
    form: CheckForm | None,
) -> HttpResponse:
    if record is None:
        failures.add()
    now = clock.now()
    answer = answers.about(record, with_name=form is not None, now=now)
    answer = freshness.told(answer, state.age(now=now))
    # What was typed stays only while it may need a correction.
    shown = form if form is not None and record is None else CheckForm()
    return render(request, TEMPLATE, {"form": shown, "answer": answer})
