"""Freezing: the results of a closed sitting that are ready, as one set with a digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import ResultsRefused, SecondPersonNeeded
from lms.exams.results.changes import head_of
from lms.exams.results.models import ResultSet, ResultSetRow, SetState
from lms.exams.results.rules import NOT_YET, Stand, digest_of, values_of
from lms.exams.results.standing import Standing, standings_of
from lms.exams.results.words import STANDS
from lms.exams.sittings.models import Sitting, SittingState
from lms.exams.sittings.operations.locking import lock_attempts, lock_sitting


@dataclass(frozen=True, slots=True)
class NewSet:
    """Which sitting's results are frozen. The same key again is the same set."""

    sitting_uuid: UUID
    client_key: UUID


def freeze_results(*, new: NewSet, actor: Actor, now: datetime) -> ResultSet:
    """Keep the results that are ready as a set that another officer can release; the others stay for a further set.

    :raises SittingNotFound: when there is none.
    :raises SecondPersonNeeded: nobody in person proposes it.
    :raises ResultsRefused: the room is not closed, a set waits, no result is ready, or the key is of another sitting.
    """
    by = actor.user_uuid
    if by is None:
        raise SecondPersonNeeded(
            _("An examinations officer proposes results, and another one releases them.")
        )
    with transaction.atomic(durable=True):
        sitting = lock_sitting(new.sitting_uuid)
        known = ResultSet.objects.filter(client_key=new.client_key).first()
        if known is not None:
            return _same(known, sitting)
        _refuse_unready(sitting)
        lock_attempts(sitting)
        standings = standings_of(sitting)
        ready = [row for row in standings if row.stand is Stand.READY]
        if not ready:
            raise _nothing_ready(standings)
        row = _row(sitting, ready, standings, by=by, now=now)
        row.client_key = new.client_key
        _keep(row, ready, actor=actor, now=now)
    return row


def _same(known: ResultSet, sitting: Sitting) -> ResultSet:
    if known.sitting_id != sitting.pk:
        raise ResultsRefused(_("This was sent before for something else. Open the page again."))
    return known


def _refuse_unready(sitting: Sitting) -> None:
    reasons = []
    if sitting.state != SittingState.CLOSED:
        reasons.append(_("The room has to be closed first, so that nobody is writing any more."))
    if sitting.result_sets.filter(state=SetState.WAITING).exists():
        reasons.append(_("A set waits already: it is released or sent back first."))
    if reasons:
        raise ResultsRefused(_("These results cannot be frozen now."), reasons=reasons)


def _nothing_ready(standings: Sequence[Standing]) -> ResultsRefused:
    words = _("Candidate %(number)s: %(state)s")
    waiting = [row for row in standings if row.stand in NOT_YET]
    reasons = [words % {"number": row.candidate, "state": STANDS[row.stand]} for row in waiting]
    return ResultsRefused(_("No result is ready to be released."), reasons=reasons)


def _row(
    sitting: Sitting, ready: Sequence[Standing], standings: Sequence[Standing], *, by: UUID, now: datetime
) -> ResultSet:
    waiting = [one for one in standings if one.stand in NOT_YET]
    return ResultSet(
        sitting=sitting,
        number=sitting.result_sets.count() + 1,
        left_out=[{"candidate": str(one.candidate), "why": str(one.stand)} for one in waiting],
        outcomes={
            "candidates": len(ready),
            "passed": sum(one.facts.marked is not None and one.facts.marked.passed for one in ready),
            "told": sum(one.is_told_otherwise for one in ready),
        },
        frozen_by=by,
        frozen_at=now,
    )


def _keep(row: ResultSet, ready: Sequence[Standing], *, actor: Actor, now: datetime) -> None:
    values = [values_of(one.facts) for one in ready]
    row.digest = digest_of(head_of(row), values)
    row.save()
    ResultSetRow.objects.bulk_create(
        ResultSetRow(result_set=row, position=place, result=one.result, values=value)
        for place, (one, value) in enumerate(zip(ready, values, strict=True), start=1)
    )
    after = {"number": row.number, "digest": row.digest, **row.outcomes}
    audit.record(actor=actor, action=AuditAction.FREEZE_RESULTS, target=row, after=after, now=now)
