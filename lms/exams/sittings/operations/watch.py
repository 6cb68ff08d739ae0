"""The time that is kept while the platform lives: what a gap in it proposes, and what a clock that disagrees locks.

Web and worker call `keep_time` every few seconds. It writes no audit row for each time kept (ADR 0100).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.ids import new_uuid
from lms.exams.audit_actions import AuditAction
from lms.exams.papers.operations import checked_reason
from lms.exams.sittings import room_rules
from lms.exams.sittings.models import Attempt, AttemptState, Sitting, SittingState
from lms.exams.sittings.operations.incidents import note_by_platform
from lms.exams.sittings.room_models import ActKind, ActState, IncidentCategory, KeptTime, RoomAct
from lms.exams.sittings.standing_clock import last_start

_SYSTEM = Actor.system("clock")


def keep_time(*, is_web: bool, now: datetime, generation: int | None = None) -> KeptTime:
    """Keep the time; a gap proposes outages, a clock that cannot be right locks all sittings. Safe to repeat.

    Who counts by another `generation` than the clock confirmed last keeps nothing: it is told, and counts anew.
    """
    with transaction.atomic(durable=True):
        first = {"kept_at": now, "web_at": now if is_web else None}
        row, _created = KeptTime.objects.select_for_update().get_or_create(pk=1, defaults=first)
        if row.doubt or generation not in (None, row.generation):
            return row
        running = Attempt.objects.filter(state=AttemptState.IN_PROGRESS)
        doubt = room_rules.clock_doubt(row.kept_at, now, is_running=running.exists())
        if doubt:
            _doubt(row, doubt, now=now)
        else:
            _propose_if_away(row, now=now)
            row.kept_at = max(row.kept_at, now)
            if is_web:
                row.web_at = max(row.web_at or now, now)
        row.save()
    return row


def _doubt(row: KeptTime, doubt: str, *, now: datetime) -> None:
    row.doubt, row.doubted_at = doubt, now
    for sitting in Sitting.objects.filter(state=SittingState.OPEN).order_by("pk"):
        note_by_platform(sitting.pk, IncidentCategory.CLOCK, text=_span(row.kept_at, now), now=now)
        after = {"doubt": doubt, "kept": row.kept_at.isoformat(), "clock": now.isoformat()}
        audit.record(actor=_SYSTEM, action=AuditAction.DOUBT_CLOCK, target=sitting, after=after, now=now)


def _span(since: datetime, until: datetime) -> str:
    return f"{since.isoformat(timespec='seconds')} – {until.isoformat(timespec='seconds')}"


def _propose_if_away(row: KeptTime, *, now: datetime) -> None:
    if row.web_at is None or not room_rules.is_outage(row.web_at, now):
        return
    running = Attempt.objects.filter(state=AttemptState.IN_PROGRESS)
    at_the_door = Attempt.objects.filter(state=AttemptState.PREPARED)
    is_written = Q(pk__in=running.values("candidate__sitting"))
    is_awaited = Q(state=SittingState.OPEN, pk__in=at_the_door.values("candidate__sitting"))
    rows = Sitting.objects.select_for_update(no_key=True).filter(is_written | is_awaited)
    written = set(running.values_list("candidate__sitting", flat=True))
    for sitting in rows.order_by("pk"):
        # Where nobody writes yet, it took the time to start from those who wait; once that is over, from nobody.
        if sitting.pk in written or last_start(sitting, now=row.web_at) > row.web_at:
            _propose(sitting, row.web_at, now)


def _propose(sitting: Sitting, since: datetime, now: datetime) -> None:
    """Propose an outage, or let the one that waits grow; never a second time for what was decided on."""
    acts = RoomAct.objects.filter(sitting=sitting, kind=ActKind.OUTAGE)
    waiting = acts.filter(state=ActState.WAITING).first()
    if waiting is not None:
        is_another = waiting.note_away(since, now)
        waiting.save(update_fields=["since", "until", "spans"])
        if is_another:
            _tell(waiting, since, now)
        return
    last = acts.exclude(until=None).order_by("-until").values_list("until", flat=True).first()
    since = max(since, last) if last else since
    if not room_rules.is_outage(since, now):
        return
    act = RoomAct.objects.create(
        sitting=sitting,
        kind=ActKind.OUTAGE,
        state=ActState.WAITING,
        needs_second=True,
        since=since,
        until=now,
        client_key=new_uuid(),
        asked_at=now,
    )
    _tell(act, since, now)


def _tell(act: RoomAct, since: datetime, now: datetime) -> None:
    after = {"since": since.isoformat(), "until": now.isoformat()}
    audit.record(actor=_SYSTEM, action=AuditAction.PROPOSE_OUTAGE, target=act, after=after, now=now)
    note_by_platform(act.sitting_id, IncidentCategory.OUTAGE, text=_span(since, now), now=now)


def confirm_clock(*, reason: str, actor: Actor, now: datetime) -> KeptTime | None:
    """Say that the server's clock is right now; sittings go on, and the gap is proposed as an outage.

    :raises ReasonMissing: too short a reason to be one, or too long.
    """
    why = checked_reason(reason, _("Write down with what the clock was compared."))
    with transaction.atomic(durable=True):
        row = KeptTime.objects.select_for_update().exclude(doubt="").first()
        if row is None:
            return None
        if now > row.kept_at:
            row.web_at = row.web_at or row.kept_at
            _propose_if_away(row, now=now)
        for sitting in Sitting.objects.filter(state=SittingState.OPEN).order_by("pk"):
            after = {"doubt": row.doubt, "clock": now.isoformat()}
            audit.record(
                actor=actor,
                action=AuditAction.CONFIRM_CLOCK,
                target=sitting,
                reason=why,
                after=after,
                now=now,
            )
        row.doubt, row.doubted_at, row.generation = "", None, row.generation + 1
        row.kept_at = row.web_at = now
        row.save()
    return row


def is_web_away(*, now: datetime) -> bool:
    """Return whether the web server cannot be reached now, or nobody trusts its clock: then nobody's time is up."""
    row = KeptTime.objects.first()
    if row is None:
        return False
    return bool(row.doubt) or (row.web_at is not None and room_rules.is_outage(row.web_at, now))


def note_jump(*, jump: timedelta, now: datetime) -> None:
    """Tell open rooms that the server's clock was set; the examination goes on by its own count."""
    with transaction.atomic(durable=True):
        for pk in Sitting.objects.filter(state=SittingState.OPEN).values_list("pk", flat=True):
            note_by_platform(pk, IncidentCategory.CLOCK, text=f"{jump.total_seconds():+.0f} s", now=now)
