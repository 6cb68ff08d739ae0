"""Who had a part in a practical result, as far as rows and audit trail know. Reads only.

Who marked one of the candidate's tries, drew the tasks, called a further assessor or decided in the workshop, settled
or released the results. All tries of the day belong together: who saw one of them saw the candidate at work.
"""

from collections.abc import Iterable
from uuid import UUID

from lms.core.models import AuditEntry
from lms.exams.appeals.models import Appeal, Part
from lms.exams.appeals.subject import tries_of_the_day
from lms.exams.audit_actions import AuditAction
from lms.exams.practical.models import MarkSheet
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
    calls = AuditEntry.objects.filter(
        target_uuid__in=[uuid for uuid, _further, _by, _assessor in given], action=AuditAction.CALL_ASSESSOR
    )
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
            *_let_mark(appeal),
        ],
        Part.RELEASED: [examination.closed_by, examination.released_by, *of_examination],
    }


def _who(actions: Iterable[str], targets: Iterable[UUID]) -> Uuids:
    rows = AuditEntry.objects.filter(target_uuid__in=list(targets), action__in=list(actions))
    return rows.values_list("actor_uuid", flat=True)


def _let_mark(appeal: Appeal) -> Uuids:
    """Return who took back that an assessor of the panel may not mark the candidate."""
    candidate = appeal.candidate
    rows = TakenBack.objects.filter(
        conflict__person=candidate.enrolment.person_id,
        conflict__assessor__in=candidate.examination.panel.values("assessor"),
    )
    return rows.values_list("actor_uuid", flat=True)
