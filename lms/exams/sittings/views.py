"""Pages of the candidate: own sittings, the waiting room, the paper, the receipt."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.core import clock
from lms.core.access import Roles, access
from lms.core.durations import minutes_in_words
from lms.core.enums import Role
from lms.core.language import language_of
from lms.exams.bank.pictures import sent_picture
from lms.exams.papers.queries import questions_on
from lms.exams.sittings import pulse
from lms.exams.sittings.after_absence import after_absence
from lms.exams.sittings.arrangements import Arrangement, arrangement_of, words_of
from lms.exams.sittings.browser_guard import refuse_other_browser
from lms.exams.sittings.held import count_undecided
from lms.exams.sittings.models import AttemptState
from lms.exams.sittings.operations import AttemptRef
from lms.exams.sittings.own import MySitting, get_my_sitting, list_my_sittings
from lms.exams.sittings.queries import find_picture, get_own_attempt, get_receipt
from lms.exams.sittings.receipts import facts_of_receipt, qr_picture, receipt_text
from lms.exams.sittings.seat import seat_of
from lms.exams.sittings.signs_of_life import note_waiting
from lms.exams.sittings.words import words_in_all_languages

TRAINEE = Roles(Role.TRAINEE)


@access(TRAINEE)
def my_sittings(request: HttpRequest) -> HttpResponse:
    """List the candidate's sittings and released results."""
    sittings = list_my_sittings(request.user.person_id, now=clock.now())  # type: ignore[union-attr]
    return render(request, "exams/my_sittings.html", {"sittings": sittings})


@access(TRAINEE)
def waiting_room(request: HttpRequest, sitting_uuid: UUID) -> HttpResponse:
    """Explain the rules and lead to the paper once the invigilator has opened the sitting."""
    now = clock.now()
    mine = get_my_sitting(request.user.person_id, sitting_uuid, now=now)  # type: ignore[union-attr]
    if mine.is_ended:
        return redirect("exams:receipt", mine.attempt_uuid)
    is_awaited = mine.is_awaited(now)
    if is_awaited:
        seat = seat_of(request)
        at_seat = seat.label if seat.room_pk == mine.sitting.room_id else ""
        note_waiting(attempt_uuid=mine.attempt_uuid, seat=at_seat, now=pulse.now())
    context = {
        "mine": mine,
        "facts": _facts(mine),
        "is_awaited": is_awaited,
        "after": after_absence(mine, request.user.person_id, now=now),  # type: ignore[union-attr]
        **_reading(request, mine.arranged),
    }
    return render(request, "exams/waiting_room.html", context)


def _reading(request: HttpRequest, arranged: Arrangement | None) -> dict[str, str]:
    """Begin in the largest type where larger type is arranged, unless the candidate chose a large one."""
    if arranged is None or not arranged.is_larger_type or request.COOKIES.get("text_size") == "large":
        return {}
    return {"text_size": "largest"}


def _facts(mine: MySitting) -> list[dict[str, Any]]:
    scheme = mine.sitting.scheme
    seat = [{"term": _("Seat"), "value": mine.seat, "mono": True}] if mine.seat else []
    arranged = [{"term": _("Arranged for you"), "value": words_of(mine.arranged)}] if mine.arranged else []
    return [
        {"term": _("Questions"), "value": questions_on(mine.paper_id)},
        {"term": _("Time"), "value": minutes_in_words(mine.minutes)},
        *arranged,
        {"term": _("Pass mark"), "value": f"{scheme.pass_percent.normalize():f} %"},
        {"term": _("Candidate number"), "value": mine.candidate_number, "mono": True},
        {"term": _("Room"), "value": mine.sitting.room.name},
        *seat,
    ]


@access(TRAINEE)
def attempt(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Show the frame of the paper; the page itself asks for the lease, which starts the clock."""
    row = get_own_attempt(request.user.person_id, attempt_uuid)  # type: ignore[union-attr]
    if row.state not in (AttemptState.PREPARED, AttemptState.IN_PROGRESS):
        return redirect("exams:receipt", attempt_uuid)
    refuse_other_browser(request, attempt_uuid)
    sitting = row.candidate.sitting
    context = {
        "attempt": row,
        "sitting": sitting,
        "titles": json.dumps({"zh-hans": sitting.title_zh, "en": sitting.title_en or sitting.title_zh}),
        "words": json.dumps(words_in_all_languages(), ensure_ascii=False),
        "language": language_of(request),
        **_reading(request, arrangement_of(row.candidate)),
    }
    return render(request, "exams/attempt.html", context)


@access(TRAINEE)
@require_safe
def picture(request: HttpRequest, attempt_uuid: UUID, name: str) -> HttpResponseBase:
    """Send a picture of the paper to the seat that writes it."""
    refuse_other_browser(request, attempt_uuid)
    person_id = request.user.person_id  # type: ignore[union-attr]
    ref = AttemptRef(uuid=attempt_uuid, person_id=person_id, seat=seat_of(request))
    return sent_picture(find_picture(ref, name))


@access(TRAINEE)
def receipt(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Show the receipt, and the result once it is released."""
    person_id = request.user.person_id  # type: ignore[union-attr]
    row = get_receipt(person_id, attempt_uuid)
    mine = get_my_sitting(person_id, UUID(row.payload["sitting"]), now=clock.now())
    context = {
        "mine": mine,
        "title": _how_it_ended(mine),
        "receipt": row,
        "earlier": row.attempt.receipts.filter(number__lt=row.number).order_by("-number"),
        "undecided": count_undecided(row.attempt),
        "facts": facts_of_receipt(row),
        "qr": qr_picture(receipt_text(row)),
    }
    return render(request, "exams/receipt.html", context)


def _how_it_ended(mine: MySitting) -> str:
    words = {
        AttemptState.IN_PROGRESS: _("You may go on writing."),
        AttemptState.CLOSED_BY_TIME: _("The time is over. Your answers were handed in."),
        AttemptState.ENDED_BY_STAFF: _(
            "The invigilator ended your examination. Your answers were handed in."
        ),
        AttemptState.VOIDED: _("This attempt does not count."),
    }
    return words.get(AttemptState(mine.attempt_state), _("You have handed in."))


@access(TRAINEE)
@require_safe
def receipt_file(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Send the text of the receipt, which `manage.py verify_receipt` checks anywhere."""
    row = get_receipt(request.user.person_id, attempt_uuid)  # type: ignore[union-attr]
    response = HttpResponse(receipt_text(row), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="receipt-{row.short_code}.json"'
    return response
