"""Pages of the marker: where answers wait, and the answers to one question with the marks that are given there."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import access
from lms.core.errors import DomainError, NotFound
from lms.core.faces import domain_errors_to_form, wants_json
from lms.exams.handmarking import operations
from lms.exams.handmarking.forms import MarkForm
from lms.exams.handmarking.models import HandMark
from lms.exams.handmarking.operations import NewHandMark
from lms.exams.handmarking.policies import MARK
from lms.exams.handmarking.queries import MyStretch, get_my_stretch, list_my_answers


@access(MARK)
def my_answers(request: HttpRequest) -> HttpResponse:
    """List the sittings and questions at which the caller marks."""
    return render(request, "exams/handmarking/my_answers.html", {"rows": list_my_answers(request.user)})  # type: ignore[arg-type]


@access(MARK)
@require_POST
def take(request: HttpRequest, sitting_uuid: UUID, item_uuid: UUID) -> HttpResponse:
    """Take every answer to a question that waits for somebody."""
    try:
        turns = operations.take_answers(
            sitting_uuid=sitting_uuid,
            item=item_uuid,
            user=request.user,  # type: ignore[arg-type]
            actor=actor_of(request),
            now=clock.now(),
        )
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("exams:my_answers")
    if not turns:
        messages.info(request, _("Somebody else has taken these answers meanwhile."))
        return redirect("exams:my_answers")
    words = ngettext("One answer is yours to mark.", "%(count)s answers are yours to mark.", len(turns))
    messages.success(request, words % {"count": len(turns)})
    return redirect("exams:answers", sitting_uuid, item_uuid)


@access(MARK)
def answers(request: HttpRequest, sitting_uuid: UUID, item_uuid: UUID) -> HttpResponse:
    """Show the caller's answers to a question, and keep a mark."""
    # First of all: a page of somebody else's answers is not there, whatever is sent to it.
    stretch = get_my_stretch(request.user, sitting_uuid, item_uuid)  # type: ignore[arg-type]
    form = MarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            row = _give(request, form)
            return _kept(request, row, get_my_stretch(request.user, sitting_uuid, item_uuid), item_uuid)  # type: ignore[arg-type]
    if request.method == "POST" and wants_json(request):
        words = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"errors": words}, status=422)
    page = stretch.page(request.GET.get("page"))
    context = {
        "stretch": stretch,
        "page": page,
        "form": form,
        "rows": [(answer, uuid4()) for answer in page],
    }
    return render(request, "exams/handmarking/answers.html", context, status=422 if form.errors else 200)


def _give(request: HttpRequest, form: MarkForm) -> HandMark:
    data = form.cleaned_data
    mark = NewHandMark(
        user=request.user,  # type: ignore[arg-type]
        turn_uuid=data["turn"],
        marks=data["marks"],
        client_key=data["client_key"],
        comment=data["comment"],
    )
    return operations.give_mark(mark=mark, actor=actor_of(request), now=clock.now())


def _kept(request: HttpRequest, row: HandMark, stretch: MyStretch, item: UUID) -> HttpResponse:
    if wants_json(request):
        at = date_format(localtime(row.at), "H:i")
        saved = _("Saved at %(time)s") if row.marks is not None else _("Taken back at %(time)s")
        body = {"saved": saved % {"time": at}, "marked": stretch.marked, "progress": progress_of(stretch)}
        return JsonResponse(body)
    left = stretch.first_left()
    turn = left.turn.uuid if left else row.turn.uuid
    address = reverse("exams:answers", args=[stretch.sitting.uuid, item])
    return redirect(f"{address}?page={stretch.page_of(turn)}#a{turn}")


def progress_of(stretch: MyStretch) -> str:
    """Return in words how far the marker is."""
    values = {"marked": stretch.marked, "all": stretch.wanted}
    return _("%(marked)s of %(all)s marked") % values
