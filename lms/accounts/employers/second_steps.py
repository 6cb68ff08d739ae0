"""Who has lost every second step of the sign-in is helped by an officer. Lock order: employer, role, audit chain."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.audit_actions import AuditAction
from lms.accounts.employers.queries import everybody_of
from lms.accounts.employers.rules import Evidence
from lms.accounts.employers.sessions import end_sessions_of
from lms.accounts.errors import ColleagueNotFound, SecondStepRefused
from lms.accounts.models import RoleAssignment, User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.enums import EMPLOYER_ROLES
from lms.organisations.api import Employer


@dataclass(frozen=True, slots=True)
class Seen:
    """By what an officer knows who asks: what was done to find out, and whom the officer spoke to."""

    evidence: frozenset[str]
    note: str


def end_second_steps(*, person_uuid: UUID, seen: Seen, actor: Actor, now: datetime) -> User:
    """End every second step, and every session, of somebody at an employer; the password stays what it was.

    :raises ColleagueNotFound: nobody who works for an employer, and nowhere else.
    :raises SecondStepRefused: there is none, it is the officer's own, or by what the officer knows it is not said.
    """
    if set(seen.evidence) != set(Evidence):
        raise SecondStepRefused(
            _("Do all of this before: whoever asks may not be this person."), field="evidence"
        )
    if not seen.note.strip():
        raise SecondStepRefused(_("Write down whom you spoke to."), field="note")
    if actor.user_uuid == person_uuid:
        raise SecondStepRefused(_("Another officer has to do this for you."))
    with transaction.atomic(durable=True):
        user = _locked(person_uuid)
        steps = Authenticator.objects.filter(user=user)
        if not steps.exists():
            raise SecondStepRefused(_("There is no second step: the password is enough."))
        steps.delete()
        end_sessions_of([user.pk])
        reason = seen.note.strip()[:200]
        audit.record(actor=actor, action=AuditAction.END_SECOND_STEPS, target=user, reason=reason, now=now)
    return user


def _locked(person_uuid: UUID) -> User:
    held = RoleAssignment.objects.filter(
        user__uuid=person_uuid, role__in=EMPLOYER_ROLES, ended_at__isnull=True
    )
    employer = Employer.objects.select_for_update().filter(pk__in=held.values("employer")).first()
    row = everybody_of(employer.pk).filter(user__uuid=person_uuid).first() if employer else None
    # Who works for a school as well is staff, whose second step is nobody's at an employer.
    elsewhere = RoleAssignment.objects.filter(user__uuid=person_uuid, ended_at__isnull=True)
    if row is None or elsewhere.exclude(role__in=EMPLOYER_ROLES).exists():
        raise ColleagueNotFound
    return row.user
