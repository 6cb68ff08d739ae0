"""Examinations that have not begun, of people who are transferred or whose training has ended: named, and left.

Places only: what was written, marked or noted stays where it is.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.api import Enrolment, PlannedExamination
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import CandidateRefused
from lms.exams.practical.models import PracticalCandidate, PracticalState
from lms.exams.practical.operations.locking import lock_examination
from lms.exams.sittings.models import SittingCandidate, SittingState
from lms.exams.sittings.operations.admitting import take_out_locked
from lms.exams.sittings.operations.locking import lock_sitting


def planned_for(enrolments: Sequence[Enrolment]) -> list[PlannedExamination]:
    """Return the sittings and practical examinations to which enrolments are admitted, the earliest first."""
    sittings = [
        PlannedExamination(row.sitting.uuid, row.sitting.title, row.sitting.opens_at)
        for row in _waiting(enrolments)
    ]
    practicals = [
        PlannedExamination(row.examination.uuid, row.examination.title, row.examination.starts_at)
        for row in _waiting_at_practicals(enrolments)
    ]
    return sorted({*sittings, *practicals}, key=lambda row: (row.at, row.title))


def _waiting(enrolments: Sequence[Enrolment]) -> list[SittingCandidate]:
    rows = SittingCandidate.objects.filter(
        enrolment__in=enrolments, sitting__state=SittingState.SCHEDULED
    ).select_related("sitting", "enrolment")
    return list(rows.order_by("sitting_id", "pk"))


def _waiting_at_practicals(enrolments: Sequence[Enrolment]) -> list[PracticalCandidate]:
    rows = PracticalCandidate.objects.filter(
        enrolment__in=enrolments, examination__state=PracticalState.SCHEDULED
    ).select_related("examination__scheme")
    return list(rows.order_by("examination_id", "pk"))


def take_off(enrolments: Sequence[Enrolment], why: str, *, actor: Actor, now: datetime) -> None:
    """Take locked enrolments off everything that is planned for them: a building block in the caller's transaction.

    :raises CandidateRefused: an incident names one of the candidates.
    """
    with transaction.atomic(savepoint=False):
        for row in _waiting(enrolments):
            _take_out(row, why, actor=actor, now=now)
        _take_off_practicals(enrolments, why, actor=actor, now=now)


def _take_out(row: SittingCandidate, why: str, *, actor: Actor, now: datetime) -> None:
    sitting = lock_sitting(row.sitting.uuid)
    if sitting.state == SittingState.SCHEDULED:
        take_out_locked(sitting, row, why, actor=actor, now=now)


def _take_off_practicals(enrolments: Sequence[Enrolment], why: str, *, actor: Actor, now: datetime) -> None:
    for place in _waiting_at_practicals(enrolments):
        if lock_examination(place.examination.uuid).state == PracticalState.SCHEDULED:
            audit.record(
                actor=actor, action=AuditAction.TAKE_OFF_PRACTICAL, target=place, reason=why, now=now
            )
            place.delete()


def leave(enrolment: Enrolment, why: str, *, actor: Actor, now: datetime) -> None:
    """Free the places of a locked enrolment that has ended, whatever stands against it: nobody sits there any more.

    A place that an incident names stays; who does not come is kept as one who did not appear.
    """
    for row in _waiting([enrolment]):
        try:
            with transaction.atomic():
                _take_out(row, why, actor=actor, now=now)
        except CandidateRefused:
            continue
    _take_off_practicals([enrolment], why, actor=actor, now=now)
