"""Seats: drawn from a seed so that neighbours have different forms, moved one by one, fixed once the room is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.exams import eventlog
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import SeatsRefused, SittingMoved, SittingNotFound
from lms.exams.sittings import seating
from lms.exams.sittings.apart import is_mixed, words_of_mixed
from lms.exams.sittings.arrangements import Arrangement
from lms.exams.sittings.models import Attempt, Sitting, SittingCandidate, SittingState
from lms.exams.sittings.operations.admitting import laid_of, persons_in_room
from lms.exams.sittings.operations.locking import lock_sitting
from lms.organisations.api import Plan, plan_or_numbers, seats_of


def draw_seats(
    *, sitting_uuid: UUID, seed: str, actor: Actor, now: datetime, instead_of: str | None = None
) -> Sitting:
    """Seat everybody anew from a seed; who needs a room apart gets no seat here. Forms follow the seats.

    `instead_of` is the seed of the seats that give way, empty where there are none; without it nobody is asked.

    :raises SittingNotFound: when there is none.
    :raises SeatsRefused: it is open or over, nobody is admitted, or the room has too few seats; it holds
        people whom the site keeps apart; or other seats would give way than those that were looked at.
    """
    with transaction.atomic(durable=True):
        sitting = _lock(sitting_uuid)
        # Swaps by hand and slips that are printed would be lost by a second click, or by another officer.
        if instead_of is not None and instead_of != sitting.seating:
            raise SeatsRefused(
                _("The seats are drawn. Look at them; to draw again, tick that these give way.")
            )
        rows = list(sitting.candidates.exclude(arrangement__is_separate_room=True).order_by("number"))
        plan = plan_of(sitting)
        seats = seats_of(plan)
        if not rows:
            reason = _("Nobody is admitted who sits in this room.")
            raise SeatsRefused(_("Seats cannot be drawn."), reasons=[reason])
        if len(rows) > len(seats):
            words = _("The room has %(seats)d seats, %(wanted)d are wanted.")
            reason = words % {"seats": len(seats), "wanted": len(rows)}
            raise SeatsRefused(_("Seats cannot be drawn."), reasons=[reason])
        _refuse_mixed(sitting)
        drawn = seating.draw_seats([str(row.uuid) for row in rows], plan, seed=seed)
        _put(sitting, {row.pk: drawn[str(row.uuid)] for row in rows})
        sitting.seating = seed
        sitting.save(update_fields=["seating"])
        _lay_forms(sitting)
        after = {"seed": seed, "candidates": len(rows)}
        audit.record(actor=actor, action=AuditAction.DRAW_SEATS, target=sitting, after=after, now=now)
    return sitting


@dataclass(frozen=True, slots=True)
class Move:
    """To which seat a candidate moves, and what the map showed: the own seat, and the uuid of who sat there.

    Empty: the candidate had no seat, nobody sat there.
    """

    seat: str
    seen_at: str
    seen_there: str


def move_candidate(
    *, sitting_uuid: UUID, candidate_uuid: UUID, move: Move, actor: Actor, now: datetime
) -> SittingCandidate:
    """Give a candidate another seat; who sits there gets the candidate's. Forms stay with the seats.

    Sent twice it is one move.

    :raises SittingNotFound: when there is none, or no such candidate in it.
    :raises SittingMoved: one of the two seats is somebody else's since the map was looked at.
    :raises SeatsRefused: it is open or over, the room has no such seat, the candidate needs a room apart, or it
        holds people whom the site keeps apart.
    """
    with transaction.atomic(durable=True):
        sitting = _lock(sitting_uuid)
        row = sitting.candidates.filter(uuid=candidate_uuid).first()
        if row is None:
            raise SittingNotFound(_("There is no such candidate in this sitting."))
        if Arrangement.objects.filter(candidate=row, is_separate_room=True).exists():
            raise SeatsRefused(_("A room apart is arranged for this candidate, who has no seat in this one."))
        seat = move.seat
        if seat not in seats_of(plan_of(sitting)):
            raise SeatsRefused(_("The room has no such seat."))
        other = sitting.candidates.filter(seat=seat).exclude(pk=row.pk).first()
        if row.seat == seat:
            return row
        _refuse_unseen(move, row, other)
        _refuse_mixed(sitting)
        before, changes = row.seat, {row.pk: seat}
        if other is not None:
            changes[other.pk] = before
        kept = dict(sitting.candidates.exclude(seat="").values_list("pk", "seat"))
        _put(sitting, {**kept, **changes})
        _lay_forms(sitting)
        after = {"seat": seat, "other": str(other.uuid) if other else ""}
        audit.record(
            actor=actor,
            action=AuditAction.MOVE_CANDIDATE,
            target=row,
            before={"seat": before},
            after=after,
            now=now,
        )
    row.refresh_from_db()
    return row


def plan_of(sitting: Sitting) -> Plan:
    """Return how the seats of a sitting's room stand."""
    return plan_or_numbers(sitting.room.plan, sitting.room.seats)


def _lock(uuid: UUID) -> Sitting:
    sitting = lock_sitting(uuid)
    if sitting.state != SittingState.SCHEDULED:
        state = _("It is %(state)s.") % {"state": sitting.get_state_display()}
        raise SeatsRefused(_("Seats are fixed once a sitting was opened."), reasons=[state])
    return sitting


def _refuse_unseen(move: Move, row: SittingCandidate, other: SittingCandidate | None) -> None:
    if (move.seen_at, move.seen_there) != (row.seat, str(other.uuid) if other else ""):
        raise SittingMoved(_("Somebody has changed these seats meanwhile. Look at the map and choose again."))


def _refuse_mixed(sitting: Sitting) -> None:
    if is_mixed(persons_in_room(sitting), sitting.site_id, local_date(sitting.opens_at)):
        raise SeatsRefused(_("Seats cannot be drawn."), reasons=[words_of_mixed()])


def _put(sitting: Sitting, seats: Mapping[int, str]) -> None:
    """Write all seats anew: nobody is in somebody's way meanwhile."""
    sitting.candidates.update(seat="")
    rows = list(sitting.candidates.filter(pk__in=seats))
    for row in rows:
        row.seat = seats[row.pk]
    SittingCandidate.objects.bulk_update(rows, ["seat"])


def _lay_forms(sitting: Sitting) -> None:
    """Lay parallel forms so that neighbours differ. One paper for all, or one's own, stays whose it is."""
    papers = list(sitting.papers.defer("content").select_related("drawing").order_by("laid__position"))
    if len(papers) < 2 or any(one.is_own for one in laid_of(papers)):
        return
    rows = sitting.candidates.exclude(seat="").values_list("pk", "seat")
    forms = seating.forms_of([seat for _pk, seat in rows], plan_of(sitting), len(papers))
    by_candidate = {pk: papers[forms[seat]] for pk, seat in rows if seat in forms}
    attempts = Attempt.objects.filter(candidate__in=by_candidate).select_related("candidate")
    changed = [row for row in attempts if row.paper_id != by_candidate[row.candidate_id].pk]
    for row in changed:
        row.paper = by_candidate[row.candidate_id]
        row.shuffle_seed = eventlog.sha256([str(row.candidate.uuid), row.paper.seed])
    Attempt.objects.bulk_update(changed, ["paper", "shuffle_seed"])
