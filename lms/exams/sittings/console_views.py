"""Pages of the invigilator: sittings at one's sites, and the console of one sitting."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Roles, access
from lms.core.faces import domain_errors_to_form
from lms.exams.errors import AttemptNotFound
from lms.exams.sittings import operations
from lms.exams.sittings.console import (
    RosterLine,
    find_receipts,
    get_console_sitting,
    list_console_sittings,
    roster,
)
from lms.exams.sittings.forms import ExtraTimeForm, ReceiptCodeForm, SeatDecisionForm
from lms.exams.sittings.models import AttemptState, Sitting
from lms.exams.sittings.policies import CONSOLE_ROLES
from lms.exams.sittings.receipts import facts_of_receipt, qr_picture, receipt_text

INVIGILATORS = Roles(*CONSOLE_ROLES)


@access(INVIGILATORS)
def console(request: HttpRequest) -> HttpResponse:
    """List the sittings at the user's sites."""
    return render(request, "exams/console_list.html", {"sittings": list_console_sittings(request.user)[:50]})


@access(INVIGILATORS)
@require_safe
def find_receipt(request: HttpRequest) -> HttpResponse:
    """Find a lost receipt by its short code, to print it again."""
    form = ReceiptCodeForm(request.GET or None)
    found = find_receipts(request.user, form.cleaned_data["code"]) if form.is_valid() else []  # type: ignore[arg-type]
    shown = [
        {"receipt": row, "facts": facts_of_receipt(row), "qr": qr_picture(receipt_text(row))} for row in found
    ]
    return render(request, "exams/find_receipt.html", {"form": form, "shown": shown})


@access(INVIGILATORS)
def console_sitting(request: HttpRequest, sitting_uuid: UUID) -> HttpResponse:
    """Show the room: who is writing, since when nothing was heard of a seat, who asks for another one."""
    return _console(request, _sitting(request, sitting_uuid))


@access(INVIGILATORS)
@require_POST
def open_sitting(request: HttpRequest, sitting_uuid: UUID) -> HttpResponse:
    """Let candidates start."""
    sitting = _sitting(request, sitting_uuid)
    operations.open_sitting(sitting_uuid=sitting.uuid, actor=actor_of(request), now=clock.now())
    return redirect("exams:console_sitting", sitting.uuid)


@access(INVIGILATORS)
@require_POST
def close_sitting(request: HttpRequest, sitting_uuid: UUID) -> HttpResponse:
    """Close the room once nobody is writing."""
    sitting = _sitting(request, sitting_uuid)
    operations.close_sitting(sitting_uuid=sitting.uuid, actor=actor_of(request), now=clock.now())
    return redirect("exams:console_sitting", sitting.uuid)


@access(INVIGILATORS)
@require_POST
def decide_seat(request: HttpRequest, sitting_uuid: UUID, request_uuid: UUID) -> HttpResponse:
    """Allow or refuse another seat."""
    sitting = _sitting(request, sitting_uuid)
    form = SeatDecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    approve = form.cleaned_data["decision"] == "approve"
    operations.decide_seat_request(
        request_uuid=request_uuid,
        sitting_uuid=sitting.uuid,
        approve=approve,
        actor=actor_of(request),
        now=clock.now(),
    )
    allowed, refused = (
        _("Allowed. The candidate goes on there in a few seconds."),
        _("Refused. Nothing changes."),
    )
    messages.success(request, allowed if approve else refused)
    return redirect("exams:console_sitting", sitting.uuid)


@access(INVIGILATORS)
def extra_time(request: HttpRequest, sitting_uuid: UUID, attempt_uuid: UUID) -> HttpResponse:
    """Give one candidate more time."""
    sitting = _sitting(request, sitting_uuid)
    line = _line_of(sitting, attempt_uuid)
    form = ExtraTimeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            operations.give_extra_time(
                attempt_uuid=attempt_uuid, **form.cleaned_data, actor=actor_of(request), now=clock.now()
            )
        if form.is_valid():
            return redirect("exams:console_sitting", sitting.uuid)
    context = {"sitting": sitting, "line": line, "form": form}
    return render(request, "exams/extra_time.html", context, status=422 if form.errors else 200)


def _sitting(request: HttpRequest, sitting_uuid: UUID) -> Sitting:
    return get_console_sitting(request.user, sitting_uuid)  # type: ignore[arg-type]


def _line_of(sitting: Sitting, attempt_uuid: UUID) -> RosterLine:
    for line in roster(sitting, now=clock.now()):
        if line.attempt.uuid == attempt_uuid:
            return line
    raise AttemptNotFound


def _console(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    now = clock.now()
    lines = roster(sitting, now=now)
    states = [line.attempt.state for line in lines]
    context: dict[str, Any] = {
        "sitting": sitting,
        "lines": lines,
        "now": now,
        "requests": [line for line in lines if line.request],
        "writing": states.count(AttemptState.IN_PROGRESS),
        "waiting": states.count(AttemptState.PREPARED),
        "ended": len(states) - states.count(AttemptState.IN_PROGRESS) - states.count(AttemptState.PREPARED),
    }
    return render(request, "exams/console_sitting.html", context)
