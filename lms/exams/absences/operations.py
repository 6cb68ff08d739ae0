"""Writes of excused absences: one officer asks, another agrees or refuses; taking back goes the same way.

Lock order: all enrolments of the person, the sitting, the row, audit chain. Who admits that person to another sitting
waits for the decision, and the decision for them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.sentences import sentences
from lms.exams.absences import rules
from lms.exams.absences.errors import ExcuseNotFound, ExcuseRefused, ExcuseTaken, UnusableExcuse
from lms.exams.absences.models import AbsenceExcuse, Why
from lms.exams.absences.undoing import refuse_rested_on, refuse_to_take_back
from lms.exams.absences.words import AGAINST
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import SecondPersonNeeded, SittingNotFound
from lms.exams.papers.operations import checked_reason
from lms.exams.sittings.excused import ExcuseState
from lms.exams.sittings.models import Sitting, SittingCandidate
from lms.exams.sittings.operations.locking import lock_person_of, lock_sitting
from lms.exams.sittings.people import name_of


@dataclass(frozen=True, slots=True)
class NewExcuse:
    """Whose absence from which sitting, why by code, and in words. The same key again is the same request."""

    sitting_uuid: UUID
    candidate_uuid: UUID
    why: str
    words: str
    client_key: UUID


@dataclass(frozen=True, slots=True)
class NewUndoing:
    """Which excuse that holds is to be taken back, and why. The same key again is the same request."""

    excuse_uuid: UUID
    reason: str
    client_key: UUID


@dataclass(frozen=True, slots=True)
class ExcuseDecision:
    """What the second officer says to a request; who asked may give it up. A refusal has its reason."""

    excuse_uuid: UUID
    agree: bool
    reason: str = ""


def ask_to_excuse(*, new: NewExcuse, actor: Actor, now: datetime) -> AbsenceExcuse:
    """Ask that an absence does not count as a try; nothing is changed before another officer has agreed.

    :raises SittingNotFound: there is no such sitting, or no such candidate in it.
    :raises SecondPersonNeeded: nobody in person asks.
    :raises UnusableExcuse: the code is not one of the list.
    :raises ReasonMissing: "something else" without words, or words that are too short or too long.
    :raises ExcuseRefused: the room is not closed, or the person appeared.
    :raises ExcuseTaken: it is asked for already, or excused; or the key was used for something else.
    """
    by = _in_person(actor)
    words = _words(new)
    with transaction.atomic(durable=True):
        lock_person_of(SittingCandidate.objects.filter(uuid=new.candidate_uuid))
        sitting = lock_sitting(new.sitting_uuid)
        candidate = sitting.candidates.filter(uuid=new.candidate_uuid).first()
        if candidate is None:
            raise SittingNotFound(_("There is no such candidate in this sitting."))
        known = AbsenceExcuse.objects.filter(client_key=new.client_key).first()
        if known is not None:
            return _same(known, AbsenceExcuse(candidate=candidate, why=new.why, words=words))
        _refuse_present(sitting, candidate)
        row = AbsenceExcuse(candidate=candidate, why=new.why, words=words, client_key=new.client_key)
        _keep(row, by=by, now=now)
        # Why somebody was away stays in the row; the trail is read by more people.
        audit.record(actor=actor, action=AuditAction.ASK_FOR_EXCUSE, target=row, now=now)
    return row


def ask_to_take_back(*, new: NewUndoing, actor: Actor, now: datetime) -> AbsenceExcuse:
    """Ask that an excuse that holds is taken back, so that the absence is a try again; another officer agrees.

    :raises ExcuseNotFound: there is none.
    :raises SecondPersonNeeded: nobody in person asks.
    :raises ReasonMissing: too short a reason to be one, or too long.
    :raises ExcuseRefused: it does not hold, or tries rest on it.
    :raises ExcuseTaken: it is asked for already, or the key was used for something else.
    """
    by = _in_person(actor)
    why = checked_reason(new.reason, _("Write down why the excuse is taken back."))
    with transaction.atomic(durable=True):
        excuse = _lock(new.excuse_uuid)
        known = AbsenceExcuse.objects.filter(client_key=new.client_key).first()
        if known is not None:
            return _same(known, AbsenceExcuse(candidate=excuse.candidate, undoes=excuse, words=why))
        refuse_to_take_back(excuse, now=now)
        row = AbsenceExcuse(candidate=excuse.candidate, undoes=excuse, words=why, client_key=new.client_key)
        _keep(row, by=by, now=now)
        action = AuditAction.ASK_TO_TAKE_EXCUSE_BACK
        audit.record(actor=actor, action=action, target=row, now=now)
    return row


def decide_excuse(*, decision: ExcuseDecision, actor: Actor, now: datetime) -> AbsenceExcuse:
    """Agree to a request, or refuse it with a reason; the same decision again changes nothing.

    :raises ExcuseNotFound: there is none.
    :raises SecondPersonNeeded: who asked does not agree, nor does nobody in person.
    :raises ReasonMissing: it is refused without a reason, or with one that is too short or too long.
    :raises ExcuseRefused: tries rest on the excuse that is to be taken back.
    :raises ExcuseTaken: it was decided otherwise before.
    """
    by = _in_person(actor)
    why = "" if decision.agree else checked_reason(decision.reason, _("Write down why it is not agreed."))
    state = ExcuseState.HOLDS if decision.agree else ExcuseState.REFUSED
    with transaction.atomic(durable=True):
        row = _lock(decision.excuse_uuid)
        if row.state != ExcuseState.WAITING:
            return _decided(row, state, words=why)
        if decision.agree and not rules.is_second_person(by, asked_by=row.asked_by):
            raise SecondPersonNeeded(_("Another examinations officer than who asked for it has to agree."))
        if decision.agree and row.undoes is not None:
            refuse_rested_on(row.undoes, now=now)
        row.state, row.decided_by, row.decided_at, row.decision_reason = state, by, now, why
        row.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
        if decision.agree and row.undoes is not None:
            row.undoes.state = ExcuseState.TAKEN_BACK
            row.undoes.save(update_fields=["state"])
        audit.record(actor=actor, action=_action(row), target=row, now=now)
    return row


def _in_person(actor: Actor) -> UUID:
    if actor.user_uuid is None:
        raise SecondPersonNeeded(_("An examinations officer excuses an absence, and another one agrees."))
    return actor.user_uuid


def _words(new: NewExcuse) -> str:
    if new.why not in Why.values:
        raise UnusableExcuse(_("Choose one of the reasons."), field="why")
    if new.why == Why.OTHER or new.words.strip():
        return checked_reason(new.words, _("Write in words why the person did not appear."), field="words")
    return ""


def _refuse_present(sitting: Sitting, candidate: SittingCandidate) -> None:
    against = rules.reasons_against_excuse(sitting=sitting.state, candidate=candidate.state)
    if against:
        raise ExcuseRefused(str(AGAINST[against[0]]))


def _same(known: AbsenceExcuse, asked: AbsenceExcuse) -> AbsenceExcuse:
    before, now = (
        (row.candidate_id, row.undoes_id, row.why or "", row.words or "") for row in (known, asked)
    )
    if before != now:
        raise ExcuseTaken(_("This form was used before. Open it again and repeat it."))
    return known


def _keep(row: AbsenceExcuse, *, by: UUID, now: datetime) -> None:
    """Keep a request; there is one at a time, and one excuse that holds."""
    others = AbsenceExcuse.objects.filter(candidate=row.candidate, undoes=row.undoes)
    if others.filter(state__in=(ExcuseState.WAITING, ExcuseState.HOLDS)).exists():
        raise ExcuseTaken(_("Somebody has asked for this already, or it is excused. Look at it first."))
    row.asked_by, row.asked_at = by, now
    row.save()


def _lock(uuid: UUID) -> AbsenceExcuse:
    """Lock the person's enrolments, the sitting and the request, and return it as it is now."""
    found = AbsenceExcuse.objects.filter(uuid=uuid)
    sitting = found.values_list("candidate__sitting__uuid", flat=True).first()
    if sitting is None:
        raise ExcuseNotFound(_("There is no such excuse."))
    lock_person_of(SittingCandidate.objects.filter(excuses__uuid=uuid))
    lock_sitting(sitting)
    related = ("candidate__sitting__scheme", "candidate__enrolment", "undoes__candidate__sitting__scheme")
    return AbsenceExcuse.objects.select_for_update(of=("self",)).select_related(*related).get(uuid=uuid)


def _decided(row: AbsenceExcuse, state: ExcuseState, *, words: str) -> AbsenceExcuse:
    """Return what was decided before; whose words were not taken is told so, and by whom it was decided."""
    if (row.state, row.decision_reason) == (state, words):
        return row
    before = _("This was decided before: %(state)s.") % {"state": row.state_word}
    if row.decided_at is None or row.decided_by is None:
        raise ExcuseTaken(before)
    facts = {"at": date_format(localtime(row.decided_at), "Y-m-d H:i"), "name": name_of(row.decided_by)}
    raise ExcuseTaken(sentences([before, _("%(name)s decided that on %(at)s.") % facts]))


def _action(row: AbsenceExcuse) -> AuditAction:
    if row.state == ExcuseState.REFUSED:
        return AuditAction.REFUSE_EXCUSE
    return AuditAction.TAKE_EXCUSE_BACK if row.is_undoing else AuditAction.AGREE_TO_EXCUSE
