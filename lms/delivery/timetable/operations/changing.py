"""Changes of planned sessions: cancel one or many, move one, and take the last change of a batch back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts.operations import lock_site
from lms.delivery.errors import NothingToUndo, ReasonMissing, SessionNotFound, SessionsRefused
from lms.delivery.register.models import Register, RegisterState
from lms.delivery.timetable.models import ChangeKind, ClassSession, SessionChange, SessionState
from lms.delivery.timetable.refusals import Wish, reasons_against
from lms.delivery.timetable.rules import Period
from lms.organisations.api import Room


@dataclass(frozen=True, slots=True)
class Move:
    """To when and where a session goes, and why."""

    session_uuid: UUID
    period: Period
    room: Room
    reason: str
    batch: UUID


def cancel_sessions(
    *, session_uuids: Sequence[UUID], reason: str, batch: UUID, actor: Actor, now: datetime
) -> list[ClassSession]:
    """Cancel planned sessions of one site, all or none; the same batch again changes nothing.

    :raises ReasonMissing: no reason was given.
    :raises SessionNotFound: one is not there.
    :raises SessionsRefused: the register of one is signed.
    """
    _require(reason)
    with transaction.atomic(durable=True):
        rows = _lock(session_uuids)
        if SessionChange.objects.filter(batch=batch).exists():
            return rows
        _refuse_signed(rows)
        planned = [row for row in rows if row.state == SessionState.PLANNED]
        changes = [_kept(row, ChangeKind.CANCELLED, (reason, batch), (actor, now)) for row in planned]
        for row in planned:
            row.state = SessionState.CANCELLED
            row.save(update_fields=["state"])
        _audit(changes, reason, actor, now)
    return rows


def move_session(*, move: Move, actor: Actor, now: datetime) -> ClassSession:
    """Move a planned session to another time or room; the same batch again changes nothing.

    :raises ReasonMissing: no reason was given.
    :raises SessionNotFound: it is not there.
    :raises SessionsRefused: it is cancelled or signed, or something clashes.
    """
    _require(move.reason)
    with transaction.atomic(durable=True):
        row = _lock([move.session_uuid])[0]
        if SessionChange.objects.filter(batch=move.batch).exists():
            return row
        _refuse_signed([row])
        if row.state != SessionState.PLANNED:
            raise SessionsRefused(_("A cancelled session cannot be moved. Undo the cancelling first."))
        if move.period.ends <= move.period.begins:
            raise SessionsRefused(_("The session would end before it begins."))
        _refuse_clashes([(row, move.period, move.room)])
        kept = _kept(row, ChangeKind.MOVED, (move.reason, move.batch), (actor, now))
        row.begins_at, row.ends_at, row.room = move.period.begins, move.period.ends, move.room
        row.save(update_fields=["begins_at", "ends_at", "room"])
        _audit([kept], move.reason, actor, now)
    return row


def undo_changes(*, batch: UUID, undo: UUID, actor: Actor, now: datetime) -> list[ClassSession]:
    """Put all sessions of a batch back to where they were; `undo` is the batch of the undoing.

    :raises SessionNotFound: there is no such batch.
    :raises NothingToUndo: it was undone, or a session was changed again since.
    :raises SessionsRefused: what is there meanwhile clashes, or a register is signed.
    """
    with transaction.atomic(durable=True):
        rows = _lock(list(SessionChange.objects.filter(batch=batch).values_list("session__uuid", flat=True)))
        if SessionChange.objects.filter(batch=undo).exists():
            return rows
        kept = {row.pk: _last_of(row, batch) for row in rows}
        _refuse_signed(rows)
        back = [
            (row, Period(kept[row.pk].begins_before, kept[row.pk].ends_before), kept[row.pk].room_before)
            for row in rows
        ]
        coming = [wish for wish in back if kept[wish[0].pk].state_before == SessionState.PLANNED]
        _refuse_clashes(coming)
        reason = kept[rows[0].pk].reason
        changes = [
            _kept(row, ChangeKind.UNDONE, (reason, undo), (actor, now), undoes=kept[row.pk]) for row in rows
        ]
        for row, period, room in back:
            row.begins_at, row.ends_at, row.room = period.begins, period.ends, room
            row.state = kept[row.pk].state_before
            row.save(update_fields=["begins_at", "ends_at", "room", "state"])
        _audit(changes, reason, actor, now)
    return rows


def _require(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing(_("Say why."), field="reason")


def _lock(uuids: Sequence[UUID]) -> list[ClassSession]:
    """Lock the sites of the sessions, then the sessions, each in one order."""
    named = ClassSession.objects.filter(uuid__in=uuids)
    sites = sorted(set(named.values_list("cohort__site_id", flat=True)))
    for site_id in sites:
        lock_site(site_id)
    related = named.select_related("room", "instructor", "course", "unit", *_OF_COHORT)
    found = list(related.select_for_update(of=("self",)).order_by("pk"))
    if not found or len(found) < len(set(uuids)):
        raise SessionNotFound(_("There is no such session."))
    return found


_OF_COHORT = ("cohort__site", "cohort__school", "cohort__version__programme")


def _refuse_signed(rows: Sequence[ClassSession]) -> None:
    registers = Register.objects.filter(session__in=rows).exclude(state=RegisterState.OPEN)
    marked = Register.objects.filter(session__in=rows, marks__isnull=False)
    if registers.exists() or marked.exists():
        words = _("A register of these sessions is already kept. What has been taught is not changed.")
        raise SessionsRefused(words)


def _refuse_clashes(wanted: Sequence[tuple[ClassSession, Period, Room]]) -> None:
    but = [row.pk for row, _period, _room in wanted]
    reasons: list[str] = []
    for row, period, room in wanted:
        wish = Wish(period, room, row.instructor, row.cohort, row.course, row.unit)
        reasons += reasons_against([wish], but=but)
    if reasons:
        raise SessionsRefused(_("The sessions cannot be planned like this."), reasons=reasons[:10])


def _last_of(row: ClassSession, batch: UUID) -> SessionChange:
    last = row.changes.order_by("-pk").first()
    if last is None or last.batch != batch or last.kind == ChangeKind.UNDONE:
        raise NothingToUndo(_("A session was changed again meanwhile, so this cannot be undone any more."))
    return last


def _kept(
    row: ClassSession,
    kind: ChangeKind,
    why: tuple[str, UUID],
    who: tuple[Actor, datetime],
    *,
    undoes: SessionChange | None = None,
) -> SessionChange:
    return SessionChange.objects.create(
        session=row,
        kind=kind,
        reason=why[0],
        batch=why[1],
        undoes=undoes,
        room_before=row.room,
        begins_before=row.begins_at,
        ends_before=row.ends_at,
        state_before=row.state,
        changed_by=who[0].user_uuid,
        changed_at=who[1],
    )


def _audit(changes: Sequence[SessionChange], reason: str, actor: Actor, now: datetime) -> None:
    targets = [audit.Change(change.session) for change in changes]
    audit.record_all(actor=actor, action=AuditAction.CHANGE_SESSION, changes=targets, now=now, reason=reason)
