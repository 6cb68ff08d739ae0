"""Facts are written and corrected, never overwritten. Lock order: the fact that is corrected, the audit chain."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.referrals.outcomes import rules
from certificates.referrals.outcomes.errors import OutcomeCorrectedAlready, OutcomeNotFound, UnusableOutcome
from certificates.referrals.outcomes.models import Outcome
from certificates.referrals.outcomes.rules import Grade, Kind
from courses.catalog.api import list_occupations
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.unseen import has_unseen
from lms.organisations.api import Employer


@dataclass(frozen=True, slots=True)
class NewOutcome:
    """A fact as somebody reports it; the employer is one of the platform, or named by hand, or not known."""

    kind: Kind
    day: date
    grade: Grade
    reporter: str
    way: str
    employer_uuid: UUID | None = None
    employer_name: str = ""
    occupation: str = ""
    exit_reason: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is wrong with a fact: `instead` stands for it, None says that there was nothing of the kind."""

    outcome_uuid: UUID
    reason: str
    instead: NewOutcome | None


def record_outcome(
    *, person_id: int, new: NewOutcome, client_key: UUID, actor: Actor, now: datetime
) -> Outcome:
    """Write a fact; the same form again gives the same one.

    :raises UnusableOutcome: a value cannot be kept.
    """
    with transaction.atomic(durable=True):
        return keep_outcome(person_id=person_id, new=new, client_key=client_key, actor=actor, now=now)


def keep_outcome(
    *, person_id: int, new: NewOutcome, client_key: UUID, actor: Actor, now: datetime
) -> Outcome:
    """Write a fact within the caller's transaction; the same key again gives the same one.

    :raises UnusableOutcome: a value cannot be kept.
    """
    _refuse_unusable(new, today=local_date(now))
    values = _values(new) | {"by": _person(actor), "at": now, "person_id": person_id}
    outcome, is_new = Outcome.objects.get_or_create(client_key=client_key, defaults=values)
    if outcome.person_id != person_id:
        raise OutcomeNotFound
    if is_new:
        _record(outcome, AuditAction.RECORD_OUTCOME, actor=actor, now=now)
    return outcome


def correct_outcome(
    *, person_id: int, correction: Correction, client_key: UUID, actor: Actor, now: datetime
) -> Outcome:
    """Write what stands instead of a fact; the older one stays to be read.

    :raises OutcomeNotFound: when it is not there, or another person's.
    :raises OutcomeCorrectedAlready: a newer one stands for it already.
    :raises UnusableOutcome: a value cannot be kept, or no reason is given.
    """
    reason = correction.reason.strip()
    if not reason or len(reason) > rules.LONGEST_REASON or has_unseen(reason):
        raise UnusableOutcome(_("Give the reason."), field="reason")
    if correction.instead is not None:
        _refuse_unusable(correction.instead, today=local_date(now))
    with transaction.atomic(durable=True):
        wrong = _locked(person_id, correction.outcome_uuid)
        known = Outcome.objects.filter(client_key=client_key, corrects=wrong).first()
        if known is not None:
            return known
        if Outcome.objects.filter(corrects=wrong).exists():
            raise OutcomeCorrectedAlready(_("Somebody corrected this already. Correct the newer one."))
        values = _values(correction.instead) if correction.instead else _as_it_was(wrong) | {"is_void": True}
        values |= {"by": _person(actor), "at": now, "person_id": person_id}
        outcome = Outcome.objects.create(client_key=client_key, corrects=wrong, reason=reason, **values)
        _record(outcome, AuditAction.CORRECT_OUTCOME, actor=actor, now=now)
    return outcome


def _locked(person_id: int, outcome_uuid: UUID) -> Outcome:
    rows = Outcome.objects.select_for_update().filter(uuid=outcome_uuid, person=person_id, is_void=False)
    outcome = rows.first()
    if outcome is None:
        raise OutcomeNotFound
    return outcome


def _refuse_unusable(new: NewOutcome, *, today: date) -> None:
    words = {
        "not_yet": _("This day has not come yet."),
        "too_old": _("This day is too long ago. Is the year right?"),
        "exit": _("Say why the work ended."),
        "no_exit": _("A reason for the end belongs only to work that ended."),
        "no_employer": _("No employer belongs to this."),
    }
    has_employer = bool(new.employer_uuid or new.employer_name)
    found = rules.reasons_against(
        kind=new.kind, day=new.day, today=today, exit_reason=new.exit_reason, has_employer=has_employer
    )
    for field, code in found:
        raise UnusableOutcome(words[code], field=field)
    if new.employer_uuid and new.employer_name:
        raise UnusableOutcome(
            _("Choose an employer of the list or write a name, not both."), field="employer_name"
        )
    if len(new.employer_name) > rules.LONGEST_EMPLOYER or has_unseen(new.employer_name):
        raise UnusableOutcome(_("This holds a character that cannot be printed."), field="employer_name")
    if new.grade is Grade.EMPLOYER_CONFIRMED and new.reporter != "employer":
        raise UnusableOutcome(_("Only the employer confirms it."), field="grade")


def _values(new: NewOutcome) -> dict[str, object]:
    employer = Employer.objects.filter(uuid=new.employer_uuid).first() if new.employer_uuid else None
    if new.employer_uuid and employer is None:
        raise UnusableOutcome(_("Choose one of the list."), field="employer")
    occupation = list_occupations().filter(code=new.occupation).first() if new.occupation else None
    if new.occupation and occupation is None:
        raise UnusableOutcome(_("Choose one of the list."), field="occupation")
    return {
        "kind": new.kind.value,
        "day": new.day,
        "grade": new.grade.value,
        "reporter": new.reporter,
        "way": new.way,
        "employer": employer,
        "employer_name": new.employer_name,
        "occupation": occupation,
        "exit_reason": new.exit_reason,
    }


def _as_it_was(wrong: Outcome) -> dict[str, object]:
    names = (
        "kind",
        "day",
        "grade",
        "reporter",
        "way",
        "employer",
        "employer_name",
        "occupation",
        "exit_reason",
    )
    return {name: getattr(wrong, name) for name in names}


def _record(outcome: Outcome, action: AuditAction, *, actor: Actor, now: datetime) -> None:
    after = {"kind": str(outcome.kind), "is_void": outcome.is_void}
    audit.record(actor=actor, action=action, target=outcome, after=after, now=now)


def _person(actor: Actor) -> UUID:
    if actor.user_uuid is None:
        raise ValueError("A person does this.")
    return actor.user_uuid
