"""Accepted learning of one enrolment as a registrar reads it: every row, and what became of it."""

from dataclasses import dataclass
from uuid import UUID

from lms.accounts.api import User
from lms.delivery.hours.learning.queries import list_learning, standing_among
from lms.delivery.hours.models import LearningEntry
from lms.enrolments.api import Enrolment, get_audited, here_since


@dataclass(frozen=True, slots=True)
class AcceptedLine:
    """One accepted row; what took it back, if anything did, and why, where the reader's site wrote it."""

    row: LearningEntry
    back: LearningEntry | None
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptedLearning:
    """All rows of an enrolment, the newest first, and the minutes that stand."""

    enrolment: Enrolment
    lines: list[AcceptedLine]
    minutes: int

    @property
    def rows(self) -> list[UUID]:
        """Return the rows that were accepted, whatever became of them."""
        return [line.row.uuid for line in self.lines]


def accepted_learning(user: User, uuid: UUID) -> AcceptedLearning:
    """Return the accepted learning of an enrolment that the user audits; the queries do not grow with its rows.

    :raises EnrolmentNotFound: there is none, or it is another site's.
    """
    enrolment = get_audited(user, uuid)
    rows, since = list_learning([enrolment])[enrolment.pk], here_since(enrolment)
    back = {row.reverses_id: row for row in rows if row.reverses_id}
    lines = []
    for row in rows:
        if row.reverses_id is None:
            other = back.get(row.pk)
            is_ours = other is not None and (since is None or other.recorded_at > since)
            lines.append(AcceptedLine(row, other, other.reason if other and is_ours else ""))
    return AcceptedLearning(enrolment, lines[::-1], sum(row.minutes for row in standing_among(rows)))
