"""Corrections of locked registers: those that wait, those decided, and the register that one is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User, but_ones_own
from lms.core.rows import one_of
from lms.delivery.classdesk.policies import corrections_of, sessions_registered_by
from lms.delivery.errors import CorrectionNotFound, SessionNotFound
from lms.delivery.register.models import (
    AttendanceMark,
    Correction,
    CorrectionState,
    Register,
    RegisterState,
)
from lms.delivery.timetable.models import ClassSession

_OF_MARK = (
    "mark__enrolment__person",
    "mark__register__session__cohort__site",
    "mark__register__session__instructor",
    "mark__register__session__course",
    "mark__register__session__unit",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction, who asked for it, and who decided."""

    row: Correction
    by: str
    decided_by: str


def list_corrections(user: User, state: str) -> QuerySet[Correction]:
    """Return the corrections that concern the user, the newest first; `state` "" is those that wait."""
    rows = corrections_of(user).select_related(*_OF_MARK).defer("mark__enrolment__person__resident_id")
    if state not in ("decided", "all"):
        rows = rows.filter(decision=CorrectionState.PROPOSED)
    elif state == "decided":
        rows = rows.exclude(decision=CorrectionState.PROPOSED)
    return rows.order_by("-proposed_at", "-pk")


def with_names(rows: Iterable[Correction]) -> list[Asked]:
    """Return corrections with the names of who asked and who decided."""
    listed = list(rows)
    uuids = {uuid for row in listed for uuid in (row.proposed_by, row.decided_by) if uuid}
    names: dict[Any, str] = dict(User.objects.filter(uuid__in=uuids).values_list("uuid", "display_name"))
    return [Asked(row, names.get(row.proposed_by, "–"), names.get(row.decided_by, "")) for row in listed]


def get_correction(user: User, uuid: UUID) -> Correction:
    """Return a correction that concerns the user.

    :raises CorrectionNotFound: there is none.
    """
    rows = corrections_of(user).select_related(*_OF_MARK).defer("mark__enrolment__person__resident_id")
    return one_of(rows, uuid, CorrectionNotFound(_("There is no such correction.")))


def get_registered_session(user: User, uuid: UUID) -> ClassSession:
    """Return a session whose register concerns the user.

    :raises SessionNotFound: there is none.
    """
    related = (
        "cohort__site",
        "cohort__school",
        "cohort__version__programme",
        "course",
        "unit",
        "room",
        "instructor",
    )
    rows = sessions_registered_by(user).select_related(*related, "register")
    return one_of(rows, uuid, SessionNotFound(_("There is no such session.")))


def marks_with_last(register: Register | None) -> list[tuple[AttendanceMark, Correction | None]]:
    """Return what a register says in the order of names, each with the last correction unless it was approved."""
    if register is None:
        return []
    rows = register.marks.select_related("enrolment__person").defer("enrolment__person__resident_id")
    last = {row.mark_id: row for row in Correction.objects.filter(mark__register=register).order_by("pk")}
    open_ = {key: row for key, row in last.items() if row.decision != CorrectionState.APPROVED}
    return [(row, open_.get(row.pk)) for row in rows.order_by("enrolment__person__sort_name", "pk")]


def get_locked_mark(user: User, uuid: UUID) -> AttendanceMark:
    """Return what a locked register that concerns the user says of somebody else.

    :raises CorrectionNotFound: there is no such mark.
    """
    rows = AttendanceMark.objects.filter(
        register__state=RegisterState.LOCKED, register__session__in=sessions_registered_by(user)
    ).select_related("enrolment__person", "register__session__cohort__site", "register__session__course")
    rows = but_ones_own(rows, user, "enrolment__person")
    refusal = CorrectionNotFound(_("The register says nothing of this person."))
    return one_of(rows.select_related("register__session__unit"), uuid, refusal)
