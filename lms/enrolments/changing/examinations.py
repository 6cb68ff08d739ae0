"""Examinations that are planned for somebody: at a transfer named first, then left or kept, by one yes; at an end left.

Another app keeps examinations; it registers here as the one who knows them and takes people off.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.core.actor import Actor
from lms.enrolments.errors import ExaminationsUnseen
from lms.enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class PlannedExamination:
    """An examination that has not begun, and to which somebody is admitted."""

    uuid: UUID
    title: str
    at: datetime

    def __str__(self) -> str:
        return f"{date_format(localtime(self.at), 'Y-m-d H:i')} {self.title}"


class ExaminationDesk(Protocol):
    """Who knows planned examinations, and takes people off them. Enrolments are locked when somebody is taken off."""

    def planned_for(self, enrolments: Sequence[Enrolment]) -> list[PlannedExamination]:
        """Return what is planned for these enrolments, the earliest first."""

    def take_off(self, enrolments: Sequence[Enrolment], why: str, *, actor: Actor, now: datetime) -> None:
        """Take these enrolments off everything that is planned for them, or refuse with a named error."""

    def leave(self, enrolment: Enrolment, why: str, *, actor: Actor, now: datetime) -> None:
        """Take an enrolment that has ended off what is planned for it; nothing is refused."""


_desks: list[ExaminationDesk] = []


def register_examination_desk(desk: ExaminationDesk) -> None:
    """Name who keeps examinations; called once by that app, when it starts."""
    _desks[:] = [desk]


class Choice(StrEnum):
    """What becomes of the places at planned examinations."""

    STAY = "stay"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody who looked agreed to: `seen` stands for the examinations that were named to them.

    `knows_unbegun`: they were told of later lessons whose registers nobody has begun.
    """

    seen: str = ""
    choice: Choice = Choice.OFF
    knows_unbegun: bool = False


def planned_for(enrolments: Sequence[Enrolment]) -> list[PlannedExamination]:
    """Return the examinations that are planned for enrolments, the earliest first."""
    return _desks[0].planned_for(enrolments) if _desks and enrolments else []


def digest_of(planned: Sequence[PlannedExamination]) -> str:
    """Return what stands for the examinations that were named; "" for none."""
    told = sorted(f"{row.uuid} {row.at.isoformat()}" for row in planned)
    return hashlib.sha256("\n".join(told).encode()).hexdigest() if told else ""


def settle_examinations(
    enrolments: Sequence[Enrolment], agreed: Agreed, *, actor: Actor, now: datetime
) -> None:
    """Do with the planned examinations of locked enrolments what was agreed, inside the caller's transaction.

    :raises ExaminationsUnseen: others are planned than were named; the reasons name them.
    """
    planned = planned_for(enrolments)
    if digest_of(planned) != agreed.seen:
        words = _(
            "Other examinations are planned for the person than were shown. Look at them, then say yes."
        )
        raise ExaminationsUnseen(words, reasons=[str(row) for row in planned])
    if planned and agreed.choice == Choice.OFF:
        _desks[0].take_off(enrolments, _("Is trained elsewhere from now on"), actor=actor, now=now)


def leave_examinations(enrolment: Enrolment, why: str, *, actor: Actor, now: datetime) -> None:
    """Free the places of a locked enrolment that has ended, inside the caller's transaction."""
    if _desks:
        _desks[0].leave(enrolment, why, actor=actor, now=now)
