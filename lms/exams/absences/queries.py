"""Reads of absences: who did not appear in a sitting, what was asked for them and decided, what waits for whom."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.rows import one_of
from lms.exams.absences.counts import counts_of
from lms.exams.absences.errors import ExcuseNotFound
from lms.exams.absences.models import AbsenceExcuse
from lms.exams.absences.rules import Count
from lms.exams.absences.undoing import refuse_to_take_back
from lms.exams.errors import SittingNotFound
from lms.exams.results.policies import sittings_with_results
from lms.exams.results.queries import names_of
from lms.exams.sittings.excused import ExcuseState
from lms.exams.sittings.models import CandidateState, Sitting, SittingCandidate

MOST_WAITING_SHOWN = 10
# How long somebody is told what became of their request; then the page of the person says it.
TOLD_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Step:
    """One request as it is read: the row with the names of who asked and who decided."""

    row: AbsenceExcuse
    asked_by: str
    decided_by: str

    @property
    def asker(self) -> UUID:
        """Return whose request came to nothing: where an excuse was taken back, who had asked for that one."""
        undone = self.row.undoes if self.row.state == ExcuseState.HOLDS else None
        return undone.asked_by if undone else self.row.asked_by


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
    def told(self) -> Step | None:
        """Return the last word where whoever asked has to be told: it was refused, or an excuse was taken back.

        What was given up since takes nothing from it.
        """
        last = next((one for one in reversed(self.steps) if not one.row.is_given_up), None)
        if last is None or self.waiting:
            return None
        return None if self.excuse and not last.row.is_undoing else last

    @property
    def stand(self) -> str:
        """Return where it stands, as a code: of what waits first, then of what holds, then of the last word."""
        if self.waiting:
            return "undoing" if self.waiting.row.is_undoing else "waiting"
        if self.excuse:
            return "excused"
        if self.told is None:
            return "absent"
        return "taken_back" if self.told.row.is_undoing else "refused"


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
    excuses = list(AbsenceExcuse.objects.filter(candidate__in=rows).select_related("undoes").order_by("pk"))
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


def get_excuse_to_take_back(user: User, uuid: UUID, *, now: datetime) -> AbsenceExcuse:
    """Return an excuse of which somebody may ask now that it is taken back.

    :raises ExcuseNotFound: there is none, or at another site.
    :raises ExcuseRefused: it does not hold, or tries rest on it.
    :raises ExcuseTaken: somebody has asked for it already.
    """
    excuse = get_excuse(user, uuid)
    refuse_to_take_back(excuse, now=now)
    return excuse


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


@dataclass(frozen=True, slots=True)
class Answers:
    """The newest of what others decided on requests of somebody, and how many there are besides."""

    rows: Sequence[Step]
    further: int

    def __bool__(self) -> bool:
        return bool(self.rows)


def answers_for(user: User, *, now: datetime) -> Answers:
    """Return what others decided of late against what the user asked for, the newest first; not what was asked again.

    Refused: a request of the user. Taken back: an excuse for which the user had asked, by two others.
    """
    own = user.uuid
    refused = Q(state=ExcuseState.REFUSED, asked_by=own) & ~Q(decided_by=own)
    undone = Q(state=ExcuseState.HOLDS, undoes__asked_by=own) & ~Q(asked_by=own) & ~Q(decided_by=own)
    since = AbsenceExcuse.objects.filter(candidate=OuterRef("candidate"), pk__gt=OuterRef("pk"))
    since = since.exclude(state=ExcuseState.REFUSED, decided_by=F("asked_by"))
    rows = excuses_visible_to(user).filter(refused | undone, ~Exists(since), decided_at__gt=now - TOLD_FOR)
    found = list(rows.order_by("-decided_at")[: MOST_WAITING_SHOWN + 1])
    shown = found[:MOST_WAITING_SHOWN]
    further = rows.count() - len(shown) if len(found) > len(shown) else 0
    names = names_of([row.decided_by for row in shown]) if shown else {}
    steps = [Step(row, "", names.get(row.decided_by, "")) for row in shown]  # type: ignore[arg-type]
    return Answers(steps, further)
