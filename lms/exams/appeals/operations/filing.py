"""The candidate's acts: file an appeal against a released result, withdraw it while nobody has taken it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.exams.appeals import rules
from lms.exams.appeals.errors import AppealMoved, AppealNotFound, AppealRefused, UnusableAppeal
from lms.exams.appeals.models import Appeal, AppealState, Ground
from lms.exams.appeals.operations.locking import lock_appeal, lock_attempt, user_of
from lms.exams.appeals.standing import appealable, limits_for, reason_against
from lms.exams.appeals.words import AGAINST_FILING
from lms.exams.audit_actions import AuditAction
from lms.exams.marking.models import Result
from lms.exams.papers.models import PaperKey
from lms.exams.papers.operations import checked_reason


@dataclass(frozen=True, slots=True)
class NewAppeal:
    """Against which result, on which ground. `parts`: kinds of questions, none: the whole. One key is one appeal.

    `behalf_reason`: why an officer files it in the place of the candidate; empty when the candidate does.
    """

    result_uuid: UUID
    ground: str
    client_key: UUID
    parts: Sequence[str] = ()
    text: str = ""
    behalf_reason: str = ""


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
        _lock_attempt_of(new.result_uuid)
        known = Appeal.objects.filter(client_key=new.client_key).select_related("result").first()
        if known is not None:
            return _same(known, new)
        result = _result(new.result_uuid)
        _refuse_unusable(new, text, result)
        code = reason_against(result, now=now)
        if code:
            raise AppealRefused(str(AGAINST_FILING[code]))
        row = Appeal.objects.create(
            attempt=result.attempt,
            result=result,
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


def _lock_attempt_of(uuid: UUID) -> None:
    attempt = Result.objects.filter(uuid=uuid).values_list("attempt_id", flat=True).first()
    if attempt is not None:
        lock_attempt(attempt)


def _result(uuid: UUID) -> Result:
    found = appealable().filter(uuid=uuid).first()
    if found is None:
        raise AppealNotFound(
            _("There is no such result, it is not released, or another one has taken its place.")
        )
    return found


def _same(known: Appeal, new: NewAppeal) -> Appeal:
    if known.result.uuid != new.result_uuid:
        raise AppealMoved(_("This was sent before for something else. Open the page again."))
    return known


def _refuse_unusable(new: NewAppeal, text: str, result: Result) -> None:
    if new.ground not in Ground.values:
        raise UnusableAppeal(_("Choose why you appeal."), field="ground")
    if new.ground == Ground.OTHER and not text:
        raise UnusableAppeal(_("Write in a few words what is wrong."), field="text")
    if len(text) > rules.MOST_TEXT:
        raise UnusableAppeal(_("Write at most 600 characters."), field="text")
    key = PaperKey.objects.get(paper=result.attempt.paper_id, version=result.key_version).key
    kinds = {entry["kind"] for entry in key.values()}
    if not kinds.issuperset(new.parts) or len(set(new.parts)) != len(new.parts):
        raise UnusableAppeal(_("This part is not in the examination."), field="parts")


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
