"""What every change of planned sessions does: lock, refuse what cannot change, keep what was before, audit it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts.operations import lock_site
from lms.delivery.errors import ReasonMissing, SessionNotFound, SessionsRefused
from lms.delivery.register.models import Register, RegisterState
from lms.delivery.timetable.models import ChangeKind, ClassSession, SessionChange
from lms.delivery.timetable.operations.seen import session_text

_OF_COHORT = ("cohort__site", "cohort__school", "cohort__version__programme")


def require_reason(reason: str) -> None:
    """Refuse a change without a reason.

    :raises ReasonMissing: there is none.
    """
    if not reason.strip():
        raise ReasonMissing(_("Say why."), field="reason")


def lock_sessions(uuids: Sequence[UUID]) -> list[ClassSession]:
    """Lock the sites of the sessions, then the sessions, each in one order.

    :raises SessionNotFound: one is not there.
    """
    named = ClassSession.objects.filter(uuid__in=uuids)
    sites = sorted(set(named.values_list("cohort__site_id", flat=True)))
    for site_id in sites:
        lock_site(site_id)
    related = named.select_related("room", "instructor", "course", "unit", *_OF_COHORT)
    found = list(related.select_for_update(of=("self",)).order_by("pk"))
    if not found or len(found) < len(set(uuids)):
        raise SessionNotFound(_("There is no such session."))
    return found


def is_done(batch: UUID) -> bool:
    """Return whether this batch of changes was made already."""
    return SessionChange.objects.filter(batch=batch).exists()


def kept_among(rows: Sequence[ClassSession]) -> list[ClassSession]:
    """Return the sessions that have been taught, as far as their registers say: one is begun or signed."""
    signed = Register.objects.filter(session__in=rows).exclude(state=RegisterState.OPEN)
    marked = Register.objects.filter(session__in=rows, marks__isnull=False)
    kept = {*signed.values_list("session_id", flat=True), *marked.values_list("session_id", flat=True)}
    return [row for row in rows if row.pk in kept]


def refuse_kept(rows: Sequence[ClassSession]) -> None:
    """Refuse to change what has been taught.

    :raises SessionsRefused: a register is begun or signed; the sessions are named.
    """
    kept = kept_among(rows)
    if kept:
        reasons = [session_text(row) for row in kept] if len(rows) > 1 else []
        words = _("A register of these sessions is already kept. What has been taught is not changed.")
        raise SessionsRefused(words, reasons=reasons)


def keep_change(
    row: ClassSession,
    kind: ChangeKind,
    why: tuple[str, UUID],
    who: tuple[Actor, datetime],
    *,
    undoes: SessionChange | None = None,
) -> SessionChange:
    """Keep what a session was before a change; `why` is the reason and the batch."""
    return SessionChange.objects.create(
        session=row,
        kind=kind,
        reason=why[0],
        batch=why[1],
        undoes=undoes,
        room_before=row.room,
        instructor_before=row.instructor,
        begins_before=row.begins_at,
        ends_before=row.ends_at,
        state_before=row.state,
        changed_by=who[0].user_uuid,
        changed_at=who[1],
    )


def audit_changes(changes: Sequence[SessionChange], reason: str, actor: Actor, now: datetime) -> None:
    """Say in the audit trail that these sessions changed."""
    targets = [audit.Change(change.session) for change in changes]
    audit.record_all(actor=actor, action=AuditAction.CHANGE_SESSION, changes=targets, now=now, reason=reason)
