"""Who had a part in a practical result, as far as rows and audit trail know. Reads only.

Who marked one of the candidate's tries, drew the tasks, called a further assessor or decided in the workshop, settled
or released the results. All tries of the day belong together: who saw one of them saw the candidate at work.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from lms.core import audit
from lms.exams.appeals.models import Appeal, Part
from lms.exams.appeals.subject import tries_of_the_day
from lms.exams.audit_actions import AuditAction
from lms.exams.practical.models import (
    ConflictOfInterest,
    MarkSheet,
    PracticalCandidate,
    PracticalExamination,
)
from lms.exams.practical.photo_models import StruckPhoto
from lms.exams.practical.taken_back import TakenBack

Uuids = Iterable[UUID | None]
DREW = (AuditAction.OPEN_PRACTICAL, AuditAction.TRY_PRACTICAL_AGAIN)
SETTLED = (AuditAction.CLOSE_PRACTICAL, AuditAction.RELEASE_PRACTICAL)


def parts_in_work(appeal: Appeal) -> dict[Part, Uuids]:
    """Return by part who had it in a practical result; the number of queries is fixed."""
    examination = appeal.candidate.examination
    tries = list(tries_of_the_day(appeal).values_list("pk", "uuid"))
    pks, uuids = [pk for pk, _uuid in tries], [uuid for _pk, uuid in tries]
    sheets = MarkSheet.objects.filter(candidate__in=pks)
    given = list(sheets.values_list("uuid", "is_further", "assigned_by", "member__assessor__uuid"))
    of_examination = _who(SETTLED, [examination.uuid])
    calls = audit.entries_about(MarkSheet, [uuid for uuid, _further, _by, _assessor in given])
    calls = calls.filter(action=AuditAction.CALL_ASSESSOR)
    called = dict(calls.values_list("target_uuid", "actor_uuid"))
    return {
        # Also whose sheet was set aside later: they had begun to look.
        Part.MARKED: [
            *(assessor for _uuid, _further, _by, assessor in given),
            *StruckPhoto.objects.filter(photo__task__candidate__in=pks).values_list("actor_uuid", flat=True),
        ],
        Part.DREW: [
            *_who(DREW, [examination.uuid, *uuids]),
            *(by for uuid, is_further, by, _assessor in given if not is_further and uuid not in called),
        ],
        Part.CALLED: [
            *(by for _uuid, is_further, by, _assessor in given if is_further),
            *called.values(),
            *_who([AuditAction.NOTE_PRACTICAL_ABSENCE], uuids),
            *TakenBack.objects.filter(candidate__in=pks).values_list("actor_uuid", flat=True),
            *_noted_conflicts(appeal),
        ],
        Part.RELEASED: [examination.closed_by, examination.released_by, *of_examination],
    }


def _who(actions: Iterable[str], targets: Iterable[UUID]) -> Uuids:
    rows = audit.entries_about((PracticalExamination, PracticalCandidate), list(targets))
    return rows.filter(action__in=list(actions)).values_list("actor_uuid", flat=True)


def _noted_conflicts(appeal: Appeal) -> Uuids:
    """Return who said that an assessor of the panel, or of a try, may not mark the candidate, or took that back."""
    candidate = appeal.candidate
    of_the_panel = candidate.examination.panel.values("assessor")
    marked = MarkSheet.objects.filter(candidate__in=tries_of_the_day(appeal)).values("member__assessor")
    conflicts = ConflictOfInterest.objects.filter(
        Q(assessor__in=of_the_panel) | Q(assessor__in=marked), person=candidate.enrolment.person_id
    )
    taken_back = TakenBack.objects.filter(conflict__in=conflicts)
    return [
        *conflicts.values_list("declared_by", flat=True),
        *taken_back.values_list("actor_uuid", flat=True),
    ]
