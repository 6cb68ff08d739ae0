"""Reads of absences: who did not appear in a sitting, what was asked for them and decided, what waits for whom."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.rows import one_of
from lms.exams.absences.counts import counts_of
from lms.exams.absences.errors import ExcuseNotFound
from lms.exams.absences.models import AbsenceExcuse, ExcuseState
from lms.exams.absences.rules import Count
from lms.exams.errors import SittingNotFound
from lms.exams.results.policies import sittings_with_results
from lms.exams.results.queries import names_of
from lms.exams.sittings.models import CandidateState, Sitting, SittingCandidate

MOST_WAITING_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One request as it is read: the row with the names of who asked and who decided."""

    row: AbsenceExcuse
    asked_by: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody who did not appear, with the tries that count and what was asked for them, the oldest first."""

    candidate: SittingCandidate
    count: Count
    steps: tuple[Step, ...]

    @property
    def waiting(self) -> Step | None:
        """Return the request that waits for a second officer."""
        return next((one for one in self.steps if one.row.state == ExcuseState.WAITING), None)

    @property
    def excuse(self) -> Step | None:
        """Return the excuse that holds."""
        held = (one for one in self.steps if not one.row.is_undoing and one.row.state == ExcuseState.HOLDS)
        return next(held, None)

    @property
    def stand(self) -> str:
        """Return where it stands, as a code."""
        if self.waiting:
            return "waiting"
        return "excused" if self.excuse else "absent"


def absences_of(sitting: Sitting, *, now: datetime) -> list[Absence]:
    """Return who did not appear, by number, in a number of queries that does not grow."""
    rows = sitting.candidates.filter(state=CandidateState.ABSENT).select_related("enrolment__person__user")
    return _read(sitting, list(rows.order_by("number")), now=now)


def get_absence(sitting: Sitting, uuid: UUID, *, now: datetime) -> Absence:
    """Return one of them.

    :raises SittingNotFound: there is no such candidate, or the person appeared.
    """
    rows = sitting.candidates.filter(state=CandidateState.ABSENT).select_related("enrolment__person__user")
    row = one_of(rows, uuid, SittingNotFound(_("There is no such candidate in this sitting.")))
    return _read(sitting, [row], now=now)[0]


def _read(sitting: Sitting, rows: Sequence[SittingCandidate], *, now: datetime) -> list[Absence]:
    if not rows:
        return []
    excuses = list(AbsenceExcuse.objects.filter(candidate__in=rows).order_by("pk"))
    names = names_of([uuid for row in excuses for uuid in (row.asked_by, row.decided_by)])
    steps: dict[int, list[Step]] = defaultdict(list)
    for row in excuses:
        decided_by = names.get(row.decided_by, "") if row.decided_by else ""
        steps[row.candidate_id].append(Step(row, names.get(row.asked_by, ""), decided_by))
    counts = counts_of(sitting.scheme.code, [row.enrolment_id for row in rows], now=now)
    return [Absence(row, counts[row.enrolment_id], tuple(steps[row.pk])) for row in rows]


def excuses_visible_to(user: User) -> QuerySet[AbsenceExcuse]:
    """Return the requests about sittings at the user's sites, but no own ones."""
    rows = AbsenceExcuse.objects.filter(candidate__sitting__in=sittings_with_results(user).values("pk"))
    return rows.select_related("candidate__sitting", "candidate__enrolment__person", "undoes")


def get_excuse(user: User, uuid: UUID) -> AbsenceExcuse:
    """Return a request that the user may see.

    :raises ExcuseNotFound: there is none, or at another site.
    """
    return one_of(excuses_visible_to(user), uuid, ExcuseNotFound(_("There is no such excuse.")))


@dataclass(frozen=True, slots=True)
class ExcusesWaiting:
    """The first of the requests that wait for somebody, and how many there are."""

    rows: Sequence[AbsenceExcuse]
    number: int


def excuses_waiting_for(user: User) -> ExcusesWaiting:
    """Return what the user may decide as the second officer, the oldest first; one query while they are few."""
    rows = excuses_visible_to(user).filter(state=ExcuseState.WAITING).exclude(asked_by=user.uuid)
    shown = list(rows.order_by("asked_at")[: MOST_WAITING_SHOWN + 1])
    number = len(shown) if len(shown) <= MOST_WAITING_SHOWN else rows.count()
    return ExcusesWaiting(shown[:MOST_WAITING_SHOWN], number)
