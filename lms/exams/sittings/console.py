"""Reads for the invigilator's console: the roster with clock, seat, last sign of life, open questions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.exams import eventlog
from lms.exams.errors import ActNotFound, SittingNotFound
from lms.exams.reserve.models import ON_PAPER, OpeningState, ReserveOpening
from lms.exams.sittings import rules
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.arrangements import arrangement_of, words_of
from lms.exams.sittings.leavings import Leavings, leavings_of
from lms.exams.sittings.models import (
    AnswerCurrent,
    AnswerEvent,
    Attempt,
    AttemptState,
    CandidateState,
    Receipt,
    SeatDecision,
    SeatRequest,
    Sitting,
)
from lms.exams.sittings.operations.locking import AT_TERMINAL
from lms.exams.sittings.policies import sittings_on_console_of
from lms.exams.sittings.room_models import ActKind, ActState, KeptTime, RoomAct
from lms.exams.sittings.signs_of_life import WAITS, Heard, Heartbeat, Waiting, heard_of, is_overdue
from lms.exams.sittings.standing_clock import clock_with, waiting_outage

_OFFERED = (ActKind.PAUSE, ActKind.RESUME, ActKind.EXTRA, ActKind.FORCE, ActKind.REOPEN, ActKind.VOID)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One candidate as the invigilator sees them."""

    attempt: Attempt
    candidate_number: str
    name: str
    deadline: datetime | None
    extra_minutes: int
    seat: str
    epoch: int
    heartbeat: Heartbeat | None
    answered: int
    held: int
    undecided: int
    request: SeatRequest | None
    is_silent: bool
    is_awaited: bool
    is_unknown: bool
    paused_at: datetime | None
    waiting: Waiting | None
    left: Leavings | None
    beside: tuple[str, ...]

    @property
    def planned_seat(self) -> str:
        """Return the seat that the plan of the room gives the candidate."""
        return self.attempt.candidate.seat

    @property
    def arranged(self) -> str:
        """Return in words what is arranged for the candidate, whom to read to among it."""
        row = arrangement_of(self.attempt.candidate)
        return words_of(row) if row else ""

    @property
    def is_elsewhere(self) -> bool:
        """Return whether the candidate writes at another seat than the planned one, or nobody knows at which."""
        return self.epoch > 0 and self.seat != self.planned_seat

    @property
    def is_on_paper(self) -> bool:
        """Return whether the candidate goes on on paper and nothing of it was handed in yet."""
        return is_on_paper(self.attempt)

    @property
    def is_by_paper(self) -> bool:
        """Return whether the candidate writes on paper, or wrote there last."""
        leases = list(self.attempt.leases.all())
        return self.is_on_paper or bool(leases and leases[-1].is_from_paper)

    @property
    def is_paused(self) -> bool:
        """Return whether the clock of this candidate stands still."""
        return self.paused_at is not None

    @property
    def state(self) -> str:
        """Return the state by which tiles are filtered; a clock that stands still is one of its own."""
        if self.is_absent:
            return "absent"
        if self.is_on_paper:
            return "paper"
        if self.is_paused:
            return "paused"
        if self.attempt.state in (AttemptState.PREPARED, AttemptState.IN_PROGRESS):
            return self.attempt.state
        return "ended"

    @property
    def uuid_text(self) -> str:
        """Return the attempt as addresses name it."""
        return str(self.attempt.uuid)

    @property
    def state_word(self) -> str:
        """Return the state in a word."""
        if self.is_absent:
            return str(CandidateState.ABSENT.label)
        if self.is_on_paper:
            return _("Writes on paper")
        if self.is_paused:
            return _("Clock stands still")
        return str(self.attempt.get_state_display())

    @property
    def is_seen(self) -> bool:
        """Return whether an invigilator has compared the person with their papers."""
        return self.attempt.candidate.is_seen

    @property
    def is_missing(self) -> bool:
        """Return whether the candidate is expected, was not seen yet, and does not wait at a computer."""
        return self.state == AttemptState.PREPARED and not self.is_seen and self.waiting is None

    @property
    def is_absent(self) -> bool:
        """Return whether the room was closed without the candidate having begun."""
        return self.attempt.candidate.state == CandidateState.ABSENT

    @property
    def is_unchecked(self) -> bool:
        """Return whether somebody writes or has written whom nobody compared with their papers."""
        return not self.is_seen and self.attempt.state not in (AttemptState.PREPARED, AttemptState.VOIDED)

    @property
    def acts(self) -> list[ActKind]:
        """Return what can be done to this candidate now."""
        state, paused = self.attempt.state, self.is_paused
        offered = (ActKind.REOPEN, ActKind.VOID) if self.is_on_paper else _OFFERED
        return [kind for kind in offered if rules.is_target(kind, state, is_paused=paused)]

    @property
    def is_writing(self) -> bool:
        """Return whether the clock of this candidate runs."""
        return self.attempt.state == AttemptState.IN_PROGRESS

    @property
    def kind(self) -> str:
        """Return the kind of tag that shows the state."""
        if self.is_on_paper:
            return "warning"
        if self.is_writing:
            return "warning" if self.is_paused else "accent"
        if self.attempt.state == AttemptState.VOIDED:
            return "danger"
        return "neutral" if self.attempt.state == AttemptState.PREPARED else "success"


def is_nobody_seen(lines: Sequence[RosterLine]) -> bool:
    """Return whether candidates are expected and not one was compared with photo or papers."""
    return bool(lines) and not any(line.is_seen for line in lines)


def is_on_paper(row: Attempt) -> bool:
    """Return whether an attempt goes on on paper; its sheets were fetched."""
    return any(sheet.state in ON_PAPER for sheet in row.sheets.all())


def find_receipts(user: User, code: str) -> list[Receipt]:
    """Return the receipts with this short code at the user's sites, however the code was typed."""
    typed = eventlog.normal_short_code(code)
    if not typed:
        return []
    rows = Receipt.objects.filter(
        attempt__candidate__sitting__in=sittings_on_console_of(user), short_code=typed
    )
    return list(rows.select_related("attempt__candidate__sitting", "attempt__candidate__enrolment__person"))


def list_console_sittings(user: User) -> QuerySet[Sitting]:
    """Return the sittings of the user's sites, newest first, with the number of candidates."""
    rows = sittings_on_console_of(user).select_related("scheme", "room", "site")
    return rows.annotate(candidate_count=Count("candidates")).order_by("-opens_at", "-pk")


def get_console_sitting(user: User, sitting_uuid: UUID) -> Sitting:
    """Return one sitting of the user's sites.

    :raises SittingNotFound: it is not there, or at another site.
    """
    rows = sittings_on_console_of(user).select_related("scheme", "room", "site")
    sitting = rows.filter(uuid=sitting_uuid).first()
    if sitting is None:
        raise SittingNotFound(_("There is no such sitting."))
    return sitting


def roster(sitting: Sitting, *, now: datetime) -> list[RosterLine]:
    """Return all candidates of a sitting; the number of queries does not depend on how many there are."""
    attempts = Attempt.objects.filter(candidate__sitting=sitting).order_by("candidate__number")
    rows = list(
        attempts.select_related("candidate__enrolment__person", "candidate__arrangement").prefetch_related(
            "leases", "time_events", "seat_requests", "decisions", "sheets"
        )
    )
    held: dict[int, list[tuple[int, str]]] = {}
    late = held_back(AnswerEvent.objects.filter(attempt__in=attempts))
    for pk, position, why in late.values_list("attempt_id", "position", "held"):
        held.setdefault(pk, []).append((position, why))
    known = _Known(
        heard=heard_of(row.uuid for row in rows),
        answered=_counts(AnswerCurrent.objects.filter(attempt__in=attempts, response__isnull=False)),
        held=held,
        left=leavings_of(attempts),
        outage=waiting_outage(sitting.pk),
        at_computer=_at_computers(rows),
    )
    return [_line(row, known, now=now) for row in rows]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was asked once for a whole room, by the key of the attempt; `heard` None: the cache is away."""

    heard: Heard | None
    answered: dict[int, int]
    held: dict[int, list[tuple[int, str]]]
    left: dict[int, Leavings]
    outage: RoomAct | None
    at_computer: dict[str, list[str]]


def _counts(rows: QuerySet[Any]) -> dict[int, int]:
    return dict(rows.order_by().values("attempt").annotate(total=Count("pk")).values_list("attempt", "total"))


def _at_computers(rows: Iterable[Attempt]) -> dict[str, list[str]]:
    """Return who writes at which registered computer: one for several may be copies of one disk."""
    found: dict[str, list[str]] = {}
    for row in rows:
        holder = _holder_of(row)
        if holder.startswith(AT_TERMINAL):
            found.setdefault(holder, []).append(str(row.candidate))
    return found


def _holder_of(row: Attempt) -> str:
    leases = list(row.leases.all()) if row.state == AttemptState.IN_PROGRESS else []
    return leases[-1].holder if leases else ""


def _line(row: Attempt, known: _Known, *, now: datetime) -> RosterLine:
    events = list(row.time_events.all())
    clock = rules.clock_of(events)
    leases = list(row.leases.all())
    asked = [request for request in row.seat_requests.all() if _is_waiting(request, now=now)]
    held = known.held.get(row.pk, [])
    beat = known.heard.beats.get(row.uuid) if known.heard else None
    waits = known.heard.waits.get(row.uuid) if known.heard and row.state == AttemptState.PREPARED else None
    # A seat of which nothing was ever heard is overdue from when it was given the examination.
    heard_at = beat.at if beat else leases[-1].granted_at if leases and known.heard else None
    overdue = is_overdue(heard_at, now=now) and row.state == AttemptState.IN_PROGRESS and not is_on_paper(row)
    is_early = known.heard is not None and known.heard.is_early(now)
    return RosterLine(
        attempt=row,
        candidate_number=str(row.candidate),
        name=row.candidate.enrolment.person.full_name,
        deadline=clock_with(clock, known.outage).deadline_at(now),
        extra_minutes=sum(event.seconds for event in events if event.kind == "extra") // 60,
        seat=leases[-1].seat if leases else "",
        epoch=row.lease_epoch,
        heartbeat=beat,
        answered=known.answered.get(row.pk, 0),
        held=len(held),
        undecided=len(rules.undecided(held, [(row.positions, row.counts) for row in row.decisions.all()])),
        request=max(asked, key=lambda request: request.asked_at) if asked else None,
        is_silent=overdue and not is_early,
        is_awaited=overdue and is_early,
        is_unknown=known.heard is None and row.state == AttemptState.IN_PROGRESS and not is_on_paper(row),
        paused_at=clock.paused_at if row.state == AttemptState.IN_PROGRESS else None,
        waiting=waits if waits and waits.is_there(now) else None,
        left=known.left.get(row.pk),
        beside=tuple(one for one in known.at_computer.get(_holder_of(row), ()) if one != str(row.candidate)),
    )


def _is_waiting(request: SeatRequest, *, now: datetime) -> bool:
    return request.state == SeatDecision.ASKED and now - request.last_asked_at <= WAITS


def list_waiting_acts(sitting: Sitting) -> QuerySet[RoomAct]:
    """Return what waits for a second person, and the outage on which nobody has decided."""
    rows = RoomAct.objects.filter(sitting=sitting, state=ActState.WAITING)
    return rows.select_related("attempt__candidate__enrolment__person")


def list_same_outages(user: User, act: RoomAct) -> QuerySet[RoomAct]:
    """Return the outages that wait in other rooms of the user and overlap with this one; none where it is none."""
    rows = RoomAct.objects.filter(kind=ActKind.OUTAGE, state=ActState.WAITING).exclude(pk=act.pk)
    if act.kind != ActKind.OUTAGE or act.state != ActState.WAITING:
        return rows.none()
    same = rows.filter(since__lt=act.until, until__gt=act.since, sitting__in=sittings_on_console_of(user))
    related = same.select_related("sitting__site", "sitting__room")
    return related.order_by("sitting__site__code", "sitting__room__sort_name", "pk")


def list_waiting_openings(sitting: Sitting) -> QuerySet[ReserveOpening]:
    """Return the packets of the sealed reserve that a second person has to agree to open."""
    rows = ReserveOpening.objects.filter(reserve__sitting=sitting, state=OpeningState.WAITING)
    return rows.select_related("reserve")


def get_room_act(sitting: Sitting, act_uuid: UUID) -> RoomAct:
    """Return one act of a room.

    :raises ActNotFound: when there is none.
    """
    rows = RoomAct.objects.select_related("attempt__candidate__enrolment__person", "sitting")
    act = rows.filter(sitting=sitting, uuid=act_uuid).first()
    if act is None:
        raise ActNotFound(_("There is no such request in this room."))
    return act


def clock_in_doubt() -> KeptTime | None:
    """Return what is known of the kept time when nobody trusts the clock, or None."""
    return KeptTime.objects.exclude(doubt="").first()
