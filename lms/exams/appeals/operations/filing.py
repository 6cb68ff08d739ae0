"""The candidate's acts: file an appeal against a released result, withdraw it while nobody has taken it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.exams.appeals import rules
from lms.exams.appeals.errors import AppealMoved, AppealRefused, UnusableAppeal
from lms.exams.appeals.models import Appeal, AppealState, Ground
from lms.exams.appeals.operations.locking import lock_appeal, lock_attempt, user_of
from lms.exams.appeals.queries import no_result
from lms.exams.appeals.standing import appealable, appealable_practicals, limits_for, reason_against
from lms.exams.appeals.subject import Told
from lms.exams.appeals.words import AGAINST_FILING
from lms.exams.audit_actions import AuditAction
from lms.exams.marking.models import Result
from lms.exams.papers.models import PaperKey
from lms.exams.papers.operations import checked_reason
from lms.exams.practical.models import PracticalResult
from lms.exams.practical.operations.locking import lock_candidate


@dataclass(frozen=True, slots=True)
class NewAppeal:
    """Against which result, on which ground. `parts`: kinds of questions, none: the whole. One key is one appeal.

    `is_practical`: the result is that of a practical examination; then `parts` are codes of its tasks.
    `behalf_reason`: why an officer files it in the place of the candidate; empty when the candidate does.
    """

    result_uuid: UUID
    ground: str
    client_key: UUID
    parts: Sequence[str] = ()
    text: str = ""
    behalf_reason: str = ""
    is_practical: bool = False


def file_appeal(*, new: NewAppeal, actor: Actor, now: datetime) -> Appeal:
    """Keep an appeal; the same key again is the same appeal. Whose result it is the caller has asked.

    :raises AppealNotFound: there is no such released result that counts.
    :raises UnusableAppeal: no such ground or part, no words where they are needed, or too many.
    :raises ReasonMissing: an officer files it and does not say why.
    :raises AppealRefused: it is too late, or was appealed before.
    :raises AppealMoved: the key is that of another appeal.
    """
    text = new.text.strip()
    by = user_of(actor)
    why = _behalf(new, actor)
    with transaction.atomic(durable=True):
        _lock_what_was_told(new)
        kept = Appeal.objects.filter(client_key=new.client_key)
        known = kept.select_related("result", "practical_result").first()
        if known is not None:
            return _same(known, new, text, why, by)
        result = _result(new)
        _refuse_unusable(new, text, result)
        code = reason_against(result, now=now)
        if code:
            raise AppealRefused(str(AGAINST_FILING[code]))
        row = Appeal.objects.create(
            **_about(result),
            ground=new.ground,
            parts=list(new.parts),
            text=text,
            behalf_reason=why,
            filed_by=by,
            filed_at=now,
            answer_by=rules.answer_day(local_date(now), limits_for(result)),
            client_key=new.client_key,
        )
        after = {"ground": row.ground, "parts": row.parts}
        audit.record(
            actor=actor, action=AuditAction.FILE_APPEAL, target=row, reason=why, after=after, now=now
        )
    return row


def _behalf(new: NewAppeal, actor: Actor) -> str:
    if actor.role == Role.TRAINEE:
        return ""
    words = _("Write down why the candidate cannot file it in person.")
    return checked_reason(new.behalf_reason, words, field="behalf_reason")


def _lock_what_was_told(new: NewAppeal) -> None:
    if new.is_practical:
        rows = PracticalResult.objects.filter(uuid=new.result_uuid)
        for uuid in rows.values_list("candidate__uuid", flat=True):
            lock_candidate(uuid)
        return
    attempt = Result.objects.filter(uuid=new.result_uuid).values_list("attempt_id", flat=True).first()
    if attempt is not None:
        lock_attempt(attempt)


def _result(new: NewAppeal) -> Told:
    rows: QuerySet[Any] = appealable_practicals() if new.is_practical else appealable()
    found: Told | None = rows.filter(uuid=new.result_uuid).first()
    if found is None:
        raise no_result()
    return found


def _about(result: Told) -> dict[str, Any]:
    if isinstance(result, PracticalResult):
        return {"practical_result": result}
    return {"attempt": result.attempt, "result": result}


def _same(known: Appeal, new: NewAppeal, text: str, why: str, by: UUID) -> Appeal:
    """Return what was filed under this key, and refuse to answer with it for anything that differs."""
    kept = (known.told.uuid, known.ground, known.parts, known.text, known.behalf_reason, known.filed_by)
    if kept != (new.result_uuid, new.ground, list(new.parts), text, why, by):
        raise AppealMoved(_("This was sent before for something else. Open the page again."))
    return known


def _refuse_unusable(new: NewAppeal, text: str, result: Told) -> None:
    if new.ground not in Ground.values:
        raise UnusableAppeal(_("Choose why you appeal."), field="ground")
    if new.ground == Ground.OTHER and not text:
        raise UnusableAppeal(_("Write in a few words what is wrong."), field="text")
    if len(text) > rules.MOST_TEXT:
        raise UnusableAppeal(_("Write at most 600 characters."), field="text")
    if not set(_parts_of(result)).issuperset(new.parts) or len(set(new.parts)) != len(new.parts):
        raise UnusableAppeal(_("This part is not in the examination."), field="parts")


def _parts_of(result: Told) -> Iterator[str]:
    """Yield what of an examination an appeal may be about: kinds of questions, or codes of tasks."""
    if isinstance(result, PracticalResult):
        yield from (str(part["code"]) for part in result.parts)
        return
    key = PaperKey.objects.get(paper=result.attempt.paper_id, version=result.key_version).key
    yield from (str(entry["kind"]) for entry in key.values())


def withdraw_appeal(*, appeal_uuid: UUID, actor: Actor, now: datetime) -> Appeal:
    """Take an appeal back before anybody has taken it; again changes nothing. Whose it is the caller has asked.

    :raises AppealNotFound: when there is none.
    :raises AppealRefused: somebody reviews it already, or it was decided.
    """
    user_of(actor)
    with transaction.atomic(durable=True):
        row = lock_appeal(appeal_uuid)
        if row.state == AppealState.WITHDRAWN:
            return row
        if row.state != AppealState.FILED:
            raise AppealRefused(_("Somebody looks at this appeal already. It cannot be withdrawn any more."))
        row.state, row.withdrawn_at = AppealState.WITHDRAWN, now
        row.save(update_fields=["state", "withdrawn_at"])
        audit.record(actor=actor, action=AuditAction.WITHDRAW_APPEAL, target=row, now=now)
    return row
