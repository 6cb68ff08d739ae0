"""Who had a part in what an appeal is about, as far as rows and audit trail know. Reads only.

Who marked, decided on marks, corrected the key, moderated or released, was on duty in the room or decided there,
taught the candidate (ADR 0111), or filed the appeal, does not decide on it. Of a practical result: `practical_parts`.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from lms.accounts.api import User
from lms.core import audit
from lms.core.enums import Role
from lms.delivery.api import teachers_of
from lms.enrolments.api import Enrolment
from lms.exams.appeals.models import Appeal, Part
from lms.exams.appeals.practical_parts import parts_in_work
from lms.exams.audit_actions import AuditAction
from lms.exams.handmarking.parts import who_had_part
from lms.exams.papers.models import KeyCorrection
from lms.exams.practical.models import ConflictOfInterest
from lms.exams.reserve.models import PaperSheet
from lms.exams.reserve.parts import who_read_sheets
from lms.exams.results.models import ResultSet
from lms.exams.sittings.arrangements import SittingInvigilator
from lms.exams.sittings.models import Lease, SeatRequest, Sitting, TimeEvent
from lms.exams.sittings.room_models import Decision, IncidentEvent, RoomAct
from lms.exams.teachers import TAUGHT_RECORDS

Uuids = Iterable[UUID | None]


def parts_in(appeal: Appeal) -> dict[UUID, list[Part]]:
    """Return who had which part; the number of queries is fixed."""
    found: dict[UUID, list[Part]] = defaultdict(list)
    own = set(_candidate(appeal))
    of_kind = parts_in_work(appeal) if appeal.is_practical else _in_writing(appeal, own)
    sources: dict[Part, Uuids] = {
        Part.SELF: own,
        Part.FILED: [appeal.filed_by] if appeal.behalf_reason else [],
        **of_kind,
        Part.TAUGHT: _teachers(appeal),
    }
    for part, uuids in sources.items():
        for uuid in dict.fromkeys(one for one in uuids if one is not None):
            found[uuid].append(part)
    return dict(found)


def reasons_against_taking(appeal: Appeal, user: UUID) -> list[str]:
    """Return in words which part somebody had, empty where they may review the appeal; nothing is written down."""
    return parts_in_words(parts_in(appeal).get(user, ()))


def parts_in_words(parts: Iterable[Part]) -> list[str]:
    """Return parts as a refusal says them."""
    return [str(Part(part).label) for part in parts]


def _in_writing(appeal: Appeal, own: set[UUID | None]) -> dict[Part, Uuids]:
    return {
        Part.MARKED: who_had_part([appeal.attempt_id]),
        Part.KEY: _key(appeal),
        Part.RELEASED: _releasers(appeal),
        # The log of a room names the candidate too: who sat there did not watch.
        Part.ROOM: [one for one in _room(appeal) if one not in own],
    }


def _candidate(appeal: Appeal) -> Uuids:
    person = appeal.candidate.enrolment.person_id
    return User.objects.filter(person=person).values_list("uuid", flat=True)


def _key(appeal: Appeal) -> Uuids:
    rows = KeyCorrection.objects.filter(key__paper=appeal.attempt.paper_id)
    for applied, proposed in rows.values_list("actor_uuid", "proposal__by__uuid"):
        yield from (applied, proposed)


def _releasers(appeal: Appeal) -> Uuids:
    rows = ResultSet.objects.filter(rows__result__attempt=appeal.attempt_id)
    for frozen, decided in rows.values_list("frozen_by", "decided_by"):
        yield from (frozen, decided)


def _room(appeal: Appeal) -> Uuids:
    """Return who was named for the room, and who acted in it on the candidate or on everybody."""
    attempt, sitting = appeal.attempt_id, appeal.attempt.candidate.sitting
    here = Q(attempt=attempt) | Q(attempt=None, sitting=sitting)
    yield from SittingInvigilator.objects.filter(sitting=sitting).values_list("user__uuid", flat=True)
    for asked, decided in RoomAct.objects.filter(here).values_list("asked_by", "decided_by"):
        yield from (asked, decided)
    yield from IncidentEvent.objects.filter(here).values_list("actor_uuid", flat=True)
    yield from Decision.objects.filter(attempt=attempt).values_list("actor_uuid", flat=True)
    yield from TimeEvent.objects.filter(attempt=attempt).values_list("actor_uuid", flat=True)
    yield from SeatRequest.objects.filter(attempt=attempt).values_list("decided_by", flat=True)
    yield from Lease.objects.filter(attempt=attempt).values_list("granted_by", flat=True)
    yield appeal.attempt.candidate.seen_by
    yield from _on_paper(attempt)
    doors = (AuditAction.OPEN_SITTING, AuditAction.CLOSE_SITTING)
    entries = audit.entries_about(Sitting, [sitting.uuid]).filter(action__in=doors)
    yield from entries.values_list("actor_uuid", flat=True)


def _on_paper(attempt: int) -> Uuids:
    """Return who opened the packet of a candidate on paper, keyed the sheet, looked a third time, or handed it in."""
    columns = ("opening__asked_by", "opening__decided_by", "ended_by")
    for uuids in PaperSheet.objects.filter(attempt=attempt).values_list(*columns):
        yield from uuids
    yield from who_read_sheets([attempt])[attempt]


def _teachers(appeal: Appeal) -> Uuids:
    person = appeal.candidate.enrolment.person_id
    yield from teachers_of(person)
    records = [
        uuid
        for pair in Enrolment.objects.filter(person=person).values_list("uuid", "lesson_progress__uuid")
        for uuid in pair
        if uuid is not None
    ]
    written = audit.entries_about(TAUGHT_RECORDS, records).filter(acting_role=Role.INSTRUCTOR)
    yield from written.values_list("actor_uuid", flat=True)
    declared = ConflictOfInterest.objects.filter(person=person, taken_back=None)
    yield from declared.values_list("assessor__uuid", flat=True)
