"""An officer decides about an employer, and its people follow at once. Lock order: employer, roles, audit chain."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.audit_actions import AuditAction
from lms.accounts.employers import mails
from lms.accounts.employers.operations import withdraw_all_invitations
from lms.accounts.employers.queries import everybody_of, look_alikes_of
from lms.accounts.employers.sessions import end_sessions_of
from lms.accounts.models import RoleAssignment, User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.organisations.api import (
    OWN_LOOK,
    Decision,
    DecisionRefused,
    Employer,
    EmployerNotFound,
    Said,
    decide_about_employer,
    is_own_first_look,
    standing_of,
)

OWN_EMPLOYER = gettext_lazy("This is your own employer. Another officer decides.")


def decide(*, employer_uuid: UUID, said: Said, actor: Actor, now: datetime) -> Decision:
    """Decide about an employer; return what it came to: the first of two only looked at it.

    Verified or lifted, its people may work here from this commit on, and are told so by letter. Suspended, their
    sessions end, its keys are refused and its open invitations withdrawn; a letter says what that means.

    :raises EmployerNotFound: when there is none.
    :raises DecisionRefused: it changes nothing now, or lacks a check, a reason or the second officer; or it is the
        officer's own employer.
    """
    with transaction.atomic(durable=True):
        employer = Employer.objects.select_for_update().filter(uuid=employer_uuid).first()
        if employer is None:
            raise EmployerNotFound(_("There is no such employer."))
        if _works_for(employer, actor.user_uuid):
            raise DecisionRefused(str(OWN_EMPLOYER))
        came_to = decide_about_employer(
            employer=employer,
            said=said,
            has_look_alikes=bool(look_alikes_of(employer)),
            actor=actor,
            now=now,
        )
        if came_to in (Decision.VERIFIED, Decision.LIFTED):
            _change_roles(employer, Role.EMPLOYER_APPLICANT, Role.EMPLOYER, actor=actor, now=now)
            (mails.tell_verified if came_to is Decision.VERIFIED else mails.tell_lifted)(employer)
        elif came_to is Decision.SUSPENDED:
            withdraw_all_invitations(employer=employer, actor=actor, now=now)
            users = _change_roles(employer, Role.EMPLOYER, Role.EMPLOYER_APPLICANT, actor=actor, now=now)
            end_sessions_of(users)
            mails.tell_suspended(employer, users)
    return came_to


def why_not_by(user: User, employer: Employer, decision: Decision) -> str:
    """Return why somebody cannot decide so about an employer although somebody else could, in words; "" else."""
    if _works_for(employer, user.uuid):
        return str(OWN_EMPLOYER)
    last = employer.decisions.order_by("-number").first()
    standing = standing_of(is_verified=employer.is_verified, last=last.kind if last else "")
    looked_by = last.by if last else None
    is_own_look = is_own_first_look(decision, standing=standing, looked_by=looked_by, user_uuid=user.uuid)
    return str(OWN_LOOK) if is_own_look else ""


def _works_for(employer: Employer, user_uuid: UUID | None) -> bool:
    return everybody_of(employer.pk).filter(user__uuid=user_uuid).exists()


def _change_roles(employer: Employer, old: Role, new: Role, *, actor: Actor, now: datetime) -> list[int]:
    """Let everybody of a locked employer hold another role; return whose they are."""
    rows = RoleAssignment.objects.select_for_update().filter(employer=employer, role=old, ended_at=None)
    held = list(rows.order_by("pk"))
    for row in held:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        further = RoleAssignment.objects.create(
            user_id=row.user_id, role=new, employer=employer, is_owner=row.is_owner, valid_from=now
        )
        audit.record(actor=actor, action=AuditAction.END_ROLE, target=row, now=now)
        after = {"role": new.value}
        audit.record(actor=actor, action=AuditAction.GRANT_ROLE, target=further, after=after, now=now)
    return [row.user_id for row in held]
