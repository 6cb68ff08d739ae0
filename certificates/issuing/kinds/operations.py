"""New versions of kinds: an issuing officer proposes, an administrator approves, as they hold for every school."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from certificates.audit_actions import AuditAction
from certificates.issuing.closings import closing_of, refuse_settled
from certificates.issuing.errors import (
    MayNotIssue,
    SamePerson,
    UnusableVersion,
    VersionNotFound,
    WrongState,
)
from certificates.issuing.kinds.models import (
    LONGEST_VALIDITY,
    CredentialKind,
    KindApproval,
    KindClosing,
    KindDefinition,
    KindProposal,
    Signatory,
)
from certificates.issuing.kinds.policies import may_approve, may_propose
from certificates.issuing.kinds.queries import last_version
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date

PRINCIPAL = Signatory.PRINCIPAL.value


@dataclass(frozen=True, slots=True)
class NewVersion:
    """From which day on, for how many months (None is for life), and whether the principal's name is printed."""

    kind: CredentialKind
    from_date: date
    valid_months: int | None
    has_principal: bool


def propose_version(new: NewVersion, *, actor: Actor, now: datetime) -> KindProposal:
    """Write down a version, which comes into force on its day once an administrator approved it.

    :raises MayNotIssue: when the actor is no issuing officer.
    :raises UnusableVersion: as `checked` does.
    """
    last = checked(new, now=now)
    with transaction.atomic(durable=True):
        _refuse_unless(may_propose, actor)
        said = {"valid_months": new.valid_months, "signatories": _signatories(last, new)}
        about: dict[str, Any] = {"kind": new.kind, "from_date": new.from_date, "by": actor.user_uuid}
        row = KindProposal.objects.create(**about, **said, made_at=now)
        after = {"kind": new.kind, "from": new.from_date.isoformat(), **said}
        audit.record(actor=actor, action=AuditAction.PROPOSE_KIND, target=row, after=after, now=now)
    return row


def approve_version(*, proposal_uuid: UUID, actor: Actor, now: datetime) -> KindDefinition:
    """Let a proposed version come into force on its day. What is issued until then keeps the version before.

    :raises VersionNotFound: when there is none.
    :raises MayNotIssue: when the actor is no administrator of the administration.
    :raises SamePerson: when whoever proposed it approves it.
    :raises WrongState: when it is approved or closed already.
    :raises UnusableVersion: when its day has come, or a later version was approved meanwhile.
    """
    try:
        with transaction.atomic(durable=True):
            row = _locked(proposal_uuid)
            _refuse_unless(may_approve, actor)
            if actor.user_uuid is None or actor.user_uuid == row.by:
                raise SamePerson(_("Another person than the one who proposed it approves a version."))
            refuse_settled(row)
            last = _refuse_day(CredentialKind(row.kind), row.from_date, now=now)
            definition = _next(last, row, now=now)
            said = {"by": actor.user_uuid, "approved_at": now}
            KindApproval.objects.create(proposal=row, definition=definition, **said)
            after = {"kind": row.kind, "version": definition.version}
            audit.record(actor=actor, action=AuditAction.APPROVE_KIND, target=row, after=after, now=now)
    except IntegrityError:  # of two versions that are approved at once, one comes first
        raise WrongState(_("Another version of this kind was approved just now. Look again.")) from None
    return definition


def close_version(*, proposal_uuid: UUID, reason: str, actor: Actor, now: datetime) -> KindClosing:
    """End a proposal without approval: who made it withdraws it, an administrator refuses it; both say why.

    :raises VersionNotFound: when there is none.
    :raises MayNotIssue: when the actor is neither the officer who made it nor an administrator of the administration.
    :raises ReasonMissing: when the reason cannot be.
    :raises WrongState: when it is approved or closed already.
    """
    with transaction.atomic(durable=True):
        row = _locked(proposal_uuid)
        _refuse_unless(may_propose if actor.user_uuid == row.by else may_approve, actor)
        refuse_settled(row)
        said = closing_of(reason, by=actor.user_uuid, now=now)
        closing = KindClosing.objects.create(proposal=row, **said)
        close, why = AuditAction.CLOSE_KIND, closing.reason
        audit.record(actor=actor, action=close, target=row, reason=why, now=now)
    return closing


def checked(new: NewVersion, *, now: datetime) -> KindDefinition:
    """Return the last version, which the new one follows.

    :raises UnusableVersion: when the day or the time in force cannot be, or nothing would change.
    """
    last = _refuse_day(new.kind, new.from_date, now=now)
    if new.valid_months is not None and not 1 <= new.valid_months <= LONGEST_VALIDITY:
        words = _("Between 1 and %(most)d months, or empty for life.") % {"most": LONGEST_VALIDITY}
        raise UnusableVersion(words, field="valid_months")
    if new.has_principal and new.kind == CredentialKind.SKILL_LEVEL:
        words = _("This kind carries the seal of the assessment body and no principal's name.")
        raise UnusableVersion(words, field="has_principal")
    if (new.valid_months, _signatories(last, new)) == (last.valid_months, last.signatories):
        raise UnusableVersion(_("Nothing would change."), field="valid_months")
    return last


def _locked(proposal_uuid: UUID) -> KindProposal:
    row = KindProposal.objects.select_for_update().filter(uuid=proposal_uuid).first()
    if row is None:
        raise VersionNotFound
    return row


def _refuse_day(kind: CredentialKind, day: date, *, now: datetime) -> KindDefinition:
    """Return the last version of a kind, unless a version of that day cannot follow it."""
    last = last_version(kind)
    if day <= local_date(now):
        raise UnusableVersion(_("A version comes into force tomorrow or later."), field="from_date")
    if day <= last.from_date:
        words = _("A later version is approved already. Choose a day after %(day)s.")
        raise UnusableVersion(words % {"day": f"{last.from_date:%Y-%m-%d}"}, field="from_date")
    return last


def _signatories(last: KindDefinition, new: NewVersion) -> list[str]:
    others = [one for one in last.signatories if one != PRINCIPAL]
    return [PRINCIPAL, *others] if new.has_principal else others


def _next(last: KindDefinition, row: KindProposal, *, now: datetime) -> KindDefinition:
    had, has = PRINCIPAL in last.signatories, PRINCIPAL in row.signatories
    fields = [one for one in last.fields if has or one != PRINCIPAL]
    return KindDefinition.objects.create(
        kind=row.kind,
        version=last.version + 1,
        from_date=row.from_date,
        # Who is to stand on the paper is asked for; a kind that had the line already keeps its own rule.
        fields=[*fields, PRINCIPAL] if has and not had else fields,
        number_rule=last.number_rule,
        number_prefix=last.number_prefix,
        template=last.template,
        valid_months=row.valid_months,
        signatories=row.signatories,
        occasion=last.occasion,
        made_at=now,
    )


def _refuse_unless(may: Callable[[User], bool], actor: Actor) -> None:
    user = User.objects.filter(uuid=actor.user_uuid, is_active=True).first() if actor.user_uuid else None
    if user is None or not may(user):
        raise MayNotIssue
