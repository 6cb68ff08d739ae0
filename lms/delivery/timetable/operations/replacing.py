"""Another instructor or another room for planned sessions: one or many, all of them or none."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.actor import Actor
from lms.delivery.equipment.fit import part_of
from lms.delivery.errors import SessionsRefused
from lms.delivery.timetable.models import ChangeKind, ClassSession, SessionState
from lms.delivery.timetable.operations.seen import Seen, refuse_changed
from lms.delivery.timetable.operations.steps import (
    audit_changes,
    is_done,
    keep_change,
    lock_sessions,
    refuse_kept,
    require_reason,
)
from lms.delivery.timetable.refusals import MOST_REASONS, Wish, reasons_against
from lms.delivery.timetable.rules import Period, Taken
from lms.organisations.api import Room


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who teaches sessions from now on, or where; None leaves it as it is."""

    session_uuids: Sequence[UUID]
    instructor: User | None
    room: Room | None
    reason: str
    batch: UUID
    seen: Seen = field(default_factory=dict)
    """What was seen of the sessions."""


def replace_in_sessions(*, replacement: Replacement, actor: Actor, now: datetime) -> list[ClassSession]:
    """Give planned sessions another instructor or room; the same batch again changes nothing.

    :raises ReasonMissing: no reason was given.
    :raises SessionNotFound: one is not there.
    :raises SessionChanged: some were changed since they were looked at; they are named.
    :raises SessionsRefused: one is cancelled or kept already, nothing would change, or something clashes.
    """
    require_reason(replacement.reason)
    with transaction.atomic(durable=True):
        rows = lock_sessions(replacement.session_uuids)
        if is_done(replacement.batch):
            return rows
        refuse_changed(rows, replacement.seen)
        refuse_kept(rows)
        if any(row.state != SessionState.PLANNED for row in rows):
            raise SessionsRefused(_("A cancelled session cannot be changed. Undo the cancelling first."))
        wishes = {row.pk: _wish(row, replacement) for row in rows}
        changing = [row for row in rows if _differs(row, wishes[row.pk])]
        if not changing:
            raise SessionsRefused(_("Nothing would change: choose another instructor or another room."))
        _refuse_clashes(changing, wishes)
        why, who = (replacement.reason, replacement.batch), (actor, now)
        changes = [keep_change(row, ChangeKind.REPLACED, why, who) for row in changing]
        for row in changing:
            row.instructor, row.room = wishes[row.pk].instructor, wishes[row.pk].room
            row.save(update_fields=["instructor", "room"])
        audit_changes(changes, replacement.reason, actor, now)
    return rows


def _wish(row: ClassSession, wanted: Replacement) -> Wish:
    period = Period(row.begins_at, row.ends_at)
    room, instructor = wanted.room or row.room, wanted.instructor or row.instructor
    return Wish(period, room, instructor, row.cohort, (part_of(row),))


def _differs(row: ClassSession, wish: Wish) -> bool:
    return (row.instructor_id, row.room_id) != (wish.instructor.pk, wish.room.pk)


def _refuse_clashes(rows: Sequence[ClassSession], wishes: dict[int, Wish]) -> None:
    """Refuse what clashes with other sessions, or among these: two cohorts may not get one room at one time."""
    groups: dict[tuple[int, int, int, int], list[ClassSession]] = defaultdict(list)
    for row in rows:
        wish = wishes[row.pk]
        groups[row.cohort_id, wish.room.pk, wish.instructor.pk, row.course_id].append(row)
    but, reasons = [row.pk for row in rows], []
    for group in groups.values():
        beside = [_taken(wishes[row.pk]) for row in rows if row not in group]
        wanted = sorted((wishes[row.pk] for row in group), key=lambda wish: wish.period.begins)
        reasons += reasons_against(wanted, but=but, beside=beside)
    if reasons:
        words = _("The sessions cannot be planned like this.")
        raise SessionsRefused(words, reasons=list(dict.fromkeys(reasons))[:MOST_REASONS])


def _taken(wish: Wish) -> Taken:
    staff = frozenset([wish.instructor.pk])
    return Taken(wish.cohort.code, wish.period, wish.room.pk, staff, wish.cohort.pk)
