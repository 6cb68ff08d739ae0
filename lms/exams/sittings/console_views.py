"""Pages of the invigilator: sittings at one's sites, and the console of one sitting."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Roles, access, stays_visible
from lms.exams.sittings import operations, pulse
from lms.exams.sittings.console import (
    RosterLine,
    clock_in_doubt,
    find_receipts,
    get_console_sitting,
    is_nobody_seen,
    list_console_sittings,
    list_waiting_acts,
    list_waiting_openings,
    roster,
)
from lms.exams.sittings.copy_state import copy_state
from lms.exams.sittings.forms import ReceiptCodeForm, SeatDecisionForm
from lms.exams.sittings.models import CandidateState, SeatDecision, Sitting, SittingState
from lms.exams.sittings.people import when_by_whom
from lms.exams.sittings.policies import CONSOLE_ROLES, is_room_open_to
from lms.exams.sittings.receipts import facts_of_receipt, qr_picture, receipt_text
from lms.exams.sittings.room_map import by_seat, map_of
from lms.exams.sittings.room_rules import last_start
from lms.exams.sittings.standing_clock import acts_on_room, stands_still

INVIGILATORS = Roles(*CONSOLE_ROLES)
BY_SEAT, BY_NUMBER = "seat", "number"


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


@stays_visible(is_room_open_to)
@access(INVIGILATORS)
def console_sitting(request: HttpRequest, sitting_uuid: UUID) -> HttpResponse:
    """Show the room: who is writing, since when nothing was heard of a seat, who asks for another one."""
    if "act" in request.GET:  # signed in again to act: the address stays the one that can be looked at
        return redirect("exams:console_sitting", sitting_uuid)
    return _console(request, _sitting(request, sitting_uuid))


@access(INVIGILATORS)
@require_POST
def decide_seat(request: HttpRequest, sitting_uuid: UUID, request_uuid: UUID) -> HttpResponse:
    """Allow or refuse another seat."""
    sitting = _sitting(request, sitting_uuid)
    form = SeatDecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    approve = form.cleaned_data["decision"] == "approve"
    row = operations.decide_seat_request(
        request_uuid=request_uuid,
        sitting_uuid=sitting.uuid,
        approve=approve,
        actor=actor_of(request),
        now=pulse.now(),
    )
    allowed, refused = (
        _("Allowed. The candidate goes on there in a few seconds."),
        _("Refused. Nothing changes."),
    )
    is_allowed = row.state == SeatDecision.APPROVED
    if row.decided_by != actor_of(request).user_uuid or is_allowed != approve:
        words = _("%(name)s decided that at %(time)s. Nothing was changed now.")
        messages.info(request, words % when_by_whom(row.decided_at, row.decided_by))
    messages.success(request, allowed if is_allowed else refused)
    return redirect("exams:console_sitting", sitting.uuid)


def _sitting(request: HttpRequest, sitting_uuid: UUID) -> Sitting:
    return get_console_sitting(request.user, sitting_uuid)  # type: ignore[arg-type]


def _console(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    now = pulse.now()
    lines = roster(sitting, now=now)
    counts, copy = Counter(line.state for line in lines), copy_state()
    acts = acts_on_room(sitting)
    chosen, order = request.GET.get("state", ""), request.GET.get("order", "")
    shown = [line for line in lines if chosen in ("", line.state)]
    context: dict[str, Any] = {
        "sitting": sitting,
        "now": now,
        "requests": [line for line in lines if line.request],
        "waiting_acts": list_waiting_acts(sitting),
        "waiting_openings": list_waiting_openings(sitting),
        "doubt": clock_in_doubt(),
        "copy": copy,
        "copy_fails": copy is not None and copy.is_late(clock.now()),
        "writing": counts["in_progress"] + counts["paused"],
        "paused": counts["paused"],
        "on_paper": counts["paper"],
        "is_paused": stands_still(acts),
        "last_start": last_start(sitting.closes_at, acts, now=now),
        "missing": [line for line in lines if line.is_missing],
        "waiting": [line for line in lines if line.waiting],
        "unchecked": [line for line in lines if line.is_unchecked],
        "seen": sum(line.is_seen for line in lines),
        "expected": len(lines),
        "is_nobody_seen": is_nobody_seen(lines),
        "awaited": sum(line.is_awaited for line in lines),
        "unknown": sum(line.is_unknown for line in lines),
        "undecided": [line for line in lines if line.undecided],
        "filters": _filters(counts, chosen, is_closed=sitting.state == SittingState.CLOSED),
        "state": chosen,
        **_in_order(sitting, lines, shown, order),
    }
    return render(request, "exams/console_sitting.html", context)


def _in_order(
    sitting: Sitting, lines: list[RosterLine], shown: list[RosterLine], order: str
) -> dict[str, Any]:
    """Return the candidates as the room stands, where its plan says so and somebody has a seat in it; else a list."""
    plan = sitting.room.plan
    if plan and map_of(plan, lines).has_people:
        orders = [("", _("As the room stands")), (BY_NUMBER, _("By candidate number"))]
        if order != BY_NUMBER:
            return {"lines": shown, "map": map_of(plan, shown), "order": "", "orders": orders}
        return {"lines": shown, "order": order, "orders": orders}
    listed = by_seat(sitting, shown) if order == BY_SEAT else shown
    orders = [("", _("By candidate number")), (BY_SEAT, _("By seat"))]
    return {"lines": listed, "order": order if order == BY_SEAT else "", "orders": orders}


def _filters(counts: Counter[str], chosen: str, *, is_closed: bool) -> list[dict[str, Any]]:
    words = {
        "": _("All"),
        **({"prepared": _("Not started")} if not is_closed or counts["prepared"] else {}),
        **({"absent": str(CandidateState.ABSENT.label)} if is_closed else {}),
        "in_progress": _("Writing"),
        "paused": _("Clock stands still"),
        **({"paper": pgettext("examination", "On paper")} if counts["paper"] else {}),
        "ended": pgettext("examination", "Ended"),
    }
    total = sum(counts.values())
    return [
        {
            "state": state,
            "label": label,
            "count": counts[state] if state else total,
            "is_chosen": state == chosen,
        }
        for state, label in words.items()
    ]
