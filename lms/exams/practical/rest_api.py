"""The tablet's API: open the page, save numbered marks, sign. Assessors only, the own log only. No rules live here."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.security import SessionAuth
from pydantic import ConfigDict, Field

from lms.accounts.api import actor_of, knows_own_secret
from lms.core import clock
from lms.core.access import Roles
from lms.core.enums import Role
from lms.core.errors import NotAllowed
from lms.core.faces import problem_response
from lms.exams.errors import EventsTooLarge
from lms.exams.practical import operations
from lms.exams.practical.errors import MarksMoved, SecretWrong
from lms.exams.practical.operations import Final, MarkRef, MarkReply, NewMark, Place, Signing
from lms.exams.practical.queries import get_marking, get_my_member
from lms.exams.sittings.seat import seat_of

MAX_BODY_BYTES = 256 * 1024
ASSESSORS = Roles(Role.ASSESSOR)
MOST_PLACES = 2000
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class AssessorSession(SessionAuth):
    """A signed-in assessor; also the place where an oversized body is refused before it is read."""

    access = ASSESSORS

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if not request.user.is_authenticated:
            return None
        if not self.access.admits(request.user):
            raise NotAllowed(_("Your account may not open this page."))
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES:
            raise EventsTooLarge(_("This is too much at once. Your marks stay on this machine."))
        return request.user


router = Router(auth=AssessorSession(), tags=["exams"])


class _Body(Schema):
    model_config = ConfigDict(extra="forbid", strict=True)


_Item = Annotated[str, Field(pattern=rf"^{_UUID}:{_UUID}:[0-9a-z]{{1,10}}$")]
_Response = bool | Annotated[str, Field(max_length=1000)] | None


class MarkIn(_Body):
    seq: Annotated[int, Field(ge=1, le=100_000)]
    item: _Item
    response: _Response
    monotonic_ms: Annotated[int, Field(ge=0, le=10**9)]
    client_at: Annotated[str, Field(max_length=40, pattern=r"^[0-9TZ:.+-]*$")] = ""


class MarksIn(_Body):
    epoch: Annotated[int, Field(ge=1, le=100_000)]
    events: Annotated[list[MarkIn], Field(max_length=500)]


class SignIn(_Body):
    """One sheet as the page shows it; `left_out` are numbers that the server refused to take: nobody waits for them."""

    sheet: Annotated[UUID, Field(strict=False)]
    epoch: Annotated[int, Field(ge=1, le=100_000)]
    final_seq: Annotated[int, Field(ge=0, le=100_000)]
    shown: Annotated[dict[_Item, _Response], Field(max_length=MOST_PLACES)]
    secret: Annotated[str, Field(min_length=1, max_length=200)]
    left_out: Annotated[list[Annotated[int, Field(ge=1, le=100_000)]], Field(max_length=1000)] = []


@router.post("/{uuid:examination}/device")
def open_marking(request: HttpRequest, examination: UUID) -> dict[str, Any]:
    """Give this page its own epoch and answer with the caller's own sheets and marks."""
    member = get_my_member(request.user, examination)
    device = operations.open_device(ref=_ref(request, examination), actor=actor_of(request), now=clock.now())
    return get_marking(member, epoch=device.epoch, now=clock.now())


@router.post("/{uuid:examination}/events")
def save_marks(request: HttpRequest, examination: UUID, body: MarksIn) -> dict[str, Any]:
    """Keep numbered marks; what the answer acknowledges is committed."""
    marks = [_mark(event) for event in body.events]
    reply = operations.save_marks(
        ref=_ref(request, examination),
        epoch=body.epoch,
        marks=marks,
        actor=actor_of(request),
        now=clock.now(),
    )
    return _saved(reply)


@router.post("/{uuid:examination}/sign")
def sign_marks(request: HttpRequest, examination: UUID, body: SignIn) -> dict[str, Any] | JsonResponse:
    """Sign one sheet when everything has arrived and the secret is the caller's own; else say what is missing.

    Where the sheet holds other marks than the page shows, nothing is signed, and the answer brings them.
    """
    get_my_member(request.user, examination)
    if not knows_own_secret(request, body.secret):
        raise SecretWrong(_("The password is not right. Nothing was signed."), field="secret")
    try:
        outcome = operations.sign_sheet(
            ref=_ref(request, examination),
            sheet_uuid=body.sheet,
            final=Final(body.epoch, body.final_seq, body.shown, frozenset(body.left_out)),
            actor=actor_of(request),
            now=clock.now(),
        )
    except MarksMoved as moved:
        return problem_response(moved, marks=moved.marks)
    return _signed(outcome)


@router.get("/{uuid:examination}/token")
def read_marking_token(request: HttpRequest, examination: UUID) -> dict[str, Any]:
    """Answer with what the assessor's page has to send with each write under the session that is here now."""
    get_my_member(request.user, examination)
    return {"token": get_token(request), "seat": "own"}


def _ref(request: HttpRequest, examination: UUID) -> MarkRef:
    return MarkRef(examination, request.user, seat_of(request).holder)  # type: ignore[arg-type]


def _mark(event: MarkIn) -> NewMark:
    sheet, task, line = event.item.split(":")
    place = Place(UUID(sheet), UUID(task), line)
    return NewMark(event.seq, place, event.response, event.monotonic_ms, event.client_at)


def _saved(reply: MarkReply) -> dict[str, Any]:
    return {
        "acknowledged": reply.acknowledged,
        "missing": reply.missing,
        "held": reply.held,
        "server_time": reply.server_time,
        "lease": "live" if reply.is_newest else "superseded",
        "sheets": reply.sheets,
    }


def _signed(outcome: Signing) -> dict[str, Any]:
    if outcome.signature is None:
        return {"state": "missing", "missing": outcome.missing}
    return {"state": "signed", "code": outcome.signature.short_code}
