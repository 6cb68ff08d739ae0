"""Changes of planned sessions: cancel one or many, move one, and take the last change of a batch back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core.actor import Actor
from lms.delivery.equipment.fit import part_of
from lms.delivery.errors import NothingToUndo, SessionsRefused, SessionUnusual
from lms.delivery.timetable.models import ChangeKind, ClassSession, SessionChange, SessionState
from lms.delivery.timetable.operations.seen import Seen, refuse_changed, refuse_changed_one
from lms.delivery.timetable.operations.steps import (
    audit_changes,
    is_done,
    keep_change,
    lock_sessions,
    refuse_kept,
    require_reason,
)
from lms.delivery.timetable.refusals import (
    Wish,
    against_day_of,
    reasons_against,
    words_of_doubt,
    words_of_pattern,
)
from lms.delivery.timetable.rules import Period, WeeklySlot, doubts_about, faults_of, slot_of
from lms.organisations.api import Room


@dataclass(frozen=True, slots=True)
class Move:
    """To when and where a session goes, and why."""

    session_uuid: UUID
    period: Period
    room: Room
    reason: str
    batch: UUID
    is_meant: bool = False
    """Whoever moves it knows that its hours are unusual."""
    seen: str | None = None
    """The uuid of the last change that was seen, "" for none; None where nobody looked at it before."""


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Which sessions are cancelled, why, and what was seen of them."""

    session_uuids: Sequence[UUID]
    reason: str
    batch: UUID
    seen: Seen = field(default_factory=dict)


def cancel_sessions(
    *, session_uuids: Sequence[UUID], reason: str, batch: UUID, actor: Actor, now: datetime
) -> list[ClassSession]:
    """Cancel planned sessions of one site, see `cancel_chosen`; nobody looked at them before."""
    return cancel_chosen(cancelling=Cancelling(session_uuids, reason, batch), actor=actor, now=now)


def cancel_chosen(*, cancelling: Cancelling, actor: Actor, now: datetime) -> list[ClassSession]:
    """Cancel planned sessions of one site, all or none; the same batch again changes nothing.

    :raises ReasonMissing: no reason was given.
    :raises SessionNotFound: one is not there.
    :raises SessionChanged: some were changed since they were looked at; they are named.
    :raises SessionsRefused: the register of one is signed, or all are cancelled already.
    """
    require_reason(cancelling.reason)
    with transaction.atomic(durable=True):
        rows = lock_sessions(cancelling.session_uuids)
        if is_done(cancelling.batch):
            return rows
        refuse_changed(rows, cancelling.seen)
        refuse_kept(rows)
        if all(row.state != SessionState.PLANNED for row in rows):
            raise SessionsRefused(_("These sessions are cancelled already. Nothing was changed."))
        cancel_locked(rows, (cancelling.reason, cancelling.batch), (actor, now))
    return rows


def cancel_locked(rows: Sequence[ClassSession], why: tuple[str, UUID], who: tuple[Actor, datetime]) -> None:
    """Cancel those of locked sessions that are planned: a building block inside the caller's transaction.

    `why` is the reason and the batch.
    """
    planned = [row for row in rows if row.state == SessionState.PLANNED]
    changes = [keep_change(row, ChangeKind.CANCELLED, why, who) for row in planned]
    for row in planned:
        row.state = SessionState.CANCELLED
        row.save(update_fields=["state"])
    audit_changes(changes, why[0], *who)


def move_session(*, move: Move, actor: Actor, now: datetime) -> ClassSession:
    """Move a planned session to another time or room; the same batch again changes nothing.

    :raises ReasonMissing: no reason was given.
    :raises SessionNotFound: it is not there.
    :raises SessionsRefused: it is cancelled or signed, something clashes, or the new time could not be planned: outside
        of the cohort's days, on a day without teaching, too long, or over already while the session is to come.
    :raises SessionChanged: it was changed since it was looked at.
    :raises SessionUnusual: the new hours are unusual, and nobody said that they are meant.
    """
    require_reason(move.reason)
    with transaction.atomic(durable=True):
        row = lock_sessions([move.session_uuid])[0]
        if is_done(move.batch):
            return row
        refuse_kept([row])
        if row.state != SessionState.PLANNED:
            raise SessionsRefused(_("A cancelled session cannot be moved. Undo the cancelling first."))
        refuse_changed_one(row, move.seen)
        if move.period.ends <= move.period.begins:
            raise SessionsRefused(_("The session would end before it begins."))
        wish = Wish(move.period, move.room, row.instructor, row.cohort, (part_of(row),))
        against = _against_time(row, wish, now)
        _refuse_clashes([(row, wish)], against)
        if not move.is_meant:
            _refuse_unusual(row, wish)
        kept = keep_change(row, ChangeKind.MOVED, (move.reason, move.batch), (actor, now))
        row.begins_at, row.ends_at, row.room = move.period.begins, move.period.ends, move.room
        row.save(update_fields=["begins_at", "ends_at", "room"])
        audit_changes([kept], move.reason, actor, now)
    return row


def undo_changes(*, batch: UUID, undo: UUID, actor: Actor, now: datetime) -> list[ClassSession]:
    """Put all sessions of a batch back to where they were; `undo` is the batch of the undoing.

    :raises SessionNotFound: there is no such batch.
    :raises NothingToUndo: it was undone, or a session was changed again since.
    :raises SessionsRefused: what is there meanwhile clashes, or a register is signed.
    """
    with transaction.atomic(durable=True):
        rows = lock_sessions(
            list(SessionChange.objects.filter(batch=batch).values_list("session__uuid", flat=True))
        )
        if is_done(undo):
            return rows
        kept = {row.pk: _last_of(row, batch) for row in rows}
        refuse_kept(rows)
        back = {row.pk: _as_before(row, kept[row.pk]) for row in rows}
        coming = [row for row in rows if kept[row.pk].state_before == SessionState.PLANNED]
        # The cohort's days may have become fewer, and a day free, since.
        against = [words for row in coming for words in against_day_of(back[row.pk])]
        _refuse_clashes([(row, back[row.pk]) for row in coming], against)
        reason = kept[rows[0].pk].reason
        changes = [
            keep_change(row, ChangeKind.UNDONE, (reason, undo), (actor, now), undoes=kept[row.pk])
            for row in rows
        ]
        for row in rows:
            _put(row, back[row.pk], kept[row.pk].state_before)
        audit_changes(changes, reason, actor, now)
    return rows


def _as_before(row: ClassSession, kept: SessionChange) -> Wish:
    period = Period(kept.begins_before, kept.ends_before)
    instructor = kept.instructor_before or row.instructor  # older changes did not say: it never changed then
    return Wish(period, kept.room_before, instructor, row.cohort, (part_of(row),))


def _put(row: ClassSession, wish: Wish, state: str) -> None:
    row.begins_at, row.ends_at = wish.period.begins, wish.period.ends
    row.room, row.instructor, row.state = wish.room, wish.instructor, state
    row.save(update_fields=["begins_at", "ends_at", "room", "instructor", "state"])


def _against_time(row: ClassSession, wish: Wish, now: datetime) -> list[str]:
    """Return why a time could not be planned; where only the room changes, the time is not asked about."""
    if _is_same_time(row, wish):
        return []
    found = against_day_of(wish)
    if "minutes" in faults_of([_slot(wish)]):
        found.append(words_of_pattern("minutes"))
    # One that is over and has no register yet may have been held at another time: that is written down afterwards.
    if wish.period.begins < now <= row.begins_at:
        found.append(_("That time is over already: a session that is to come is not moved into the past."))
    return found


def _refuse_unusual(row: ClassSession, wish: Wish) -> None:
    doubts = [] if _is_same_time(row, wish) else doubts_about([_slot(wish)])
    if doubts:
        words = " ".join(words_of_doubt(doubt) for doubt in doubts)
        raise SessionUnusual(words, field="meant")


def _is_same_time(row: ClassSession, wish: Wish) -> bool:
    return wish.period == Period(row.begins_at, row.ends_at)


def _slot(wish: Wish) -> WeeklySlot:
    return slot_of(wish.period, zone=wish.cohort.site.time_zone)


def _refuse_clashes(wanted: Sequence[tuple[ClassSession, Wish]], against: Sequence[str]) -> None:
    but = [row.pk for row, _wish in wanted]
    reasons = list(dict.fromkeys(against))
    for _row, wish in wanted:
        reasons += reasons_against([wish], but=but)
    if reasons:
        raise SessionsRefused(_("The sessions cannot be planned like this."), reasons=reasons[:10])


def _last_of(row: ClassSession, batch: UUID) -> SessionChange:
    last = row.last_change
    if last is None or last.batch != batch or last.kind == ChangeKind.UNDONE:
        raise NothingToUndo(_("A session was changed again meanwhile, so this cannot be undone any more."))
    return last
