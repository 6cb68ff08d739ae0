"""Keeps what a terminal's own browser found."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import Terminal
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.terminals import rules
from lms.exams.terminals.errors import UnusableCheck
from lms.exams.terminals.models import TerminalCheck


@dataclass(frozen=True, slots=True)
class Findings:
    """What one visit of the check page found: an outcome for each check, and figures that people read beside it."""

    visit: UUID
    outcomes: dict[str, str]
    figures: dict[str, str]


def record_check(*, terminal: Terminal, findings: Findings, actor: Actor, now: datetime) -> TerminalCheck:
    """Keep what was found at a terminal; the same visit again completes its row.

    :raises UnusableCheck: an outcome that no check has, or a visit of another terminal.
    """
    if not rules.is_complete(findings.outcomes) or not findings.figures.keys() <= rules.OUTCOMES.keys():
        raise UnusableCheck(_("This is no result of the check page. Load the page again."))
    values = {
        "checked_at": now,
        "verdict": rules.verdict_of(findings.outcomes).value,
        "outcomes": findings.outcomes,
        "figures": findings.figures,
    }
    with transaction.atomic(durable=True):
        Terminal.objects.select_for_update().get(pk=terminal.pk)
        row = TerminalCheck.objects.filter(visit=findings.visit).first()
        if row is not None and row.terminal_id != terminal.pk:
            raise UnusableCheck(_("This is the result of another computer. Load the page again."))
        row = row or TerminalCheck(terminal=terminal, visit=findings.visit)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        after = {"verdict": row.verdict, "outcomes": findings.outcomes}
        audit.record(actor=actor, action=AuditAction.CHECK_TERMINAL, target=row, after=after, now=now)
    return row
