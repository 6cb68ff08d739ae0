"""Corrections of locked registers: one person proposes with a reason, another one decides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.errors import (
    CorrectionNotFound,
    CorrectionRefused,
    NotOnRoster,
    ReasonMissing,
    SecondPersonNeeded,
    UnusableMark,
)
from lms.delivery.hours.learning.operations import take_back_taught
from lms.delivery.hours.operations import correct_attended
from lms.delivery.hours.proofs import achieve_hours
from lms.delivery.register import rules
from lms.delivery.register.models import AttendanceMark, Correction, CorrectionState, RegisterState
from lms.delivery.register.operations.locks import lock_session, refuse_own
from lms.delivery.register.queries import said_by
from lms.delivery.register.rules import Said
from lms.delivery.register.words import impossible_text
from lms.delivery.timetable.models import ClassSession
from lms.enrolments.api import lock_enrolment, lock_with_others


@dataclass(frozen=True, slots=True)
class Wish:
    """What a locked register should say of an enrolment, and why."""

    session_uuid: UUID
    enrolment_uuid: UUID
    said: Said
    reason: str


def propose_correction(*, wish: Wish, actor: Actor, now: datetime) -> Correction:
    """Propose to change what a locked register says of one person; the same sent twice is one proposal.

    :raises ReasonMissing: no reason was given.
    :raises NotOnRoster: the register says nothing of the person.
    :raises CorrectionRefused: the register is not locked, it says so already, or another proposal waits.
    :raises UnusableMark: the mark says what cannot be.
    :raises SecondPersonNeeded: no person proposes it.
    :raises OwnMark: it is about whoever proposes it.
    """
    if not wish.reason.strip():
        raise ReasonMissing(_("Say why."), field="reason")
    with transaction.atomic(durable=True):
        lock_enrolment(wish.enrolment_uuid)
        session = lock_session(wish.session_uuid)
        mark = _mark(session, wish.enrolment_uuid)
        refuse_own([mark.enrolment], actor)
        if (waiting := _sent_before(mark, wish, actor)) is not None:
            return waiting
        _refuse_proposal(mark, wish.said, session)
        before = said_by(mark)
        row = Correction.objects.create(
            mark=mark,
            **_columns(wish.said),
            **_columns(before, "before_"),
            reason=wish.reason,
            proposed_by=_person(actor),
            proposed_at=now,
        )
        audit.record(
            actor=actor, action=AuditAction.PROPOSE_CORRECTION, target=row, reason=wish.reason, now=now
        )
    return row


def _sent_before(mark: AttendanceMark, wish: Wish, actor: Actor) -> Correction | None:
    if actor.user_uuid is None:
        return None
    rows = mark.corrections.filter(decision=CorrectionState.PROPOSED, proposed_by=actor.user_uuid)
    return rows.filter(**_columns(wish.said), reason=wish.reason).first()


def _person(actor: Actor) -> UUID:
    if actor.user_uuid is None:
        raise SecondPersonNeeded(_("Only a person can propose a correction."))
    return actor.user_uuid


def _columns(said: Said, prefix: str = "") -> dict[str, object]:
    return {f"{prefix}{name}": getattr(said, name) for name in ("state", "late", "left_early", "excuse")}


def _mark(session: ClassSession, enrolment_uuid: UUID) -> AttendanceMark:
    rows = AttendanceMark.objects.filter(register__session=session, enrolment__uuid=enrolment_uuid)
    mark = rows.select_related("register", "enrolment").first()
    if mark is None:
        raise NotOnRoster(_("The register says nothing of this person."))
    return mark


def _refuse_proposal(mark: AttendanceMark, wished: Said, session: ClassSession) -> None:
    faults = rules.faults_of(wished, session.minutes)
    if faults == ["excuse"]:
        raise UnusableMark(_("Choose why the person is excused."))
    if faults:
        raise UnusableMark(impossible_text(wished, session.minutes))
    if mark.register.state != RegisterState.LOCKED:
        raise CorrectionRefused(_("This register is not locked yet: change it directly."))
    if said_by(mark) == wished:
        raise CorrectionRefused(_("The register says so already."))
    if mark.corrections.filter(decision=CorrectionState.PROPOSED).exists():
        raise CorrectionRefused(_("Another correction waits for its decision."))


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a correction is right; where it is not, why, for the one who asked."""

    is_right: bool
    refusal: str = ""


def decide_correction(
    *, correction_uuid: UUID, decision: Decision, actor: Actor, now: datetime
) -> Correction:
    """Approve or refuse a correction as the second person; approved, the mark and the ledger change with it.

    :raises ReasonMissing: it is refused without a reason.
    :raises CorrectionNotFound: there is none.
    :raises SecondPersonNeeded: the one who proposed it cannot decide.
    :raises CorrectionRefused: it is decided already.
    :raises OwnMark: it is about whoever decides.
    """
    is_right, refusal = decision.is_right, "" if decision.is_right else decision.refusal.strip()
    with transaction.atomic(durable=True):
        row = _lock(correction_uuid)
        if row.decision != CorrectionState.PROPOSED:
            raise CorrectionRefused(
                _("Somebody has decided on this correction already. What you chose changed nothing.")
            )
        if not is_right and not refusal:
            raise ReasonMissing(_("Say why it is refused: who asked reads it."), field="refusal")
        if actor.user_uuid is None or actor.user_uuid == row.proposed_by:
            raise SecondPersonNeeded(_("Another person than the one who proposed it decides."))
        refuse_own([row.mark.enrolment], actor)
        row.decision = CorrectionState.APPROVED if is_right else CorrectionState.REFUSED
        row.decided_by, row.decided_at, row.refused_because = actor.user_uuid, now, refusal
        row.save(update_fields=["decision", "decided_by", "decided_at", "refused_because"])
        if is_right:
            _apply(row, now)
        after = {"decision": row.decision}
        audit.record(
            actor=actor,
            action=AuditAction.DECIDE_CORRECTION,
            target=row,
            after=after,
            reason=refusal or row.reason,
            now=now,
        )
        if is_right:
            people = [row.mark.enrolment.person_id]
            take_back_taught(register=row.mark.register, people=people, actor=actor, now=now)
            achieve_hours([row.mark.enrolment_id], actor=actor, now=now)
    return row


def _lock(uuid: UUID) -> Correction:
    named = Correction.objects.filter(uuid=uuid).select_related("mark__enrolment", "mark__register__session")
    known = named.first()
    if known is None:
        raise CorrectionNotFound(_("There is no such correction."))
    lock_with_others([known.mark.enrolment_id])
    lock_session(known.mark.register.session.uuid)
    return named.get()


def _apply(row: Correction, now: datetime) -> None:
    mark = row.mark
    mark.state, mark.late, mark.left_early, mark.excuse = row.state, row.late, row.left_early, row.excuse
    mark.revision += 1
    mark.marked_at, mark.marked_by = now, row.proposed_by
    mark.save()
    correct_attended(correction=row, now=now)
