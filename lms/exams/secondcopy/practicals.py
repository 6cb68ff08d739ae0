"""Puts the copy of one practical examination back: marks, signatures, results, and photographs of work."""

from datetime import datetime

from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.appeals.checking import faults_of_appeals
from lms.exams.appeals.models import Appeal
from lms.exams.audit_actions import AuditAction
from lms.exams.practical.checking import broken_logs_in, faults_of_sheet, follows_from
from lms.exams.practical.models import (
    MarkEvent,
    MarkSheet,
    PanelMember,
    PracticalExamination,
    PracticalResult,
    PracticalState,
    SheetState,
)
from lms.exams.practical.operations import record_proofs
from lms.exams.practical.photo_models import WorkPhoto
from lms.exams.practical.standing import standings, values_by_sheet
from lms.exams.secondcopy.kinds import PHOTO_KINDS, PRACTICAL_KINDS
from lms.exams.secondcopy.pictures import LostPicture, bring_back, is_kept, opened_picture
from lms.exams.secondcopy.proving import known_here
from lms.exams.secondcopy.rows import (
    Copied,
    MissingPhoto,
    Replayed,
    other_history,
    put_rows,
    refuse_newer,
    unusable,
)
from lms.exams.secondcopy.trail import is_older, stamp_of


def put_practical(copy: Copied, replayed: Replayed, *, is_trial: bool, actor: Actor, now: datetime) -> None:
    """Add marks and photographs of one practical examination; a trial only opens the pictures.

    A picture that is lost keeps nothing else back: its row comes back and proves that it was there.

    :raises UnusableCopy: as `replay` says; also `OtherHistory`.
    """
    lacking = _("the backup lacks people, rules or tasks that this examination uses; take a later backup")
    roots = list(copy.of(PracticalExamination)) or _examinations_of_photos(copy)
    if len(roots) != 1:
        raise other_history(copy.path, copy.lines, lacking)
    was_released = _is_released(roots[0])
    here = PracticalExamination.objects.filter(pk=roots[0]).only("uuid")
    copy.is_older = any(is_older(copy, one) for one in here)
    before = known_here(copy)
    if copy.of(PracticalExamination):
        _take_off(copy, roots[0], replayed)
        refuse_newer(copy, PRACTICAL_KINDS, roots)
        put_rows(copy, PRACTICAL_KINDS, replayed, lacking=lacking)
    # Photographs wait for their turn and for room: those that the backup has and the copy has not yet stay.
    put_rows(copy, PHOTO_KINDS, replayed, lacking=lacking)
    examination = PracticalExamination.objects.select_related("scheme").get(pk=roots[0])
    _verify(copy, examination)
    appeals = Appeal.objects.filter(practical_result__candidate__examination=examination)
    for fault in faults_of_appeals(appeals, before):
        raise unusable(copy.path, copy.lines, fault)
    if _is_released(examination.pk) and not was_released:
        record_proofs(examination=examination, actor=actor, now=now)
    missing = _bring_photos(copy, examination, replayed, is_trial=is_trial)
    after = {
        "lines": copy.lines,
        "added": dict(replayed.added),
        "pictures": replayed.pictures,
        "missing": [one.photo for one in missing],
    }
    audit.record(
        actor=actor,
        action=AuditAction.REPLAY_COPY,
        target=examination,
        reason=stamp_of(copy),
        after=after,
        now=now,
    )


def _examinations_of_photos(copy: Copied) -> list[int]:
    """Return whose photographs stand in a file of an earlier version, which had nothing else in it."""
    tasks = {values["fields"]["task"] for values, _line in copy.of(WorkPhoto).values()}
    rows = PracticalExamination.objects.filter(candidates__tasks__in=tasks)
    return list(rows.order_by("pk").values_list("pk", flat=True).distinct())


def _is_released(pk: int) -> bool:
    return PracticalExamination.objects.filter(pk=pk, state=PracticalState.RELEASED).exists()


def _take_off(copy: Copied, examination: int, replayed: Replayed) -> None:
    """Take off whom the backup has on the panel and the copy has not: after the opening nobody is taken off it."""
    if copy.is_older:
        return
    rows = PanelMember.objects.filter(examination=examination, epoch=0, sheets=None)
    gone = rows.exclude(pk__in=copy.of(PanelMember)).delete()[0]
    if gone:
        replayed.taken_off[PanelMember._meta.label_lower] += gone


def _verify(copy: Copied, examination: PracticalExamination) -> None:
    """Refuse what does not hold together: chains of marks, signatures, results.

    :raises UnusableCopy: naming it.
    """
    for log in broken_logs_in(examination.panel.all()):
        raise unusable(copy.path, copy.lines, f"{log.what} {log.panel_member} {log.position}")
    signed = MarkSheet.objects.filter(candidate__examination=examination, state=SheetState.SIGNED)
    values = values_by_sheet(MarkEvent.objects.filter(sheet__in=signed))
    for sheet in signed.select_related("signature").prefetch_related("candidate__tasks"):
        for what in faults_of_sheet(sheet, list(sheet.candidate.tasks.all()), values.get(sheet.pk, {})):
            raise unusable(copy.path, copy.lines, f"{what} {sheet.uuid}")
    rows = PracticalResult.objects.filter(candidate__examination=examination).order_by("number")
    results = {row.candidate_id: row for row in rows}
    for standing in standings(examination):
        result = results.get(standing.candidate.pk)
        if result is not None and not follows_from(result, standing):
            raise unusable(copy.path, copy.lines, f"result {result.uuid}")


def _bring_photos(
    copy: Copied, examination: PracticalExamination, replayed: Replayed, *, is_trial: bool
) -> list[MissingPhoto]:
    """Put the pictures back where their rows say, and return those that neither the store has nor the copy."""
    missing = []
    rows = WorkPhoto.objects.filter(task__candidate__examination=examination).order_by("pk")
    for photo in rows.select_related("task__candidate", "task__rubric__task"):
        try:
            if not is_trial:
                replayed.pictures += bring_back(photo, copy.path)
            elif photo.pk in copy.of(WorkPhoto) or not is_kept(photo):
                opened_picture(photo, copy.path)
        except LostPicture as error:
            missing.append(_named(photo, copy.path.name, str(error)))
    replayed.missing += missing
    return missing


def _named(photo: WorkPhoto, file: str, why: str) -> MissingPhoto:
    task = photo.task
    return MissingPhoto(
        file=file,
        photo=str(photo.uuid),
        candidate=str(task.candidate),
        attempt=task.candidate.attempt,
        task=f"{task.rubric.task.code} {task.rubric.title}",
        number=photo.number,
        at=photo.at,
        why=why,
    )
