"""A further assessor where the panel is not of one mind, the frozen result, its release by a second officer."""

from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import Requirement, RequirementKind
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.api import Achievement, lock_enrolments, record_achievement
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import SecondPersonNeeded
from lms.exams.eventlog import sha256
from lms.exams.practical.errors import FurtherNotNeeded
from lms.exams.practical.models import (
    DrawnTask,
    MarkSheet,
    PanelMember,
    PracticalExamination,
    PracticalResult,
    PracticalScheme,
    PracticalState,
)
from lms.exams.practical.operations.locking import (
    lock_assessors,
    lock_candidate,
    lock_examination,
    move,
    refuse,
    refuse_conflicts,
    require_assessor,
    require_state,
)
from lms.exams.practical.proofs import SOURCE, task_proof
from lms.exams.practical.rules.scoring import shown
from lms.exams.practical.standing import (
    ABSENT,
    DECIDED,
    NEEDS_ASSESSOR,
    TOO_FEW,
    Standing,
    standing_of,
    standings,
    weight_of,
)


def call_assessor(*, candidate_uuid: UUID, assessor: User, actor: Actor, now: datetime) -> MarkSheet:
    """Give a further assessor the sheet of a candidate for whom one is needed.

    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: the examination is not open, this is no assessor of the site, or marks there already.
    :raises FurtherNotNeeded: nobody is needed (any more).
    :raises ConflictRefused: this assessor may not mark the candidate.
    """
    with transaction.atomic(durable=True):
        candidate = lock_candidate(candidate_uuid)
        examination = candidate.examination
        require_state(examination, PracticalState.OPEN)
        standing = standing_of(candidate)
        if standing.state != NEEDS_ASSESSOR:
            raise FurtherNotNeeded(_("No further assessor is needed here, or somebody has just called one."))
        lock_assessors([assessor.pk])
        require_assessor(examination, assessor)
        refuse_conflicts(assessor, [candidate.enrolment])
        if candidate.sheets.filter(member__assessor=assessor).exists():
            raise refuse([_("%(name)s marks this candidate already.") % {"name": assessor.get_full_name()}])
        member, _created = PanelMember.objects.get_or_create(
            examination=examination, assessor=assessor, defaults={"marks_all": False}
        )
        sheet = MarkSheet.objects.create(
            candidate=candidate,
            member=member,
            is_further=TOO_FEW not in standing.needs,
            assigned_at=now,
            assigned_by=actor.user_uuid,
        )
        audit.record(
            actor=actor,
            action=AuditAction.CALL_ASSESSOR,
            target=sheet,
            after={"needs": list(standing.needs)},
            now=now,
        )
    return sheet


def close_practical(*, examination_uuid: UUID, actor: Actor, now: datetime) -> PracticalExamination:
    """Calculate and freeze every candidate's result; another officer releases them. Again changes nothing.

    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: naming the candidates whose marking is not finished.
    """
    with transaction.atomic(durable=True):
        examination = lock_examination(examination_uuid)
        if examination.state == PracticalState.CLOSED:
            return examination
        rows = standings(examination)
        words = _("Candidate %(number)s: the marking is not finished.")
        waiting = [row for row in rows if row.state not in (DECIDED, ABSENT)]
        move(examination, "close", [words % {"number": row.candidate} for row in waiting])
        examination.closed_by = actor.user_uuid
        examination.save(update_fields=["state", "closed_by"])
        results = PracticalResult.objects.bulk_create(
            _result(examination.scheme, row, now) for row in rows if row.state == DECIDED
        )
        changes = [audit.Change(row, after={"passed": row.passed}) for row in results]
        audit.record_all(actor=actor, action=AuditAction.CALCULATE_PRACTICAL, changes=changes, now=now)
        audit.record(actor=actor, action=AuditAction.CLOSE_PRACTICAL, target=examination, now=now)
    return examination


def _result(scheme: PracticalScheme, standing: Standing, now: datetime) -> PracticalResult:
    decision = standing.decision
    if decision is None:
        raise RuntimeError("Only what is decided has a result.")
    digests = sorted(sheet.signature.payload["marks_digest"] for sheet in standing.sheets)
    parts = [_part(scheme, task, standing) for task in standing.tasks]
    return PracticalResult(
        candidate=standing.candidate,
        percent=shown(decision.total),
        is_vetoed=decision.is_vetoed,
        passed=decision.passed,
        parts=parts,
        digest=sha256({"sheets": digests, "parts": parts}),
        calculated_at=now,
    )


def _part(scheme: PracticalScheme, task: DrawnTask, standing: Standing) -> dict[str, Any]:
    outcome, rubric = standing.outcomes[task.pk], task.rubric
    weight = weight_of(scheme, task)
    passed = not outcome.vetoes and outcome.mark >= Fraction(rubric.pass_percent)
    return {
        "code": rubric.task.code,
        "group": task.group,
        "title": {"zh": rubric.title_zh, "en": rubric.title_en},
        "weight": str(shown(weight)),
        "mark": str(shown(outcome.mark)),
        "points": str(shown(weight * outcome.mark / 100)),
        "spread": str(outcome.spread),
        "marks": [str(standing.opinions[task.pk][sheet.pk].mark) for sheet in standing.sheets],
        "veto": [line for line in rubric.veto if line["id"] in outcome.vetoes],
        "passed": passed,
    }


def release_practical(*, examination_uuid: UUID, actor: Actor, now: datetime) -> PracticalExamination:
    """Let the candidates see their results, and record what these prove. Again changes nothing.

    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: the results are not settled.
    :raises SecondPersonNeeded: who settled the results, or marked, does not release them.
    """
    enrolments = PracticalExamination.objects.filter(uuid=examination_uuid)
    with transaction.atomic(durable=True):
        lock_enrolments(
            enrolments.exclude(candidates=None).values_list("candidates__enrolment_id", flat=True)
        )
        examination = lock_examination(examination_uuid)
        if examination.state == PracticalState.RELEASED:
            return examination
        _require_second_person(examination, actor)
        move(examination, "release", [])
        examination.released_at, examination.released_by = now, actor.user_uuid
        examination.save(update_fields=["state", "released_at", "released_by"])
        audit.record(actor=actor, action=AuditAction.RELEASE_PRACTICAL, target=examination, now=now)
        record_proofs(examination=examination, actor=actor, now=now)
    return examination


def may_release(examination: PracticalExamination, who: UUID | None) -> bool:
    """Return whether somebody is the second person: neither settled nor marked it."""
    if who is None or who == examination.closed_by:
        return False
    return not examination.panel.filter(assessor__uuid=who).exists()


def _require_second_person(examination: PracticalExamination, actor: Actor) -> None:
    if not may_release(examination, actor.user_uuid):
        raise SecondPersonNeeded(
            _(
                "Another examinations officer has to release these results: one who did not settle or mark them."
            )
        )


def record_proofs(*, examination: PracticalExamination, actor: Actor, now: datetime) -> None:
    """Keep what the results of a released examination prove. Inside the caller's transaction; again changes nothing."""
    rows = PracticalResult.objects.filter(candidate__examination=examination)
    for result in rows.select_related("candidate__enrolment"):
        _record_evidence(examination, result, actor=actor, now=now)


def _record_evidence(
    examination: PracticalExamination, result: PracticalResult, *, actor: Actor, now: datetime
) -> None:
    """Keep what a result proves: the examination as a whole, and each task that is asked for by itself."""
    enrolment = result.candidate.enrolment
    requirements = Requirement.objects.filter(version_id=enrolment.version_id)
    of_tasks = {part["code"]: task_proof(result, part) for part in result.parts}
    for requirement in requirements:
        percent, is_met = result.percent, result.passed
        if requirement.kind == RequirementKind.PRACTICAL_TASK_PASSED and requirement.rubric_code in of_tasks:
            proof = of_tasks[requirement.rubric_code]
            percent, is_met = proof.percent, proof.is_met
        elif (
            requirement.kind != RequirementKind.EXAMINATION_PASSED
            or requirement.examination_scheme != examination.scheme.code
        ):
            continue
        achievement = Achievement(
            requirement=requirement,
            source_type=SOURCE,
            source_uuid=result.uuid,
            percent=percent,
            is_met=is_met,
        )
        record_achievement(enrolment_uuid=enrolment.uuid, achievement=achievement, actor=actor, now=now)
