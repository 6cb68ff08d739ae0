"""Marking an ended attempt: one result, and the evidence it gives to the enrolment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import RequirementKind, requirements_of_kind
from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.api import Achievement, lock_enrolment, record_achievement
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptNotFound, AttemptNotOpen, EvidenceUndecided, MarksMissing
from lms.exams.handmarking.standing import standing_of
from lms.exams.marking import rules
from lms.exams.marking.models import Result
from lms.exams.marking.proofs import SOURCE
from lms.exams.papers.models import PaperKey, ReleaseRule
from lms.exams.sittings.answer_rows import held_back
from lms.exams.sittings.models import ENDED_STATES, Attempt
from lms.exams.sittings.rules import answers_digest, undecided


def mark_attempt(*, attempt_uuid: UUID, actor: Actor, now: datetime) -> Result:
    """Mark an ended attempt; again changes nothing. Its scheme says who releases the result (ADR 0112).

    Where that is at once, the result is there for the candidate and proves what it proves from now on.

    A later receipt, after a reopening or a decision on held answers, gets a result of its own; that one is never there
    at once, a second person releases it (ADR 0131).

    :raises AttemptNotFound: when there is none.
    :raises AttemptNotOpen: it has not ended yet.
    :raises EvidenceUndecided: answers were held, and nobody has said whether they count.
    :raises MarksMissing: somebody has to mark an answer by hand first.
    """
    enrolment_uuid = _enrolment_of(attempt_uuid)
    with transaction.atomic(durable=True):
        lock_enrolment(enrolment_uuid)
        rows = Attempt.objects.select_for_update(of=("self",))
        related = rows.select_related("candidate__sitting__scheme", "candidate__enrolment")
        attempt = related.get(uuid=attempt_uuid)
        if attempt.state not in ENDED_STATES:
            raise AttemptNotOpen(_("This attempt has not ended, or was declared void."))
        number = attempt.receipts.count()
        known = attempt.results.filter(receipt_number=number).order_by("-key_version", "-round").first()
        if known is not None:
            return known
        _refuse_undecided(attempt)
        result = _mark(attempt, number, now=now)
        audit.record(
            actor=actor,
            action=AuditAction.MARK_ATTEMPT,
            target=result,
            after={"passed": result.passed},
            now=now,
        )
        if result.released_at is not None:
            record_evidence(attempt, result, actor=actor, now=now)
    return result


def _enrolment_of(attempt_uuid: UUID) -> UUID:
    found = (
        Attempt.objects.filter(uuid=attempt_uuid).values_list("candidate__enrolment__uuid", flat=True).first()
    )
    if found is None:
        raise AttemptNotFound(_("There is no such attempt."))
    return found


def _refuse_undecided(attempt: Attempt) -> None:
    held = held_back(attempt.events.all()).values_list("position", "held")
    if undecided(held, attempt.decisions.values_list("positions", "counts")):
        raise EvidenceUndecided(_("Answers of this attempt were held. Somebody has to decide on them first."))


def mark_further(attempt: Attempt, marking_round: int, *, actor: Actor, now: datetime) -> Result:
    """Keep what an attempt is worth after a further person marked it, as a result of that round (ADR 0114).

    A building block: the caller has locked the attempt. Former results stay; nobody is told until it is released.

    :raises EvidenceUndecided: answers were held, and nobody has said whether they count.
    :raises MarksMissing: somebody has to mark an answer by hand first.
    """
    with transaction.atomic(savepoint=False):
        _refuse_undecided(attempt)
        result = _mark(attempt, attempt.receipts.count(), marking_round=marking_round, now=now)
        after = {"passed": result.passed, "round": marking_round}
        audit.record(actor=actor, action=AuditAction.MARK_ATTEMPT, target=result, after=after, now=now)
    return result


def _mark(attempt: Attempt, receipt_number: int, *, now: datetime, marking_round: int = 0) -> Result:
    sitting = attempt.candidate.sitting
    newest = PaperKey.objects.filter(paper_id=attempt.paper_id).order_by("-version").first()
    if newest is None:
        raise RuntimeError("A paper is drawn together with its key.")
    by_hand = standing_of(attempt) if rules.waits_for_a_marker(newest.key) else None
    if by_hand is not None and by_hand.worths is None:
        raise MarksMissing(_("Somebody has to mark answers of this attempt by hand first."))
    worths = by_hand.worths if by_hand and by_hand.worths else {}
    answers = {str(item): response for item, response in attempt.answers.values_list("item_uuid", "response")}
    mark = rules.mark(newest.key, answers, pass_percent=sitting.scheme.pass_percent, by_hand=worths)
    is_first = receipt_number == 1 and not attempt.results.exists()
    return Result.objects.create(
        attempt=attempt,
        score=mark.score,
        max_score=mark.max_score,
        percent=mark.percent,
        passed=mark.passed,
        key_version=newest.version,
        receipt_number=receipt_number,
        round=marking_round,
        answers_digest=answers_digest(answers),
        by_hand=rules.written(worths),
        marks_digest=by_hand.digest if by_hand else "",
        marked_at=now,
        released_at=now if is_first and is_released_at_once(attempt, newest.key) else None,
    )


def is_released_at_once(attempt: Attempt, key: Mapping[str, Any]) -> bool:
    """Return whether nobody has to release what an attempt earned: so says its scheme, and no person marked it."""
    rule = attempt.candidate.sitting.scheme.release
    return rule == ReleaseRule.AT_ONCE and not rules.waits_for_a_marker(key)


def record_evidence(attempt: Attempt, result: Result, *, actor: Actor, now: datetime) -> None:
    """Keep what a result proves for the enrolment."""
    enrolment, scheme = attempt.candidate.enrolment, attempt.candidate.sitting.scheme
    asked = requirements_of_kind(enrolment.version_id, RequirementKind.EXAMINATION_PASSED)
    for requirement in asked.filter(examination_scheme=scheme.code):
        proof = Achievement(
            requirement=requirement,
            source_type=SOURCE,
            source_uuid=result.uuid,
            percent=result.percent,
            is_met=result.passed,
        )
        record_achievement(enrolment_uuid=enrolment.uuid, achievement=proof, actor=actor, now=now)
