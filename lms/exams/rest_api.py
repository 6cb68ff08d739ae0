"""The examination terminal's API: take the lease, read the paper, save numbered events, hand in, the clock.

Trainees only, own attempts only; sealed leftovers come from anybody, their seal is the proof. No rules live here;
nothing here can reach a key.
"""

from typing import Annotated, Any, Self
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router
from ninja.security import SessionAuth
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, model_validator

from lms.accounts.api import actor_of, place_of
from lms.core.access import Public, Roles
from lms.core.enums import Role
from lms.core.errors import DomainError, NotAllowed
from lms.exams.errors import EventsTooLarge
from lms.exams.practical.rest_api import router as practical_router
from lms.exams.sittings import operations, pulse
from lms.exams.sittings.browser_guard import note_browser, refuse_other_browser
from lms.exams.sittings.limits import count_leftovers
from lms.exams.sittings.operations import AttemptRef, HandIn, NewEvent, Page, SaveReply
from lms.exams.sittings.paper_state import is_on_paper
from lms.exams.sittings.queries import (
    TerminalPaper,
    get_own_attempt,
    get_terminal_paper,
    is_at_its_seat,
    list_filled_late,
    list_not_counted,
)
from lms.exams.sittings.sealing import NONCE_BYTES, SealedRecord
from lms.exams.sittings.seat import seat_of
from lms.exams.sittings.signs_of_life import note_heartbeat
from lms.exams.sittings.standing_clock import standing_clock

MAX_BODY_BYTES = 256 * 1024
TRAINEES = Roles(Role.TRAINEE)
Number = Annotated[int, Field(ge=0, le=100_000)]


class TraineeSession(SessionAuth):
    """A signed-in trainee; also the place where an oversized body is refused before it is read."""

    access = TRAINEES

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if not request.user.is_authenticated:
            return None
        if not self.access.admits(request.user):
            raise NotAllowed(_("Your account may not open this page."))
        _refuse_large(request)
        return request.user


def within_limits(request: HttpRequest) -> bool:
    """Let anybody bring sealed records, neither too many nor too large."""
    _refuse_large(request)
    count_leftovers(place=place_of(request))
    return True


within_limits.access = Public  # type: ignore[attr-defined]


def _refuse_large(request: HttpRequest) -> None:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
        raise EventsTooLarge(_("This is too much at once. Your answers stay on this machine."))


router = Router(auth=TraineeSession(), tags=["exams"])
router.add_router("/practical", practical_router)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class EventIn(_Body):
    """An answer, which null takes back; or with `marked`, and null, a mark for later."""

    seq: Annotated[int, Field(ge=1, le=100_000)]
    item: Annotated[UUID, Field(strict=False)]
    response: Any
    marked: bool | None = None
    monotonic_ms: Annotated[int, Field(ge=0, le=10**9)]
    client_at: Annotated[str, Field(max_length=40, pattern=r"^[0-9TZ:.+-]*$")] = ""

    @model_validator(mode="after")
    def says_one_thing(self) -> Self:
        """Drop no answer for a mark that comes with it.

        :raises ValueError: when both are there.
        """
        if self.marked is not None and self.response is not None:
            raise ValueError("a mark for later comes without an answer")
        return self


class EventsIn(_Body):
    """`page` is what the page was given with its paper: it shows whose numbers these are."""

    epoch: Annotated[int, Field(ge=1, le=100_000)]
    page: Annotated[str, Field(max_length=64, pattern=r"^[0-9a-f]*$")] = ""
    events: Annotated[list[EventIn], Field(max_length=500)]


class SealedIn(_Body):
    attempt: Annotated[UUID, Field(strict=False)]
    epoch: Annotated[int, Field(ge=1, le=100_000)]
    seq: Number
    nonce: Annotated[Base64Bytes, Field(strict=False, min_length=NONCE_BYTES, max_length=NONCE_BYTES)]
    data: Annotated[Base64Bytes, Field(strict=False, max_length=64 * 1024)]


class LeftoversIn(_Body):
    records: Annotated[list[SealedIn], Field(max_length=200)]


class HandInIn(_Body):
    """The page's last number; `left_out` are those that the server refused to take, so that nobody waits for them."""

    final_seq: Number
    epoch: Number | None = None
    by_time: bool = False
    left_out: Annotated[list[Number], Field(max_length=1000)] = []


class LeftIn(_Body):
    """That the page was left: the how-manieth time under its lease, of which so many are kept, and for how long."""

    epoch: Annotated[int, Field(ge=1, le=100_000)]
    number: Annotated[int, Field(ge=1, le=30)]
    seconds: Annotated[int, Field(ge=1, le=86_400)]


@router.post("/attempts/{uuid:attempt}/lease")
def take_lease(request: HttpRequest, attempt: UUID, again: bool = False) -> dict[str, Any]:
    """Let this seat write from now on; the first time this starts the clock. Answers with the paper.

    `again`: the candidate asks once more after the invigilator had refused the seat.
    """
    refuse_other_browser(request, attempt)
    ref = _ref(request, attempt)
    operations.take_lease(ref=ref, asks_again=again, actor=actor_of(request), now=pulse.now())
    return _paper(get_terminal_paper(ref))


@router.get("/attempts/{uuid:attempt}")
def read_attempt(request: HttpRequest, attempt: UUID) -> dict[str, Any]:
    """Answer with the paper in this candidate's order, the saved answers, the clock, the epoch."""
    refuse_other_browser(request, attempt)
    return _paper(get_terminal_paper(_ref(request, attempt)))


@router.post("/attempts/{uuid:attempt}/events")
def save_events(request: HttpRequest, attempt: UUID, body: EventsIn) -> dict[str, Any]:
    """Keep numbered events; what the answer acknowledges is committed."""
    events = [NewEvent(e.seq, e.item, e.response, e.monotonic_ms, e.client_at, e.marked) for e in body.events]
    ref, actor = _ref(request, attempt, page=body.page), actor_of(request)
    try:
        reply = operations.save_events(ref=ref, epoch=body.epoch, events=events, actor=actor, now=pulse.now())
    except DomainError:
        note_browser(request, attempt)
        raise
    note_browser(request, attempt, keys=reply.browser_keys)
    return _saved(reply)


@router.post("/attempts/{uuid:attempt}/hand-in")
def hand_in(request: HttpRequest, attempt: UUID, body: HandInIn) -> dict[str, Any]:
    """End the attempt when everything has arrived; else say what is missing.

    A page whose clock has run out says `by_time`, and goes on when there is time left.
    """
    note_browser(request, attempt)
    end = operations.hand_in_by_time if body.by_time else operations.hand_in
    page = Page(body.epoch, frozenset(body.left_out))
    ref, now = _ref(request, attempt), pulse.now()
    outcome = end(ref=ref, final_seq=body.final_seq, page=page, actor=actor_of(request), now=now)
    return _handed_in(outcome, attempt)


@router.post("/attempts/{uuid:attempt}/left")
def note_left_page(request: HttpRequest, attempt: UUID, body: LeftIn) -> dict[str, Any]:
    """Keep for the invigilator that the page was left for a while; nothing else follows from it."""
    absence = operations.Absence(body.epoch, body.number, body.seconds)
    operations.note_left_page(
        ref=_ref(request, attempt), absence=absence, actor=actor_of(request), now=pulse.now()
    )
    return {"number": body.number}


@router.get("/attempts/{uuid:attempt}/clock")
def read_clock(
    request: HttpRequest, attempt: UUID, epoch: Number = 0, unsynced: Number = 0
) -> dict[str, Any]:
    """Answer with the server's time and the deadline, and remember the sign of life of the page that may write."""
    note_browser(request, attempt)
    row, now = get_own_attempt(request.user.person_id, attempt), pulse.now()
    is_live = epoch == row.lease_epoch
    # A page that was left behind goes on asking: the console would show a dead seat as alive.
    if is_live:
        note_heartbeat(attempt_uuid=row.uuid, unsynced=unsynced, now=now)
    standing = standing_clock(row)
    return {
        "server_time": now,
        "deadline": standing.deadline_at(now),
        "paused": standing.paused_at is not None,
        "on_paper": is_on_paper(row),
        "late": list_filled_late(row),
        # What does not count is told to each page: its candidate believes all of it to count, and may have time left.
        "held": list_not_counted(row, epoch),
        "state": row.state,
        "sitting": row.candidate.sitting.state,
        "lease": "live" if is_live else "superseded",
    }


@router.get("/attempts/{uuid:attempt}/token")
def read_token(request: HttpRequest, attempt: UUID) -> dict[str, Any]:
    """Answer with what the candidate's page has to send with each write under the session that is here now.

    `seat`: whether the server takes this session for the seat that writes (ADR 0176).
    """
    row = get_own_attempt(request.user.person_id, attempt)
    seat = "own" if is_at_its_seat(row, seat_of(request)) else "other"
    return {"token": get_token(request), "seat": seat}


@router.post("/leftovers", auth=within_limits)
def take_leftovers(request: HttpRequest, body: LeftoversIn) -> dict[str, Any]:
    """Keep what a terminal still holds of any examination; says nothing of records that were not sealed for us."""
    records = [SealedRecord(r.attempt, r.epoch, r.seq, r.nonce, r.data) for r in body.records]
    outcome = operations.take_leftovers(records=records, actor=actor_of(request), now=pulse.now())
    return {
        "taken": [record.name for record in outcome.taken],
        "refused": [record.name for record in outcome.refused],
        "ended": outcome.ended,
    }


@router.get("/clock")
def read_server_time(request: HttpRequest) -> dict[str, Any]:
    """Answer with the server's time."""
    return {"server_time": pulse.now()}


def _ref(request: HttpRequest, attempt: UUID, *, page: str = "") -> AttemptRef:
    return AttemptRef(uuid=attempt, person_id=request.user.person_id, seat=seat_of(request), page=page)


def _paper(paper: TerminalPaper) -> dict[str, Any]:
    now = pulse.now()
    return {
        "attempt": paper.attempt.uuid,
        "epoch": paper.epoch,
        "last_seq": paper.last_seq,
        "items": paper.items,
        "answers": paper.answers,
        "held": paper.held,
        "marks": paper.marks,
        "journal_keys": paper.journal_keys,
        "emergency": paper.emergency,
        "page": paper.page,
        "server_time": now,
        "granted_at": paper.granted_at,
        "paused": paper.clock.paused_at is not None,
        "deadline": paper.clock.deadline_at(now),
    }


def _saved(reply: SaveReply) -> dict[str, Any]:
    return {
        "acknowledged": reply.acknowledged,
        "missing": reply.missing,
        "held": reply.held,
        "server_time": reply.server_time,
        "deadline": reply.deadline,
        "state": reply.state,
        "lease": "live" if reply.lease_is_live else "superseded",
    }


def _handed_in(outcome: HandIn, attempt: UUID) -> dict[str, Any]:
    if outcome.running is not None:
        is_paused = outcome.running.paused_at is not None
        return {
            "state": "in_progress",
            "server_time": outcome.at,
            "deadline": outcome.deadline,
            "paused": is_paused,
            "waits_for": outcome.waits_for,
        }
    if outcome.receipt is None:
        return {"state": "missing", "missing": outcome.missing}
    return {
        "state": "handed_in",
        "receipt": outcome.receipt.short_code,
        "url": reverse("exams:receipt", args=[attempt]),
    }
