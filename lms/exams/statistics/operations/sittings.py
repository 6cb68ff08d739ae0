"""Reckons the figures of a sitting whose results are all released. First finished attempts only."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import jobs
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import FiguresRefused
from lms.exams.sittings.models import ENDED_STATES, Attempt, Sitting, SittingState
from lms.exams.sittings.operations.locking import lock_sitting
from lms.exams.sittings.operations.scheduling import FIGURES_JOB
from lms.exams.statistics.attempts import matrix_of_attempts
from lms.exams.statistics.models import FigureSet, FigureSource
from lms.exams.statistics.operations.keeping import keep
from lms.exams.statistics.reckoning import reckon
from lms.exams.statistics.responses import digest_of


@dataclass(frozen=True, slots=True)
class _Firsts:
    """The first finished attempts of a sitting, and how many others there are."""

    attempts: list[Attempt]
    left_out: int


def reckon_sitting(
    *, sitting_uuid: UUID, by: User | None = None, actor: Actor, now: datetime
) -> FigureSet | None:
    """Keep the figures of a sitting; the same answers again change nothing. None: nobody sat for the first time.

    Of two who reckon at once the second waits, and reads then: the newest set is of the newest marks.

    :raises SittingNotFound: when there is none.
    :raises FiguresRefused: it is not closed, or not all results are released, or these figures were set aside.
    """
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        _refuse_unfinished(sitting)
        firsts = _first_attempts(sitting)
        if not firsts.attempts:
            return None
        values = _values(sitting, firsts)
        return keep(values, action=AuditAction.RECKON_FIGURES, by=by, actor=actor, now=now)


def ask_for_figures(*, attempt_uuid: UUID, now: datetime) -> None:
    """Have the figures of an attempt's sitting reckoned if that is closed: this result may be the last one missing."""
    rows = Sitting.objects.filter(candidates__attempts__uuid=attempt_uuid, state=SittingState.CLOSED)
    for sitting in rows.values_list("uuid", flat=True):
        key, payload = f"{sitting}:{attempt_uuid}", {"sitting": str(sitting)}
        with transaction.atomic(durable=True):
            jobs.enqueue(kind=FIGURES_JOB, key=key, payload=payload, now=now)


def reckon_when_ready(*, sitting_uuid: UUID, actor: Actor, now: datetime) -> FigureSet | None:
    """Keep the figures of a sitting if it is closed and its results are released; else a later job will."""
    sitting = Sitting.objects.filter(uuid=sitting_uuid).first()
    if sitting is None or not is_ready(sitting):
        return None
    try:
        return reckon_sitting(sitting_uuid=sitting_uuid, actor=actor, now=now)
    except FiguresRefused:
        return None  # a person set these very figures aside


def is_ready(sitting: Sitting) -> bool:
    """Return whether a sitting is closed and the result of every attempt at it is released."""
    ended = Attempt.objects.filter(candidate__sitting=sitting, state__in=ENDED_STATES)
    waiting = ended.exclude(results__released_at__isnull=False)
    return sitting.state == SittingState.CLOSED and not waiting.exists()


def _refuse_unfinished(sitting: Sitting) -> None:
    if not is_ready(sitting):
        raise FiguresRefused(_("Figures come when the sitting is closed and all its results are released."))


def _first_attempts(sitting: Sitting) -> _Firsts:
    """Return each candidate's first finished attempt, unless an earlier one at this examination was finished.

    Who sits again knows questions, or learnt from them: the figures would say less of the questions.
    """
    here = Attempt.objects.filter(candidate__sitting=sitting, state__in=ENDED_STATES)
    enrolments = here.values("candidate__enrolment")
    finished = Attempt.objects.filter(
        candidate__enrolment__in=enrolments,
        candidate__sitting__scheme__code=sitting.scheme.code,
        state__in=ENDED_STATES,
    )
    first: dict[int, int] = {}
    for pk, enrolment in finished.order_by("ended_at", "pk").values_list("pk", "candidate__enrolment"):
        first.setdefault(enrolment, pk)
    ours = list(here.order_by("pk"))
    chosen = [attempt for attempt in ours if attempt.pk in first.values()]
    return _Firsts(chosen, len(ours) - len(chosen))


def _values(sitting: Sitting, firsts: _Firsts) -> dict[str, Any]:
    matrix = matrix_of_attempts(firsts.attempts)
    digest = digest_of(matrix)
    return {
        **reckon(matrix),
        "source": FigureSource.SITTING,
        "sitting": sitting,
        "bank": sitting.scheme.bank,
        "held_on": local_date(sitting.opens_at),
        "sha256": digest,
        "fingerprint": hashlib.sha256(f"{sitting.uuid}\n{digest}".encode()).hexdigest(),
        "left_out": firsts.left_out,
    }
