"""Writes down who signed in and out, where and why."""

from datetime import datetime

from django.db import transaction

from lms.accounts.audit_actions import AuditAction
from lms.accounts.models import User
from lms.core import audit
from lms.core.actor import Actor


def record_sign_in(*, user: User, actor: Actor, now: datetime) -> None:
    """Write the audit row of a completed sign-in."""
    with transaction.atomic(durable=True):
        audit.record(actor=actor, action=AuditAction.SIGN_IN, target=user, now=now)


def record_sign_out(*, user: User, reason: str, actor: Actor, now: datetime) -> None:
    """Write the audit row of a sign-out; `reason` says whether the person or a limit ended it."""
    with transaction.atomic(durable=True):
        audit.record(actor=actor, action=AuditAction.SIGN_OUT, target=user, reason=reason, now=now)
