"""Taking back what was noted by mistake: an absence, a conflict of interest. The sheets set aside for it go on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.papers.operations import checked_reason
from lms.exams.practical.admission import judged_for
from lms.exams.practical.conflicts import conflicted, conflicts_at
from lms.exams.practical.models import (
    ConflictOfInterest,
    PanelMember,
    PracticalCandidate,
    PracticalState,
    SheetState,
)
from lms.exams.practical.operations.locking import (
    lock_assessors,
    lock_candidate,
    lock_examination,
    not_found,
    refuse,
    require_state,
)
from lms.exams.practical.operations.scheduling import WHY
from lms.exams.practical.taken_back import TakenBack


def take_back_absence(
    *, candidate_uuid: UUID, reason: str, actor: Actor, now: datetime
) -> PracticalCandidate:
    """Say that a candidate did appear after all; their sheets go on. Again changes nothing.

    :raises PracticalNotFound: when there is none.
    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises PracticalRefused: the examination is not open, or the candidate is examined elsewhere now.
    """
    why = checked_reason(reason, WHY)
    with transaction.atomic(durable=True):
        candidate = lock_candidate(candidate_uuid)
        if not candidate.is_absent:
            return candidate
        require_state(candidate.examination, PracticalState.OPEN)
        (judged,) = judged_for(candidate.examination, [candidate.enrolment])
        if judged.standing.clash:
            words = _("The candidate sits another examination then: %(title)s.")
            raise refuse([words % {"title": judged.standing.clash}])
        row = TakenBack.objects.create(candidate=candidate, reason=why, at=now, actor_uuid=actor.user_uuid)
        candidate.is_absent = False
        candidate.save(update_fields=["is_absent"])
        _go_on(candidate)
        action = AuditAction.TAKE_BACK_ABSENCE
        audit.record(actor=actor, action=action, target=row, reason=why, now=now)
    return candidate


def take_back_conflict(
    *, examination_uuid: UUID, conflict_uuid: UUID, reason: str, actor: Actor, now: datetime
) -> ConflictOfInterest:
    """Say that an assessor of an examination may mark one of its candidates after all. Again changes nothing.

    Their sheet goes on unless another assessor was called in their place.

    :raises PracticalNotFound: there is no such conflict of interest at this examination.
    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises PracticalRefused: the examination is settled.
    """
    why = checked_reason(reason, WHY)
    with transaction.atomic(durable=True):
        examination = lock_examination(examination_uuid)
        conflict = conflicts_at(examination, with_taken_back=True).filter(uuid=conflict_uuid).first()
        if conflict is None:
            raise not_found()
        lock_assessors([conflict.assessor_id])
        if TakenBack.objects.filter(conflict=conflict).exists():
            return conflict
        require_state(examination, PracticalState.SCHEDULED, PracticalState.OPEN)
        row = TakenBack.objects.create(conflict=conflict, reason=why, at=now, actor_uuid=actor.user_uuid)
        candidates = examination.candidates.filter(enrolment__person=conflict.person_id, is_absent=False)
        for candidate in candidates.select_related("enrolment__person", "examination"):
            _go_on(candidate)
        action = AuditAction.TAKE_BACK_CONFLICT
        audit.record(actor=actor, action=action, target=row, reason=why, now=now)
    return conflict


def _go_on(candidate: PracticalCandidate) -> None:
    """Open sheets of a candidate that were set aside, of those who may mark, until the panel is complete.

    A further sheet stays aside: where one is still needed, another is called.
    """
    members = PanelMember.objects.select_for_update(of=("self",)).filter(sheets__candidate=candidate)
    list(members.order_by("pk").values_list("pk", flat=True))
    sheets = candidate.sheets.filter(is_further=False)
    missing = candidate.examination.panel.filter(marks_all=True).count()
    missing -= sheets.exclude(state=SheetState.SET_ASIDE).count()
    for sheet in sheets.filter(state=SheetState.SET_ASIDE).select_related("member__assessor").order_by("pk"):
        if missing > 0 and not conflicted(sheet.member.assessor, [candidate.enrolment]):
            sheet.state, missing = SheetState.OPEN, missing - 1
            sheet.save(update_fields=["state"])
