"""Whoever opens a number to its people leaves a trace with each of them. Lock: the audit chain."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from certificates.audit_actions import AuditAction
from certificates.referrals.indicators.queries import Behind, PersonRow, asked_by, people_behind
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.audit import Change


def open_number(
    behind: Behind, *, user: User, actor: Actor, page: tuple[int, int], now: datetime
) -> tuple[int, Sequence[PersonRow]]:
    """Return how many people are behind a number, and one page of them; each row that is shown is written down.

    `page` says from which place on, and how many.
    """
    after = {"indicator": behind.indicator.value, "part": behind.part.value}
    with transaction.atomic(durable=True):
        number, rows = people_behind(asked_by(user, now=now), behind, start=page[0], most=page[1])
        changes = [Change(row.person, None, after) for row in rows]
        audit.record_all(actor=actor, action=AuditAction.READ_INDICATOR_PEOPLE, changes=changes, now=now)
    return number, rows
