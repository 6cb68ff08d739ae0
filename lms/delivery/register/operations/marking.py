"""Marks and the signature: as often as wanted until the lock; a change after signing takes the signature away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.errors import (
    LittleTaught,
    NotOnRoster,
    RegisterLocked,
    RegisterNotReady,
    SignedMeanwhile,
    UnusableMark,
)
from lms.delivery.register import rules
from lms.delivery.register.models import AttendanceMark, Register, RegisterState
from lms.delivery.register.operations.locks import (
    known_session,
    lock_people,
    lock_session,
    names_of,
    refuse_own,
    register_of,
)
from lms.delivery.register.queries import marks_of, roster_of, said_by
from lms.delivery.register.rules import Said
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.delivery.tools.queries import missing_of
from lms.delivery.tools.words import missing_words
from lms.enrolments.api import Enrolment


@dataclass(frozen=True, slots=True)
class MarkWish:
    """What somebody wants the register to say of an enrolment.

    `based_on` is the revision that was seen (0: none), `signature` the signature of the register ("": none).
    """

    enrolment_uuid: UUID
    said: Said
    based_on: int = 0
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Conflicting:
    """A wish that was not written; nothing is lost.

    Somebody else said something different meanwhile, or the register was signed (`is_signed`): then there may be no
    mark so far.
    """

    wish: MarkWish
    enrolment: Enrolment
    kept: AttendanceMark | None
    is_signed: bool


@dataclass(slots=True)
class Saved:
    """What became of the wishes: the marks as they are kept now, and those in conflict."""

    register: Register
    marks: list[AttendanceMark] = field(default_factory=list)
    conflicts: list[Conflicting] = field(default_factory=list)


def save_marks(*, session_uuid: UUID, wishes: Sequence[MarkWish], actor: Actor, now: datetime) -> Saved:
    """Write marks into the open register of a session; sent again they change nothing.

    A wish that rests on what is not kept any more, or has not seen the signature that it would take back, is given
    back as a conflict, the others are written.

    :raises SessionNotFound: there is none.
    :raises RegisterLocked: the register is locked: propose a correction.
    :raises RegisterNotReady: the session is cancelled, or has not begun.
    :raises NotOnRoster: somebody does not belong to the session (any more).
    :raises UnusableMark: a mark says what cannot be.
    :raises OwnMark: a mark is about whoever writes it.
    """
    with transaction.atomic(durable=True):
        roster, session, register = _lock_open(session_uuid, now)
        people = {row.uuid: row for row in roster.values()}
        _refuse_wishes(wishes, people, session)
        refuse_own([people[wish.enrolment_uuid] for wish in wishes], actor)
        saved = _write(register, [(people[wish.enrolment_uuid], wish) for wish in wishes], actor, now)
        if saved.marks and register.state == RegisterState.SIGNED:
            _take_signature_away(register, actor, now)
    return saved


def _lock_open(session_uuid: UUID, now: datetime) -> tuple[dict[int, Enrolment], ClassSession, Register]:
    """Lock the people, then the session, and return them with the register, which is still open to marks."""
    roster = lock_people(known_session(session_uuid))
    session = lock_session(session_uuid)
    refuse_not_begun(session, now)
    register = register_of(session)
    refuse_locked(register)
    return roster, session, register


def refuse_not_begun(session: ClassSession, now: datetime) -> None:
    """Refuse a register of a session that does not take place or has not begun.

    :raises RegisterNotReady: that is so.
    """
    if session.state == SessionState.CANCELLED:
        raise RegisterNotReady(_("This session is cancelled."))
    if now < session.begins_at:
        raise RegisterNotReady(_("This session has not begun yet."))


def refuse_locked(register: Register) -> None:
    """Refuse a change of a locked register.

    :raises RegisterLocked: that is so.
    """
    if register.state == RegisterState.LOCKED:
        raise RegisterLocked(_("This register is locked. Propose a correction with a reason."))


def _refuse_wishes(wishes: Sequence[MarkWish], people: dict[UUID, Enrolment], session: ClassSession) -> None:
    if any(wish.enrolment_uuid not in people for wish in wishes):
        raise NotOnRoster(
            _("Somebody does not belong to this session any more. Load the list again; nothing was changed.")
        )
    for wish in wishes:
        if rules.faults_of(wish.said, session.minutes):
            words = _("%(name)s: this mark is not possible. Check the minutes and the reason.")
            raise UnusableMark(words % {"name": people[wish.enrolment_uuid].person.full_name})


def _write(
    register: Register, wished: Sequence[tuple[Enrolment, MarkWish]], actor: Actor, now: datetime
) -> Saved:
    saved, kept = Saved(register), marks_of(register)
    for enrolment, wish in wished:
        mark = kept.get(enrolment.pk)
        known = rules.Kept(said_by(mark), mark.revision) if mark else None
        unseen = bool(register.signature) and register.signature != wish.signature
        decided = rules.decide_mark(known, wish.said, wish.based_on, is_signature_unseen=unseen)
        if decided in {"conflict", "signed"}:
            saved.conflicts.append(Conflicting(wish, enrolment, mark, is_signed=decided == "signed"))
        elif decided == "write":
            mark = mark or AttendanceMark(register=register, enrolment=enrolment, revision=0)
            saved.marks.append(_say(mark, wish.said, actor, now))
    changes = [audit.Change(mark) for mark in saved.marks]
    if changes:
        audit.record_all(actor=actor, action=AuditAction.MARK_ATTENDANCE, changes=changes, now=now)
    return saved


def _say(mark: AttendanceMark, said: Said, actor: Actor, now: datetime) -> AttendanceMark:
    mark.state, mark.late, mark.left_early, mark.excuse = said.state, said.late, said.left_early, said.excuse
    mark.revision += 1
    mark.marked_at, mark.marked_by = now, actor.user_uuid
    mark.save()
    return mark


def _take_signature_away(register: Register, actor: Actor, now: datetime) -> None:
    before = {"signed_at": register.signature, "signed_by": str(register.signed_by or "")}
    register.state, register.signed_at, register.signed_by = RegisterState.OPEN, None, None
    register.reopened_at, register.reopened_by = now, actor.user_uuid
    register.save(update_fields=["state", "signed_at", "signed_by", "reopened_at", "reopened_by"])
    audit.record(actor=actor, action=AuditAction.REOPEN_REGISTER, target=register, before=before, now=now)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is said beside a signature: why far less was taught than planned, and which signature was seen before."""

    short_because: str = ""
    signature: str = ""


def sign_register(
    *,
    session_uuid: UUID,
    delivered_minutes: int | None = None,
    beside: Beside = Beside(),
    actor: Actor,
    now: datetime,
) -> Register:
    """Sign a register in which something is said of everybody; signing twice changes nothing.

    `delivered_minutes` is what was really taught, when less than planned.

    :raises SessionNotFound: there is none.
    :raises RegisterLocked: it is locked.
    :raises RegisterNotReady: the session is cancelled, not begun, more is said to be taught than can have been by now,
        somebody is not marked, or a tool is missing of which nobody says to whom that was reported: the reasons name
        them.
    :raises SignedMeanwhile: it is signed with other minutes or another reason, and whoever signs now has not seen that.
    :raises LittleTaught: far less was taught than planned, and nobody says why.
    """
    with transaction.atomic(durable=True):
        _roster, session, register = _lock_open(session_uuid, now)
        delivered = register.delivered_minutes if delivered_minutes is None else delivered_minutes
        if _is_signed_so(register, session, delivered, beside):
            return register
        _refuse_unseen(register, beside)
        _refuse_unmarked(register, roster_of(session))  # as it is under the lock: somebody may have joined
        _refuse_missing_tools(session)
        if not 0 <= delivered <= session.minutes:
            words = _("Between 0 and %(count)d minutes were taught.") % {"count": session.minutes}
            raise RegisterNotReady(words)
        _refuse_ahead(session, delivered, now)
        why = _why_short(session, delivered, beside)
        register.state, register.delivered_minutes = RegisterState.SIGNED, delivered
        register.signed_at, register.signed_by, register.short_because = now, actor.user_uuid, why
        register.reopened_at = register.reopened_by = None
        register.save()
        audit.record(actor=actor, action=AuditAction.SIGN_REGISTER, target=register, reason=why, now=now)
    return register


def _is_signed_so(register: Register, session: ClassSession, delivered: int, beside: Beside) -> bool:
    """Return whether the signature that holds says the same already: the minutes, and why they are so few."""
    if register.state != RegisterState.SIGNED or delivered != register.delivered_minutes:
        return False
    why = beside.short_because.strip()
    return why in {"", register.short_because} or not rules.is_far_below(delivered, session.minutes)


def _refuse_unseen(register: Register, beside: Beside) -> None:
    if register.signature and register.signature != beside.signature:
        words = _(
            "The register was signed meanwhile, with %(count)d minutes taught. Look at it; if it was otherwise, sign "
            "again."
        )
        raise SignedMeanwhile(words % {"count": register.delivered_minutes})


def _why_short(session: ClassSession, delivered: int, beside: Beside) -> str:
    """Return why far less was taught than planned, "" where it was not.

    :raises LittleTaught: nobody says so.
    """
    if not rules.is_far_below(delivered, session.minutes):
        return ""
    if not (why := beside.short_because.strip()):
        words = _(
            "Only %(taught)d of the %(planned)d minutes were taught: the rest is to be planned again and counts for "
            "nobody. Say why, or correct the minutes."
        )
        values = {"taught": delivered, "planned": session.minutes}
        raise LittleTaught(words % values, field="short_because")
    return why


def _refuse_unmarked(register: Register, roster: dict[int, Enrolment]) -> None:
    missing = rules.unmarked(names_of(roster.values()), frozenset(marks_of(register)))
    if missing:
        raise RegisterNotReady(_("The register is not complete. Nothing is said of:"), reasons=missing)


def _refuse_ahead(session: ClassSession, delivered: int, now: datetime) -> None:
    taught = rules.taught_by(now, begins_at=session.begins_at, planned=session.minutes)
    if delivered > taught:
        words = _(
            "The class is not over: by now %(taught)d of its %(planned)d minutes can have been taught. Sign when it "
            "ends; if it ended early, write how many minutes were taught. The marks are kept."
        )
        raise RegisterNotReady(words % {"taught": taught, "planned": session.minutes})


def _refuse_missing_tools(session: ClassSession) -> None:
    unreported = [row for row in missing_of(session) if not row.note]
    if unreported:
        words = _("Tools are missing. Count them back, or say to whom it was reported:")
        raise RegisterNotReady(words, reasons=missing_words(unreported))
