"""Reads of marking: an assessor's own examinations and the content of the tablet page. Blind by construction.

Everything starts from the caller's own `PanelMember`; no read here follows a sheet of anybody else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.crypto import lookup_hash
from lms.exams.practical.errors import PracticalNotFound
from lms.exams.practical.models import DrawnTask, MarkSheet, PanelMember, SheetState
from lms.exams.practical.policies import marking_of
from lms.exams.practical.standing import shown_marks

JOURNAL_PURPOSE = "mark-journal"


@dataclass(frozen=True, slots=True)
class MyMarking:
    """One line of an assessor's examinations."""

    member: PanelMember
    sheets: int
    signed: int

    @property
    def tag(self) -> dict[str, str]:
        """Return in a word whether something is left to do."""
        if self.signed == self.sheets:
            return {"label": _("All signed"), "kind": "success"}
        words = _("%(signed)s of %(sheets)s signed") % {"signed": self.signed, "sheets": self.sheets}
        return {"label": words, "kind": "accent"}


def list_my_marking(user: User) -> list[MyMarking]:
    """Return the examinations at which a user marks, the newest first."""
    rows = marking_of(user).select_related("examination__scheme", "examination__room")
    members = rows.order_by("-examination__starts_at", "-pk").prefetch_related("sheets")
    return [_my_marking(row) for row in members]


def _my_marking(member: PanelMember) -> MyMarking:
    states = [sheet.state for sheet in member.sheets.all() if sheet.state != SheetState.SET_ASIDE]
    return MyMarking(member, len(states), states.count(SheetState.SIGNED))


def get_my_member(user: User, examination_uuid: UUID) -> PanelMember:
    """Return the caller's own log at an examination.

    :raises PracticalNotFound: the caller does not mark there.
    """
    rows = marking_of(user).select_related("examination__scheme", "examination__site", "examination__room")
    member = rows.filter(examination__uuid=examination_uuid).first()
    if member is None:
        raise PracticalNotFound(_("There is no such practical examination for you."))
    return member


def get_marking(member: PanelMember, *, epoch: int, now: datetime) -> dict[str, Any]:
    """Return what the tablet shows and needs to go on without the network: the caller's own sheets and marks."""
    sheets = list(member.sheets.select_related("candidate__enrolment__person", "signature"))
    sheets.sort(key=lambda sheet: (sheet.candidate.number, sheet.candidate.attempt))
    tasks: dict[int, list[DrawnTask]] = {}
    drawn = DrawnTask.objects.filter(candidate__sheets__member=member).select_related("rubric__task")
    for task in drawn.order_by("candidate", "position"):
        tasks.setdefault(task.candidate_id, []).append(task)
    return {
        "journal": f"marks:{member.uuid}",
        "journal_key": lookup_hash(str(member.uuid), purpose=JOURNAL_PURPOSE),
        "epoch": epoch,
        "server_time": now,
        "sheets": [_sheet(sheet, tasks.get(sheet.candidate_id, [])) for sheet in sheets],
        "marks": shown_marks(member.events.select_related("sheet", "task")),
    }


def _sheet(sheet: MarkSheet, tasks: list[DrawnTask]) -> dict[str, Any]:
    candidate = sheet.candidate
    signature = getattr(sheet, "signature", None)
    return {
        "uuid": sheet.uuid,
        "number": str(candidate),
        "attempt": candidate.attempt,
        "name": candidate.enrolment.person.full_name,
        "state": sheet.state,
        "code": signature.short_code if signature else "",
        "tasks": [_task(task) for task in tasks],
    }


def _task(task: DrawnTask) -> dict[str, Any]:
    rubric = task.rubric
    return {
        "uuid": task.uuid,
        "code": rubric.task.code,
        "minutes": rubric.minutes,
        "title": {"zh": rubric.title_zh, "en": rubric.title_en},
        "instruction": {"zh": rubric.instruction_zh, "en": rubric.instruction_en},
        "criteria": rubric.criteria,
        "veto": rubric.veto,
    }
