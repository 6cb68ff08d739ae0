"""Which examinations are in the second copy now: those of these days, and where something was done of late."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.exams.absences.models import AbsenceExcuse
from lms.exams.appeals.models import OPEN_STATES, Appeal
from lms.exams.handmarking.models import (
    FurtherMarking,
    HandMark,
    MarkDecision,
    Marker,
    MarkingTurn,
    SettledMarks,
)
from lms.exams.marking.models import Result
from lms.exams.practical.models import PracticalExamination, PracticalState
from lms.exams.results.models import ResultSet
from lms.exams.sittings.models import ENDED_STATES, Attempt, Sitting, SittingState
from lms.exams.sittings.room_models import Decision, RoomAct

# Rooms that opened within this time: late answers and decisions still come.
DAYS = timedelta(days=3)
SOON = timedelta(days=1)
_OF_ATTEMPT = "attempt__candidate__sitting"


def sittings_of(*, now: datetime) -> QuerySet[Sitting]:
    """Return the rooms of these days, and those where somebody marked, told, appealed or decided in these days."""
    since = now - DAYS
    recent = Q(opens_at__gt=since, opens_at__lt=now + SOON) | Q(state=SittingState.OPEN)
    marked = Q(pk__in=_markers_at_work(since=since).values("sitting"))
    return Sitting.objects.filter(recent | marked | _told(since) | _decided(since))


def _told(since: datetime) -> Q:
    """Return the rooms with results, sets or appeals of late, or an appeal that is open, which may be given back.

    A room that waits for its release, or in which all is told, is not looked at: what is done there has its instant,
    and brings it back into the copy within one round.
    """
    marked = Result.objects.filter(marked_at__gt=since).values(_OF_ATTEMPT)
    released = Result.objects.filter(released_at__gt=since).values(_OF_ATTEMPT)
    sets = ResultSet.objects.filter(Q(frozen_at__gt=since) | Q(decided_at__gt=since)).values("sitting")
    appeals = _appeals(since=since).filter(attempt__isnull=False).values(_OF_ATTEMPT)
    further = FurtherMarking.objects.filter(at__gt=since).values(_OF_ATTEMPT)
    found = Q()
    for rows in (marked, released, sets, appeals, further):
        found |= Q(pk__in=rows)
    return found


def _decided(since: datetime) -> Q:
    """Return the rooms with acts, decisions and excuses of late: a void attempt takes its result with it."""
    acts = RoomAct.objects.filter(Q(asked_at__gt=since) | Q(decided_at__gt=since)).values("sitting")
    decisions = Decision.objects.filter(at__gt=since).values(_OF_ATTEMPT)
    asked_or_decided = Q(asked_at__gt=since) | Q(decided_at__gt=since)
    excuses = AbsenceExcuse.objects.filter(asked_or_decided).values("candidate__sitting")
    return Q(pk__in=acts) | Q(pk__in=decisions) | Q(pk__in=excuses)


def _appeals(*, since: datetime) -> QuerySet[Appeal]:
    ended = Q(decided_at__gt=since) | Q(withdrawn_at__gt=since)
    return Appeal.objects.filter(Q(state__in=OPEN_STATES) | Q(filed_at__gt=since) | ended)


def _markers_at_work(*, since: datetime) -> QuerySet[Marker]:
    """Return markers in whose rooms something is not released, or was done by hand since then.

    Dismissed ones too: an officer decides and settles after them. And released ones: appeals and corrected keys call
    for further marks, and a file that does not know of a dismissal would appoint again.
    """
    told = Result.objects.filter(attempt=OuterRef("pk"), released_at__isnull=False)
    untold = Attempt.objects.filter(~Exists(told), state__in=ENDED_STATES)
    return Marker.objects.filter(
        Q(sitting__in=untold.values("candidate__sitting"))
        | Q(appointed_at__gt=since)
        | Q(ended_at__gt=since)
        | Q(pk__in=MarkingTurn.objects.filter(taken_at__gt=since).values("marker"))
        | Q(pk__in=HandMark.objects.filter(at__gt=since).values("turn__marker"))
        | Q(sitting__in=MarkDecision.objects.filter(at__gt=since).values(_OF_ATTEMPT))
        | Q(sitting__in=SettledMarks.objects.filter(at__gt=since).values(_OF_ATTEMPT))
    )


def practicals_of(*, since: datetime) -> QuerySet[PracticalExamination]:
    """Return the practical examinations that were opened and are not settled, or were released or appealed since then.

    Before the opening nobody has marked, and who is on the panel may still be taken off it.
    """
    running = Q(state__in=(PracticalState.OPEN, PracticalState.CLOSED))
    appeals = _appeals(since=since).filter(practical_result__isnull=False)
    appealed = Q(pk__in=appeals.values("practical_result__candidate__examination"))
    return PracticalExamination.objects.filter(running | Q(released_at__gt=since) | appealed)
