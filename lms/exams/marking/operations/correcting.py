"""A corrected key: a further version with a reason, and a further result for everybody who sat the paper (ADR 0089)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy

from lms.core import audit
from lms.core.actor import Actor
from lms.enrolments.api import lock_enrolments
from lms.exams.audit_actions import AuditAction
from lms.exams.marking.corrections import NewCorrection, Preview, Remark, preview_correction
from lms.exams.marking.models import Result
from lms.exams.marking.operations.marking import is_released_at_once, record_evidence
from lms.exams.papers.models import KeyCorrection, PaperKey, PaperVersion
from lms.exams.papers.operations import MOST_REASON_OF_KEY, checked_reason
from lms.exams.sittings.models import Attempt
from lms.exams.sittings.rules import answers_digest

WHY_CORRECTED = gettext_lazy("Write down why the key is corrected.")


def correct_key(*, correction: NewCorrection, actor: Actor, now: datetime) -> KeyCorrection:
    """Keep a corrected key and mark everybody's attempts by it; former keys and results stay as they are.

    Evidence that a former result gave to an enrolment stays too: taking it back is a decision about a person.

    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises PaperNotFound: when there is none.
    :raises KeyMoved: the key was corrected since its changes were looked at.
    :raises UnusableKey: nothing is changed, an item is not on the paper, or cannot have such a key.
    """
    with transaction.atomic(durable=True):
        return apply_correction(correction, actor=actor, now=now)


def apply_correction(correction: NewCorrection, *, actor: Actor, now: datetime) -> KeyCorrection:
    """Do the same inside the caller's transaction. A building block."""
    reason = checked_reason(correction.reason, WHY_CORRECTED, most=MOST_REASON_OF_KEY)
    with transaction.atomic(savepoint=False):
        _lock_takers(correction)
        preview = preview_correction(correction)
        row = _keep(preview, correction, reason, actor=actor, now=now)
        results = _mark_again(preview, row.key.version, now=now)
        for remark, result in zip(preview.remarks, results, strict=True):
            if remark.has_changed and result.released_at is not None:
                record_evidence(remark.result.attempt, result, actor=actor, now=now)
        changes = [audit.Change(result, after={"passed": result.passed}) for result in results]
        audit.record_all(actor=actor, action=AuditAction.MARK_ATTEMPT, changes=changes, now=now)
        audit.record(
            actor=actor,
            action=AuditAction.CORRECT_KEY,
            target=row,
            reason=reason,
            after={"paper": str(preview.paper.uuid), "version": row.key.version, **row.outcomes},
            now=now,
        )
    return row


def _lock_takers(correction: NewCorrection) -> None:
    """Lock enrolments and attempts, so that nobody is marked by the former key while everybody is marked again."""
    attempts = Attempt.objects.filter(paper__uuid=correction.paper_uuid)
    lock_enrolments(attempts.values_list("candidate__enrolment_id", flat=True))
    list(attempts.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    # Two corrections of a paper that nobody has sat wait for each other here.
    list(
        PaperVersion.objects.filter(uuid=correction.paper_uuid)
        .select_for_update()
        .values_list("pk", flat=True)
    )


def _keep(
    preview: Preview, correction: NewCorrection, reason: str, *, actor: Actor, now: datetime
) -> KeyCorrection:
    key = PaperKey.objects.create(
        paper=preview.paper, version=preview.former.version + 1, key=preview.key, created_at=now
    )
    return KeyCorrection.objects.create(
        key=key,
        reason=reason,
        items=[str(change.item) for change in correction.changes],
        outcomes=preview.outcomes(),
        actor_uuid=actor.user_uuid,
        created_at=now,
    )


def _mark_again(preview: Preview, version: int, *, now: datetime) -> list[Result]:
    rows = [_result(remark, version, _release_of(remark, preview, now), now) for remark in preview.remarks]
    return Result.objects.bulk_create(rows)


def _release_of(remark: Remark, preview: Preview, now: datetime) -> datetime | None:
    """Return when a further result is released: at once, or not yet; what nobody knows yet stays unknown.

    Two persons have seen what the key changes. Where results are released by two, they also see the further results
    as a set of their own before anybody is told (ADR 0112).
    """
    was_released = remark.result.released_at is not None
    return now if was_released and is_released_at_once(remark.result.attempt, preview.key) else None


def _result(remark: Remark, version: int, released_at: datetime | None, now: datetime) -> Result:
    mark = remark.after
    return Result(
        attempt=remark.result.attempt,
        score=mark.score,
        max_score=mark.max_score,
        percent=mark.percent,
        passed=mark.passed,
        key_version=version,
        receipt_number=remark.result.receipt_number,
        round=remark.result.round,
        answers_digest=answers_digest(remark.answers),
        by_hand=remark.result.by_hand,
        marks_digest=remark.result.marks_digest,
        marked_at=now,
        released_at=released_at,
    )
