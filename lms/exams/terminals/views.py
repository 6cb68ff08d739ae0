"""Pages of the check: at the terminal, and how the rooms stand for who prepares an examination."""

import json
import secrets
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.api import actor_of, place_of
from lms.core.access import Public, Roles, access
from lms.core.errors import NotAllowed
from lms.core.ids import new_uuid
from lms.exams.sittings import pulse
from lms.exams.terminals.errors import UnusableCheck
from lms.exams.terminals.forms import FindingsForm
from lms.exams.terminals.limits import count_checks
from lms.exams.terminals.operations import record_check
from lms.exams.terminals.queries import READERS, get_room, list_rooms, newest_visit
from lms.exams.terminals.words import WORDS, words_of_page

LARGE_BYTES = 200_000
_LARGE = secrets.token_bytes(LARGE_BYTES)


@access(Public)
@require_safe
@never_cache
def check(request: HttpRequest) -> HttpResponse:
    """Check this computer; at a registered terminal the result is kept. The page tells nothing of anybody."""
    terminal = getattr(request, "terminal", None)
    context: dict[str, Any] = {
        "terminal": terminal,
        "checks": [(name, words.title) for name, words in WORDS.items()],
        "words": json.dumps(words_of_page(), ensure_ascii=False),
        "visit": new_uuid(),
        "known": newest_visit(terminal) or "",
        "large_bytes": LARGE_BYTES,
    }
    return render(request, "exams/terminals/check.html", context)


@access(Public)
@require_safe
@never_cache
def clock(request: HttpRequest) -> HttpResponse:
    """Answer with the server's time, as little as there is."""
    count_checks(place=place_of(request))
    return JsonResponse({"server_time": pulse.now()})


@access(Public)
@require_safe
@never_cache
def load(request: HttpRequest) -> HttpResponse:
    """Answer with as much as a paper with pictures, which no compression makes less."""
    count_checks(place=place_of(request))
    return HttpResponse(_LARGE, content_type="application/octet-stream")


@access(Public)
@require_POST
def result(request: HttpRequest) -> HttpResponse:
    """Keep what a registered terminal found."""
    count_checks(place=place_of(request))
    terminal = getattr(request, "terminal", None)
    if terminal is None:
        raise NotAllowed(_("Only registered terminals keep their result."))
    form = FindingsForm(request.POST)
    if not form.is_valid():
        raise UnusableCheck(_("This is no result of the check page. Load the page again."))
    row = record_check(terminal=terminal, findings=form.findings(), actor=actor_of(request), now=pulse.now())
    return JsonResponse({"verdict": row.verdict})


@access(Roles(*READERS))
@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """Show how the terminals of the user's rooms stand."""
    return render(request, "exams/terminals/rooms.html", {"rooms": list_rooms(request.user, now=pulse.now())})


@access(Roles(*READERS))
@require_safe
def room(request: HttpRequest, room_uuid: UUID) -> HttpResponse:
    """Show each terminal of a room and what is to be mended; the list prints."""
    now = pulse.now()
    line = get_room(request.user, room_uuid, now=now)  # type: ignore[arg-type]
    return render(request, "exams/terminals/room.html", {"line": line, "now": now})
