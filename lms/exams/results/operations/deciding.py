"""The second person's act: release a frozen set that still is what counts, or send it back with a reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit, jobs
from lms.core.actor import Actor
from lms.enrolments.api import lock_enrolments
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import ResultsMoved, ResultsNotFound, ResultsRefused, SecondPersonNeeded
from lms.exams.marking.models import Result
from lms.exams.marking.operations import record_evidence
from lms.exams.papers.operations import checked_reason
from lms.exams.results.changes import Change, changes_of, in_words
from lms.exams.results.models import ResultSet, SetState
from lms.exams.results.queries import who_marked_in
from lms.exams.results.rules import reason_against_release
from lms.exams.results.standing import Standing, standings_of
from lms.exams.results.words import NO_RELEASE
from lms.exams.sittings.operations.locking import lock_attempts, lock_sitting
from lms.exams.sittings.operations.scheduling import FIGURES_JOB


@dataclass(frozen=True, slots=True)
class SetDecision:
    """Which set is decided on. `digest` is that of the set which was looked at."""

    set_uuid: UUID
    digest: str = ""
    reason: str = ""


def release_results(*, decision: SetDecision, actor: Actor, now: datetime) -> ResultSet:
    """Let the candidates of a set see their results, and keep what these prove. Again changes nothing.

    :raises ResultsNotFound: when there is none.
    :raises SecondPersonNeeded: who froze it, or marked by hand or decided on marks of it, does not release it.
    :raises ResultsRefused: it was sent back.
    :raises ResultsMoved: something changed since it was frozen, with what that was; or it is not what was looked at.
    """
    enrolments = ResultSet.objects.filter(uuid=decision.set_uuid)
    with transaction.atomic(durable=True):
        lock_enrolments(
            enrolments.exclude(rows=None).values_list(
                "rows__result__attempt__candidate__enrolment_id", flat=True
            )
        )
        row = _lock(decision.set_uuid)
        if row.state == SetState.RELEASED:
            return row
        _refuse_decided(row)
        _require_second_person(row, actor)
        _release(row, decision, actor=actor, now=now)
    return row


def send_results_back(*, decision: SetDecision, actor: Actor, now: datetime) -> ResultSet:
    """Send a set back with a reason, so that another one can be frozen; who froze it may take it back so too.

    :raises ResultsNotFound: when there is none.
    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises SecondPersonNeeded: nobody in person decides.
    :raises ResultsRefused: it was decided on before.
    """
    why = checked_reason(decision.reason, _("Write down why this set is sent back."))
    if actor.user_uuid is None:
        raise SecondPersonNeeded(_("An examinations officer decides on results."))
    with transaction.atomic(durable=True):
        row = _lock(decision.set_uuid)
        _refuse_decided(row)
        _decide(row, SetState.RETURNED, why, actor=actor, now=now)
        audit.record(actor=actor, action=AuditAction.SEND_RESULTS_BACK, target=row, reason=why, now=now)
    return row


def _lock(uuid: UUID) -> ResultSet:
    """Lock the sitting of a set, its attempts, and the set; return the set as it is now."""
    sitting = ResultSet.objects.filter(uuid=uuid).values_list("sitting__uuid", flat=True).first()
    if sitting is None:
        raise ResultsNotFound(_("There is no such set of results."))
    lock_attempts(lock_sitting(sitting))
    rows = ResultSet.objects.select_for_update(of=("self",)).select_related("sitting__scheme")
    return rows.get(uuid=uuid)


def _refuse_decided(row: ResultSet) -> None:
    if row.state != SetState.WAITING:
        raise ResultsRefused(
            _("This set was decided on before: %(state)s.") % {"state": row.get_state_display()}
        )


def _require_second_person(row: ResultSet, actor: Actor) -> None:
    marked_by = who_marked_in(row)
    reason = reason_against_release(actor.user_uuid, frozen_by=row.frozen_by, marked_by=marked_by)
    if reason is not None:
        raise SecondPersonNeeded(str(NO_RELEASE[reason]))


def _release(row: ResultSet, decision: SetDecision, *, actor: Actor, now: datetime) -> None:
    standings = {one.attempt.pk: one for one in standings_of(row.sitting)}
    _refuse_moved(row, decision, changes_of(row, standings))
    results = [one.result for one in row.rows.select_related("result").order_by("position")]
    Result.objects.filter(pk__in=[one.pk for one in results]).update(released_at=now)
    _decide(row, SetState.RELEASED, "", actor=actor, now=now)
    after = {"number": row.number, "digest": row.digest, **row.outcomes}
    audit.record(actor=actor, action=AuditAction.RELEASE_RESULTS, target=row, after=after, now=now)
    for result in results:
        _prove(result, standings[result.attempt_id], actor=actor, now=now)
    uuid = str(row.sitting.uuid)
    jobs.enqueue(kind=FIGURES_JOB, key=f"{uuid}:set{row.number}", payload={"sitting": uuid}, now=now)


def _refuse_moved(row: ResultSet, decision: SetDecision, changes: list[Change]) -> None:
    if decision.digest != row.digest:
        raise ResultsMoved(_("This is not the set that you looked at. Look at it again."))
    if changes:
        words = _("Something changed since this set was frozen. Send it back and freeze another one.")
        raise ResultsMoved(words, reasons=in_words(changes))


def _prove(result: Result, standing: Standing, *, actor: Actor, now: datetime) -> None:
    """Keep what a result proves, unless the candidate was told the very same before."""
    if standing.told is not None and not standing.is_told_otherwise:
        return
    attempt = standing.attempt
    attempt.candidate = standing.candidate
    record_evidence(attempt, result, actor=actor, now=now)


def _decide(row: ResultSet, state: SetState, reason: str, *, actor: Actor, now: datetime) -> None:
    row.state, row.decided_by, row.decided_at, row.decision_reason = state, actor.user_uuid, now, reason
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
