"""The dated rule of appeals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.exams.appeals.models import AppealRule
from lms.exams.appeals.rules import MOST_DAYS
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import UnusableRule


@dataclass(frozen=True, slots=True)
class NewAppealRule:
    """How long candidates may appeal and an answer may take, for results that are released from a day on."""

    code: str
    valid_from: date
    basis: Mapping[str, str]
    file_days: int
    answer_days: int


def set_appeal_rule(*, rule: NewAppealRule, actor: Actor, now: datetime) -> AppealRule:
    """Set the rule of an examination from a day on; the same rule of the same day again changes nothing.

    The day is to come (ADR 0114): what was told is told, and no window closes behind anybody.

    :raises UnusableRule: no basis, days that cannot be, that day has another rule, or it is not to come.
    """
    for field, days in (("file_days", rule.file_days), ("answer_days", rule.answer_days)):
        if not 1 <= days <= MOST_DAYS:
            raise UnusableRule(_("Write 1 to 365 days."), field=field)
    if not rule.basis.get("zh", "").strip():
        raise UnusableRule(_("Write down on what the rule rests."), field="basis_zh")
    values = {
        "file_days": rule.file_days,
        "answer_days": rule.answer_days,
        "basis_zh": rule.basis["zh"].strip(),
        "basis_en": rule.basis.get("en", "").strip(),
    }
    with transaction.atomic(durable=True):
        place = {"code": rule.code, "valid_from": rule.valid_from}
        if not AppealRule.objects.filter(**place).exists() and rule.valid_from <= local_date(now):
            words = _("A rule holds from tomorrow at the earliest: results that were told keep theirs.")
            raise UnusableRule(words, field="valid_from")
        row, is_new = AppealRule.objects.get_or_create(**place, defaults=values)
        if not is_new and any(getattr(row, name) != value for name, value in values.items()):
            words = _("That day has another rule already; a rule is never edited.")
            raise UnusableRule(words, field="valid_from")
        if is_new:
            after = {"code": row.code}
            audit.record(actor=actor, action=AuditAction.SET_APPEAL_RULE, target=row, after=after, now=now)
    return row
