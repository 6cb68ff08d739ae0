"""Keeps a set of figures once, and says that one counts no longer."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import FiguresRefused
from lms.exams.papers.operations import checked_reason
from lms.exams.sittings.models import Sitting
from lms.exams.statistics.measured import current_sets
from lms.exams.statistics.models import FigureSet, FigureWithdrawal, ItemFigure
from lms.exams.statistics.queries import get_set

BATCH = 500


def keep(
    values: Mapping[str, Any], *, action: AuditAction, by: User | None, actor: Actor, now: datetime
) -> FigureSet:
    """Keep a set with the figures of its items; the same fingerprint again is the set that is there.

    Of a sitting the newest set counts: when results are again what they were before the last set (a key was corrected
    and set back), they are kept anew, after it.

    A building block inside the caller's transaction.

    :raises FiguresRefused: this very input was set aside.
    """
    columns = {name: value for name, value in values.items() if name != "item_figures"}
    with transaction.atomic(savepoint=False):
        fingerprint = _after_the_newest(columns.get("sitting"), columns.pop("fingerprint"), columns["sha256"])
        row, is_new = FigureSet.objects.get_or_create(
            fingerprint=fingerprint, defaults={**columns, "by": by, "at": now}
        )
        if not is_new:
            return _still_counting(row)
        figures = [ItemFigure(figure_set=row, **figure) for figure in values["item_figures"]]
        ItemFigure.objects.bulk_create(figures, batch_size=BATCH)
        facts = {"fingerprint": fingerprint, "sha256": row.sha256, "candidates": row.n, "items": row.items}
        audit.record(actor=actor, action=action, target=row, after=facts, now=now)
    return row


def _after_the_newest(sitting: Sitting | None, fingerprint: str, sha256: str) -> str:
    """Return the fingerprint under which marks of a sitting are kept: of those that came back, one after the newest.

    :raises FiguresRefused: these marks were set aside.
    """
    known = list(FigureSet.objects.filter(sitting=sitting).order_by("pk")) if sitting else []
    same = [row for row in known if row.sha256 == sha256]
    for row in same:
        _still_counting(row)
    if not same:
        return fingerprint
    newest = known[-1]
    return newest.fingerprint if same[-1] == newest else _digest(f"{fingerprint}\n{newest.fingerprint}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _still_counting(row: FigureSet) -> FigureSet:
    withdrawal = FigureWithdrawal.objects.filter(figure_set=row).first()
    if withdrawal is not None:
        raise FiguresRefused(
            _("These very results were set aside: %(reason)s") % {"reason": withdrawal.reason}
        )
    return row


def set_aside(*, uuid: UUID, reason: str, by: User | None, actor: Actor, now: datetime) -> FigureWithdrawal:
    """Say that a set counts no longer. Its rows stay; trends, flags and measured facility leave it out.

    :raises FiguresNotFound: there is no such set, or it counts no longer.
    :raises ReasonMissing: too short a reason to be one, or too long.
    """
    why = checked_reason(reason, _("Say why these figures no longer count."))
    with transaction.atomic(durable=True):
        row = get_set(current_sets(), uuid)
        withdrawal, is_new = FigureWithdrawal.objects.get_or_create(
            figure_set=row, defaults={"reason": why, "by": by, "at": now}
        )
        if is_new:
            audit.record(
                actor=actor,
                action=AuditAction.SET_FIGURES_ASIDE,
                target=row,
                reason=withdrawal.reason,
                now=now,
            )
    return withdrawal
