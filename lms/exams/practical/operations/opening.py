"""The day itself: tasks are drawn and frozen, sheets are given out; absence, and a further try on the day."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.practical.conflicts import conflicted
from lms.exams.practical.models import (
    DrawnTask,
    MarkEvent,
    MarkSheet,
    PanelMember,
    PracticalCandidate,
    PracticalExamination,
    PracticalState,
    SheetState,
)
from lms.exams.practical.operations.locking import (
    lock_assessors,
    lock_candidate,
    lock_examination,
    move,
    refuse,
    refuse_conflicts,
    require_state,
)
from lms.exams.practical.rules.drawing import Drawn, draw_tasks
from lms.exams.practical.rules.marks import NOTE
from lms.exams.practical.standing import DECIDED, standing_of, values_by_sheet
from lms.exams.rubrics.models import RubricVersion
from lms.exams.sittings.operations.locking import lock_person_of


def open_practical(*, examination_uuid: UUID, actor: Actor, now: datetime) -> PracticalExamination:
    """Draw every candidate's tasks, freeze them, and let the panel mark. Opening again changes nothing.

    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: before its time, without candidates, or with too few assessors or an even number.
    :raises ConflictRefused: somebody of the panel may not mark a candidate.
    """
    with transaction.atomic(durable=True):
        examination = lock_examination(examination_uuid)
        if examination.state == PracticalState.OPEN:
            return examination
        candidates = list(examination.candidates.select_related("enrolment__person").order_by("number"))
        panel = list(examination.panel.select_related("assessor"))
        lock_assessors(member.assessor_id for member in panel)
        move(examination, "open", _reasons_against_opening(examination, candidates, panel, now))
        for member in panel:
            refuse_conflicts(member.assessor, [row.enrolment for row in candidates])
        examination.save(update_fields=["state"])
        groups = examination.scheme.groups
        drawn = draw_tasks(groups, candidates=len(candidates), seed=examination.seed)
        for candidate, tasks in zip(candidates, drawn, strict=True):
            _give_out(candidate, tasks, panel, actor=actor, now=now)
        audit.record(
            actor=actor,
            action=AuditAction.OPEN_PRACTICAL,
            target=examination,
            after={"seed": examination.seed, "candidates": len(candidates)},
            now=now,
        )
    return examination


def _reasons_against_opening(
    examination: PracticalExamination,
    candidates: list[PracticalCandidate],
    panel: list[PanelMember],
    now: datetime,
) -> list[str]:
    least = examination.scheme.least_assessors
    reasons = [] if now >= examination.starts_at else [_("Its time has not come yet.")]
    reasons += [] if candidates else [_("Nobody is admitted yet.")]
    if len(panel) < least or len(panel) % 2 == 0:
        words = _("The panel needs an odd number of assessors, at least %(least)s; it has %(count)s.")
        reasons.append(words % {"least": least, "count": len(panel)})
    return reasons


def _give_out(
    candidate: PracticalCandidate,
    tasks: list[Drawn],
    panel: list[PanelMember],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    newest = {
        version.task.code: version
        for version in RubricVersion.objects.filter(task__code__in=[task.task for task in tasks])
        .select_related("task")
        .order_by("number")
    }
    DrawnTask.objects.bulk_create(
        DrawnTask(candidate=candidate, position=place, group=task.group, rubric=newest[task.task])
        for place, task in enumerate(tasks, start=1)
    )
    MarkSheet.objects.bulk_create(
        MarkSheet(candidate=candidate, member=member, assigned_at=now, assigned_by=actor.user_uuid)
        for member in panel
    )


def note_absence(*, candidate_uuid: UUID, actor: Actor, now: datetime) -> PracticalCandidate:
    """Write down that a candidate did not appear; their sheets are set aside. Again changes nothing.

    A mark or veto item that was taken back, or a note alone, is no mark: who took one candidate for another must not
    keep the whole examination from being settled.

    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: the examination is not open, or somebody has marked this candidate.
    """
    with transaction.atomic(durable=True):
        candidate = lock_candidate(candidate_uuid)
        if candidate.is_absent:
            return candidate
        require_state(candidate.examination, PracticalState.OPEN)
        members = PanelMember.objects.select_for_update(of=("self",)).filter(sheets__candidate=candidate)
        list(members.order_by("pk").values_list("pk", flat=True))
        if _is_marked(candidate):
            raise refuse([_("Somebody has marked this candidate already.")])
        candidate.is_absent = True
        candidate.save(update_fields=["is_absent"])
        candidate.sheets.filter(state=SheetState.OPEN).update(state=SheetState.SET_ASIDE)
        audit.record(actor=actor, action=AuditAction.NOTE_PRACTICAL_ABSENCE, target=candidate, now=now)
    return candidate


def _is_marked(candidate: PracticalCandidate) -> bool:
    found = values_by_sheet(MarkEvent.objects.filter(sheet__candidate=candidate))
    lines = [line for tasks in found.values() for values in tasks.values() for line in values.items()]
    return any(value not in (None, False) for line, value in lines if line != NOTE)


def try_again(*, candidate_uuid: UUID, actor: Actor, now: datetime) -> PracticalCandidate:
    """Give a candidate who did not pass a further try on the day, with tasks drawn anew; again: the same try.

    Who marked the first try marks this one. Who declared a conflict since does not: the officer then calls another.

    :raises PracticalNotFound: when there is none.
    :raises PracticalRefused: the marking is not finished, it was passed, or no try is left.
    """
    with transaction.atomic(durable=True):
        lock_person_of(PracticalCandidate.objects.filter(uuid=candidate_uuid))
        candidate = lock_candidate(candidate_uuid)
        examination = candidate.examination
        require_state(examination, PracticalState.OPEN)
        same = examination.candidates.filter(enrolment=candidate.enrolment)
        known = same.filter(attempt=candidate.attempt + 1).first()
        if known is not None:
            return known
        _refuse_try(candidate)
        row = PracticalCandidate.objects.create(
            examination=examination,
            enrolment=candidate.enrolment,
            number=candidate.number,
            attempt=candidate.attempt + 1,
            admitted_at=now,
        )
        seed = f"{examination.seed}:{row.number}:{row.attempt}"
        (tasks,) = draw_tasks(examination.scheme.groups, candidates=1, seed=seed)
        _give_out(row, tasks, _who_marks_again(candidate), actor=actor, now=now)
        audit.record(actor=actor, action=AuditAction.TRY_PRACTICAL_AGAIN, target=row, now=now)
    return row


def _who_marks_again(candidate: PracticalCandidate) -> list[PanelMember]:
    """Return who marked a try in the first place, without those who may not mark this person any more."""
    marked = candidate.sheets.exclude(state=SheetState.SET_ASIDE).filter(is_further=False)
    members = PanelMember.objects.filter(pk__in=marked.values("member")).select_related("assessor")
    panel = list(members.order_by("pk"))
    lock_assessors(member.assessor_id for member in panel)
    return [member for member in panel if not conflicted(member.assessor, [candidate.enrolment])]


def _refuse_try(candidate: PracticalCandidate) -> None:
    standing = standing_of(candidate)
    reasons = []
    if standing.state != DECIDED or standing.decision is None:
        reasons.append(_("The marking of this try is not finished."))
    elif standing.decision.passed:
        reasons.append(_("This candidate has passed."))
    if candidate.attempt >= candidate.examination.scheme.tries:
        reasons.append(_("No further try is left on this day."))
    if reasons:
        raise refuse(reasons)
